"""The report of a sitting as one HTML page, without script or outside resource.

Made from a :class:`SittingReport` alone. All its text is hostile: see ``grader/report/page.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.exam.report import AttemptReport, SittingReport, TaskReport
from grader.exam.telling import duration
from grader.report.figures import Drawing, GalleryFigure, TrainingFigure
from grader.report.page import environment
from grader.text import Language, say

if TYPE_CHECKING:
    from grader.report.charts import Chart


@dataclass(frozen=True)
class _TaskFigure:
    """One task with its attempts; ``shown`` is the one whose checks are told, ``percent`` the weight."""

    task: TaskReport
    percent: float
    attempts: Sequence[AttemptReport]
    shown: AttemptReport | None
    course: Chart | None
    pass_score: int | None
    trainings: Sequence[TrainingFigure]
    galleries: Sequence[GalleryFigure]


def sitting_page(report: SittingReport, language: Language) -> str:
    """The page in that language; what the report itself tells stays in the report's."""
    drawing = Drawing(language)
    whole = sum(task.weight for task in report.tasks)
    return (
        environment(language)
        .get_template("sitting.html.j2")
        .render(
            report=report,
            outcome="pending" if report.provisional else "pass" if report.passed else "fail",
            tasks=[_figure(report, task, whole, drawing) for task in report.tasks],
            rule=say(f"exam.counts_{report.counts}").pick(language),
            duration=duration,
            moment=_moment,
        )
    )


def _figure(report: SittingReport, task: TaskReport, whole: float, drawing: Drawing) -> _TaskFigure:
    own = [attempt for attempt in report.attempts if attempt.task == task.task]
    graded = [attempt for attempt in own if attempt.report is not None]
    shown = next((attempt for attempt in graded if attempt.marks), graded[-1] if graded else None)
    verdict = shown.report if shown else None
    goal = verdict.pass_score if verdict else None
    return _TaskFigure(
        task=task,
        percent=100 * task.weight / whole if whole else 0,
        attempts=own,
        shown=shown,
        course=drawing.course([item.number for item in graded], [item.score for item in graded], goal),
        pass_score=goal,
        trainings=drawing.trainings(verdict.epochs, verdict.goals) if verdict else (),
        galleries=drawing.galleries(verdict.galleries) if verdict else (),
    )


def _moment(iso: str) -> str:
    return iso.replace("T", " ").replace("+00:00", " UTC")
