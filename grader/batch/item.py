"""What a class folder holds: submissions to grade, and what is left out."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from grader.errors import GraderError
from grader.report.left_out import LeftOutEntry
from grader.submission import source
from grader.task.loader import Task


@dataclass(frozen=True)
class Item:
    """One submission to grade. ``problem`` says why there is none; ``file`` is the file as shown.

    ``owner`` and ``parts`` are the student's name and the file's as they are on the disk.
    """

    student: str
    task: Task
    path: Path
    file: str
    problem: GraderError | None = None
    owner: str = ""
    parts: tuple[str, ...] = ()
    bytes_of: Callable[[int], bytes] | None = field(default=None, compare=False, repr=False)

    def read(self) -> bytes:
        """The submission's bytes, read once.

        Raises:
            GraderError: ``problem``, or why it cannot be read.
        """
        if self.problem is not None:
            raise self.problem
        assert self.bytes_of is not None
        return source.read_bytes(self.path, self.bytes_of)


@dataclass
class ClassFolder:
    """What a class folder holds: submissions by student, and what is none. Closes its archive."""

    items: list[Item] = field(default_factory=list)
    left_out: list[LeftOutEntry] = field(default_factory=list)
    closing: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.closing.close()
