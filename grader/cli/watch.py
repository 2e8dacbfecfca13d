"""``grade watch [TASK] [FILE]`` and ``grade TASK FILE --watch``."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from grader.cli import practised, solution
from grader.cli.options import Options, open_sandbox
from grader.cli.shutdown import INTERRUPTED
from grader.errors import UnusableSubmission, UsageProblem
from grader.grading import pipeline
from grader.grading.pipeline import GradingResult
from grader.report.console import open_console
from grader.report.record import graded_record
from grader.task import loader
from grader.task.loader import Task
from grader.text import say
from grader.washing import shown_path
from grader.watch.panel import WatchPanel
from grader.watch.session import Watch


def watch(name: str | None, file: str | None, options: Options) -> int:
    """Grade at every save until interrupted, which is its usual end: status 0."""
    if options.format != "text" or options.output is not None:
        raise UsageProblem("watch.text_only")
    pipeline.check_seed(options.seed)
    task, path = _chosen(name, file)
    seed = pipeline.new_seed() if options.seed is None else options.seed
    stop = threading.Event()
    try:
        with WatchPanel(task, str(path), open_console(), options.language, _keeper(options)) as panel:
            panel.waiting()
            with open_sandbox(options.sandbox, panel.building, panel.note, options.language) as sandbox:
                Watch(task, path, seed, sandbox, panel).run(stop)
    except KeyboardInterrupt:
        print(say("watch.ended").pick(options.language))
        return 0
    return INTERRUPTED


def _chosen(name: str | None, file: str | None) -> tuple[Task, Path]:
    if name is None:
        return solution.newest(Path())
    task = loader.find(name)
    path = Path(file) if file is not None else solution.for_task(task, Path())
    if path.is_dir():
        raise UnusableSubmission("screen.directory", path=shown_path(path))
    if not path.parent.is_dir():  # a file may be waited for, a folder not
        raise UnusableSubmission("screen.missing", path=shown_path(path))
    return task, path


def _keeper(options: Options) -> Callable[[GradingResult], None]:
    """Remembers each verdict."""

    def keep(result: GradingResult) -> None:
        path = result.submission.path
        practised.remembered(graded_record(path.stem, str(path), "", result), options)

    return keep
