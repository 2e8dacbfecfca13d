def content() -> bytes:
    return b"class StopAtThreshold:\n    pass\nx = " + b"-" * 100_000 + b"1\n"
