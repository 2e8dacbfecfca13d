"""What the state holds, as frozen values. ``elapsed`` times are seconds since the start of the sitting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from grader.exam.blueprint import Blueprint
from grader.exam.clock import Timeline
from grader.report.model import ProblemReport
from grader.report.record import Record

AttemptSource = Literal["submit", "seen", "folder"]


@dataclass(frozen=True)
class Setup:
    """A sitting: its exam, and its clock. ``started`` is a wall time, ``finished`` an elapsed one."""

    id: str
    blueprint: Blueprint
    seed: int
    seconds: float
    started: float
    timeline: Timeline
    finished: float | None = None
    closed: bool = False

    @property
    def ends(self) -> float:
        """The elapsed time after which work is late."""
        return self.seconds if self.finished is None else min(self.seconds, self.finished)

    def over(self, elapsed: float) -> bool:
        """Has the exam ended, by the clock or by the student?"""
        return self.finished is not None or elapsed > self.seconds

    def withheld(self, elapsed: float) -> bool:
        """Are points shown and nothing else, until the exam is over?"""
        return not (self.blueprint.shows_checks or self.over(elapsed))


@dataclass(frozen=True)
class TaskRow:
    """One drawn task: its folder within the sitting's, and the sha256 of the stub that was put there."""

    task: str
    weight: float
    folder: str
    stub: str


@dataclass(frozen=True)
class Sighting:
    """A file that a command found at ``seen``; its ``mtime`` (wall time) could be forged by the student."""

    file: str
    sha256: str
    seen: float
    mtime: float


@dataclass(frozen=True)
class Attempt:
    """One accepted content of one task's file.

    ``source``: "submit" by command; "seen" by a command before the end, and standing at the end; "folder"
    found after the end with a modification time before it. ``record`` is the verdict, None while pending;
    ``trouble`` says, by language, what the grader's own error was at the last try.
    """

    task: str
    number: int
    file: str
    sha256: str
    seed: int
    source: AttemptSource
    late: bool
    accepted: float
    accepted_at: float
    id: int = 0
    record: Record | None = None
    trouble: Mapping[str, ProblemReport] = field(default_factory=dict)

    @property
    def counted(self) -> bool:
        """In time, and with a verdict: a file that could not be graded takes nothing away."""
        return not self.late and self.record is not None and self.record.outcome in ("pass", "fail")

    @property
    def score(self) -> float:
        """Points of the verdict; 0 while there is none."""
        return 0.0 if self.record is None else self.record.score

    @property
    def max_score(self) -> int:
        """All points of the task; 0 while there is no verdict."""
        return 0 if self.record is None else self.record.max_score
