def content():
    """A line with the bytes themselves, which the sentence about it quotes."""
    escapes = "\x1b[2J\x1b]0;pwned\x07\x1b]52;c;eA==\x07\x9b31m\u202e\u200b\x08\x08::error::forged"
    return f"def build_model():\n    x = '{escapes}' +* 3\n".encode()
