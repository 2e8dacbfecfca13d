"""The code of a Jupyter notebook, with a map from its lines back to cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import UnusableSubmission
from grader.inside.interactive import is_script_of_a_notebook
from grader.submission.magics import Magics, parses

_OTHERS = {"ir": "R", "julia": "Julia"}  # kernels that are known by their name where no language is given


@dataclass(frozen=True)
class Code:
    """All code cells one after another; ``cells`` has (cell, line), from 1, for every line."""

    source: str
    cells: tuple[tuple[int, int], ...]


def read(name: str, text: str, most: int) -> Code:
    """Take the code out of a notebook: at most so many bytes of it, as Python.

    Raises:
        UnusableSubmission: where the text is no notebook, or one of another language.
    """
    import nbformat

    try:
        book = nbformat.reads(text, as_version=4)
        language = _language(book.metadata)
        cells = [_lines(str(cell.source)) for cell in book.cells if _is_python(cell)]
        size = len("\n".join(cells).encode())  # JSON can say half a character, Python cannot read it
    except Exception as error:  # nbformat raises many kinds for what is not a notebook
        first = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise UnusableSubmission("screen.not_notebook", path=name, message=first) from None
    if not language.lower().startswith(("python", "ipython")):
        raise UnusableSubmission("screen.not_python", path=name, language=language[:80])
    if size > most:
        raise UnusableSubmission("screen.too_large", path=name, limit=f"{most // 1024} KiB")
    return _joined(cells)


def of_script(text: str) -> str:
    """A .py file as Python; what is Jupyter's own counts in one that was made from a notebook.

    Colab writes ``!pip install x`` into such a file as it stands in the cell.
    """
    if not is_script_of_a_notebook(text) or parses(text):
        return text
    return Magics().plain(text)


def _joined(cells: list[str]) -> Code:
    magics = Magics()
    lines: list[str] = []
    places: list[tuple[int, int]] = []
    for number, cell in enumerate(cells, start=1):
        for inner, line in enumerate(magics.plain(cell).split("\n"), start=1):
            lines.append(line)
            places.append((number, inner))
    return Code("\n".join(lines) + "\n" if any(lines) else "", tuple(places))


def _language(metadata: Mapping[str, Any]) -> str:
    """The language of the notebook's kernel; Python where it does not say."""
    kernel = metadata.get("kernelspec", {})
    told = metadata.get("language_info", {}).get("name") or kernel.get("language")
    return str(told or _OTHERS.get(str(kernel.get("name", "")).partition("-")[0], "python"))


def _is_python(cell: Any) -> bool:
    """Whether it is code, and not of a language that an editor lets a cell have for itself."""
    editor = cell.metadata.get("vscode", {})
    return bool(cell.cell_type == "code" and editor.get("languageId", "python") == "python")


def _lines(source: str) -> str:
    """The source with the one line end that Python and we both count by."""
    return source.replace("\r\n", "\n").replace("\r", "\n")
