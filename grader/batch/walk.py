"""Lists a class folder, whose entries anyone may have made: within limits, and without following links."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Literal, Protocol

from grader.batch.names import folded
from grader.errors import FileTrouble, GraderError
from grader.report.left_out import LeftOutEntry
from grader.submission import opening
from grader.submission.source import SUFFIXES, is_model_file
from grader.task.loader import Task
from grader.text import say
from grader.washing import shown_name

MAX_DEPTH = 20  # folders below a student's own: no course hands in deeper ones, an attacker's has thousands
MAX_ENTRIES = 20_000  # below one entry of the class folder; what is near its top is seen first
_NEVER = {"__pycache__", "node_modules", "site-packages", "__macosx", "lost+found"}
_ENVIRONMENT = "pyvenv.cfg"  # marks a virtual environment, whatever its name

Kind = Literal["file", "folder", "link", "special"]


@dataclass(frozen=True)
class Entry:
    """One entry below the folder that was named; ``parts`` are its names as the file system has them.

    ``problem``: why it cannot be read although it is listed.
    """

    parts: tuple[str, ...]
    kind: Kind
    problem: GraderError | None = None

    @property
    def name(self) -> str:
        """Its own name; the folder that was named has none below itself."""
        return self.parts[-1] if self.parts else "."

    @property
    def stem(self) -> str:
        """The name without its suffix."""
        return PurePosixPath(self.name).stem

    @property
    def file(self) -> str:
        """Where it is, as it is shown."""
        return shown_name("/".join(self.parts) or ".")

    @property
    def may_be_graded(self) -> bool:
        """Whether it is named like a submission, whatever it is."""
        return self.kind != "folder" and PurePosixPath(self.name).suffix.lower() in SUFFIXES

    def is_for(self, task: Task) -> bool:
        """Whether it is named like a submission for that task: a saved model is one in the official form."""
        model = self.kind != "folder" and is_model_file(PurePosixPath(self.name))
        return self.may_be_graded or (model and task.manifest.form == "official")

    def left_out(self, reason: str, *, trouble: bool = False, **values: object) -> LeftOutEntry:
        """The entry as one that is not graded, for the reason ``batch.out_REASON``."""
        return LeftOutEntry(self.file, say(f"batch.out_{reason}", **values), trouble)


class EntrySource(Protocol):
    """A folder, or an archive that is read like one."""

    def children(self, parts: tuple[str, ...]) -> list[Entry]:
        """What stands in a folder, by name.

        Raises:
            FileTrouble: where the machine does not let it be read.
        """

    def read(self, parts: tuple[str, ...], limit: int) -> bytes:
        """The bytes of a file, once.

        Raises:
            UnusableSubmission: where it is no regular file, or a larger one.
            FileTrouble: where the machine does not let it be read.
        """


@dataclass(frozen=True)
class FolderSource:
    """A folder on this machine."""

    folder: Path

    def children(self, parts: tuple[str, ...]) -> list[Entry]:
        """See :class:`EntrySource`."""
        try:
            with os.scandir(self.folder.joinpath(*parts)) as found:
                some = itertools.islice(found, MAX_ENTRIES + 1) if parts else found
                return sorted((_entry(parts, item) for item in some), key=lambda entry: entry.parts)
        except OSError as error:
            where = shown_name("/".join(parts)) if parts else shown_name(str(self.folder))
            raise FileTrouble("batch.unreadable", path=where, problem=error.strerror or "-") from None

    def read(self, parts: tuple[str, ...], limit: int) -> bytes:
        """See :class:`EntrySource`."""
        return opening.read_below(self.folder, parts, limit, alone=True)


def _entry(parts: tuple[str, ...], item: os.DirEntry[str]) -> Entry:
    junction = getattr(item, "is_junction", None)  # Windows, from Python 3.12
    kind: Kind = "special"
    if item.is_symlink() or (junction is not None and junction()):
        kind = "link"
    elif item.is_dir(follow_symlinks=False):
        kind = "folder"
    elif item.is_file(follow_symlinks=False):
        kind = "file"
    return Entry((*parts, item.name), kind)


@dataclass
class Walk:
    """The result of a walk: files, what was left out and why, and folders that could not be read."""

    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOutEntry] = field(default_factory=list)
    trouble: list[FileTrouble] = field(default_factory=list)
    full: bool = False
    environment: bool = False  # the folder itself is a virtual environment


def below(source: EntrySource, top: Entry, *, besides: Sequence[str] = ()) -> Walk:
    """Walk a folder, nearest first; ``besides`` are names of folders that hold no solutions."""
    walk, waiting, seen = Walk(), deque([top]), 0
    while waiting:
        folder = waiting.popleft()
        try:
            children = source.children(folder.parts)
        except FileTrouble as error:
            walk.trouble.append(error)
            walk.left_out.append(LeftOutEntry(folder.file, error.text, trouble=True))
            continue
        if any(child.name == _ENVIRONMENT for child in children):
            if folder is not top:
                walk.left_out.append(folder.left_out("never"))
                continue
            walk.environment = not any(child.may_be_graded for child in children)
        seen += len(children)
        for child in children[: max(0, MAX_ENTRIES - seen + len(children))]:
            _take(child, top, walk, waiting, besides)
        if seen > MAX_ENTRIES:
            walk.full = True
            walk.left_out.append(top.left_out("full", most=MAX_ENTRIES))
            break
    return walk


def _take(child: Entry, top: Entry, walk: Walk, waiting: deque[Entry], besides: Sequence[str]) -> None:
    if is_never(child) or (child.kind == "folder" and folded(child.name) in besides):
        walk.left_out.append(child.left_out("never"))
    elif is_hidden(child):
        walk.left_out.append(child.left_out("hidden"))
    elif child.kind != "folder":
        walk.entries.append(child)
    elif len(child.parts) - len(top.parts) > MAX_DEPTH:
        walk.left_out.append(child.left_out("deep", most=MAX_DEPTH))
    else:
        waiting.append(child)


def is_never(entry: Entry) -> bool:
    """Whether it is a folder of tools (``__pycache__``, ``node_modules``), which holds no solutions."""
    return entry.kind == "folder" and folded(entry.name) in _NEVER


def is_hidden(entry: Entry) -> bool:
    """What tools keep beside the work: ``.git``, ``.ipynb_checkpoints``, ``.DS_Store``."""
    return entry.name.startswith(".")
