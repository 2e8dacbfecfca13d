def build_model():
    found = members(sound())
    found["config.json"] = b"[" * 100_000 + b"]" * 100_000
    return handing_in(packed(found.items()))
