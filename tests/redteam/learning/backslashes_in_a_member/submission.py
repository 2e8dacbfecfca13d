NAME = "assets/..\\..\\tmp\\pwned"


def build_model():
    return handing_in(packed([*members(sound()).items(), (NAME, b"x")]))
