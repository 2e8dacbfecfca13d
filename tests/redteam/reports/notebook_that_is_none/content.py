import json

TEXT = "\x1b[2J\x1b]0;x\x07::error::forged\n::add-mask::x <script>alert(1)</script> \u202e"


def content():
    """nbformat's own errors quote what they refuse."""
    return json.dumps(
        {"cells": [{"cell_type": TEXT, TEXT: TEXT}], "nbformat": TEXT, "nbformat_minor": TEXT}
    ).encode()
