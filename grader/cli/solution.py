"""Which file is meant where none is named: the one that ``grade start`` wrote into this folder."""

from __future__ import annotations

from pathlib import Path

from grader.errors import UsageProblem
from grader.task.loader import Task, all_tasks
from grader.washing import shown_path

_SUFFIXES = (".py", ".ipynb")


def stem(task: Task) -> str:
    """The name of a task's stub, without its suffix: task3_generator."""
    return f"{task.id}_{task.word.replace('-', '_')}"


def for_task(task: Task, folder: Path) -> Path:
    """The solution of that task in the folder; of a .py and a notebook the one that was changed last.

    Raises:
        UsageProblem: where there is none.
    """
    if found := _there(task, folder):
        return found
    raise UsageProblem("solution.missing", file=f"{stem(task)}.py", id=task.id, folder=shown_path(folder))


def newest(folder: Path) -> tuple[Task, Path]:
    """The solution in the folder that was changed last, and its task.

    Raises:
        UsageProblem: where the folder has no stub's name in it.
    """
    found = [(path, task) for task in all_tasks() if (path := _there(task, folder))]
    if not found:
        raise UsageProblem("solution.none", folder=shown_path(folder))
    path, task = max(found, key=lambda item: item[0].stat().st_mtime)
    return task, path


def _there(task: Task, folder: Path) -> Path | None:
    files = [path for suffix in _SUFFIXES if (path := folder / f"{stem(task)}{suffix}").is_file()]
    return max(files, key=lambda path: path.stat().st_mtime, default=None)
