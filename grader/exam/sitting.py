"""A sitting: looking, accepting files, ending it. The only module that decides what is in time.

What is in the folder when the time is over counts as submitted. Every command stores the files that it finds.
The first command after the end accepts, once, what was there at the end: the content that a command found
before the end, or a file whose modification time lies before it (which a student could forge). Whatever was
saved later is graded and reported as late, and does not count.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.errors import FileTrouble, GraderError, UsageProblem
from grader.exam import blueprint as blueprints
from grader.exam import folder as folders
from grader.exam.blueprint import Blueprint
from grader.exam.clock import Clock, Event, Moment, Timeline, elapsed_at
from grader.exam.folder import Reader, SittingFile
from grader.exam.rows import Attempt, AttemptSource, Setup, Sighting, TaskRow
from grader.exam.state import State
from grader.text import Language


@dataclass(frozen=True)
class SittingView:
    """What a command sees: the state, and the files, at one elapsed time."""

    folder: Path
    setup: Setup
    elapsed: float
    tasks: Sequence[TaskRow]
    attempts: Sequence[Attempt]
    events: Sequence[Event]
    files: Mapping[str, SittingFile]
    refused: Mapping[str, GraderError]

    @property
    def left(self) -> float:
        """Seconds until the end; 0 when the exam is over."""
        return 0.0 if self.over else self.setup.seconds - self.elapsed

    @property
    def over(self) -> bool:
        """Has the exam ended?"""
        return self.setup.over(self.elapsed)

    @property
    def withheld(self) -> bool:
        """Are points shown and nothing else, until the exam is over?"""
        return self.setup.withheld(self.elapsed)

    @property
    def pending(self) -> list[Attempt]:
        """Accepted, and not graded yet."""
        return [attempt for attempt in self.attempts if attempt.record is None]

    def last(self, task: str) -> Attempt | None:
        """The latest attempt at a task."""
        return _last(self.attempts, task)

    def unsubmitted(self, task: TaskRow) -> bool:
        """Does the file differ from the stub and from what was submitted last?"""
        file, last = self.files.get(task.task), self.last(task.task)
        return file is not None and file.sha256 not in (task.stub, last and last.sha256)


Change = Literal["none", "in time", "late"]

# What is taken in at the end, in this order: the file as a command saw it last before the end ("seen"), the
# file as it stands in the folder now ("folder"), or both, where the one that stands there was saved too late.
_TAKEN_IN: Mapping[tuple[bool, Change], Sequence[AttemptSource]] = {
    # (was it seen before the end?, was it changed since?)
    (False, "none"): [],
    (False, "in time"): ["folder"],
    (False, "late"): ["folder"],
    (True, "none"): ["seen"],
    (True, "in time"): ["folder"],
    (True, "late"): ["seen", "folder"],
}


@dataclass(frozen=True)
class Acceptance:
    """The result of submitting a file: a new attempt, or the earlier one with the same content."""

    attempt: Attempt
    new: bool


class Sitting:
    """One sitting, for one command."""

    def __init__(self, folder: Path, state: State, clock: Clock) -> None:
        self.folder = folder
        self._state, self._clock = state, clock
        self._tasks = state.tasks()
        self._reader = Reader(folder, self._tasks, model_files=state.setup().blueprint.model_files)

    @property
    def tasks(self) -> Sequence[TaskRow]:
        """The drawn tasks, in the blueprint's order."""
        return self._tasks

    def look(self) -> SittingView:
        """Observe the clock, keep what stands in the folder, and take it in where the exam is over."""
        at, files = self._clock.read(), self._reader.read()
        with self._state.transaction():
            elapsed = self._begin(at, files)
        return self._look(elapsed, files)

    def submit(self, tasks: Sequence[str]) -> tuple[SittingView, list[Acceptance]]:
        """Accept the files of those tasks as they stand; late ones as late.

        A file that has not changed since the latest attempt is that attempt: so a command that was killed
        can simply be repeated, and nobody waits for luck with other challenges.

        Raises:
            UsageProblem: where a task has no file.
        UnusableSubmission, FileTrouble: where it has one that is not read.
        """
        at, files = self._clock.read(), self._reader.read()
        for row in self._tasks:
            if row.task in tasks and row.task not in files:
                if row.task in self._reader.refused:
                    raise self._reader.refused[row.task]
                raise UsageProblem("exam.no_file", task=row.task, file=f"{row.folder}/{row.folder}.py")
        with self._state.transaction():
            elapsed = self._begin(at, files)
            accepted = [self._accept(task, files[task], elapsed, "submit") for task in tasks]
        return self._look(elapsed, files), accepted

    def finish(self) -> SittingView:
        """End the exam now; what stands in the folder is taken in."""
        at, files = self._clock.read(), self._reader.read()
        with self._state.transaction():
            elapsed = self._begin(at, files)
            if not self._state.setup().over(elapsed):
                self._state.finish(elapsed)
                self._close(files)
        return self._look(elapsed, files)

    def _look(self, elapsed: float, files: Mapping[str, SittingFile]) -> SittingView:
        state = self._state
        refused = dict(self._reader.refused)
        facts = (state.setup(), elapsed, self._tasks, state.attempts(), state.events())
        return SittingView(self.folder, *facts, files, refused)

    def _begin(self, at: Moment, files: Mapping[str, SittingFile]) -> float:
        """What every command does first; the elapsed time at which it began.

        Waiting for another command's transaction is not the student's delay: the moment before it counts.
        """
        setup, now = self._state.setup(), self._clock.read()
        timeline, event = setup.timeline.observe(now)
        self._state.observe(timeline, event)
        elapsed = timeline.last - max(0.0, now.running - at.running)
        for task, file in files.items():
            self._state.see(task, file.file, file.sha256, elapsed, file.mtime, file.content)
        if setup.over(elapsed) and not setup.closed:
            self._close(files)
        return elapsed

    def _close_later(self) -> bool:
        """Whether a file cannot be read now (no rights, a broken disk): a later command closes then."""
        return any(isinstance(error, FileTrouble) for error in self._reader.refused.values())

    def _close(self, files: Mapping[str, SittingFile]) -> None:
        """Take in what stood in the folder at the end, once, by the rule of ``_TAKEN_IN``."""
        if self._close_later():
            return
        setup, events = self._state.setup(), self._state.events()
        for row in self._tasks:
            file = files.get(row.task)
            seen = self._state.last_sighting(row.task, setup.ends)
            saved = _saved(file, seen, setup, events)
            change = _change(file, seen, in_time=saved <= setup.ends)
            for source in _TAKEN_IN[seen is not None, change]:
                if source == "seen" and seen is not None:
                    kept = SittingFile(seen.file, self._state.content(seen.sha256), seen.mtime)
                    self._take(row, kept, seen.seen, source)
                elif file is not None:
                    at = max(0.0, saved) if change == "in time" else setup.timeline.last
                    self._take(row, file, at, source)
        self._state.close()

    def _take(self, row: TaskRow, file: SittingFile, elapsed: float, source: AttemptSource) -> None:
        if file.sha256 != row.stub:
            self._accept(row.task, file, elapsed, source)

    def _accept(self, task: str, file: SittingFile, elapsed: float, source: AttemptSource) -> Acceptance:
        setup = self._state.setup()
        last = _last(self._state.attempts(), task)
        if last is not None and last.sha256 == file.sha256:
            return Acceptance(last, new=False)
        self._state.keep(file.sha256, file.content)
        number = 1 if last is None else last.number + 1
        attempt = Attempt(
            task=task,
            number=number,
            file=file.file,
            sha256=file.sha256,
            seed=blueprints.challenge_seed(setup.seed, task, number),
            source=source,
            late=elapsed > setup.ends,
            accepted=elapsed,
            accepted_at=setup.timeline.wall_offset + elapsed,
        )
        return Acceptance(self._state.add_attempt(attempt), new=True)


def begin(
    folder: Path,
    blueprint: Blueprint,
    seed: int,
    minutes: int | None,
    clock: Clock,
    language: Language = "en",
) -> None:
    """Make the state of a sitting whose folder is there. The clock starts as this ends."""
    now = clock.read()
    setup = Setup(
        id=uuid.uuid4().hex,
        blueprint=blueprint,
        seed=seed,
        seconds=60.0 * (minutes or blueprint.minutes),
        started=now.wall,
        timeline=Timeline.begin(now),
    )
    rows = [
        TaskRow(task.id, weight, task.folder.name, _stub(task.stub(language)))
        for task, weight in blueprints.draw(blueprint, seed)
    ]
    with State.create(folders.state_path(folder), setup, rows):
        pass


def _stub(text: str) -> str:
    return SittingFile("", text.encode(), 0.0).sha256


def _saved(file: SittingFile | None, seen: Sighting | None, setup: Setup, events: Sequence[Event]) -> float:
    """The elapsed time at which a file was saved, by its modification time; infinity without a file."""
    if file is None:
        return math.inf
    return elapsed_at(file.mtime, setup.started, events, after=seen.seen if seen else 0.0)


def _change(file: SittingFile | None, seen: Sighting | None, *, in_time: bool) -> Change:
    """Whether the file that stands in the folder is another than the one seen last, and saved in time."""
    if file is None or (seen is not None and seen.sha256 == file.sha256):
        return "none"
    return "in time" if in_time else "late"


def _last(attempts: Sequence[Attempt], task: str) -> Attempt | None:
    return next((attempt for attempt in reversed(attempts) if attempt.task == task), None)
