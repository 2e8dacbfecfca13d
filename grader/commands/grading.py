"""``grade TASK FILE`` and ``grade judge FOLDER``."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console

from grader import pipeline, saved, submission, task
from grader.errors import GraderError, UsageProblem
from grader.options import Options, open_sandbox
from grader.pipeline import Graded
from grader.report import terminal
from grader.report.live import Live
from grader.report.model import problem, report
from grader.workers import Workers, limits_for

_STATUS = {"pass": 0, "fail": 1, "error": 3}


def grade(name: str, file: str, options: Options) -> int:
    """Grade one file and write its report; the exit status."""
    try:
        return _grade(name, file, options)
    except GraderError as error:
        if options.format == "json":
            _write(problem(error, options.language).model_dump_json(indent=2) + "\n", options)
        raise


def judge(folder: str, options: Options) -> int:
    """Judge saved evidence again and write its report; the exit status."""
    graded = saved.judge_again(Path(folder))
    _report(graded, options)
    return _STATUS[graded.verdict.outcome]


def _grade(name: str, file: str, options: Options) -> int:
    which = task.find(name)
    submitted = submission.read(Path(file), which)
    seed = _seed(options)
    live = Live(options.language)
    with (
        open_sandbox(options.sandbox, live.building, live.note, options.language) as sandbox,
        Workers(sandbox, limits_for([which])) as workers,
    ):
        with live:
            graded = pipeline.grade(which, submitted, workers, seed, live.listener())
        _report(graded, options)
        sys.stdout.flush()  # the verdict is there before the sandbox is cleared away
        if options.keep_evidence is not None:
            _keep(graded, Path(options.keep_evidence))
    return _STATUS[graded.verdict.outcome]


def _seed(options: Options) -> int:
    if options.seed is None:
        return pipeline.new_seed()
    if not 0 <= options.seed < pipeline.SEEDS:
        raise UsageProblem("cli.bad_seed", most=pipeline.SEEDS - 1, received=options.seed)
    return options.seed


def _report(graded: Graded, options: Options) -> None:
    found = report(graded, options.language)
    if options.format == "json":
        _write(found.model_dump_json(indent=2) + "\n", options)
        return
    if options.output is None:
        terminal.show(found, options.language, Console(highlight=False))
        return
    page = io.StringIO()
    terminal.show(found, options.language, Console(file=page, width=100, highlight=False))
    _write(page.getvalue(), options)


def _write(text: str, options: Options) -> None:
    if options.output is None:
        sys.stdout.write(text)
        return
    try:
        Path(options.output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageProblem("cli.output_failed", path=options.output, problem=error.strerror) from None


def _keep(graded: Graded, folder: Path) -> None:
    try:
        saved.save(graded, folder)
    except OSError as error:
        raise UsageProblem("cli.evidence_failed", path=folder, problem=error.strerror) from None
