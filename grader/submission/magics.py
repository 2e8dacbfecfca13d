"""Turns notebook cells into Python: magics and shell lines are transformed as IPython does, line by line.

IPython's transformer is used as a function from text to text: nothing of a notebook is run here. What it
makes of a line (``get_ipython().system('ls')``) is answered by :mod:`grader.inside.interactive`.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.inputtransformer2 import TransformerManager

TIMED = ("time", "timeit", "prun", "memit")  # magics whose argument is Python, or whose body is
WITH_A_BODY = (*TIMED, "capture")
_MOST_WORK = 1_500_000  # characters that IPython may look at, some seconds: it begins anew after each change
_LONG = 300  # characters of a line; IPython's search for a question mark takes time as their square
_OPTIONS = re.compile(r"(?:-[nrpl]\s*\d+\s+|-s\s+\w+\s+|-[tcoqv]\s+)*")
_CALL = "get_ipython().run_line_magic"  # what IPython makes of a line magic


class Magics:
    """Turns the cells of one notebook into Python."""

    def __init__(self) -> None:
        self._left = _MOST_WORK
        self._manager: TransformerManager | None = None

    def plain(self, cell: str) -> str:
        """The cell as Python with the same line numbers; unchanged where it cannot be made Python.

        A cell that parses is left alone: a % in it is an operator or text.
        """
        if parses(cell):
            return cell
        lines = self._cleaned([f"{line}\n" for line in cell.split("\n")])
        return "".join(self._transformed(lines))[:-1]

    def _ipython(self) -> TransformerManager:
        if self._manager is None:
            from IPython.core.inputtransformer2 import TransformerManager  # 0.2 s, and most need none

            self._manager = TransformerManager()
        return self._manager

    def _cleaned(self, lines: list[str]) -> list[str]:
        """Without prompts and a common indentation."""
        for transform in self._ipython().cleanup_transforms:
            changed = list(transform(list(lines)))
            missing = len(lines) - len(changed)  # empty ones at the beginning
            lines = ["\n"] * missing + changed if missing >= 0 else lines
        return lines

    def _transformed(self, lines: list[str]) -> list[str]:
        first = next((number for number, line in enumerate(lines) if line.strip()), 0)
        head = lines[first].rstrip()
        if not head.startswith("%%") or head.endswith("?"):
            return self._with_lines_transformed(lines)
        name, _, line = head[2:].partition(" ")
        before, body = lines[:first], lines[first + 1 :]
        if name in WITH_A_BODY:
            if not parses("".join(body)):
                body = self._transformed(body)
            return [*before, _header(name, line.strip()), *body]
        text = "".join(body)
        call = f"get_ipython().run_cell_magic({name!r}, {line!r}, {text!r})\n"
        return [*before, call, *["\n"] * len(body)]

    def _with_lines_transformed(self, lines: list[str]) -> list[str]:
        while self._left > 0 and not _is_costly(lines):
            self._left -= sum(map(len, lines)) + 1000
            try:
                changed, found = self._ipython().do_one_token_transform(list(lines))
            except Exception:
                # IPython's parser may raise anything for a strange cell, which then stays as it is
                return lines
            if not changed or found == lines:
                return lines
            at = next(n for n, line in enumerate(found) if n >= len(lines) or line != lines[n])
            joined = ["\n"] * (len(lines) - len(found))
            lines = [*found[:at], _without_timing(found[at]), *joined, *found[at + 1 :]]
        return lines


def _is_costly(lines: list[str]) -> bool:
    return max(map(len, lines)) > _LONG and any(line.rstrip().endswith("?") for line in lines)


def parses(text: str) -> bool:
    """Whether Python can read the text."""
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last two of nesting without end
        return False
    return True


def _header(name: str, line: str) -> str:
    """What the first line of a cell magic whose body is Python does besides."""
    if name == "capture":
        variable = next((word for word in line.split() if word.isidentifier()), None)
        return f"{variable} = get_ipython().captured\n" if variable else "\n"
    return _statement(line) + "\n"


def _without_timing(line: str) -> str:
    """``%time`` and its like leave the statement that they time."""
    before, call, arguments = line.partition(_CALL)
    try:
        name, argument = ast.literal_eval(arguments)
    except (SyntaxError, ValueError, MemoryError):  # no such call, or the words stand in the line's own text
        return line
    statement = _statement(argument)
    return f"{before}{statement}\n" if call and name in TIMED and statement else line


def _statement(line: str) -> str:
    return _OPTIONS.sub("", line.strip() + " ", count=1).strip()
