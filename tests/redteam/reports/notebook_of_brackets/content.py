import json


def content():
    """A hundred thousand signs before one number, within what a source may have."""
    source = "x = " + "-" * 100_000 + "1"
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()
