def build_model():
    return handing_in(packed([*members(sound()).items(), ("/tmp/pwned", b"raise SystemExit(0)")]))
