"""The one factory of verdicts' reports, records and gradings: a test gives the fields that matter to it.

What is not given is as in a plain grading that passed. No sandbox, no TensorFlow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.evidence import RawStage, Termination
from grader.grading.judge import CheckVerdict, Verdict
from grader.grading.pipeline import GradingResult
from grader.report.model import CheckReport, ProblemReport, Report, SandboxReport, SubmissionReport
from grader.report.record import Record
from grader.sandbox.contract import Description
from grader.submission.source import Submission
from grader.task.loader import Task
from grader.text import Language


def termination(**fields: Any) -> Termination:
    """An end as a job that ran through has it."""
    plain = {"reason": "exit", "code": 0, "seconds": 1.0, "cpu_seconds": 1.0, "peak_mb": 1.0, "printed": 0}
    return Termination(**plain | fields)


def check_report(name: str = "runs", outcome: str = "pass", **fields: Any) -> CheckReport:
    """One check, without words."""
    plain = {"title": name, "points": 0, "max_points": 0, "message": "", "hint": ""}
    return CheckReport(**{"id": name, "outcome": outcome, "failure": None, "line": None, **plain, **fields})


def report(checks: Sequence[CheckReport] = (), **fields: Any) -> Report:
    """A report; its score is the sum of its checks' points, its outcome "pass" from the pass score on."""
    score = fields.get("score", sum(found.points for found in checks))
    pass_score = fields.get("pass_score", 90)
    plain = {
        "task": "task2",
        "title": "A convolutional network",
        "submission": SubmissionReport(path="kim/my.py", sha256="0" * 64),
        "outcome": "pass" if score >= pass_score else "fail",
        "score": score,
        "max_score": 100,
        "pass_score": pass_score,
        "checks": checks,
        "metrics": {},
        "epochs": [],
        "seed": 1234,
        "sandbox": SandboxReport(kind="docker", isolated=True, image="grade:1"),
        "timing": {"total": 12.3456},
        "output": "",
    }
    return Report(**plain | fields)


def record(reports: Mapping[Language, Report], **fields: Any) -> Record:
    """The record of a verdict, which has what its reports say."""
    told = next(iter(reports.values()))
    plain = {
        "student": "kim",
        "task": told.task,
        "file": told.submission.path,
        "outcome": told.outcome,
        "score": told.score,
        "max_score": told.max_score,
        "pass_score": told.pass_score,
        "key": "0" * 64,
        "seconds": told.timing.get("total", 0.0),
    }
    return Record(**plain | {"reports": dict(reports)} | fields)


def problem_record(sentences: Mapping[Language, str], **fields: Any) -> Record:
    """The record of an end without a verdict; ``error`` and ``line`` go to its problems."""
    error, line = fields.pop("error", "screen.syntax"), fields.pop("line", None)
    told = {name: ProblemReport(error=error, message=text, line=line) for name, text in sentences.items()}
    plain = {"student": "kim", "task": "task2", "file": "kim/my.py", "outcome": "unusable", "score": 0}
    plain |= {"max_score": 100, "pass_score": 90, "key": "0" * 64, "seconds": 0}
    return Record(**plain | {"problems": told} | fields)


def verdict(task: Task, score: float = 0, checks: Sequence[CheckVerdict] = ()) -> Verdict:
    """A verdict with that score."""
    outcome = "pass" if score >= task.manifest.pass_score else "fail"
    return Verdict(task.id, outcome, score, task.max_score, task.manifest.pass_score, tuple(checks))


def grading_result(task: Task, submission: Submission, found: Verdict, **fields: Any) -> GradingResult:
    """A grading that came to that verdict; it has no evidence where none is given."""
    plain = {"seed": 7, "train": RawStage(b"", b"", termination()), "predict": None}
    plain |= {"sandbox": Description("docker", isolated=True), "seconds": {"total": 0.1}}
    return GradingResult(task=task, submission=submission, verdict=found, **plain | fields)
