"""Where each topic stands, by the best that each of its checks ever got, and which mistakes come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.practice.history import PractisedGrading, TakenHint
from grader.task.topics import PractisedBy, Topic
from grader.text import Text


@dataclass(frozen=True)
class TopicStanding:
    """One topic. ``share``: of its checks' points, the best of each taken; ``last`` in seconds since 1970."""

    topic: Topic
    checks: Sequence[PractisedBy]
    share: float
    attempts: int
    hints: int
    last: float | None

    @property
    def tried(self) -> bool:
        """Whether one of its checks was ever judged."""
        return self.attempts > 0


@dataclass(frozen=True)
class RecurringMistake:
    """A failure that was told more than once: by the stable key of its sentence."""

    task: str
    check: str
    count: int
    sentence: Text


def standing(
    topic: Topic,
    checks: Sequence[PractisedBy],
    gradings: Sequence[PractisedGrading],
    hints: Iterable[TakenHint],
) -> TopicStanding:
    """Where a topic stands after those gradings."""
    places = {(item.task.id, item.check) for item in checks}
    best = dict.fromkeys(places, 0.0)
    attempts, last = 0, None
    for grading in gradings:
        judged = [name for name in grading.checks if (grading.task, name) in places]
        for name in judged:
            place, part = (grading.task, name), grading.checks[name]
            best[place] = max(best[place], part.points / part.max_points if part.max_points else 0.0)
        if judged:
            attempts, last = attempts + 1, grading.at
    weights = {(item.task.id, item.check): item.task.manifest.checks[item.check].points for item in checks}
    total = sum(weights.values())
    share = sum(best[place] * points for place, points in weights.items()) / total if total else 0.0
    taken = sum((hint.task, hint.check) in places for hint in hints)
    return TopicStanding(topic, checks, share, attempts, taken, last)


def recurring(gradings: Sequence[PractisedGrading], least: int = 2) -> list[RecurringMistake]:
    """The mistakes that were made, mended and made again, or made in several files; most frequent first.

    A failure that stays from one grading of a task to the next counts once.
    """
    counts: dict[tuple[str, str, str], int] = {}
    told: dict[tuple[str, str, str], Text] = {}
    before: dict[str, set[tuple[str, str, str]]] = {}
    for grading in gradings:
        now = {
            (grading.task, name, part.failure)
            for name, part in grading.checks.items()
            if part.outcome == "fail" and part.failure
        }
        for place in now - before.get(grading.task, set()):
            counts[place] = counts.get(place, 0) + 1
            told[place] = grading.checks[place[1]].sentence
        before[grading.task] = now
    found = [
        RecurringMistake(*place[:2], count, told[place]) for place, count in counts.items() if count >= least
    ]
    return sorted(found, key=lambda mistake: -mistake.count)


def latest(gradings: Sequence[PractisedGrading]) -> Mapping[str, PractisedGrading]:
    """By task its last grading."""
    return {grading.task: grading for grading in gradings}
