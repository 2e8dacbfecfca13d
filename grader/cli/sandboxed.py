"""How the exam commands grade, prepare data and read the clock; a test hands in its own :class:`Tools`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from grader.cli.options import Options, open_sandbox
from grader.errors import UnusableSubmission
from grader.exam.clock import Clock, SystemClock
from grader.exam.pending import AcceptedFile, Grading
from grader.grading import pipeline
from grader.grading.workers import Workers, limits_for
from grader.report.live import Live
from grader.report.record import Record, graded_record, problem_record
from grader.submission import source
from grader.task import datasets
from grader.task.loader import Task, all_tasks
from grader.text import Language

GradingOpener = Callable[[Options, Live], AbstractContextManager[Grading]]


@contextmanager
def sandbox_grading(options: Options, live: Live) -> Iterator[Grading]:
    """Grade in the sandbox of the options. It is opened for the first submission and kept for the others."""
    with ExitStack() as stack:
        opened: list[Workers] = []

        def workers() -> Workers:
            if not opened:
                found = open_sandbox(options.sandbox, live.building, live.note, options.language)
                sandbox = stack.enter_context(found)
                opened.append(stack.enter_context(Workers(sandbox, limits_for(all_tasks()))))
            return opened[0]

        yield lambda task, submitted, seed: _grade(task, submitted, seed, workers, live)


def prepare(tasks: Sequence[Task], language: Language) -> None:
    """Build the image and fetch the data that these tasks need, where they are not there yet.

    Raises:
        SandboxUnavailable: where there is no sandbox to grade them in.
        DataProblem: where a data set cannot be fetched.
    """
    live = Live(language)
    with open_sandbox("auto", live.building, live.note, language):
        pass
    try:
        for name in dict.fromkeys(name for task in tasks for name in task.manifest.datasets):
            datasets.load(name, live.fetching)
    finally:
        live.settled()


@dataclass(frozen=True)
class Tools:
    """What an exam command needs from outside: the clock, how to grade, and how to fetch what that needs."""

    clock: Clock = field(default_factory=SystemClock)
    grading: GradingOpener = sandbox_grading
    prepare: Callable[[Sequence[Task], Language], None] = prepare


def _grade(
    task: Task, submitted: AcceptedFile, seed: int, workers: Callable[[], Workers], live: Live
) -> Record:
    try:
        read = source.from_bytes(Path(submitted.file), submitted.content, task)
    except UnusableSubmission as error:
        return problem_record("", submitted.file, "", task, error)
    ready = workers()
    with live:
        graded = pipeline.grade(task, read, ready, seed, live.listener())
    return graded_record("", submitted.file, f"{read.sha256} {seed}", graded)
