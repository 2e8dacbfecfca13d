"""``grade batch``: a folder of submissions, graded and reported."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.batch import marks
from grader.batch.find import find
from grader.batch.item import Item
from grader.batch.output import ResultsFolder, default_folder
from grader.batch.run import Policy, Watcher, run
from grader.batch.store import Store
from grader.cli.options import open_sandbox
from grader.cli.shutdown import INTERRUPTED
from grader.cli.streams import write_document
from grader.errors import UsageProblem
from grader.exam import blueprint
from grader.grading import pipeline
from grader.grading.workers import Isolation
from grader.report.batch_live import BatchLive
from grader.report.console import open_console
from grader.report.formats import table
from grader.report.formats.files import write, write_all, written
from grader.report.formats.publishing import publish
from grader.report.left_out import FILE as LEFT_OUT
from grader.report.left_out import LeftOutEntry, groups, write_table
from grader.report.live import Live
from grader.report.page import write_pages
from grader.report.record import Record
from grader.sandbox.contract import THREADS
from grader.task import loader, places
from grader.text import Language, say
from grader.washing import block, file_stem, for_log, one_line


@dataclass(frozen=True)
class BatchOptions:
    """All that ``grade batch`` was asked for."""

    language: Language
    folder: str
    tasks: tuple[str, ...] = ()
    exam: str | None = None
    jobs: int | None = None
    out: str | None = None
    pattern: str | None = None
    student: str | None = None
    seed: int | None = None
    isolation: Isolation = "batch"
    fresh: bool = False
    pass_mark: float | None = None
    sandbox: Literal["docker", "local"] = "docker"
    format: Literal["text", "github"] = "text"


def batch(options: BatchOptions) -> int:
    """Grade a folder: 0 all graded, 1 one below the pass mark, 3 a grader error, 130 interrupted."""
    live = Live(options.language)
    try:
        return _batch(options, live)
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            live.note(say("batch.interrupted").pick(options.language))
        return INTERRUPTED


def _batch(options: BatchOptions, live: Live) -> int:
    plan, folder = _plan(options), Path(options.folder)
    places.keep_apart(folder)
    out = Path(options.out) if options.out else default_folder(folder, plan.name, options.pattern)
    with find(folder, plan.tasks, options.pattern, besides=out, student=options.student) as found:
        output = ResultsFolder(out, folder, plan.name)
        store = Store(out)
        output.claim()
        records, known = _graded(found.items, store, options, live)
    percents = plan.percents(records, out)
    _tell(records, found.left_out, known, out, options)
    output.wrote(written(records))
    if any(record.outcome == "error" for record in records) or any(it.trouble for it in found.left_out):
        return 3
    below = options.pass_mark is not None and any(percent < options.pass_mark for percent in percents)
    return 1 if below else 0


@dataclass(frozen=True)
class BatchPlan:
    """The tasks to grade, of an exam or by their names; ``name`` is a part of a folder's name."""

    tasks: Sequence[loader.Task]
    name: str
    exam: blueprint.Blueprint | None = None
    drawn: Sequence[blueprint.ExamTask] = ()

    def percents(self, records: Sequence[Record], out: Path) -> list[float]:
        """Percent of the points: of each submission, in an exam of each student, whose table is written."""
        if self.exam is None:
            return [100 * record.score / record.max_score for record in records]
        results = marks.marks(records, self.exam, self.drawn)
        write(out / "students.csv", marks.render(results, self.drawn, self.exam.shown_points))
        return [mark.result.percent for mark in results if mark.result is not None]


def _plan(options: BatchOptions) -> BatchPlan:
    if bool(options.tasks) == bool(options.exam):
        raise UsageProblem("batch.no_task")
    pipeline.check_seed(options.seed)
    if options.exam:
        exam = blueprint.find(options.exam)
        drawn = blueprint.draw(exam, options.seed or 0)  # the same tasks for the whole class
        return BatchPlan([item.task for item in drawn], file_stem(Path(options.exam).stem), exam, drawn)
    tasks = [loader.find(name) for name in dict.fromkeys(options.tasks)]
    return BatchPlan(tasks, "-".join(sorted(task.id for task in tasks)))


def _graded(
    items: Sequence[Item], store: Store, options: BatchOptions, live: Live
) -> tuple[Sequence[Record], int]:
    """The records, and how many of them were there already."""
    cores = os.cpu_count() or 1
    jobs = options.jobs or max(1, cores // THREADS)
    if jobs > cores:
        live.note(say("batch.many_jobs", jobs=jobs, cores=cores).pick(options.language))
    policy = Policy(jobs, options.seed, options.isolation, options.fresh)
    with open_sandbox(options.sandbox, live.building, live.note, options.language) as sandbox:
        progress = BatchLive(len(items), options.language)
        watcher = Watcher(
            lambda item: progress.began(item.student),
            lambda _item, record, known: progress.ended(record, known),
        )
        with progress:
            return run(items, sandbox, store, policy, watcher), progress.known()


def _tell(
    records: Sequence[Record], left_out: Sequence[LeftOutEntry], known: int, out: Path, options: BatchOptions
) -> None:
    """Every form into the results' folder; on standard output the table, or what a GitHub runner reads."""
    write_all(records, out, options.language)
    write_table(left_out, out, options.language)
    title = Path(options.folder).resolve().name
    index = write_pages(records, out, options.language, title, left_out=left_out)
    if options.format == "github":
        folder = Path(options.folder)
        top = folder.parent if folder.is_file() else folder
        write_document(publish(records, options.language, top, str(out), pass_mark=options.pass_mark))
    else:
        open_console().print(table.render(records, options.language))
    console = open_console(error=True)
    for record in records:
        if record.outcome == "error":
            words = {"student": one_line(record.student), "reason": _reason(record, options.language)}
            console.print(for_log(say("batch.error_one", **words).pick(options.language)))
    for line in _left_out(left_out, out, options.language):
        console.print(line)
    console.print(say("batch.done", count=len(records), known=known, out=index).pick(options.language))
    sys.stdout.flush()


def _left_out(left_out: Sequence[LeftOutEntry], out: Path, language: Language) -> Iterator[str]:
    """What was not graded, by reason: nothing is dropped without a word."""
    if left_out:
        yield say("batch.left_out", count=len(left_out), out=out / LEFT_OUT).pick(language)
    yield from (f"  {group.line(language)}" for group in groups(left_out))


def _reason(record: Record, language: Language) -> str:
    if record.problems:
        return block(record.problems[language].message)
    report = record.reports[language]
    return block(next(check.message for check in report.checks if check.outcome == "error"))
