"""What a save changed: the checks that gained points, those that lost some, how many are the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.report.model import CheckReport, Report


@dataclass(frozen=True)
class Difference:
    """Between two reports of one task; ``points`` is the score's."""

    gained: Sequence[CheckReport]
    lost: Sequence[CheckReport]
    same: int
    points: float


def difference(before: Report, now: Report) -> Difference:
    """From one report to the next; without points a check counts by its outcome."""
    old = {check.id: _worth(check) for check in before.checks}
    steps = [(check, _worth(check), old.get(check.id, _worth(check))) for check in now.checks]
    return Difference(
        gained=[check for check, new, was in steps if new > was],
        lost=[check for check, new, was in steps if new < was],
        same=sum(new == was for _, new, was in steps),
        points=now.score - before.score,
    )


def _worth(check: CheckReport) -> float:
    return check.points if check.max_points else float(check.outcome == "pass")
