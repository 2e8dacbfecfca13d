"""What is kept of one submission among many: a report or a problem, in both languages."""

from __future__ import annotations

from typing import Any, Literal, Self

import pydantic

from grader.errors import GraderError
from grader.grading.pipeline import GradingResult
from grader.report.model import ProblemReport, Report, problem, report
from grader.task.loader import Task
from grader.text import LANGUAGES, Language

RECORD_VERSION: Literal[2] = 2  # 1 had the outcome "failed" for what is "error" now
Outcome = Literal["pass", "fail", "unusable", "error"]


class Record(pydantic.BaseModel):
    """One student's submission for one task.

    ``outcome`` is "pass" or "fail" after a verdict, "unusable" where the file could not be graded (no
    points), "error" where the grader itself broke down (never held against the student). A verdict has
    ``reports``, anything else ``problems``, by language. ``file`` is relative to the folder graded;
    ``key`` is a hash of all that the verdict depends on; ``seconds`` is the time that grading took.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    schema_version: Literal[2] = RECORD_VERSION
    student: str
    task: str
    file: str
    outcome: Outcome
    score: float
    max_score: int
    pass_score: int
    key: str
    seconds: float
    reports: dict[Language, Report] = {}
    problems: dict[Language, ProblemReport] = {}

    @pydantic.model_validator(mode="before")
    @classmethod
    def _from_version_1(cls, fields: Any) -> Any:
        if not isinstance(fields, dict) or fields.get("schema_version") != 1:
            return fields
        outcome = "error" if fields.get("outcome") == "failed" else fields.get("outcome")
        return fields | {"schema_version": RECORD_VERSION, "outcome": outcome}

    @pydantic.model_validator(mode="after")
    def _is_told(self) -> Self:
        if bool(self.reports) == bool(self.problems) or {*self.reports, *self.problems} != {*LANGUAGES}:
            raise ValueError("a record has reports or problems, in every language")
        return self


def graded_record(student: str, file: str, key: str, graded: GradingResult) -> Record:
    """The record of a verdict; one with an error of the grader's own in it has the outcome "error"."""
    verdict = graded.verdict
    return Record(
        student=student,
        task=verdict.task,
        file=file,
        outcome=verdict.outcome,
        score=verdict.score,
        max_score=verdict.max_score,
        pass_score=verdict.pass_score,
        key=key,
        seconds=graded.seconds.get("total", 0.0),
        reports={language: report(graded, language) for language in LANGUAGES},
    )


def problem_record(student: str, file: str, key: str, task: Task, error: GraderError) -> Record:
    """The record of an end without a verdict: the submission's fault (status 2) or ours (3)."""
    return Record(
        student=student,
        task=task.id,
        file=file,
        outcome="unusable" if error.exit_status == 2 else "error",
        score=0,
        max_score=task.max_score,
        pass_score=task.manifest.pass_score,
        key=key,
        seconds=0,
        problems={language: problem(error, language) for language in LANGUAGES},
    )
