def build_model():
    return handing_in(
        packed([*members(sound()).items(), ("assets/../../../tmp/pwned", b"raise SystemExit(0)")])
    )
