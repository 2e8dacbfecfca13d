"""Which file of a student's folder is meant for a task, by names alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.batch.names import folded
from grader.batch.walk import Entry, Walk
from grader.errors import GraderError, UnusableSubmission
from grader.report.left_out import LeftOutEntry
from grader.task.loader import Task

ASIDE = ("tests", "test")  # folders of a student's that hold no solution
_UNLIKELY = re.compile(r"test_.*|.*_test|conftest|setup|__init__|__main__")  # what stands beside one
_ENDINGS = re.compile(r".*\.(py|ipynb)\.\w+")  # as browsers and mail programs save them
_ARCHIVES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".egg", ".alz")


@dataclass(frozen=True)
class Choice:
    """The file for a task, or why there is none."""

    entry: Entry | None
    problem: GraderError | None = None


def choose(walk: Walk, task: Task, *, alone: bool) -> Choice:
    """The file whose name fits best, if there is one such; ``alone``: with a single task any name will do.

    What cannot be seen (no rights, too many entries) may hold the solution: then only one with the stub's
    own name is taken.
    """
    entries = [entry for entry in walk.entries if entry.may_be_graded]
    entries = entries or [entry for entry in walk.entries if entry.is_for(task)]
    likely = [entry for entry in entries if not _UNLIKELY.fullmatch(folded(entry.stem))] or entries
    named = [entry for entry in likely if _names(entry, task)]
    exact = [entry for entry in named if folded(entry.stem) == folded(task.folder.name)]
    best = _regular(exact or named or (likely if alone else []))
    if not exact and walk.trouble:
        return Choice(None, walk.trouble[0])
    if not exact and walk.full:
        return Choice(None, UnusableSubmission("batch.too_many", id=task.id, name=task.folder.name))
    if len(best) == 1:
        return Choice(best[0], best[0].problem)
    if best:
        names = ", ".join(entry.file for entry in best[:5])
        return Choice(
            None, UnusableSubmission("batch.ambiguous", id=task.id, name=task.folder.name, files=names)
        )
    return Choice(None, UnusableSubmission("batch.nothing", id=task.id, name=task.folder.name))


def not_chosen(walk: Walk, choices: Sequence[Choice]) -> list[LeftOutEntry]:
    """What else a student's folder holds, and why it was not graded."""
    taken = [choice.entry for choice in choices]
    rest = [entry for entry in walk.entries if entry not in taken]
    return [entry.left_out("other" if entry.may_be_graded else why(entry)) for entry in rest]


def why(entry: Entry) -> str:
    """Why an entry is no submission, by its name."""
    name = folded(entry.name)
    if entry.kind in ("link", "special"):
        return entry.kind
    if _ENDINGS.fullmatch(name):
        return "ending"
    return "archive" if name.endswith(_ARCHIVES) else "suffix"


def _regular(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The files among them; where there are none but links and pipes, those, to be told as such."""
    return [entry for entry in entries if entry.kind == "file"] or entries


def _names(entry: Entry, task: Task) -> bool:
    """Does the file's name hold the task's id (not as the beginning of another number) or its word?"""
    name = folded(entry.stem).replace("-", "_")
    return re.search(rf"{task.id}(?!\d)", name) is not None or task.word.replace("-", "_") in name
