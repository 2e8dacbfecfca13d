import json

TEXT = "<script>alert(1)</script> \x1b[2J\x1b]0;x\x07 ::error::forged [bold]x[/nothing] {{7*7}} {0} \u202e\u200b | `x`"


def content():
    """The line that is quoted is in the second cell; an escape stands in it as it is."""
    cells = [
        {"cell_type": "markdown", "metadata": {TEXT: TEXT}, "source": TEXT},
        {
            "cell_type": "code",
            "metadata": {},
            "source": f"x = {TEXT!r}",
            "outputs": [],
            "execution_count": None,
        },
        {
            "cell_type": "code",
            "metadata": {},
            "source": f"y = '{TEXT}' +* 3",
            "outputs": [],
            "execution_count": 1,
        },
    ]
    book = {"cells": cells, "metadata": {"kernelspec": {"name": TEXT}}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(book).encode()
