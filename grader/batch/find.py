"""Assigns files to students and tasks: every entry of a folder is a submission or listed as left out."""

from __future__ import annotations

import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.batch.archive import open_zip
from grader.batch.choose import ASIDE, choose, not_chosen, why
from grader.batch.item import ClassFolder, Item
from grader.batch.names import composed, folded, told_apart
from grader.batch.pattern import checked, small_suffix
from grader.batch.walk import Entry, EntrySource, FolderSource, below, is_hidden, is_never
from grader.errors import FileTrouble, GraderError, UnusableSubmission, UsageProblem
from grader.report.left_out import in_short
from grader.task.loader import Task
from grader.text import Text, say
from grader.washing import legible

_LOOKED_FOR = "*.py, *.ipynb, */*.py, */*.ipynb"


def find(
    folder: Path, tasks: Sequence[Task], pattern: str | None, *, besides: Path, student: str | None = None
) -> ClassFolder:
    """Every submission below a folder, by student; ``besides`` (the results) is not looked into.

    Without a pattern a file is the submission of the student that it is named after, and a folder is a
    student's, with one file for each task. A pattern such as ``*/{student}/{task}.py`` names others. A
    ``.zip`` is read like the folder that was packed, a single file as a class of one. With ``student`` the
    file, or the whole folder, is the work of the one of that name.

    Raises:
        UsageProblem: where there is no folder, no submission, no {student} in the pattern, or students are
            named twice.
        FileTrouble: where the machine does not let the folder be read.
    """
    if student is not None and pattern is not None:
        raise UsageProblem("batch.student_or_pattern")
    found = ClassFolder()
    try:
        if _mode(folder) == stat.S_IFDIR:
            _search(_Search(found, FolderSource(folder), folder, tasks, besides), pattern, student)
        elif folder.suffix.lower() == ".zip":
            source = found.closing.enter_context(open_zip(folder))
            found.left_out += source.left_out
            _search(_Search(found, source, folder, tasks, besides), pattern, student)
        else:
            entry = Entry((folder.name,), "file")
            search = _Search(found, FolderSource(folder.parent), folder.parent, tasks, besides)
            search.add(student or folder.stem, tasks[0], entry)
        if not found.items:
            _raise_empty(folder, pattern, found)
    except BaseException:
        found.closing.close()
        raise
    found.items = _distinct(found.items)
    found.left_out.sort(key=lambda entry: entry.file)
    return found


def _mode(folder: Path) -> int:
    """What a user named; a folder may be reached by a link of theirs."""
    try:
        facts = folder.stat() if folder.is_dir() else folder.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise UsageProblem("batch.no_folder", path=legible(folder)) from None
    except OSError as error:
        raise FileTrouble("batch.unreadable", path=legible(folder), problem=error.strerror or "-") from None
    return stat.S_IFMT(facts.st_mode)


def _raise_empty(folder: Path, pattern: str | None, found: ClassFolder) -> None:
    """No submission: say what there is; a folder that could not be read is the machine's doing."""
    for entry in found.left_out:
        if entry.trouble:
            raise FileTrouble("batch.unreadable", path=entry.file, problem=entry.reason)
    there = in_short(found.left_out)
    what = say("batch.empty_left_out", entries=there) if found.left_out else Text("", "")
    raise UsageProblem("batch.empty", path=legible(folder), pattern=pattern or _LOOKED_FOR, there=what)


@dataclass(frozen=True)
class _Search:
    """One search: where, for which tasks, and what was found."""

    found: ClassFolder
    source: EntrySource
    folder: Path
    tasks: Sequence[Task]
    besides: Path

    def add(self, owner: str, task: Task, entry: Entry, problem: GraderError | None = None) -> None:
        """A submission, or a student without one."""
        self.found.items.append(
            Item(
                owner,
                task,
                self.folder.joinpath(*entry.parts),
                entry.file,
                problem or entry.problem,
                owner,
                entry.parts,
                lambda limit: self.source.read(entry.parts, limit),
            )
        )

    def holds_results(self, entry: Entry) -> bool:
        """Whether it is the folder that this batch writes to."""
        place = self.besides.parent.resolve() / self.besides.name
        return self.folder.resolve() / entry.name == place

    def leave(self, entry: Entry, reason: str) -> None:
        """Something that is no submission."""
        self.found.left_out.append(entry.left_out(reason))


def _search(search: _Search, pattern: str | None, student: str | None) -> None:
    """Go through each entry of the folder once; with --student, all of the folder is that student's."""
    if student is not None:
        _of_student(search, Entry((), "folder"), student)
        return
    expression = None if pattern is None else checked(pattern, search.tasks)
    for entry in search.source.children(()):
        if search.holds_results(entry):
            search.leave(entry, "results")
        elif is_never(entry):
            search.leave(entry, "never")
        elif is_hidden(entry) or (pattern is None and entry.name.startswith("_")):
            search.leave(entry, "hidden")
        elif expression is not None:
            _match(search, entry, expression)
        else:
            _by_name(search, entry)


def _by_name(search: _Search, entry: Entry) -> None:
    several = len(search.tasks) > 1
    if entry.kind == "folder":
        _of_student(search, entry, entry.name)
    elif not several and entry.is_for(search.tasks[0]):
        search.add(entry.stem, search.tasks[0], entry)
    elif entry.kind == "link" and search.folder.joinpath(*entry.parts).is_dir():
        for task in search.tasks:  # a student's folder that leads elsewhere
            search.add(entry.name, task, entry, UnusableSubmission("opening.link", path=entry.file))
    else:
        search.leave(entry, "flat" if entry.may_be_graded else why(entry))


def _of_student(search: _Search, folder: Entry, owner: str) -> None:
    """One item for each task, whether or not the student's folder has a file for it."""
    walk = below(search.source, folder, besides=ASIDE)
    if walk.environment:  # one that a student made around the solution is the student's
        search.leave(folder, "never")
        return
    choices = [choose(walk, task, alone=len(search.tasks) == 1) for task in search.tasks]
    for task, choice in zip(search.tasks, choices, strict=True):
        search.add(owner, task, choice.entry or folder, choice.problem)
    search.found.left_out += [*walk.left_out, *not_chosen(walk, choices)]


def _match(search: _Search, entry: Entry, expression: re.Pattern[str]) -> None:
    entries = [entry]
    if entry.kind == "folder":
        walk = below(search.source, entry)
        entries = walk.entries
        search.found.left_out += walk.left_out
    for one in entries:
        match = expression.fullmatch(small_suffix(composed("/".join(one.parts))))
        if not any(one.is_for(task) for task in search.tasks):
            search.leave(one, why(one))
        elif match is None:
            search.leave(one, "pattern")
        else:
            _add_matched(search, one, match)


def _add_matched(search: _Search, entry: Entry, match: re.Match[str]) -> None:
    told = match.groupdict().get("task")
    tasks = [task for task in search.tasks if told is None or _is_called(task, told)]
    for task in tasks:
        search.add(match["student"], task, entry)
    if not tasks:
        search.leave(entry, "no_task")


def _is_called(task: Task, name: str) -> bool:
    return folded(name) in (task.id, task.word, task.folder.name)


def _distinct(items: Sequence[Item]) -> list[Item]:
    """By student, each with a name that nobody else is shown under.

    Several files of one student for one task are told apart by a number, too: which is which says the file.
    """
    shown, names = told_apart(item.owner for item in items)
    ordered = sorted(items, key=lambda item: (shown[item.owner], item.task.number, item.file, item.parts))
    seen: set[tuple[str, str]] = set()
    found = []
    for item in ordered:
        first = (item.owner, item.task.id) not in seen
        seen.add((item.owner, item.task.id))
        student = shown[item.owner] if first else names.free(shown[item.owner])
        found.append(replace(item, student=student))
    return found
