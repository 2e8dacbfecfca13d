"""Stand-ins for a sitting's surroundings: a clock to set, and a grading that reads its verdict in the file.

``SCORE = 40`` earns 40 of 100 points, ``UNUSABLE`` cannot be graded, ``BROKEN`` breaks the sandbox and
``ERROR`` ends in a verdict with an error of the grader's. ``SLOW = 0.2`` takes that many seconds.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1]))  # one_command.py and scripted.py start anywhere
import factory
from conftest import FOUR

from grader.cli.options import Options
from grader.cli.sandboxed import Tools
from grader.errors import SandboxError, UnusableSubmission
from grader.exam import blueprint as blueprints
from grader.exam import folder as folders
from grader.exam import sitting
from grader.exam.blueprint import Blueprint
from grader.exam.clock import Moment
from grader.exam.folder import state_path
from grader.exam.pending import AcceptedFile, grade_pending
from grader.exam.report import SittingReport, sitting_report
from grader.exam.sitting import Acceptance, Sitting, SittingView
from grader.exam.state import State
from grader.report.live import Live
from grader.report.model import Report, SandboxReport, SubmissionReport
from grader.report.record import Record, problem_record
from grader.task.loader import Task
from grader.text import LANGUAGES, Language, say

HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202e<script>alert(1)</script>=1+1"


@dataclass
class FakeClock:
    """A clock that stands still until it is told."""

    wall: float = 1_900_000_000.0
    running: float = 5000.0
    boot: str = "first"

    def read(self) -> Moment:
        return Moment(self.wall, self.running, self.boot)

    def forward(self, seconds: float) -> None:
        """Time passes: awake or asleep, both clocks go on."""
        self.wall += seconds
        self.running += seconds

    def reboot(self, seconds: float) -> None:
        """The machine is off for a while, then starts anew."""
        self.wall += seconds
        self.running, self.boot = 10.0, self.boot + "'"


def grading(task: Task, submitted: AcceptedFile, seed: int) -> Record:
    """The verdict that the file asks for."""
    text = submitted.content.decode(errors="replace")
    if slow := re.search(r"SLOW = ([\d.]+)", text):
        time.sleep(float(slow[1]))
    if "UNUSABLE" in text:
        error = UnusableSubmission("screen.empty", path=submitted.file, id=task.id)
        return problem_record("", submitted.file, "", task, error)
    if "BROKEN" in text:
        raise SandboxError("sandbox.died", detail="-")
    found = re.search(r"SCORE = ([\d.]+)", text)
    return verdict(task, submitted, seed, float(found[1]) if found else 0.0, error="ERROR" in text)


def verdict(task: Task, submitted: AcceptedFile, seed: int, score: float, *, error: bool = False) -> Record:
    """The record of a verdict with that score of 100."""
    reports = {language: _report(task, submitted, seed, score, language) for language in LANGUAGES}
    broken = {"outcome": "error"} if error else {}
    return factory.record(reports, student="", key="", **broken)


def _report(task: Task, submitted: AcceptedFile, seed: int, score: float, language: Language) -> Report:
    check = factory.check_report(
        "one",
        "pass" if score == 100 else "fail",
        title=say("report.score", score=score, max=100, needed=90).pick(language),
        points=score,
        max_points=100,
        message="" if score == 100 else f"Expected 100. Received: {score}. {HOSTILE}",
        hint="" if score == 100 else "READ THE HINT",
        failure=None if score == 100 else "one.less",
    )
    return factory.report(
        [check],
        task=task.id,
        title=task.manifest.title.text().pick(language),
        submission=SubmissionReport(
            path=submitted.file, sha256=hashlib.sha256(submitted.content).hexdigest()
        ),
        pass_score=task.manifest.pass_score,
        metrics={"seed_seen": float(seed)},
        seed=seed,
        sandbox=SandboxReport(kind="local", isolated=False, image=None),
        timing={"total": 0.5},
        output=HOSTILE,
    )


@contextmanager
def open_grading(options: Options, live: Live) -> Iterator:
    """What a command opens instead of a sandbox."""
    yield grading


def tools(clock: FakeClock | None = None) -> Tools:
    """A command's surroundings, with the real clock where none is given."""
    made = Tools(grading=open_grading, prepare=lambda _tasks, _language: None)
    return made if clock is None else replace(made, clock=clock)


@dataclass
class Exam:
    """A sitting on a clock of its own; each call opens the state afresh, as a command does."""

    folder: Path
    clock: Any = field(default_factory=FakeClock)
    scored = staticmethod(verdict)

    @classmethod
    def begin(
        cls,
        folder: Path,
        blueprint: str | Blueprint = str(FOUR),
        *,
        minutes: int = 10,
        seed: int = 7,
        clock: Any = None,
    ) -> Exam:
        exam = cls(folder) if clock is None else cls(folder, clock)
        made = blueprints.find(blueprint) if isinstance(blueprint, str) else blueprint
        folders.prepare(folder)
        drawn = blueprints.draw(made, seed)
        folders.write(folder, [task for task, _ in drawn], "page", "en")
        sitting.begin(folder, made, seed, minutes, exam.clock)
        wall = exam.clock.read().wall
        for path in folder.rglob("*.py"):
            os.utime(path, (wall, wall))
        return exam

    def file(self, task: str, suffix: str = ".py") -> Path:
        folder = next(self.folder.glob(f"{task}_*"))
        return folder / f"{folder.name}{suffix}"

    def save(self, task: str, text: str, suffix: str = ".py", mtime: float | None = None) -> None:
        """Write a task's file, modified now by the wall clock, or at another wall time."""
        path = self.file(task, suffix)
        path.write_text(text)
        stamp = self.clock.read().wall if mtime is None else mtime
        os.utime(path, (stamp, stamp))

    @contextmanager
    def opened(self) -> Iterator[tuple[Sitting, State]]:
        with State.open(state_path(self.folder)) as state:
            yield Sitting(self.folder, state, self.clock), state

    def look(self) -> SittingView:
        with self.opened() as (opened, _):
            return opened.look()

    def submit(self, *tasks: str) -> list[Acceptance]:
        with self.opened() as (opened, _):
            return opened.submit(tasks)[1]

    def finish(self) -> SittingView:
        with self.opened() as (opened, _):
            return opened.finish()

    def grade(self, with_grading=grading) -> None:
        with self.opened() as (_, state):
            grade_pending(self.folder, state, with_grading)

    def report(self, language="en") -> SittingReport:
        self.look()
        self.grade()
        return sitting_report(self.look(), language)
