import json


def content():
    """JSON can say what UTF-8 cannot."""
    source = "def build_model():\n    return '\ud800'\n"
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()
