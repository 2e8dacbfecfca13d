def content() -> bytes:
    return b"class StopAtThreshold: pass\nx = '" + b"a" * 200_000 + b"' )\n"
