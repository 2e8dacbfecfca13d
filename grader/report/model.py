"""The report: the one documented, versioned form of a verdict. ``docs/report.schema.json`` is made of it."""

from __future__ import annotations

from typing import Literal

import pydantic

from grader.errors import GraderError
from grader.judge import CheckVerdict
from grader.pipeline import Graded

SCHEMA_VERSION: Literal[1] = 1
_MAX_OUTPUT = 64 * 1024


class _Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class SubmissionReport(_Model):
    """Which file was graded: its path as given, and the sha256 of its bytes."""

    path: str
    sha256: str


class SandboxReport(_Model):
    """How the submission was kept in. ``isolated`` is false for the local sandbox."""

    kind: Literal["docker", "local"]
    isolated: bool
    image: str | None


class CheckReport(_Model):
    """One check. ``message`` says what was expected and received, ``hint`` what to read up on."""

    id: str
    title: str
    outcome: Literal["pass", "fail", "skipped", "error"]
    points: float
    max_points: int
    message: str
    hint: str


class Report(_Model):
    """One grading. ``timing`` is in seconds; ``output`` is what the submission printed, never scored."""

    schema_version: Literal[1] = SCHEMA_VERSION
    task: str
    submission: SubmissionReport
    outcome: Literal["pass", "fail", "error"]
    score: float
    max_score: int
    pass_score: int
    checks: list[CheckReport]
    metrics: dict[str, float]
    seed: int
    sandbox: SandboxReport
    timing: dict[str, float]
    output: str


class ProblemReport(_Model):
    """An end without a verdict: ``error`` is a stable key, ``message`` says what to do."""

    schema_version: Literal[1] = SCHEMA_VERSION
    error: str
    message: str


def report(graded: Graded, language: str) -> Report:
    """The report of a grading, in that language ("en" or "ko")."""
    verdict, sandbox = graded.verdict, graded.sandbox
    return Report(
        task=verdict.task,
        submission=SubmissionReport(path=str(graded.submission.path), sha256=graded.submission.sha256),
        outcome=verdict.outcome,
        score=verdict.score,
        max_score=verdict.max_score,
        pass_score=verdict.pass_score,
        checks=[_check(check, language) for check in verdict.checks],
        metrics=dict(verdict.metrics),
        seed=graded.seed,
        sandbox=SandboxReport(kind=sandbox.kind, isolated=sandbox.isolated, image=sandbox.image),
        timing={name: round(seconds, 3) for name, seconds in graded.seconds.items()},
        output=graded.output[:_MAX_OUTPUT],
    )


def problem(error: GraderError, language: str) -> ProblemReport:
    """The report of an end without a verdict."""
    return ProblemReport(error=error.key, message=error.text.pick(language))


def _check(check: CheckVerdict, language: str) -> CheckReport:
    return CheckReport(
        id=check.id,
        title=check.title.pick(language),
        outcome=check.outcome,
        points=check.points,
        max_points=check.max_points,
        message=check.message.pick(language),
        hint=check.hint.pick(language),
    )
