"""Folders of tasks and exams of one's own: named by the user alone, with ``--tasks`` and ``GRADE_TASKS``.

A task's code runs on the host with the rights of whoever grades. So nothing that a stranger writes may name
such a folder, lie in one, or hold one: the current folder, a class folder and a sitting never count as tasks.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from grader.errors import TaskProblem, UsageProblem

VARIABLE = "GRADE_TASKS"


def own() -> tuple[Path, ...]:
    """The folders that ``GRADE_TASKS`` names, by their real paths, each once.

    Raises:
        UsageProblem: where one is relative, is not there, or may be written to by anyone.
    """
    named = [Path(word) for word in os.environ.get(VARIABLE, "").split(os.pathsep) if word]
    for path in named:
        if not path.is_absolute():  # it would be another folder wherever the command is typed
            raise UsageProblem("places.relative", folder=path)
    return tuple(dict.fromkeys(checked(path) for path in named))


def add(folders: Iterable[Path]) -> None:
    """Put folders before those of ``GRADE_TASKS``, for this process.

    Raises:
        UsageProblem: as :func:`own`, and where a path holds the character that separates paths.
    """
    found = [checked(folder) for folder in folders]
    for folder in found:
        if os.pathsep in str(folder):
            raise UsageProblem("places.separator", folder=folder, separator=os.pathsep)
    words = [*map(str, found), os.environ.get(VARIABLE, "")]
    os.environ[VARIABLE] = os.pathsep.join(word for word in words if word)


def checked(folder: Path) -> Path:
    """The folder's real path.

    Raises:
        UsageProblem: where it is no folder that is there, or one that anyone may write to.
    """
    try:
        real = folder.resolve(strict=True)
        if not real.is_dir():
            raise UsageProblem("places.missing", folder=folder)
        for part in (real, *real.parents):
            mode = part.stat().st_mode
            # Sticky, as /tmp is: others may add to it, but not put another folder in the place of one
            if mode & stat.S_IWOTH and (part == real or not mode & stat.S_ISVTX):
                raise UsageProblem("places.writable", folder=folder, part=part)
    except (OSError, RuntimeError):  # not there, no permission, or a loop of links
        raise UsageProblem("places.missing", folder=folder) from None
    return real


def check_task(folder: Path) -> None:
    """See that a task of one's own is what its author keeps there.

    Raises:
        TaskProblem: where it, or a file in it, is a link that leads elsewhere, or anyone may write to it.
    """
    real = folder.parent.resolve() / folder.name
    for path in (folder, *folder.rglob("*")):
        try:
            inside, mode = path.resolve(strict=True).is_relative_to(real), path.stat().st_mode
        except (OSError, RuntimeError):
            inside, mode = False, 0
        if not inside:
            raise TaskProblem("places.link", path=path)
        if mode & stat.S_IWOTH:
            raise TaskProblem("places.task_writable", path=path)


def keep_apart(submissions: Path) -> None:
    """See that no folder of tasks lies where submissions are, or around them.

    Raises:
        UsageProblem: where one does: what a student hands in would run on the host.
    """
    real = submissions.resolve()
    for folder in own():
        if folder.is_relative_to(real) or real.is_relative_to(folder):
            raise UsageProblem("places.not_apart", folder=folder, submissions=submissions)
