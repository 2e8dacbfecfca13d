"""``grade validate``: for task authors."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from rich.console import Console

from grader import task
from grader.commands.grading import task_limits
from grader.errors import UsageProblem
from grader.options import Kind, open_sandbox
from grader.pipeline import Workers
from grader.report.live import Live
from grader.sandbox.contract import Limits, Sandbox
from grader.text import say
from grader.validate import Finding, solution_files, task_problems, validate_one

JOBS = 2  # gradings at a time: each uses up to two cores


def validate(names: Sequence[str], seeds: int, kind: Kind, language: str) -> int:
    """Validate those tasks, or all; 0 where every finding is as expected, else 1."""
    tasks = [task.find(name) for name in names] or list(task.all_tasks())
    for which in tasks:
        if not which.solutions.is_dir():
            raise UsageProblem("validate.no_solutions", name=which.folder.name)
    console, live = Console(highlight=False), Live(language)
    broken = 0
    for which in tasks:
        for problem in task_problems(which):
            broken += 1
            console.print(f" ✗ {which.id}: {problem}", style="red", markup=False)
    if broken:
        return 1
    with open_sandbox(kind, live.building, live.note, language) as sandbox:
        bad = [_validate_one(which, seeds, sandbox, console, live, language) for which in tasks]
    return 1 if any(bad) else 0


def _validate_one(
    which: task.Task, seeds: int, sandbox: Sandbox, console: Console, live: Live, language: str
) -> int:
    """How many gradings of one task were not as expected."""
    count = bad = 0
    with ThreadPoolExecutor(JOBS, "validate") as pool, Hands(sandbox, task_limits(which)) as hands, live:
        cases = [(path, seed) for path in solution_files(which) for seed in range(seeds)]
        for finding in pool.map(lambda case: hands.validate(which, *case), cases):
            _show(finding, console)
            count += 1
            bad += bool(finding.problem)
    key = "validate.bad" if bad else "validate.good"
    text = say(key, task=which.id, count=count, bad=bad).pick(language)
    console.print(text, style="red" if bad else "green", markup=False)
    return bad


class Hands:
    """One set of workers for each thread that asks for one; all are closed at the end."""

    def __init__(self, sandbox: Sandbox, limits: Limits) -> None:
        self._sandbox, self._limits = sandbox, limits
        self._own = threading.local()
        self._all: list[Workers] = []

    def validate(self, which: task.Task, path: Path, seed: int) -> Finding:
        """Validate one case on this thread's workers."""
        if not hasattr(self._own, "workers"):
            self._own.workers = Workers(self._sandbox, self._limits)
            self._all.append(self._own.workers)
        return validate_one(which, path, seed, self._own.workers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for workers in self._all:
            workers.close()


def _show(finding: Finding, console: Console) -> None:
    mark, style = ("✗", "red") if finding.problem else ("✓", "green")
    facts = ""
    if finding.graded is not None:
        verdict = finding.graded.verdict
        failed = ",".join(check.id for check in verdict.checks if check.outcome == "fail") or "-"
        metrics = " ".join(f"{name}={value:.4g}" for name, value in verdict.metrics.items())
        facts = f"{verdict.score:g} {failed} {metrics} {finding.graded.seconds['total']:.1f} s"
    console.print(f" {mark} ", style=style, end="")
    text = f"{finding.file} seed {finding.seed}: {facts} {finding.problem}".rstrip()
    console.print(text, markup=False, soft_wrap=True)
