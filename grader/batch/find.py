"""Which file is whose submission for which task, by the names of files and folders alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import GraderError, UnusableSubmission, UsageProblem
from grader.task import Task
from grader.text import legible

SUFFIXES = (".py", ".ipynb")
_STUDENT, _TASK = "{student}", "{task}"


@dataclass(frozen=True)
class Item:
    """One submission to grade. ``problem`` says why there is none; ``file`` is relative to the folder."""

    student: str
    task: Task
    path: Path
    file: str
    problem: GraderError | None = None


def find(folder: Path, tasks: Sequence[Task], pattern: str | None, *, besides: Path) -> list[Item]:
    """Every submission below a folder, by student; ``besides`` (the results) is not looked into.

    Without a pattern a file is the submission of the student that it is named after, and a folder is a
    student's, with one file for each task. A pattern such as ``*/{student}/{task}.py`` names others.

    Raises:
        UsageProblem: where there is no folder, no submission, or no {student} in the pattern.
    """
    if folder.is_file():
        return [_item(folder.stem, tasks[0], folder, folder.name)]
    if not folder.is_dir():
        raise UsageProblem("batch.no_folder", path=folder)
    found = list(
        _by_names(folder, tasks, besides) if pattern is None else _by_pattern(folder, tasks, pattern)
    )
    if not found:
        raise UsageProblem("batch.empty", path=folder, pattern=pattern or "*.py, *.ipynb, */*.py, */*.ipynb")
    return _distinct(sorted(found, key=lambda item: (item.student, item.task.number, item.file)))


def _by_names(folder: Path, tasks: Sequence[Task], besides: Path) -> Iterator[Item]:
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith((".", "_")) or entry.resolve() == besides.resolve():
            continue
        if entry.is_dir():
            files = sorted(_files(entry))
            yield from (_of_folder(folder, entry, task, files, alone=len(tasks) == 1) for task in tasks)
        elif entry.suffix in SUFFIXES and len(tasks) == 1:
            yield _item(entry.stem, tasks[0], entry, entry.name)


def _of_folder(root: Path, folder: Path, task: Task, files: Sequence[Path], *, alone: bool) -> Item:
    """The file of a student's folder that is meant for a task: the best name wins, if it is but one."""
    named = [path for path in files if _names(path, task)]
    exact = [path for path in named if path.stem == task.folder.name]
    best = exact or named or (list(files) if alone else [])
    if len(best) == 1:
        return _item(folder.name, task, best[0], best[0].relative_to(root).as_posix())
    if best:
        names = ", ".join(path.relative_to(folder).as_posix() for path in best[:5])
        problem = UnusableSubmission("batch.ambiguous", id=task.id, name=task.folder.name, files=names)
    else:
        problem = UnusableSubmission("batch.nothing", id=task.id, name=task.folder.name)
    return _item(folder.name, task, folder, folder.name, problem)


def _names(path: Path, task: Task) -> bool:
    """Does the file's name hold the task's id (not as the beginning of another number) or its word?"""
    name = path.stem.lower().replace("-", "_")
    return re.search(rf"{task.id}(?!\d)", name) is not None or task.word.replace("-", "_") in name


def _by_pattern(folder: Path, tasks: Sequence[Task], pattern: str) -> Iterator[Item]:
    if pattern.count(_STUDENT) != 1 or pattern.count(_TASK) > 1:
        raise UsageProblem("batch.pattern", pattern=pattern)
    if len(tasks) > 1 and _TASK not in pattern:
        raise UsageProblem("batch.pattern_task", pattern=pattern)
    expression = _expression(pattern)
    for path in sorted(_files(folder)):
        file = path.relative_to(folder).as_posix()
        match = expression.fullmatch(file)
        if match is None:
            continue
        told = match.groupdict().get("task")
        for task in tasks:
            if told is None or told in (task.id, task.word, task.folder.name):
                yield _item(match["student"], task, path, file)


def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression: * is part of a name, ** any folders."""
    words = {
        _STUDENT: "(?P<student>[^/]+?)",
        _TASK: "(?P<task>[^/]+?)",
        "**": ".*",
        "*": "[^/]*",
        "?": "[^/]",
    }
    parts = re.split(r"(\{student\}|\{task\}|\*\*|\*|\?)", pattern)
    return re.compile("".join(words.get(part, re.escape(part)) for part in parts))


def _files(folder: Path) -> Iterator[Path]:
    """Submissions below a folder. Links are left out: one may lead to a neighbour's file."""
    for path in folder.rglob("*"):
        below = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in below)
        linked = any(folder.joinpath(*below[: n + 1]).is_symlink() for n in range(len(below)))
        if path.suffix in SUFFIXES and not hidden and not linked and path.is_file():
            yield path


def _item(student: str, task: Task, path: Path, file: str, problem: GraderError | None = None) -> Item:
    return Item(legible(student), task, path, legible(file), problem)


def _distinct(items: Sequence[Item]) -> list[Item]:
    """Students told apart by their file where one name stands for several submissions of a task."""
    count = Counter((item.student, item.task.id) for item in items)
    return [
        replace(item, student=item.file) if count[item.student, item.task.id] > 1 else item for item in items
    ]
