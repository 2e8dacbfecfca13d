"""The code of a Jupyter notebook, with a map from its lines back to cells."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from grader.errors import UnusableSubmission

_MAGIC = re.compile(r"(?P<indent>\s*)[%!?]")
_RUNS_THE_REST = ("%%time", "%%timeit", "%%capture")  # cell magics whose body is plain Python


@dataclass(frozen=True)
class Code:
    """All code cells one after another; ``cells`` has (cell, line), from 1, for every line."""

    source: str
    cells: tuple[tuple[int, int], ...]


def read(name: str, text: str) -> Code:
    """Take the code out of a notebook; magics and shell lines become ``pass``.

    Raises:
        UnusableSubmission: where the text is no notebook.
    """
    import nbformat

    try:
        book = nbformat.reads(text, as_version=4)
        cells = [_lines(str(cell.source)) for cell in book.cells if cell.cell_type == "code"]
        "".join(cells).encode()  # JSON can say half a character, Python cannot read it
    except Exception as error:  # nbformat raises many kinds for what is not a notebook
        first = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise UnusableSubmission("screen.not_notebook", path=name, message=first) from None
    lines: list[str] = []
    places: list[tuple[int, int]] = []
    for number, cell in enumerate(cells, start=1):
        for inner, line in enumerate(_plain(cell).split("\n"), start=1):
            lines.append(line)
            places.append((number, inner))
    return Code("\n".join(lines) + "\n" if any(lines) else "", tuple(places))


def _lines(source: str) -> str:
    """The source with the one line end that Python and we both count by."""
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _plain(cell: str) -> str:
    """The cell as Python. A cell that parses is left alone: a % in it is an operator or text."""
    if cell.lstrip().startswith("%%") and not cell.lstrip().startswith(_RUNS_THE_REST):
        return "\n".join("" for _ in cell.split("\n"))
    try:
        ast.parse(cell)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two of nesting without end
        return "\n".join(_plain_line(line) for line in cell.split("\n"))
    return cell


def _plain_line(line: str) -> str:
    match = _MAGIC.match(line)
    return f"{match['indent']}pass  # {line.strip()}" if match else line
