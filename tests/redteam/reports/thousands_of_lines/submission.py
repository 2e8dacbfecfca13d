def build_model():
    os.write(1, b"\n" * 20000 + b"\t" * 3000)
    shout("first" + "\n" * 3900 + "\t" * 80 + "last")
