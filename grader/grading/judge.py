"""Judging: pure functions from a case to a verdict. No Docker, no TensorFlow, no clock, no chance."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from grader.errors import MAX_MESSAGE
from grader.evidence import KINDS, Evidence, Problem, Termination
from grader.inside.wire import GRADER_ERROR
from grader.task.api import Case, CheckFunction, Failure
from grader.task.loader import Task
from grader.task.manifest import TaskLimits
from grader.text import NOTHING, Text, bounded, messages, say

Outcome = Literal["pass", "fail", "skipped", "error"]
WITHHELD = ("starved", "evicted")  # the machine did not give the time, or the memory, of the limits
_WORKED = 0.5  # a submission that computed for less than this share of its time was waiting


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
        message, hint = say(key, **values), messages().get(f"failure_hint.{failure.key}", words.hint.text())
    else:
        message = Text(own.en.strip(), own.ko.strip()).fill(values)
        hint = (own.hint or words.hint).text()
    if failure.example != NOTHING:
        hint = Text(f"{hint.en}\n{failure.example.en}", f"{hint.ko}\n{failure.example.ko}")
    return message, hint


def _runs(task: Task, evidence: Evidence) -> CheckVerdict:
    """The built-in check that all others need: the submission ran to its end within its limits."""
    title = say("runs.title")
    reason = _why_not(task.manifest.limits, evidence)
    if reason is None:
        return CheckVerdict("runs", title, "pass", 0, 0, _cells_that_failed(evidence))
    key, message = reason
    ours = key in ("grader", "predict", *WITHHELD)
    hint = NOTHING if ours else _what_to_do(_hint(key, evidence))
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


def _why_not(limits: TaskLimits, evidence: Evidence) -> tuple[str, Text] | None:
    end = evidence.train
    stopped = _stopped(limits, end, evidence)
    if stopped is not None:
        return stopped
    if end.code == GRADER_ERROR and not end.begun:
        return "grader", say("runs.grader")
    error = _decisive(evidence)
    if error is not None:
        return _raised(error)
    if not evidence.has_result:
        return "exit", say("runs.exit", code=end.code)
    if evidence.fit is not None and evidence.fit_error is not None:
        return _fit_broke(limits, evidence, evidence.fit, evidence.fit_error)
    if evidence.predict is not None and evidence.predict_error is not None:
        return _predict_broke(limits, evidence)
    return None


def _stopped(limits: TaskLimits, end: Termination, evidence: Evidence) -> tuple[str, Text] | None:
    """Why a stage that trains did not come to its end by itself; None where it did."""
    if end.reason in WITHHELD:
        return end.reason, _withheld(limits.train_seconds, limits.memory_mb, end)
    if end.reason == "time":
        return "time", _too_long(limits.train_seconds, end) + _reached(evidence)
    if end.reason == "memory":
        return "memory", say("runs.memory", limit=limits.memory_mb)
    if end.reason in ("output", "result"):
        return end.reason, say(f"runs.{end.reason}", megabytes=end.printed / 2**20)
    if end.reason == "signal":
        return "signal", say("runs.signal", code=end.code)
    return None


def _fit_broke(limits: TaskLimits, evidence: Evidence, end: Termination, error: Problem) -> tuple[str, Text]:
    """What ended the stage in which the grader trains."""
    stopped = _stopped(limits, end, evidence)
    if stopped is not None:
        return stopped
    if not end.begun:
        return "predict", say("runs.predict", error=error.summary())
    return "fit_ended", say("runs.fit_ended", error=error.summary())


def withheld(seconds: float, memory_mb: int, end: Termination) -> tuple[str, dict[str, float]]:
    """What the machine did not give to a stage of those limits: a sentence's key and its values."""
    if end.reason == "evicted":
        return "sandbox.evicted", {"peak": end.peak_mb, "limit": memory_mb}
    return "sandbox.starved", {"limit": seconds} | _figures(end)


def _withheld(seconds: float, memory_mb: int, end: Termination) -> Text:
    key, values = withheld(seconds, memory_mb, end)
    return say(key, **values)


def _figures(end: Termination) -> dict[str, float]:
    return {"seconds": end.seconds, "cpu": end.cpu_seconds, "withheld": end.withheld_seconds}


def _too_long(limit: float, end: Termination) -> Text:
    return say("runs.time_waited" if _waited(end) else "runs.time", limit=limit, **_figures(end))


def _waited(end: Termination) -> bool:
    """Whether the time went by without work, and not since the machine was busy."""
    return end.cpu_seconds < _WORKED * (end.seconds - end.withheld_seconds)


def _hint(key: str, evidence: Evidence) -> str:
    return "time_waited" if key == "time" and _waited(evidence.train) else key


def _reached(evidence: Evidence) -> Text:
    """How far training had come, as far as the submission's own progress tells."""
    if not evidence.epochs:
        return NOTHING
    told = evidence.epochs[-1]
    logs = ", ".join(f"{name} {value:.4f}" for name, value in told["logs"].items())
    return say("runs.time_reached", epoch=told["epoch"], epochs=told["epochs"] or "?", logs=logs)


def _what_to_do(key: str) -> Text:
    known = messages()
    return known[f"runs_hint.{key}"] if f"runs_hint.{key}" in known else known[f"failure_hint.{key}"]


def _decisive(evidence: Evidence) -> Problem | None:
    """The exception that stopped the run; where a name is missing, the failed cell that may have made it."""
    found = [evidence.error] if evidence.error else list(evidence.problems.values())
    if evidence.cells and any(problem.type == "MissingName" for problem in found):
        return evidence.cells[0]
    return evidence.error


def _cells_that_failed(evidence: Evidence) -> Text:
    """A note on cells of a notebook without which it could be graded; nothing where there are none."""
    if not evidence.cells:
        return NOTHING
    first = evidence.cells[0]
    told = f"failure.{first.kind}" if first.kind in KINDS else "runs.raised"
    note = say("runs.cells", count=len(evidence.cells), first=say(told, **first.words()))
    return bounded(note, MAX_MESSAGE)


def _raised(error: Problem) -> tuple[str, Text]:
    if error.type == "SystemExit":
        return "exit", say("runs.exit", code=_status(error.message))
    if error.type == "MissingName":
        return "missing_name", say("failure.missing_name", name=error.message)
    if error.type == "CannotSave":
        return "cannot_save", say("failure.cannot_save", part="", message=error.message)
    if error.kind in KINDS:
        return error.kind, say(f"failure.{error.kind}", **error.words())
    if error.type == "ModuleNotFoundError":
        return "module", say("runs.module", error=error.message, lines=error.lines())
    return "raised", say("runs.raised", error=error.summary(), lines=error.lines())


def _status(code: str) -> str:
    """The exit status that Python makes of what was given to ``sys.exit``, and the text where it was one."""
    if code in ("", "None", "False"):
        return "0"
    if code == "True":
        return "1"
    return code if code.removeprefix("-").isdecimal() else f"1: {code}"


def _predict_broke(limits: TaskLimits, evidence: Evidence) -> tuple[str, Text]:
    assert evidence.predict is not None
    assert evidence.predict_error is not None
    if evidence.predict.reason in WITHHELD:
        return evidence.predict.reason, _withheld(limits.predict_seconds, limits.memory_mb, evidence.predict)
    if evidence.predict.reason == "time":
        return "predict_time", say("runs.predict_time", limit=limits.predict_seconds)
    if evidence.predict.reason == "memory":
        return "memory", say("runs.memory", limit=limits.memory_mb)
    if not evidence.predict.begun:
        return "predict", say("runs.predict", error=evidence.predict_error.summary())
    if evidence.predict.reason == "signal":
        return "predict_signal", say("runs.predict_signal", code=evidence.predict.code)
    if evidence.predict.reason in ("result", "output"):
        return "predict_result", say("runs.predict_result")
    return "predict_ended", say("runs.predict_ended", error=evidence.predict_error.summary())


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
