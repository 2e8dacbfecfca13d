"""``grade batch``: a folder of submissions, graded and reported."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console

from grader import pipeline, task
from grader.batch import marks
from grader.batch.find import find
from grader.batch.run import Policy, Watcher, run
from grader.batch.store import Store
from grader.ending import INTERRUPTED
from grader.errors import UsageProblem
from grader.exam import blueprint
from grader.options import open_sandbox
from grader.report.batch_live import BatchLive
from grader.report.formats import table
from grader.report.formats.files import write, write_all
from grader.report.formats.plain import block, one_line
from grader.report.formats.publishing import publish
from grader.report.live import Live
from grader.report.page import write_pages
from grader.report.record import Record
from grader.sandbox.contract import THREADS
from grader.text import for_log, say
from grader.workers import Isolation


@dataclass(frozen=True)
class BatchOptions:
    """All that ``grade batch`` was asked for."""

    language: str
    folder: str
    tasks: tuple[str, ...] = ()
    exam: str | None = None
    jobs: int | None = None
    out: str | None = None
    pattern: str | None = None
    seed: int | None = None
    isolation: Isolation = "batch"
    fresh: bool = False
    pass_mark: float | None = None
    sandbox: Literal["docker", "local"] = "docker"
    format: Literal["text", "github"] = "text"


def batch(options: BatchOptions) -> int:
    """Grade a folder: 0 all graded, 1 one below the pass mark, 3 the grader failed, 130 interrupted."""
    live = Live(options.language)
    try:
        return _batch(options, live)
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            live.note(say("batch.interrupted").pick(options.language))
        return INTERRUPTED


def _batch(options: BatchOptions, live: Live) -> int:
    if bool(options.tasks) == bool(options.exam):
        raise UsageProblem("batch.no_task")
    exam = blueprint.find(options.exam) if options.exam else None
    drawn = blueprint.draw(exam, options.seed or 0) if exam else ()  # the same tasks for the whole class
    tasks = [item.task for item in drawn] or [task.find(name) for name in dict.fromkeys(options.tasks)]
    if options.seed is not None and not 0 <= options.seed < pipeline.SEEDS:
        raise UsageProblem("cli.bad_seed", most=pipeline.SEEDS - 1, received=options.seed)
    folder = Path(options.folder)
    out = Path(options.out) if options.out else folder.with_name(f"{folder.resolve().stem}-graded")
    items = find(folder, tasks, options.pattern, besides=out)
    store = Store(out)
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
            records = run(items, sandbox, store, policy, watcher)
    percents = [100 * record.score / record.max_score for record in records]
    if exam is not None:
        found = marks.marks(records, exam, drawn)
        write(out / "students.csv", marks.render(found, drawn, exam.shown_points))
        percents = [mark.result.percent for mark in found if mark.result is not None]
    _tell(records, progress.known(), out, options)
    if any(record.outcome == "failed" for record in records):
        return 3
    below = options.pass_mark is not None and any(percent < options.pass_mark for percent in percents)
    return 1 if below else 0


def _tell(records: Sequence[Record], known: int, out: Path, options: BatchOptions) -> None:
    """Every form into the results' folder; on standard output the table, or what a GitHub runner reads."""
    write_all(records, out, options.language)
    index = write_pages(records, out, options.language, Path(options.folder).resolve().stem)
    if options.format == "github":
        folder = Path(options.folder)
        top = folder.parent if folder.is_file() else folder
        sys.stdout.write(publish(records, options.language, top, str(out), pass_mark=options.pass_mark))
    else:
        Console(highlight=False).print(table.render(records, options.language))
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    for record in records:
        if record.outcome == "failed":
            words = {"student": one_line(record.student), "reason": _reason(record, options.language)}
            console.print(for_log(say("batch.failed_one", **words).pick(options.language)))
    console.print(say("batch.done", count=len(records), known=known, out=index).pick(options.language))
    sys.stdout.flush()


def _reason(record: Record, language: str) -> str:
    if record.problems:
        return block(record.problems[language].message)
    report = record.reports[language]
    return block(next(check.message for check in report.checks if check.outcome == "error"))
