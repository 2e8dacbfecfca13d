"""What a training's curve says, read for a student: never a part of the score.

Each rule names the figure that led to it. Its bounds were measured on curves of real trainings, right ones
and broken ones (docs/curves.md); of a right one nothing is to be said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

from grader.report.training import TrainingCurves
from grader.text import Text, say

LEAST = 4  # epochs: fewer say nothing
EXPLODED = 3.0  # times the first loss
LEARNED = 0.03  # of the first loss: what must be gone by the end
JUMP = 1.15  # times the loss of the epoch before
JUMPS = 0.25  # of the epochs
SLOW = 0.4  # of the first loss: a curve that is still nearly straight has lost less than that
STRAIGHT = 0.5  # of the mean step: so large is the last step of a curve that is nearly straight
RISE = 1.25  # times the lowest validation loss, at the end
AFTER = 3  # epochs after the lowest validation loss
STILL = 0.06  # of the loss, by which it still falls with each of the last epochs

Loss = Sequence[float]


def readings(curves: TrainingCurves) -> list[Text]:
    """What is to be said of one training, at most one sentence of how it learned and one of overfitting."""
    loss = next((panel for panel in curves.panels if panel.metric == "loss"), None)
    if loss is None:
        return []
    found = read(loss.training, loss.validation)
    return [say(f"reading.{rule}", **_figures(values, curves.steps)) for rule, values in found]


def read(
    training: Sequence[float | None], validation: Sequence[float | None]
) -> list[tuple[str, dict[str, Any]]]:
    """The rules that hold, with their figures: losses by epoch, None where a number was not finite.

    ``epoch`` is the place in the sequence, from 0.
    """
    if len(training) < 2 or training[0] is None:
        return []
    if exploded := _diverged(training):
        return [exploded]
    loss = [value for value in training if value is not None]
    checked = [value for value in validation if value is not None]
    if len(loss) < LEAST or loss[0] <= 0:
        return []
    learned = next((found for rule in _LEARNING if (found := rule(loss, checked))), None)
    overfit = _overfits(loss, checked) if len(checked) == len(loss) else None
    return [found for found in (overfit or learned,) if found]


def _diverged(training: Sequence[float | None]) -> tuple[str, dict[str, Any]] | None:
    """Not finite any more, or several times what it began with."""
    first = training[0] or 0.0
    for epoch, value in enumerate(training):
        if value is None or not math.isfinite(value):
            return "not_finite", {"epoch": epoch}
    last = training[-1] or 0.0
    if last > EXPLODED * abs(first) > 0:
        return "diverged", {"first": first, "last": last}
    return None


def _not_learned(loss: Loss, _checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """The loss is where it began."""
    gone = (loss[0] - min(loss)) / loss[0]
    return ("not_learned", {"first": loss[0], "last": loss[-1], "gone": gone}) if gone < LEARNED else None


def _rate_too_high(loss: Loss, _checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """It jumps up again and again."""
    jumps = sum(after > JUMP * before for before, after in pairwise(loss))
    enough = jumps >= max(2, JUMPS * (len(loss) - 1))
    return ("rate_too_high", {"jumps": jumps, "epochs": len(loss)}) if enough else None


def _rate_too_low(loss: Loss, _checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """It falls in a nearly straight line, and not far."""
    gone = (loss[0] - loss[-1]) / loss[0]
    step, last = (loss[0] - loss[-1]) / (len(loss) - 1), loss[-2] - loss[-1]
    falling = all(after < before for before, after in pairwise(loss))
    slow = falling and gone < SLOW and last > STRAIGHT * step
    return ("rate_too_low", {"gone": gone, "epochs": len(loss)}) if slow else None


def _still_improving(loss: Loss, checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """It falls with every one of the last epochs, by a good part of what is left."""
    for curve in (loss, checked):
        steps = [(before - after) / before for before, after in pairwise(curve[-LEAST:]) if before > 0]
        if curve and (len(steps) < LEAST - 1 or min(steps) < STILL):
            return None
    share = fmean((before - after) / before for before, after in pairwise(loss[-LEAST:]))
    return "still_improving", {"share": share}


def _overfits(loss: Loss, checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """From its lowest place on the validation loss rises, while the other goes on falling."""
    lowest = min(range(len(checked)), key=checked.__getitem__)
    after = len(checked) - 1 - lowest
    if after < AFTER or checked[lowest] <= 0:
        return None
    end = fmean(checked[-AFTER:])
    if end < RISE * checked[lowest] or loss[-1] >= loss[lowest]:
        return None
    return "overfits", {"epoch": lowest, "lowest": checked[lowest], "last": end}


_LEARNING: tuple[Callable[[Loss, Loss], tuple[str, dict[str, Any]] | None], ...] = (
    _not_learned,
    _rate_too_high,
    _rate_too_low,
    _still_improving,
)


def _figures(values: dict[str, Any], steps: Sequence[int]) -> dict[str, Any]:
    """The figures as a sentence shows them: an epoch by its number, a share in percent."""
    return {
        name: steps[value]
        if name == "epoch"
        else f"{value:.0%}"
        if name in ("gone", "share")
        else f"{value:.3g}"
        if isinstance(value, float)
        else value
        for name, value in values.items()
    }
