"""``grade TASK FILE`` and ``grade judge FOLDER``."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path

from grader.cli import practised, solution
from grader.cli.options import Options, open_sandbox
from grader.cli.output import ReportOutput
from grader.errors import GraderError, UsageProblem, not_written
from grader.grading import archive, pipeline
from grader.grading.pipeline import GradingResult
from grader.grading.workers import Workers, limits_for
from grader.report.live import Live
from grader.report.record import Record, graded_record, problem_record
from grader.submission import source
from grader.task import loader

_STATUS = {"pass": 0, "fail": 1, "error": 3}


def grade(name: str, file: str | None, options: Options) -> int:
    """Grade one file, or the one that the task's stub is in here, and write its report; the exit status."""
    output = ReportOutput(options)
    try:
        which = loader.find(name)
        named = file or str(solution.for_task(which, Path()))
        return _grade(which, named, options, output)
    except UsageProblem as error:
        output.usage(error)
        raise


def judge(folder: str, options: Options) -> int:
    """Judge saved evidence again and write its report; the exit status."""
    graded = archive.judge_again(Path(folder))
    ReportOutput(options).verdict(_record(graded))
    return _STATUS[graded.verdict.outcome]


def _grade(which: loader.Task, file: str, options: Options, output: ReportOutput) -> int:
    try:
        return _verdict(which, file, options, output)
    except UsageProblem:
        raise
    except GraderError as error:
        output.no_verdict(problem_record(Path(file).stem, file, "", which, error))
        raise


def _verdict(which: loader.Task, file: str, options: Options, output: ReportOutput) -> int:
    submitted = source.read(Path(file), which)
    seed = _seed(options)
    live = Live(options.language)
    with ExitStack() as stack:
        with live:
            live.connecting()
            opened = open_sandbox(options.sandbox, live.building, live.note, options.language)
            workers = stack.enter_context(Workers(stack.enter_context(opened), limits_for([which])))
            graded = pipeline.grade(which, submitted, workers, seed, live.listener())
        record = practised.remembered(_record(graded), options)
        output.verdict(record)
        sys.stdout.flush()  # the verdict is there before the sandbox is cleared away
        if options.keep_evidence is not None:
            _keep(graded, Path(options.keep_evidence))
    return _STATUS[graded.verdict.outcome]


def _record(graded: GradingResult) -> Record:
    """The record of one file: its name stands for the student's."""
    path = graded.submission.path
    return graded_record(path.stem, str(path), "", graded)


def _seed(options: Options) -> int:
    pipeline.check_seed(options.seed)
    return pipeline.new_seed() if options.seed is None else options.seed


def _keep(graded: GradingResult, folder: Path) -> None:
    try:
        archive.save(graded, folder)
    except OSError as error:
        raise not_written("cli.evidence_unwritable", folder, error) from None
