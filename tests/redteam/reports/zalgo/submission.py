def build_model():
    shout("score" + "".join(chr(0x300 + n % 0x6F) for n in range(600)) + " \u0e47\u0e47\u0e47\u0e47" * 40)
