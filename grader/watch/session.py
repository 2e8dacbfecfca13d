"""A watch: the file is read at every change, and graded wherever its content is another one."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.errors import GraderError, SandboxError, UnusableSubmission
from grader.grading import pipeline
from grader.grading.pipeline import GradingResult, Listener
from grader.grading.workers import Workers, limits_for
from grader.sandbox.contract import Sandbox
from grader.submission import source
from grader.submission.source import Submission
from grader.task.api import Material
from grader.task.loader import Task
from grader.watch import changes
from grader.watch.spares import SpareSandbox

QUICK = (
    0.5  # seconds: a grading that takes no longer may end by itself after a new save; a longer one is ended
)


class Screen(Protocol):
    """What the user sees."""

    def listener(self) -> Listener:
        """The hooks for a grading that begins."""

    def grading(self) -> None:
        """A grading begins."""

    def graded(self, result: GradingResult) -> None:
        """A verdict."""

    def problem(self, error: GraderError) -> None:
        """The file cannot be graded as it is, or the grader could not."""

    def gone(self) -> None:
        """The file is not there."""


@dataclass
class _Running:
    """A grading in a thread of its own, on workers of its own."""

    thread: threading.Thread
    workers: Workers
    superseded: bool = False


class Watch:
    """Grades one task's file at every save, all with one seed: what changes comes from the file."""

    def __init__(self, task: Task, file: Path, seed: int, sandbox: Sandbox, screen: Screen) -> None:
        self._task, self._file, self._seed, self._screen = task, file, seed, screen
        self._limits = limits_for([task])
        self._spares = SpareSandbox(sandbox)
        self._workers = Workers(self._spares, self._limits)
        self._running: _Running | None = None
        self._last = ""
        self._material: Material | None = None  # drawn once: its seed stays
        self._usual = float("inf")  # seconds that the last verdict took
        self._closing: list[threading.Thread] = []

    def run(self, stop: threading.Event) -> None:
        """Until ``stop`` is set, or interrupted; nothing of the sandbox is left behind."""
        with self._spares:
            try:
                for _ in changes.saves(self._file, stop):
                    self._look(stop)
            finally:
                self._end(patience=0.0)
                self._workers.stop()
                for thread in self._closing:
                    thread.join()

    def _look(self, stop: threading.Event) -> None:
        """Read the file; grade it where it is another than the last time."""
        if not changes.settled(self._file, stop):
            if self._last != "gone":
                self._last = "gone"
                self._screen.gone()
            return
        try:
            submission = source.read(self._file, self._task)
        except UnusableSubmission as error:
            self._unusable(error)
            return
        except GraderError as error:
            self._screen.problem(error)
            return
        if submission.sha256 != self._last:
            self._last = submission.sha256
            self._end(QUICK if self._usual < QUICK else 0.0)
            self._begin(submission)

    def _unusable(self, error: UnusableSubmission) -> None:
        """Told at once, without a worker; what is being graded is of an older file."""
        told = hashlib.sha256(error.text.en.encode()).hexdigest()
        if told != self._last:
            self._last = told
            self._end(patience=0.0)
            self._screen.problem(error)

    def _begin(self, submission: Submission) -> None:
        self._screen.grading()
        running = _Running(threading.Thread(daemon=True), self._workers)
        running.thread = threading.Thread(target=self._grade, args=(submission, running), name="grading")
        self._running = running
        running.thread.start()

    def _grade(self, submission: Submission, running: _Running) -> None:
        try:
            listener = self._listener(running)
            if self._material is None:
                running.workers.get("train")  # its imports go on while the material is drawn
                self._material = pipeline.draw(self._task, self._seed, listener)
            result = pipeline.grade(
                self._task, submission, running.workers, self._seed, listener, self._material
            )
        except GraderError as error:
            if not running.superseded:
                self._screen.problem(error)
            return
        if not running.superseded:
            self._usual = result.seconds["total"]
            self._screen.graded(result)
            # Once the verdict is there, not beside it; a second one where a model was handed on to another
            self._spares.fill(self._limits, 1 + (result.predict is not None or result.fit is not None))

    def _listener(self, running: _Running) -> Listener:
        """The screen's, as long as this grading is the one that counts."""
        shown = self._screen.listener()

        def while_it_counts(hook: Callable[..., None]) -> Callable[..., None]:
            return lambda *told: None if running.superseded else hook(*told)

        return Listener(*(while_it_counts(hook) for hook in (shown.stage, shown.progress, shown.fetching)))

    def _end(self, patience: float) -> None:
        """End what runs: after a moment by itself, else with its workers, which others replace."""
        running, self._running = self._running, None
        if running is None or not running.thread.is_alive():
            return
        running.thread.join(patience)
        if not running.thread.is_alive():
            return
        running.superseded = True
        closing = threading.Thread(target=_stop, args=(running,), name="closing")
        closing.start()  # the next grading does not wait for containers to be removed
        self._closing = [thread for thread in self._closing if thread.is_alive()] + [closing]
        self._workers = Workers(self._spares, self._limits)


def _stop(running: _Running) -> None:
    try:
        running.workers.stop()
    except SandboxError:
        pass
    finally:
        running.thread.join()
