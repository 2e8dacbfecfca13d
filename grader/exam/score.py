"""From verdicts to marks: pure, and exact, so that 90 percent is 90 percent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, Protocol


class ScoredAttempt(Protocol):
    """What the marks need of an attempt: whose it is, whether it counts, and its points."""

    @property
    def task(self) -> str:
        """The task's id."""

    @property
    def counted(self) -> bool:
        """In time, and with a verdict."""

    @property
    def score(self) -> float:
        """Points of ``max_score``."""

    @property
    def max_score(self) -> int:
        """All points that there are."""


@dataclass(frozen=True)
class Mark:
    """One task's result: ``share`` of its points from 0 to 1, and the attempt's index that it comes from."""

    task: str
    weight: float
    share: Fraction
    attempt: int | None

    def points(self, shown: int) -> int:
        """0 to ``shown``, see :func:`points_of`."""
        return points_of(self.share, shown)


@dataclass(frozen=True)
class Result:
    """All marks, and what they come to."""

    marks: tuple[Mark, ...]
    exact: Fraction
    pass_mark: float

    @property
    def passed(self) -> bool:
        """Decided by the exact result."""
        return self.exact >= Fraction(self.pass_mark)

    def rounded(self, shown: int) -> Result:
        """As far as 0 to ``shown`` points tell it: nobody learns more from the sum than from the parts."""
        marks = tuple(replace(mark, share=Fraction(mark.points(shown), shown)) for mark in self.marks)
        return summed(marks, self.pass_mark)

    @property
    def percent(self) -> float:
        """0 to 100, rounded down to a tenth: no result is shown as the pass mark that is not."""
        return math.floor(self.exact * 10) / 10


def result(
    attempts: Sequence[ScoredAttempt],
    weights: Sequence[tuple[str, float]],
    counts: Literal["best", "last"],
    pass_mark: float,
) -> Result:
    """The result of those attempts, in the order of acceptance; a task without a counted one has 0 points."""
    return summed(tuple(_mark(attempts, task, weight, counts) for task, weight in weights), pass_mark)


def summed(marks: tuple[Mark, ...], pass_mark: float) -> Result:
    """What those marks come to, by their weights."""
    whole = sum((Fraction(mark.weight) for mark in marks), Fraction(0))
    earned = sum((Fraction(mark.weight) * mark.share for mark in marks), Fraction(0))
    exact = 100 * earned / whole if whole else Fraction(0)
    return Result(marks, exact, pass_mark)


def share(attempt: ScoredAttempt) -> Fraction:
    """Of all points that there are, from 0 to 1."""
    found = Fraction(attempt.score) / attempt.max_score if attempt.max_score else Fraction(0)
    return min(max(found, Fraction(0)), Fraction(1))


def points_of(share: Fraction, shown: int) -> int:
    """0 to ``shown``, rounded down: all of them only where nothing is missing."""
    return math.floor(share * shown)


def _mark(
    attempts: Sequence[ScoredAttempt], task: str, weight: float, counts: Literal["best", "last"]
) -> Mark:
    own = [index for index, attempt in enumerate(attempts) if attempt.task == task and attempt.counted]
    if not own:
        return Mark(task, weight, Fraction(0), None)
    # Of equally good ones the first
    index = own[-1] if counts == "last" else max(own, key=lambda i: (share(attempts[i]), -i))
    return Mark(task, weight, share(attempts[index]), index)
