TEXT = "<script>alert(1)</script>[bold]100/100[/]\n::error::forged\n{received}{{7*7}}%s|`x`]]>\x1b[2J\x9b\u202e\u200b"


def build_model():
    print(TEXT)
    return type(TEXT, (), {"__repr__": lambda self: TEXT, "__str__": lambda self: TEXT})()
