"""All that a sitting's report shows, as one strict model: the one place that every form of it is made from.

Every form (text, JSON, HTML) takes a :class:`SittingReport` and nothing else; ``grade exam report`` chooses
it in ``grader/cli/exam.py``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from grader.exam.clock import Event
from grader.exam.rows import Attempt
from grader.exam.score import Mark, Result, points_of, result, share
from grader.exam.sitting import SittingView
from grader.exam.telling import event_sentence, flag_sentences
from grader.report.model import ProblemReport, Report, ReportModel
from grader.task import loader
from grader.text import Language

SCHEMA_VERSION: Literal[1] = 1
Flag = Literal["late", "unusable", "from_folder", "seen"]


class AttemptReport(ReportModel):
    """One accepted file.

    ``accepted_at`` is UTC (ISO 8601), ``elapsed`` the same in seconds since the start. ``counted``: in time
    and with a verdict; ``marks``: it is the one that the task's points come from. ``outcome`` is None while
    pending. ``flags`` are stable keys, ``notes`` their sentences. ``report`` is the verdict, ``problem`` what
    made a file unusable, or the grader's own error at it so far.
    """

    task: str
    number: int
    file: str
    sha256: str
    seed: int
    accepted_at: str
    elapsed: float
    outcome: Literal["pass", "fail", "unusable"] | None
    score: float
    max_score: int
    counted: bool
    marks: bool
    flags: list[Flag]
    notes: list[str]
    report: Report | None
    problem: ProblemReport | None


class TaskReport(ReportModel):
    """One task: ``points`` of ``shown_points`` (rounded down), exactly ``score`` of ``max_score``.

    ``attempt`` is the number of the attempt that counts, None where there is none; ``attempts`` how many
    there were.
    """

    task: str
    title: str
    category: str
    weight: float
    points: int
    shown_points: int
    score: float
    max_score: int
    attempt: int | None
    attempts: int


class ClockEvent(ReportModel):
    """The wall clock jumped, or the machine was started anew; ``message`` tells what that means."""

    kind: Literal["jump", "reboot"]
    elapsed: float
    at: str
    seconds: float
    message: str


class SittingReport(ReportModel):
    """A whole sitting.

    ``state``: "open", "finished" by the student, or "time_up". Times ending in ``_at`` are UTC (ISO 8601),
    others seconds. ``percent`` is of the sum of all weights, rounded down to a tenth; ``passed`` is
    decided exactly. ``provisional``: open, or attempts are pending. ``feedback`` "points": no reports within,
    and scores are no finer than the points, as long as the exam is open. ``hints``: do the reports within
    have their hints? Not during an exam without them.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    blueprint: str
    title: str
    language: Language
    seed: int
    counts: Literal["best", "last"]
    feedback: Literal["points", "checks"]
    hints: bool
    state: Literal["open", "finished", "time_up"]
    started_at: str
    ended_at: str | None
    seconds: float
    seconds_used: float
    seconds_left: float
    percent: float
    pass_mark: float
    passed: bool
    provisional: bool
    pending: int
    tasks: list[TaskReport]
    attempts: list[AttemptReport]
    clock_events: list[ClockEvent]


def marks_of(look: SittingView) -> Result:
    """The sitting's marks so far; where only points are shown, as far as these tell them."""
    blueprint = look.setup.blueprint
    weights = [(row.task, row.weight) for row in look.tasks]
    found = result(look.attempts, weights, blueprint.counts, blueprint.pass_mark)
    return found.rounded(blueprint.shown_points) if look.withheld else found


def sitting_report(look: SittingView, language: Language) -> SittingReport:
    """The report of a sitting as a command sees it, in that language."""
    setup, blueprint, marks = look.setup, look.setup.blueprint, marks_of(look)
    chosen = {mark.attempt for mark in marks.marks}
    hints = blueprint.hints or look.over
    return SittingReport(
        blueprint=blueprint.name,
        title=blueprint.title.text().pick(language),
        language=language,
        seed=setup.seed,
        counts=blueprint.counts,
        feedback="points" if look.withheld else "checks",
        hints=hints,
        state="open" if not look.over else "time_up" if setup.finished is None else "finished",
        started_at=_utc(setup.started),
        ended_at=_utc(setup.timeline.wall_offset + setup.ends) if look.over else None,
        seconds=setup.seconds,
        seconds_used=round(min(look.elapsed, setup.ends), 3),
        seconds_left=round(look.left, 3),
        percent=marks.percent,
        pass_mark=blueprint.pass_mark,
        passed=marks.passed,
        provisional=not look.over or bool(look.pending),
        pending=len(look.pending),
        tasks=[_task(mark, look, language) for mark in marks.marks],
        attempts=[
            _attempt(attempt, look, language, hints=hints, marks=index in chosen)
            for index, attempt in enumerate(look.attempts)
        ],
        clock_events=[_event(event, language) for event in look.events],
    )


def without_hints(report: Report) -> Report:
    """A report as it is shown in an exam without hints: what was expected and received, not what to read."""
    return report.model_copy(
        update={"checks": [check.model_copy(update={"hint": ""}) for check in report.checks]}
    )


def _task(mark: Mark, look: SittingView, language: Language) -> TaskReport:
    found, blueprint = loader.find(mark.task), look.setup.blueprint
    attempt = None if mark.attempt is None else look.attempts[mark.attempt]
    return TaskReport(
        task=mark.task,
        title=found.manifest.title.text().pick(language),
        category=blueprint.category(mark.task).pick(language),
        weight=mark.weight,
        points=mark.points(blueprint.shown_points),
        shown_points=blueprint.shown_points,
        score=0.0 if attempt is None else _score(attempt, look),
        max_score=found.max_score if attempt is None else attempt.max_score,
        attempt=None if attempt is None else attempt.number,
        attempts=sum(item.task == mark.task for item in look.attempts),
    )


def _attempt(
    attempt: Attempt, look: SittingView, language: Language, *, hints: bool, marks: bool
) -> AttemptReport:
    record, flags = attempt.record, _flags(attempt)
    report = record.reports.get(language) if record and not look.withheld else None
    outcome = record.outcome if record is not None and record.outcome != "error" else None
    return AttemptReport(
        task=attempt.task,
        number=attempt.number,
        file=attempt.file,
        sha256=attempt.sha256,
        seed=attempt.seed,
        accepted_at=_utc(attempt.accepted_at),
        elapsed=round(attempt.accepted, 3),
        outcome=outcome,
        score=_score(attempt, look),
        max_score=attempt.max_score,
        counted=attempt.counted,
        marks=marks,
        flags=flags,
        notes=flag_sentences(flags, language),
        report=report if report is None or hints else without_hints(report),
        problem=(attempt.trouble if record is None else record.problems).get(language),
    )


def _score(attempt: Attempt, look: SittingView) -> float:
    """The score; where only points are shown, the least one that gives as many."""
    if not look.withheld or not attempt.max_score:
        return attempt.score
    shown = look.setup.blueprint.shown_points
    return points_of(share(attempt), shown) * attempt.max_score / shown


def _flags(attempt: Attempt) -> list[Flag]:
    flags: list[Flag] = ["late"] if attempt.late else []
    if attempt.source == "seen":
        flags.append("seen")
    if attempt.source == "folder" and not attempt.late:
        flags.append("from_folder")
    if attempt.record is not None and attempt.record.outcome == "unusable":
        flags.append("unusable")
    return flags


def _event(event: Event, language: Language) -> ClockEvent:
    return ClockEvent(
        kind=event.kind,
        elapsed=round(event.elapsed, 3),
        at=_utc(event.wall),
        seconds=round(event.seconds, 3),
        message=event_sentence(event).pick(language),
    )


def _utc(wall: float) -> str:
    return datetime.fromtimestamp(wall, UTC).isoformat(timespec="seconds")
