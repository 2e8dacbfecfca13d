"""What is kept of one submission among many: a report or a problem, in both languages."""

from __future__ import annotations

from typing import Literal, Self

import pydantic

from grader.errors import GraderError
from grader.grading.pipeline import GradingResult
from grader.report.model import SCHEMA_VERSION, ProblemReport, Report, problem, report
from grader.task.loader import Task
from grader.text import LANGUAGES

Outcome = Literal["pass", "fail", "unusable", "failed"]


class Record(pydantic.BaseModel):
    """One student's submission for one task.

    ``outcome`` is "pass" or "fail" after a verdict, "unusable" where the file could not be graded (no
    points), "failed" where the grader itself failed (never held against the student). A verdict has
    ``reports``, anything else ``problems``, by language. ``file`` is relative to the folder graded;
    ``key`` is a hash of all that the verdict depends on; ``seconds`` is the time that grading took.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    schema_version: Literal[1] = SCHEMA_VERSION
    student: str
    task: str
    file: str
    outcome: Outcome
    score: float
    max_score: int
    pass_score: int
    key: str
    seconds: float
    reports: dict[str, Report] = {}
    problems: dict[str, ProblemReport] = {}

    @pydantic.model_validator(mode="after")
    def _is_told(self) -> Self:
        if bool(self.reports) == bool(self.problems) or {*self.reports, *self.problems} != {*LANGUAGES}:
            raise ValueError("a record has reports or problems, in every language")
        return self


def graded_record(student: str, file: str, key: str, graded: GradingResult) -> Record:
    """The record of a verdict; one with an error of ours in it is a failure of the grader."""
    verdict = graded.verdict
    return Record(
        student=student,
        task=verdict.task,
        file=file,
        outcome="failed" if verdict.outcome == "error" else verdict.outcome,
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
        outcome="unusable" if error.exit_status == 2 else "failed",
        score=0,
        max_score=task.max_score,
        pass_score=task.manifest.pass_score,
        key=key,
        seconds=0,
        problems={language: problem(error, language) for language in LANGUAGES},
    )
