def content() -> bytes:
    return b"def choose(a, *, b=" + b"1+" * 900 + b"1, c):\n    pass\n"
