"""Judging: pure functions from a case to a verdict. No Docker, no TensorFlow, no clock, no chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from grader.errors import MAX_MESSAGE
from grader.evidence import Evidence
from grader.grading import ended
from grader.task.api import Case, CheckFunction, Failure
from grader.task.loader import Task
from grader.text import NOTHING, Text, bounded, messages, say

Outcome = Literal["pass", "fail", "skipped", "error"]


@dataclass(frozen=True)
class CheckVerdict:
    """One check's outcome; ``message`` says what was expected and received, ``hint`` what to read.

    ``cause`` is the id of the failed check because of which this one was skipped, or failed as well.
    """

    id: str
    title: Text
    outcome: Outcome
    points: float
    max_points: int
    message: Text = NOTHING
    hint: Text = NOTHING
    failure: str | None = None
    line: int | None = None  # of the source, where the student's own line is known
    cause: str | None = None


@dataclass(frozen=True)
class Verdict:
    """The outcome of one submission. ``error`` is the grader's own and never held against the student."""

    task: str
    outcome: Literal["pass", "fail", "error"]
    score: float
    max_score: int
    pass_score: int
    checks: tuple[CheckVerdict, ...]
    metrics: Mapping[str, float] = field(default_factory=dict)


def judge(task: Task, case: Case) -> Verdict:
    """Run every check against the case, in the manifest's order."""
    done: dict[str, CheckVerdict] = {"runs": _runs(task, case.evidence)}
    # Answers may hold any numbers: NumPy's warnings about sums with them are not for a student to read
    with np.errstate(all="ignore"):
        for item in task.checks():
            done[item.id] = _judge_one(task, item, case, done)
        metrics = _metrics(task, case) if done["runs"].outcome == "pass" else {}
    checks = tuple(done.values())
    score = round(sum(check.points for check in checks), 2)
    outcome: Literal["pass", "fail", "error"] = "pass" if score >= task.manifest.pass_score else "fail"
    if any(check.outcome == "error" for check in checks):
        outcome = "error"
    return Verdict(task.id, outcome, score, task.max_score, task.manifest.pass_score, checks, metrics)


def _judge_one(task: Task, item: CheckFunction, case: Case, done: Mapping[str, CheckVerdict]) -> CheckVerdict:
    words, points = task.words[item.id], task.manifest.checks[item.id].points
    title = words.title.text()
    missing = next((done[need] for need in item.needs if done[need].outcome != "pass"), None)
    if missing is not None:
        root = done[missing.cause] if missing.outcome == "skipped" and missing.cause else missing
        message = say("judge.skipped", cause=root.title)
        return CheckVerdict(item.id, title, "skipped", 0, points, message, cause=root.id)
    try:
        failure = _failure(item, case)
        if failure is None:
            return CheckVerdict(item.id, title, "pass", points, points)
        message, hint = _explain(task, item.id, failure)
    except Exception as error:  # a bug in the task's check or its sentences: the grader's error
        message = say("judge.check_broke", error=f"{type(error).__name__}: {error}")
        return CheckVerdict(item.id, title, "error", 0, points, message)
    cause = _same_cause(failure, message, done)
    if cause is not None:
        message = say("judge.also", message=message, cause=done[cause].title)
    message = bounded(message, MAX_MESSAGE)
    earned = round(points * min(max(failure.credit, 0.0), 1.0), 2)
    return CheckVerdict(
        item.id, title, "fail", earned, points, message, hint, failure.key, failure.line, cause
    )


def _same_cause(failure: Failure, message: Text, done: Mapping[str, CheckVerdict]) -> str | None:
    """The failed check that this failure comes from too: the one it names, else one that says the same."""
    failed = [verdict for verdict in done.values() if verdict.outcome == "fail"]
    own = (verdict.id for verdict in failed if verdict.id == failure.cause)
    alike = (verdict.id for verdict in failed if verdict.message == message)
    return next(own, next(alike, None))


def _failure(item: CheckFunction, case: Case) -> Failure | None:
    try:
        item.function(case)
    except Failure as failure:
        return failure
    return None


def _explain(task: Task, check: str, failure: Failure) -> tuple[Text, Text]:
    """The failure's sentence and the hint that goes with it, with its example where it has one."""
    words = task.words[check]
    own = words.failure.get(failure.key)
    values = {**task.manifest.thresholds, **failure.values}
    if own is None:
        key = f"failure.{failure.key}"
        message, hint = (
            say(key, **values),
            messages().get(f"failure_hint.{failure.key}", words.steps[0].text()),
        )
    else:
        message = Text(own.en.strip(), own.ko.strip()).fill(values)
        hint = (own.hint or words.steps[0]).text()
    if failure.hint != NOTHING:
        hint = failure.hint
    if failure.example != NOTHING:
        hint = Text(f"{hint.en}\n{failure.example.en}", f"{hint.ko}\n{failure.example.ko}")
    return message, hint


def _runs(task: Task, evidence: Evidence) -> CheckVerdict:
    """The built-in check that all others need: the submission ran to its end within its limits."""
    title = say("runs.title")
    reason = ended.why_not(task.manifest.limits, evidence)
    if reason is None:
        return CheckVerdict("runs", title, "pass", 0, 0, ended.what_failed(evidence, task.manifest.form))
    key, message = reason
    ours = key in ("grader", "predict", *ended.WITHHELD)
    hint = NOTHING if ours else ended.what_to_do(key, evidence)
    return CheckVerdict(
        "runs",
        title,
        "error" if ours else "fail",
        0,
        0,
        bounded(message, MAX_MESSAGE),
        hint,
        key,
        evidence.error.line if evidence.error else None,
    )


def _metrics(task: Task, case: Case) -> dict[str, float]:
    """The task's own numbers for the report; none where they cannot be computed from the evidence.

    They are shown, never scored: a bug in their making does not cost a verdict.
    """
    function = task.function("checks", "metrics")
    if function is None:
        return {}
    try:
        found = {name: float(value) for name, value in function(case).items()}
    except Exception:  # Failure, or whatever a number that no check has looked at raises
        return {}
    return {name: value for name, value in found.items() if math.isfinite(value)}
