"""A submission: read from a .py or .ipynb file, and screened without running a line of it."""

from __future__ import annotations

import ast
import hashlib
import os
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath

from grader.errors import UnusableSubmission
from grader.evidence import PARSING
from grader.inside.hdf5 import SIGNATURE
from grader.submission import encoding, notebook, opening
from grader.submission.screening import MISSING, screen, screen_untouched
from grader.task.loader import Task
from grader.text import LANGUAGES, Text, say

SUFFIXES = (".py", ".ipynb")
MODEL_SUFFIXES = (".keras", ".h5", ".hdf5")  # a trained model alone, where a task is in the official form
MAX_SOURCE_BYTES = 256 * 1024
_MAX_LINE = 300  # characters of a line that are shown
MAX_NOTEBOOK_BYTES = 20 * 1024 * 1024  # notebooks carry their outputs, pictures among them
_MODEL_STARTS = (SIGNATURE, b"PK\x03\x04")  # HDF5; a .keras archive
MAX_MODEL_BYTES = 192 * 1024 * 1024  # with an optimizer, which may hold twice as many numbers as the model


@dataclass(frozen=True)
class Submission:
    """One file's source. ``cells`` maps each line to (cell, line) where it came from a notebook.

    A model that is handed in alone has no source.

    ``raw``: the bytes of the file as they were read, once; evidence keeps these and reads no file again.
    """

    path: Path
    sha256: str
    source: str
    cells: tuple[tuple[int, int], ...] = ()
    raw: bytes = field(default=b"", repr=False, compare=False)

    @property
    def filename(self) -> str:
        """The name under which the sandbox executes it."""
        return f"{self.path.stem}.py" if self.path.stem.isidentifier() else "submission.py"

    @property
    def is_model(self) -> bool:
        """Whether it is a trained model's file, without code."""
        return is_model_file(self.path)

    @property
    def starts(self) -> tuple[int, ...]:
        """The lines at which a notebook's cells begin."""
        return tuple(number for number, (_cell, inner) in enumerate(self.cells, start=1) if inner == 1)

    def locate(self, line: int) -> Text:
        """Where a line is and what it says: ``my_solution.py, line 3: x = 1``."""
        lines = self._lines
        code = lines[line - 1].strip()[:_MAX_LINE] if 0 < line <= len(lines) else ""
        place = self.place(line)
        return Text(*(f"{place.pick(language)}: {code}" for language in LANGUAGES))

    @cached_property
    def _lines(self) -> list[str]:
        return self.source.split("\n")  # as Python counts: a form feed or U+2028 ends no line

    def place(self, line: int) -> Text:
        """``my_solution.py, line 3`` or ``my.ipynb, cell 2, line 3``."""
        if self.cells and 0 < line <= len(self.cells):
            cell, inner = self.cells[line - 1]
            return say("place.cell", path=self.path.name, cell=cell, line=inner)
        return say("place.line", path=self.path.name, line=line)

    def parts(self) -> Iterator[tuple[int, str]]:
        """What Python reads at once, with its first line: a file, or each cell of a notebook."""
        if not self.cells:
            yield 1, self.source
            return
        for start, end in zip(self.starts, [*self.starts[1:], len(self.cells) + 1], strict=True):
            yield start, "\n".join(self._lines[start - 1 : end - 1])


def read(path: Path, task: Task, *, screened: bool = True) -> Submission:
    """Read and screen a submission for that task; what was graded before need not be screened again.

    Raises:
        UnusableSubmission: with what is wrong, where, and what to do about it.
        FileTrouble: where the machine does not let it be read.
    """
    return from_bytes(path, _read_file(path), task, screened=screened)


def from_bytes(path: Path, raw: bytes, task: Task, *, screened: bool = True) -> Submission:
    """Screen a submission whose bytes were read earlier, from a file of that name.

    Raises:
        UnusableSubmission: as :func:`read` does.
    """
    with PARSING, warnings.catch_warnings():  # the filters belong to the process, too
        warnings.simplefilter("ignore")  # nbformat's and the parser's, which name no file of the student's
        submission = _model(path, raw, task) if is_model_file(path) else _source(path, raw, task)
        if screened and not submission.is_model:
            _screen(submission, task)
    return submission


def is_model_file(path: PurePath) -> bool:
    """Whether a file's name says that it is a saved model."""
    return path.suffix.lower() in MODEL_SUFFIXES


def _model(path: Path, raw: bytes, task: Task) -> Submission:
    if task.manifest.form != "official":
        raise UnusableSubmission("screen.model_alone", path=path.name, id=task.id)
    if not raw.startswith(_MODEL_STARTS):
        raise UnusableSubmission("screen.no_model", path=path.name, first=raw[:8].hex(" "))
    return Submission(path, hashlib.sha256(raw).hexdigest(), "", raw=raw)


def _source(path: Path, raw: bytes, task: Task) -> Submission:
    digest = hashlib.sha256(raw).hexdigest()
    text = encoding.decode(path.name, raw)
    if path.suffix.lower() == ".ipynb":
        code = notebook.read(path.name, text, MAX_SOURCE_BYTES)
        submission = Submission(path, digest, code.source, code.cells, raw)
    else:
        if len(text.encode()) > MAX_SOURCE_BYTES:
            limit = f"{MAX_SOURCE_BYTES // 1024} KiB"
            raise UnusableSubmission("screen.too_large", path=path.name, limit=limit)
        submission = Submission(path, digest, notebook.of_script(text), raw=raw)
    if not submission.source.strip():
        raise UnusableSubmission("screen.empty", path=path.name, id=task.id)
    return submission


def _screen(submission: Submission, task: Task) -> None:
    try:
        _screen_code(submission, task)
    except UnusableSubmission as error:
        error.line = None if submission.cells else error.line  # a notebook's code has no line of its file
        raise


def _screen_code(submission: Submission, task: Task) -> None:
    """Screen the code. A cell with a syntax error matters only where the others lack a name."""
    tree, problem = parse(submission)
    try:
        screen(tree, task, submission.place)
    except UnusableSubmission as error:
        raise problem if problem is not None and error.key in MISSING else error from None
    if submission.path.parent.resolve() != task.folder.resolve():  # there its author grades the stub itself
        screen_untouched(tree, task, submission.path.name)


def parse(submission: Submission) -> tuple[ast.Module, UnusableSubmission | None]:
    """The syntax tree, and what is wrong with the first cell of a notebook that has none.

    Raises:
        UnusableSubmission: with file, line and caret, where a .py file has no syntax tree.
    """
    tree, first = ast.Module([], []), None
    for start, text in submission.parts():
        try:
            part = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            problem = _not_parsed(submission, text, start, error)
            if not submission.cells:
                raise problem from None
            first = first or problem
            continue
        ast.increment_lineno(part, start - 1)
        tree.body += part.body
    return tree, first


def _not_parsed(submission: Submission, text: str, start: int, error: Exception) -> UnusableSubmission:
    if "\0" in text:  # of which Python does not say where
        line = start + text[: text.index("\0")].count("\n")
        return UnusableSubmission("screen.null_byte", line=line, place=submission.place(line))
    if not isinstance(error, SyntaxError):
        message = str(error) or type(error).__name__
        return UnusableSubmission("screen.unparsable", path=submission.path.name, message=message)
    line = start + (error.lineno or 1) - 1
    at = max(0, (error.offset or 1) - 1)
    shown = max(0, at - _MAX_LINE // 2)  # the beginning of the part of a long line that is shown
    return UnusableSubmission(
        "screen.syntax",
        line=line,
        place=submission.place(line),
        message=error.msg,
        code=(error.text or "").rstrip("\n")[shown : shown + _MAX_LINE],
        caret=" " * (at - shown) + "^",
    )


def read_bytes(path: Path, read: Callable[[int], bytes]) -> bytes:
    """The bytes of a submission of that name, by ``read``, which is told how many there may be.

    Raises:
        UnusableSubmission: where no submission is named so, and as ``read`` does.
    """
    suffix = path.suffix.lower()
    if is_model_file(path):
        return read(MAX_MODEL_BYTES)
    if suffix not in SUFFIXES:
        raise UnusableSubmission("screen.suffix", path=path.name)
    return read(MAX_NOTEBOOK_BYTES if suffix == ".ipynb" else MAX_SOURCE_BYTES)


def _read_file(path: Path) -> bytes:
    if path.is_dir():
        raise UnusableSubmission("screen.directory", path=path)
    if path.suffix.lower() not in (*SUFFIXES, *MODEL_SUFFIXES) and not os.path.lexists(path):
        raise UnusableSubmission("screen.missing", path=path)
    return read_bytes(path, lambda limit: opening.read(path, limit))
