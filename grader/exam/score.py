"""From verdicts to marks: pure, and exact, so that 90 percent is 90 percent."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
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
        """0 to ``shown``, rounded down: all of them only where nothing is missing."""
        return math.floor(self.share * shown)


@dataclass(frozen=True)
class Result:
    """All marks, and what they come to."""

    marks: tuple[Mark, ...]
    exact: Fraction
    passed: bool

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
    marks = tuple(_mark(attempts, task, weight, counts) for task, weight in weights)
    whole = sum((Fraction(mark.weight) for mark in marks), Fraction(0))
    earned = sum((Fraction(mark.weight) * mark.share for mark in marks), Fraction(0))
    exact = 100 * earned / whole if whole else Fraction(0)
    return Result(marks, exact, exact >= Fraction(pass_mark))


def _mark(
    attempts: Sequence[ScoredAttempt], task: str, weight: float, counts: Literal["best", "last"]
) -> Mark:
    own = [index for index, attempt in enumerate(attempts) if attempt.task == task and attempt.counted]
    if not own:
        return Mark(task, weight, Fraction(0), None)
    # Of equally good ones the first
    index = own[-1] if counts == "last" else max(own, key=lambda i: (_share(attempts[i]), -i))
    return Mark(task, weight, _share(attempts[index]), index)


def _share(attempt: ScoredAttempt) -> Fraction:
    share = Fraction(attempt.score) / attempt.max_score if attempt.max_score else Fraction(0)
    return min(max(share, Fraction(0)), Fraction(1))
