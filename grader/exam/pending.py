"""Grading what was accepted: each attempt once, by whichever command comes to it first.

An attempt is claimed by a lock that the system holds for the process: it ends with the process, however that
ends, so no claim of a dead command has to be recognised and taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import filelock

from grader.errors import GraderError, SittingProblem
from grader.exam.folder import HIDDEN
from grader.exam.rows import Attempt
from grader.exam.state import State
from grader.report.model import problem
from grader.report.record import Record
from grader.task import loader
from grader.task.loader import Task
from grader.text import LANGUAGES
from grader.washing import shown_path


@dataclass(frozen=True)
class AcceptedFile:
    """A file as it was accepted: its name within the sitting's folder, and its bytes."""

    file: str
    content: bytes


# Grades one file of a task with a seed. A record with outcome "error", or a GraderError, is the grader's own
# error: the attempt stays pending.
Grading = Callable[[Task, AcceptedFile, int], Record]


@dataclass(frozen=True)
class AttemptListener:
    """What the caller hears: a grading begins, another command has it, a verdict is stored."""

    begins: Callable[[Attempt], None] = lambda _attempt: None
    waits: Callable[[Attempt], None] = lambda _attempt: None
    ends: Callable[[Attempt], None] = lambda _attempt: None


def grade_pending(
    folder: Path,
    state: State,
    grading: Grading,
    told: AttemptListener = AttemptListener(),
    own: Sequence[Attempt] = (),
) -> None:
    """Grade all that is pending, ``own`` first; wait for an own one that another command is grading.

    Raises:
        GraderError: the grader's own error; what is not graded yet stays pending.
    """
    waiting = {attempt.id for attempt in own}
    pending = [attempt for attempt in state.attempts() if attempt.record is None]
    for attempt in sorted(pending, key=lambda attempt: attempt.id not in waiting):
        with _claim(folder, attempt, told, wait=attempt.id in waiting) as held:
            if not held:
                continue
            if state.attempt(attempt.id).record is None:
                told.begins(attempt)
                _grade(state, attempt, grading)
            told.ends(state.attempt(attempt.id))


def _grade(state: State, attempt: Attempt, grading: Grading) -> None:
    try:
        submitted = AcceptedFile(attempt.file, state.content(attempt.sha256))
        record = grading(loader.find(attempt.task), submitted, attempt.seed)
    except GraderError as error:
        state.store_trouble(attempt.id, {language: problem(error, language) for language in LANGUAGES})
        raise
    if record.outcome != "error":
        state.store(attempt.id, record)
        return
    told = record.problems or {language: problem(_no_verdict(attempt), language) for language in LANGUAGES}
    state.store_trouble(attempt.id, told)
    raise _no_verdict(attempt)


def _no_verdict(attempt: Attempt) -> SittingProblem:
    return SittingProblem("exam.no_verdict", task=attempt.task, number=attempt.number)


@contextmanager
def _claim(folder: Path, attempt: Attempt, told: AttemptListener, *, wait: bool) -> Iterator[bool]:
    """Hold the attempt while it is graded; yields False where another command has it."""
    lock = filelock.FileLock(folder / HIDDEN / f"attempt-{attempt.id}.lock")
    held = _acquire(lock, timeout=0)
    if not held and wait:
        told.waits(attempt)
        held = _acquire(lock, timeout=-1)
    try:
        yield held
    finally:
        lock.release()


def _acquire(lock: filelock.BaseFileLock, timeout: float) -> bool:
    try:
        lock.acquire(timeout=timeout)
    except filelock.Timeout:
        return False
    except (OSError, NotImplementedError) as error:
        raise SittingProblem(
            "exam.unwritable", path=shown_path(lock.lock_file), problem=shown_path(str(error))
        ) from None
    return True
