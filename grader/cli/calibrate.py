"""``grade calibrate``: for task authors; what a task's thresholds rest on."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from grader.cli.options import open_sandbox
from grader.cli.shutdown import INTERRUPTED
from grader.errors import GraderError, UsageProblem
from grader.exam.registry import state_folder
from grader.grading.calibrating import CalibrationWatcher, Calibrator, KeptRuns
from grader.grading.calibration import FILE, CalibratedRun, Calibration, problems, render
from grader.grading.calibration_table import table
from grader.grading.solutions import Solution
from grader.report.console import open_console
from grader.report.formats.files import write
from grader.report.live import Live
from grader.sandbox.contract import Sandbox
from grader.task import loader
from grader.text import Language, say


def calibrate(
    names: Sequence[str], seeds: int, jobs: int | None, kind: Literal["docker", "local"], language: Language
) -> int:
    """Calibrate those tasks, or all: 0 where every threshold stands, else 1; 130 interrupted."""
    tasks = [loader.find(name) for name in dict.fromkeys(names)] or list(loader.all_tasks())
    for which in tasks:
        if not which.solutions.is_dir():
            raise UsageProblem("validate.no_solutions", names=which.folder.name)
    live = Live(language)
    try:
        with open_sandbox(kind, live.building, live.note, language) as sandbox:
            return max(
                [_one(which, seeds, jobs or os.cpu_count() or 1, sandbox, language) for which in tasks]
            )
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be gone
            live.note(say("calibrate.kept").pick(language))
        return INTERRUPTED


def write_table(path: Path, language: Language) -> None:
    """Write the page of all tasks' calibrations."""
    write(path, table(loader.all_tasks()))
    told = say("calibrate.written", path=path).pick(language)
    open_console().print(told, markup=False, soft_wrap=True)


def _one(which: loader.Task, seeds: int, jobs: int, sandbox: Sandbox, language: Language) -> int:
    console = open_console()
    kept = KeptRuns(state_folder() / "calibration" / f"{which.folder.name}.jsonl")
    with _bar() as bar:
        watcher = _watcher(which, bar, language)
        found = Calibrator(which, sandbox, kept, jobs, watcher).calibrate(seeds)
    path = which.folder / FILE
    write(path, render(found))
    _tell(found, console, language)
    console.print(say("calibrate.written", path=path).pick(language), markup=False, soft_wrap=True)
    wrong = problems(which, found)
    for problem in wrong:
        console.print(f" ✗ {problem}", style="red", markup=False, soft_wrap=True)
    return 1 if wrong else 0


def _bar() -> Progress:
    console = open_console(error=True)
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    return Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal)


def _watcher(which: loader.Task, bar: Progress, language: Language) -> CalibrationWatcher:
    """A step of the bar, and a line, for each grading."""
    line = bar.add_task(which.id, total=0)

    def begins(count: int) -> None:
        text = say("calibrate.known", task=which.id, count=count).pick(language)
        bar.console.print(text, style="dim", markup=False)
        bar.reset(line, total=count)

    def ended(solution: Solution, seed: int, result: CalibratedRun | GraderError) -> None:
        bar.advance(line)
        if isinstance(result, GraderError):
            facts = result.text.pick(language)
        else:
            failed = ",".join(result.failed) or "-"
            metrics = " ".join(f"{name}={value:.4g}" for name, value in result.metrics.items())
            facts = f"{result.score:g} {failed} {metrics}"
        bar.console.print(f"   {solution.name} seed {seed}: {facts}", markup=False, soft_wrap=True)

    return CalibrationWatcher(begins, ended)


def _tell(found: Calibration, console: Console, language: Language) -> None:
    """Each threshold in a line."""
    for name, margin in found.thresholds.items():
        known = [chance for chance in margin.chance.values() if chance is not None]
        words = {
            "name": name,
            "value": f"{margin.value:g}",
            "margin": f"{margin.margin:.4g}",
            "chance": f"{max(known):.2%}" if known else "?",
            "bound": f"{max(margin.bound.values()):.0%}",
        }
        console.print(f" {say('calibrate.threshold', **words).pick(language)}", markup=False, soft_wrap=True)
