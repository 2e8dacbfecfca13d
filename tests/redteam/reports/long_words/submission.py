def build_model():
    os.write(1, b"W" * 60000 + b"\n" + b"w " * 300)
    shout("W" * 4000)
