def content():
    """A submission that fails at once: what is tried is its name."""
    return b"def build_model():\n    return object()\n"
