"""What a task author runs: is this task whole, and is it fair?

The stub must fail without an error, the reference and every alternative pass, and every wrong solution
fail at the check that ``expected.toml`` names, and at no other that it does not list.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

import pydantic

from grader.errors import GraderError, TaskProblem
from grader.grading.judge import Verdict
from grader.grading.pipeline import GradingResult, grade
from grader.grading.solutions import Solution, solutions
from grader.grading.workers import Workers
from grader.submission import source
from grader.task.loader import Task
from grader.task.manifest import problems

_FILES = (
    "brief.en.md",
    "brief.ko.md",
    "hints.toml",
    "stub.py",
    "stub.ko.py",
    "data.py",
    "probe.py",
    "checks.py",
)
MIN_WRONG = 6


class ExpectedVerdict(pydantic.BaseModel):
    """One entry of ``expected.toml``, by a solution's name: a wrong one fails, an alternative passes.

    ``fails`` is the check that a wrong solution must fail, with the sentence of the key ``failure`` where
    only one will do. Checks in ``also`` may fail besides; an alternative may lose points there, and passes.
    ``baseline`` names the metrics for which this is what comes without what the task asks for: their highest
    threshold must lie above it.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    fails: str | None = None
    failure: str | None = None
    also: list[str] = []
    baseline: list[str] = []


@dataclass(frozen=True)
class Finding:
    """One grading of one file, and what is wrong with its verdict ("" where nothing is)."""

    file: str
    seed: int
    problem: str
    graded: GradingResult | None = None


def task_problems(task: Task) -> list[str]:
    """All that is missing from a task's folders, found without running anything."""
    problems = [f"{name} is missing" for name in _FILES if not (task.folder / name).exists()]
    if problems:
        return problems
    try:
        checks = task.checks()
        task.brief("en"), task.brief("ko")
        expected, there = expected_verdicts(task), solutions(task)
    except (GraderError, OSError, ValueError) as error:
        return [str(error)]
    except Exception as error:  # Jinja2 raises many kinds for a brief that it cannot fill
        return [f"brief: {type(error).__name__}: {error}"]
    names = {item.id for item in checks}
    problems += [f"hints.toml lacks the check {name}" for name in sorted(names - set(task.words))]
    problems += [f"hints.toml has no check {name}" for name in sorted(set(task.words) - names)]
    problems += [
        f"{i.id} needs {n}, which is no check" for i in checks for n in i.needs[1:] if n not in names
    ]
    if task.manifest.pass_score > task.max_score:
        problems.append("pass_score is above the sum of points")
    if task.function("data", "prepare") is None:
        problems.append("data.py defines no prepare(rng, load, settings)")
    return problems + _solution_problems(there, expected, names | {"runs"})


def _solution_problems(
    there: list[Solution], expected: dict[str, ExpectedVerdict], names: set[str]
) -> list[str]:
    wrong = {solution.path.stem for solution in there if solution.kind == "wrong"}
    right = {solution.path.stem for solution in there if solution.kind == "alternative"}
    has_reference = any(solution.kind == "reference" for solution in there)
    problems = [] if has_reference else ["solutions: reference.py is missing"]
    if not right:
        problems.append("solutions: no alternative_*.py")
    if len(wrong) < MIN_WRONG:
        problems.append(f"solutions: {len(wrong)} wrong ones, at least {MIN_WRONG} are needed")
    problems += [f"expected.toml lacks wrong/{name}" for name in sorted(wrong - set(expected))]
    problems += [
        f"expected.toml names {n}: no file, no mutant" for n in sorted(set(expected) - wrong - right)
    ]
    for name, entry in expected.items():
        if (entry.fails is None) == (name in wrong):
            problems.append(f"expected.toml: {name}: a wrong solution has `fails`, an alternative has none")
        unknown = {entry.fails, *entry.also} - names - {None}
        problems += [f"expected.toml: {name} names the check {check}: none" for check in unknown]
    return problems


def expected_verdicts(task: Task) -> dict[str, ExpectedVerdict]:
    """``expected.toml``: what each wrong solution, and an alternative named there, must get, by its stem.

    Raises:
        TaskProblem: where the file is missing or not of this form.
    """
    path = task.solutions / "expected.toml"
    adapter = pydantic.TypeAdapter(dict[str, ExpectedVerdict])
    try:
        return adapter.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        where = f"{path.parent.name}/{path.name}"
        found = problems(error) if isinstance(error, pydantic.ValidationError) else error
        raise TaskProblem("task.malformed", path=where, problems=found) from error


@dataclass(frozen=True)
class GradingOutcome:
    """A verdict as far as an author expects one: the failed checks, each with its sentence's key."""

    outcome: str
    score: float
    failed: Mapping[str, str | None]
    told: str = ""


def outcome_of(verdict: Verdict) -> GradingOutcome:
    """What there is to compare of a verdict."""
    failed = [check for check in verdict.checks if check.outcome in ("fail", "error")]
    told = "; ".join(f"{check.id}: {check.message.en}" for check in failed)
    keys = {check.id: check.failure for check in failed}
    return GradingOutcome(verdict.outcome, verdict.score, keys, told)


def validate_one(task: Task, solution: Solution, seed: int, workers: Workers) -> Finding:
    """Grade one solution with one seed and compare its verdict with what it must be."""
    try:
        graded = grade(task, source.from_bytes(solution.path, solution.raw, task), workers, seed)
    except GraderError as error:
        return Finding(solution.file, seed, f"could not be graded: {error}")
    problem = problem_of(solution, outcome_of(graded.verdict), expected_verdicts(task))
    return Finding(solution.file, seed, problem, graded)


def problem_of(solution: Solution, got: GradingOutcome, expected: Mapping[str, ExpectedVerdict]) -> str:
    """What is wrong with that solution's verdict; "" where it is as it must be."""
    if got.outcome == "error":
        return f"the grader broke ({got.told})"
    entry = expected.get(solution.path.stem, ExpectedVerdict())
    if solution.kind == "wrong":
        return _wrong_problem(got, entry)
    if solution.kind == "stub":
        if got.outcome != "fail":
            return "the stub passes"
        return f"the stub does not run ({got.told})" if list(got.failed) == ["runs"] else ""
    unexpected = set(got.failed) - set(entry.also)
    told = got.told or ", ".join(got.failed)
    return "" if got.outcome == "pass" and not unexpected else f"expected to pass, failed {told}"


def _wrong_problem(got: GradingOutcome, entry: ExpectedVerdict) -> str:
    if entry.fails is None or entry.fails not in got.failed:
        return f"expected to fail {entry.fails}, failed {list(got.failed) or 'nothing'}"
    if got.outcome != "fail":
        return f"failed {entry.fails}, but passes with {got.score:g}"
    if extra := sorted(set(got.failed) - {entry.fails, *entry.also}):
        return f"failed {extra} besides {entry.fails}"
    key = got.failed[entry.fails]
    if entry.failure is not None and key != entry.failure:
        return f"failed {entry.fails} with the sentence {key}, expected {entry.failure}"
    return ""
