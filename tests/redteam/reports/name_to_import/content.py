def content():
    """Two hundred thousand letters; a name may have any letters that Unicode calls so."""
    return ("import " + "\u3164\uffa0x\u115f" * 20_000 + "\ndef build_model():\n    pass\n").encode()
