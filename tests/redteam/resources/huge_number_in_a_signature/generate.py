def content() -> bytes:
    return b"def choose(a, *, b=0x" + b"f" * 20_000 + b", c):\n    pass\n"
