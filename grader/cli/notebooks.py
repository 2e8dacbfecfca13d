"""A stub as a notebook, its brief above it, for who works in Jupyter or Colab."""

from __future__ import annotations

import nbformat
from nbformat import v4


def from_stub(stub: str, brief: str) -> str:
    """The text of an .ipynb: the brief as one cell of Markdown, the stub as one of code."""
    made = v4.new_notebook(
        cells=[v4.new_markdown_cell(brief.strip()), v4.new_code_cell(stub.strip())],
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
    )
    for number, cell in enumerate(made.cells):  # nbformat draws ids: the same stub is the same file
        cell["id"] = f"cell-{number}"
    return f"{nbformat.writes(made)}\n"
