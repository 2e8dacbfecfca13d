"""``grade validate``: for task authors."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from rich.console import Console

from grader.cli.options import Kind, open_sandbox
from grader.errors import UsageProblem
from grader.grading.authoring import Finding, validate_one
from grader.grading.solutions import find, solutions
from grader.grading.whole import missing
from grader.grading.workers import Crew, limits_for
from grader.report.console import open_console
from grader.report.live import Live
from grader.sandbox.contract import Sandbox
from grader.task import loader
from grader.text import Language, say

JOBS = 2  # gradings at a time: each uses up to two cores


def validate(names: Sequence[str], seeds: int, kind: Kind, language: Language) -> int:
    """Validate those tasks, or all; 0 where every finding is as expected, else 1."""
    folders = [loader.folder_named(name) for name in names] or loader.folders()
    console, live = open_console(), Live(language)
    here = [folder for folder in folders if loader.solutions_of(folder).is_dir() or loader.is_own(folder)]
    if left := [folder.name for folder in folders if folder not in here]:
        if names or not here:
            raise UsageProblem("validate.no_solutions", names=", ".join(left))
        live.note(say("validate.left_out", names=", ".join(left)).pick(language))
    problems = {folder.name: missing(folder) for folder in here}
    if not names:
        problems |= {folder.name: [problem.text] for folder, problem in loader.refused().items()}
    for name, found in problems.items():
        for problem in found:
            line = f" ✗ {name}: {problem.pick(language)}"
            console.print(line, style="red", markup=False, soft_wrap=True)
    if any(problems.values()):
        return 1
    tasks = [loader.load(folder) for folder in here]
    with open_sandbox(kind, live.building, live.note, language) as sandbox:
        bad = [_validate_one(which, seeds, sandbox, console, live, language) for which in tasks]
    return 1 if any(bad) else 0


def show(names: Sequence[str], solution: str) -> int:
    """Print a solution's file, which a mutant has nowhere else."""
    if len(names) != 1:
        raise UsageProblem("validate.show_one_task")
    which = loader.find(names[0])
    if not which.solutions.is_dir():
        raise UsageProblem("validate.no_solutions", names=which.folder.name)
    print(find(which, solution).raw.decode(), end="")
    return 0


def _validate_one(
    which: loader.Task, seeds: int, sandbox: Sandbox, console: Console, live: Live, language: Language
) -> int:
    """How many gradings of one task were not as expected."""
    count = bad = 0
    with ThreadPoolExecutor(JOBS, "validate") as pool, Crew(sandbox, limits_for([which])) as crew, live:
        cases = [(solution, seed) for solution in solutions(which) for seed in range(seeds)]
        for finding in pool.map(lambda case: validate_one(which, case[0], case[1], crew.workers()), cases):
            _show(finding, console)
            count += 1
            bad += bool(finding.problem)
    key = "validate.bad" if bad else "validate.good"
    text = say(key, task=which.id, count=count, bad=bad).pick(language)
    console.print(text, style="red" if bad else "green", markup=False)
    return bad


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
