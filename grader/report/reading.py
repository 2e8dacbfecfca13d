"""What a training's curve says, read for a student: never a part of the score.

Each rule names the figure that led to it. Its bounds were measured on curves of real trainings, right ones
and broken ones (docs/curves.md); of a right one nothing is to be said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any

from grader.report.training import TrainingCurves
from grader.text import Text, say

LEAST = 6  # epochs: fewer say little
EXPLODED = 3.0  # times the first loss
SETTLED, FLAT = (
    3,
    0.05,
)  # after so many epochs, the part of the loss within which it stays where nothing is learned
JUMP, SMALLEST_JUMP = 1.05, 0.01  # times the loss of the epoch before; of the first loss
JUMPS = 0.3  # of the epochs
FALLING = 0.8  # of the steps, in a curve that falls in a nearly straight line
STRAIGHT = 0.23  # of what the first half of the epochs took off, the second half takes off as well
SLOW = 0.005, 0.6  # of the first loss: what such a curve has lost at least and at most
RISE, LEARNED = 1.25, 0.3  # times the lowest validation loss, and the training loss of that epoch, at the end
AFTER = 3  # epochs: of the end
STILL, HIGH = 0.06, 0.2  # what each of the last epochs takes off; what is left of the first loss

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
    """The rule that holds, with its figures: losses by epoch, None where a number was not finite.

    ``epoch`` is the place in the sequence, from 0.
    """
    if None in training:
        return [("not_finite", {"epoch": training.index(None)})]
    loss = [value for value in training if value is not None]
    checked = [value for value in validation if value is not None]
    if len(loss) < 2 or min(loss) <= 0:
        return []
    if loss[-1] > EXPLODED * loss[0]:
        return [("diverged", {"first": loss[0], "last": loss[-1]})]
    if len(loss) < LEAST:
        return []
    checked = checked if len(checked) == len(loss) else []
    found = (rule(loss, checked) for rule in _RULES)
    return [said for said in found if said][:1]


def _rate_too_low(loss: Loss, _checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """It falls in a nearly straight line, and not far."""
    gone = (loss[0] - loss[-1]) / loss[0]
    middle = loss[len(loss) // 2]
    falling = fmean(after < before for before, after in pairwise(loss)) >= FALLING
    straight = middle - loss[-1] >= STRAIGHT * (loss[0] - middle)
    slow = falling and straight and SLOW[0] <= gone <= SLOW[1]
    return ("rate_too_low", {"gone": gone, "epochs": len(loss)}) if slow else None


def _not_learned(loss: Loss, _checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """After the first epochs it stays where it is."""
    rest = loss[SETTLED:]
    flat = (max(rest) - min(rest)) / max(rest) < FLAT
    return ("not_learned", {"epoch": SETTLED, "last": loss[-1]}) if flat else None


def _rate_too_high(loss: Loss, _checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """It jumps up again and again, or rose far above its beginning and came back."""
    if max(loss) > EXPLODED * loss[0]:
        return "came_back", {"first": loss[0], "most": max(loss)}
    jumps = sum(
        after > JUMP * before and after - before > SMALLEST_JUMP * loss[0] for before, after in pairwise(loss)
    )
    enough = jumps >= JUMPS * (len(loss) - 1)
    return ("rate_too_high", {"jumps": jumps, "epochs": len(loss)}) if enough else None


def _overfits(loss: Loss, checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """From its lowest place on the validation loss rises, while the other falls far."""
    if not checked or min(checked) <= 0:
        return None
    lowest = min(range(len(checked)), key=checked.__getitem__)
    end = fmean(checked[-AFTER:])
    if len(checked) - 1 - lowest < AFTER or end < RISE * checked[lowest] or loss[-1] > LEARNED * loss[lowest]:
        return None
    return "overfits", {"epoch": lowest, "lowest": checked[lowest], "last": end}


def _still_improving(loss: Loss, checked: Loss) -> tuple[str, dict[str, Any]] | None:
    """It falls with every one of the last epochs, by a good part of what is left, which is much."""
    for curve in (loss, checked):
        if curve and min(_falls(curve)) < STILL:
            return None
    share = fmean(_falls(loss))
    return ("still_improving", {"share": share}) if loss[-1] >= HIGH * loss[0] else None


def _falls(curve: Loss) -> list[float]:
    """What each of the last epochs took off, as a part of the loss."""
    return [(before - after) / before for before, after in pairwise(curve[-AFTER - 1 :])]


_RULES: tuple[Callable[[Loss, Loss], tuple[str, dict[str, Any]] | None], ...] = (
    _overfits,
    _rate_too_low,
    _not_learned,
    _rate_too_high,
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
