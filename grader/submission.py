"""A submission: read from a .py or .ipynb file, and screened without running a line of it."""

from __future__ import annotations

import ast
import hashlib
import threading
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader import notebook
from grader.errors import UnusableSubmission
from grader.screen import screen
from grader.task import Task

MAX_SOURCE_BYTES = 256 * 1024
_MAX_LINE = 300  # characters of a line that are shown
MAX_NOTEBOOK_BYTES = 20 * 1024 * 1024  # notebooks carry their outputs, pictures among them
# The warning filters belong to the process, and so does the parser's count of its depth in Python 3.11
# (CPython issue 106905): two threads that parse at once could call a sound file too deeply nested.
_SCREENING = threading.Lock()


@dataclass(frozen=True)
class Submission:
    """One file's source. ``cells`` maps each line to (cell, line) where it came from a notebook."""

    path: Path
    sha256: str
    source: str
    cells: tuple[tuple[int, int], ...] = ()

    @property
    def filename(self) -> str:
        """The name under which the sandbox executes it."""
        return f"{self.path.stem}.py" if self.path.stem.isidentifier() else "submission.py"

    def locate(self, line: int) -> str:
        """Where a line is and what it says: ``my_solution.py, line 3: x = 1``."""
        lines = self._lines
        code = lines[line - 1].strip()[:_MAX_LINE] if 0 < line <= len(lines) else ""
        return f"{self.place(line)}: {code}"

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.split("\n")  # as Python counts: a form feed or U+2028 ends no line

    def place(self, line: int) -> str:
        """``my_solution.py, line 3`` or ``my.ipynb, cell 2, line 3``."""
        if self.cells and 0 < line <= len(self.cells):
            cell, inner = self.cells[line - 1]
            return f"{self.path.name}, cell {cell}, line {inner}"
        return f"{self.path.name}, line {line}"


def read(path: Path, task: Task) -> Submission:
    """Read and screen a submission for that task.

    Raises:
        UnusableSubmission: with what is wrong, where, and what to do about it.
    """
    return from_bytes(path, _read_bytes(path), task)


def from_bytes(path: Path, raw: bytes, task: Task) -> Submission:
    """Screen a submission whose bytes were read earlier, from a file of that name.

    Raises:
        UnusableSubmission: as :func:`read` does.
    """
    with _SCREENING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbformat's and the parser's, which name no file of the student's
        return _screened(path, raw, task)


def _screened(path: Path, raw: bytes, task: Task) -> Submission:
    digest = hashlib.sha256(raw).hexdigest()
    text = _decode(path, raw)
    if path.suffix == ".ipynb":
        code = notebook.read(path.name, text)
        submission = Submission(path, digest, code.source, code.cells)
    else:
        submission = Submission(path, digest, text)
    if len(submission.source.encode()) > MAX_SOURCE_BYTES:
        raise UnusableSubmission("screen.too_large", path=path.name, limit=f"{MAX_SOURCE_BYTES // 1024} KiB")
    if not submission.source.strip():
        raise UnusableSubmission("screen.empty", path=path.name, id=task.id)
    try:
        screen(parse(submission), task, submission.place)
    except UnusableSubmission as error:
        error.line = None if submission.cells else error.line  # a notebook's code has no line of its file
        raise
    return submission


def parse(submission: Submission) -> ast.Module:
    """The syntax tree; raises UnusableSubmission with file, line and caret where there is none."""
    try:
        return ast.parse(submission.source)
    except SyntaxError as error:
        line = error.lineno or 1
        at = max(0, (error.offset or 1) - 1)
        start = max(0, at - _MAX_LINE // 2)  # of the part of a long line that is shown
        code = (error.text or "").rstrip("\n")[start : start + _MAX_LINE]
        caret = " " * (at - start) + "^"
        raise UnusableSubmission(
            "screen.syntax",
            line=line,
            place=submission.place(line),
            message=error.msg,
            code=code,
            caret=caret,
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnusableSubmission(
            "screen.unparsable",
            path=submission.path.name,
            message=str(error) or type(error).__name__,
        ) from None


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UnusableSubmission("screen.directory", path=path)
    if not path.exists():
        raise UnusableSubmission("screen.missing", path=path)
    if path.suffix not in (".py", ".ipynb"):
        raise UnusableSubmission("screen.suffix", path=path.name)
    limit = MAX_NOTEBOOK_BYTES if path.suffix == ".ipynb" else MAX_SOURCE_BYTES
    try:
        with path.open("rb") as file:
            raw = file.read(limit + 1)
    except OSError as error:
        raise UnusableSubmission("screen.unreadable", path=path, message=error.strerror or "-") from None
    if len(raw) > limit:
        raise UnusableSubmission("screen.too_large", path=path.name, limit=f"{limit // 1024} KiB")
    return raw


def _decode(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise UnusableSubmission("screen.not_utf8", path=path.name, line=line) from None
