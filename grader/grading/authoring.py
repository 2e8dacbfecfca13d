"""What a task author runs: is this task fair? (Whether it is whole: whole.py.)

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
from grader.grading.solutions import Solution
from grader.grading.workers import Workers
from grader.submission import source
from grader.task.loader import Task
from grader.task.manifest import problems


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


def grade_solution(task: Task, solution: Solution, seed: int, workers: Workers) -> GradingResult:
    """Grade one solution as a submission; raises what :func:`grader.grading.pipeline.grade` does."""
    return grade(task, source.from_bytes(solution.path, solution.raw, task), workers, seed)


def validate_one(task: Task, solution: Solution, seed: int, workers: Workers) -> Finding:
    """Grade one solution with one seed and compare its verdict with what it must be."""
    try:
        graded = grade_solution(task, solution, seed, workers)
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
