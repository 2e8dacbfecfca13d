"""A sitting's folder: how it is made, how it is found, and what stands in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.errors import GraderError, UsageProblem, not_written
from grader.exam.rows import TaskRow
from grader.submission import opening
from grader.submission.source import MAX_MODEL_BYTES, MAX_NOTEBOOK_BYTES, MODEL_SUFFIXES, SUFFIXES
from grader.task.loader import Task
from grader.text import Language
from grader.washing import shown_path

HIDDEN = ".exam"
STATE = "sitting.sqlite3"
START_PAGE = "START.md"
MODEL_NAMES = [f"mymodel{suffix}" for suffix in MODEL_SUFFIXES]  # as in the official exam


@dataclass(frozen=True)
class SittingFile:
    """A file as it stands in the folder: its name within the sitting, and ``mtime`` as a wall time."""

    file: str
    content: bytes
    mtime: float

    @cached_property
    def sha256(self) -> str:
        """The hash under which the content is kept."""
        return hashlib.sha256(self.content).hexdigest()


def state_path(folder: Path) -> Path:
    """Where the sitting of that folder keeps its state."""
    return folder / HIDDEN / STATE


def locate(start: Path) -> Path:
    """The sitting that a folder belongs to: its own, or that of the nearest folder above.

    Raises:
        UsageProblem: where there is none.
    """
    try:
        resolved = start.resolve()
        for folder in (resolved, *resolved.parents):
            if state_path(folder).is_file():
                return folder
    except (OSError, RuntimeError):  # no permission, or a loop of links
        pass
    raise UsageProblem("exam.no_sitting", folder=shown_path(start))


def prepare(folder: Path) -> None:
    """Make the folder of a new sitting, or complete one whose start was interrupted.

    Raises:
        UsageProblem: where it holds anything else, or cannot be made.
    """
    try:
        if folder.exists() and not (folder / HIDDEN).is_dir() and any(folder.iterdir()):
            raise UsageProblem("exam.not_empty", folder=shown_path(folder))
        (folder / HIDDEN).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written("exam.not_made", shown_path(folder), error) from None


def write(folder: Path, tasks: Sequence[Task], page: str, language: Language) -> None:
    """Write the start page, and a folder with brief and stub for each task.

    Raises:
        UsageProblem: where it cannot be written.
    """
    files = {START_PAGE: page}
    for task in tasks:
        files[f"{task.folder.name}/brief.md"] = task.brief(language)
        files[f"{task.folder.name}/{task.folder.name}.py"] = task.stub(language)
    try:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
    except OSError as error:
        raise not_written("exam.not_made", shown_path(folder), error) from None


class Reader:
    """Reads the tasks' files; one that has not changed since is not read again.

    ``refused``: by task, why its file is none (a link, a pipe, too large) or cannot be read on this machine.
    """

    def __init__(self, folder: Path, tasks: Sequence[TaskRow], *, model_files: bool = False) -> None:
        self._folder, self._tasks, self._model_files = folder, tasks, model_files
        self._read: dict[str, tuple[tuple[int, ...], SittingFile]] = {}
        self.refused: dict[str, GraderError] = {}

    def read(self) -> Mapping[str, SittingFile]:
        """The file of each task that has one: its ``.py``, or its ``.ipynb`` where that was saved later.

        Where there is no more than the stub, and the exam allows it, the trained model that was saved last.
        """
        found = {}
        self.refused.clear()
        for task in self._tasks:
            code = self._files(task, [f"{task.folder}{suffix}" for suffix in SUFFIXES], MAX_NOTEBOOK_BYTES)
            if self._model_files and all(file.sha256 == task.stub for file in code):
                code = self._files(task, MODEL_NAMES, MAX_MODEL_BYTES) or code
            if code:
                found[task.task] = max(code, key=lambda file: file.mtime)
        return found

    def _files(self, task: TaskRow, names: Sequence[str], limit: int) -> list[SittingFile]:
        found = [self._file(task, name, limit) for name in names]
        return [file for file in found if file is not None]

    def _file(self, task: TaskRow, name: str, limit: int) -> SittingFile | None:
        try:
            return self._opened(task.folder, name, limit)
        except GraderError as error:
            if error.key != "screen.missing":
                self.refused[task.task] = error
            return None

    def _opened(self, folder: str, name: str, limit: int) -> SittingFile:
        where = f"{folder}/{name}"
        with opening.opened(self._folder, [folder, name]) as (file, facts):
            mark = (facts.st_mtime_ns, facts.st_size, facts.st_ino, facts.st_ctime_ns)
            if where not in self._read or self._read[where][0] != mark:
                content = opening.content(file, where, limit)
                self._read[where] = (mark, SittingFile(where, content, facts.st_mtime))
        return self._read[where][1]


def task_folder(folder: Path, inside: Path, tasks: Sequence[TaskRow]) -> str | None:
    """The task whose folder ``inside`` is or lies in; None for the sitting's own folder."""
    try:
        parts = inside.resolve().relative_to(folder).parts
    except (OSError, ValueError):
        return None
    return next((task.task for task in tasks if parts and task.folder == parts[0]), None)
