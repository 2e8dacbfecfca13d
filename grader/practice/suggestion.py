"""What to practise next, by a rule that anybody can check.

First what was never tried, in the order of the syllabus; then what was tried and not passed, the one left
alone longest first; then what was passed and is due again, the longest overdue first. Due is a matter of
Leitner's boxes (S. Leitner, So lernt man lernen, 1972): a task climbs a box each time it is passed on
another day than before, falls back to the first when it is not passed, and rests in its box for the days of
``RESTS``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.practice.history import PractisedGrading

DAY = 86_400.0  # seconds
RESTS = (1, 3, 7, 14, 30, 60)  # days in each box
Reason = Literal["new", "not_passed", "due", "rest"]


@dataclass(frozen=True)
class Suggestion:
    """A task and why: ``days`` since it was last graded; until it is due where it rests (``rest``)."""

    task: str
    reason: Reason
    days: float = 0.0


def suggestions(
    syllabus: Sequence[str], gradings: Sequence[PractisedGrading], now: float
) -> list[Suggestion]:
    """All tasks, the one to practise next first."""
    by_task: dict[str, list[PractisedGrading]] = {}
    for grading in gradings:
        by_task.setdefault(grading.task, []).append(grading)
    found = [_suggestion(task, by_task.get(task, []), now) for task in syllabus]
    return sorted(found, key=_rank)


def box(gradings: Sequence[PractisedGrading]) -> int:
    """The box of a task that was passed last: how many days in a row it was passed on, from 0."""
    found, day = -1, None
    for grading in gradings:
        passed_on = int(grading.at // DAY)
        if grading.outcome != "pass":
            found, day = -1, None
        elif passed_on != day:
            found, day = found + 1, passed_on
    return min(max(found, 0), len(RESTS) - 1)


def _suggestion(task: str, gradings: Sequence[PractisedGrading], now: float) -> Suggestion:
    if not gradings:
        return Suggestion(task, "new")
    gone = max(0.0, now - gradings[-1].at) / DAY
    if gradings[-1].outcome != "pass":
        return Suggestion(task, "not_passed", gone)
    left = RESTS[box(gradings)] - gone
    return Suggestion(task, "due", -left) if left <= 0 else Suggestion(task, "rest", left)


_ORDER: Mapping[Reason, int] = {"new": 0, "not_passed": 1, "due": 2, "rest": 3}


def _rank(found: Suggestion) -> tuple[int, float]:
    """Within a reason: new ones keep the syllabus's order, of the others the longest waiting first."""
    by = {"new": 0.0, "not_passed": -found.days, "due": -found.days, "rest": found.days}
    return _ORDER[found.reason], by[found.reason]
