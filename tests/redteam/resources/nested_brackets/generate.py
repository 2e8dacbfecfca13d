def content() -> bytes:
    return b"x = " + b"[" * 10_000 + b"]" * 10_000 + b"\nclass StopAtThreshold:\n    pass\n"
