"""The model kit, continued: what a model has learned. Its score on hidden data, and its learning curve.

A ladder gives part of the points on each rung. Where the top is missed, the curve says why: the network did
not learn, it diverged, or it overfits. A curve of the grader's own training is a fact; one that a submission
told of its own is named as such in the sentence. No point depends on either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from grader.task.api import Array, Case, Failure, Text
from grader.text import NOTHING, say

Better = Literal["higher", "lower"]
FELL = 0.05  # the share by which the training loss of a network that learns falls, at the least
ROSE = 0.05  # the share by which a validation loss has risen from its lowest value where it has turned
APART = 0.5  # of the validation loss: where a network overfits, the training loss is at most that


def accuracy(case: Case, labels: Array, name: str = "model") -> float:
    """Share of the hidden rows whose largest output is at the place of their label, (rows,) whole numbers."""
    rows = case.predictions(name, (len(labels), None))
    return float(np.mean(rows.argmax(axis=1) == labels)) if rows.shape[1] else 0.0


def micro_f1(predicted: Array, labels: Array) -> float:
    """2 TP / (2 TP + FP + FN) over all rows and labels, both (rows, labels) bool; 0 where none is true."""
    hits, both = np.sum(predicted & labels), np.sum(predicted) + np.sum(labels)
    return float(2.0 * hits / both) if both else 0.0


def mean_absolute_error(case: Case, targets: Array, name: str = "model") -> float:
    """In the unit of the targets, (rows,) or (rows, values); predictions (rows, 1) are taken as (rows,)."""
    rows = case.predictions(name, (len(targets), None if targets.ndim == 1 else targets.shape[1]))
    if rows.size != targets.size:
        raise Failure("wrong_shape", name=name, expected=f"({len(targets)}, 1)", received=rows.shape)
    return float(np.mean(np.abs(rows.reshape(targets.shape).astype(np.float64) - targets)))


def climb(
    case: Case,
    reached: float,
    rungs: Sequence[float],
    metric: Text,
    *,
    better: Better = "higher",
    chance: float | None = None,
    name: str = "model",
    **values: Any,
) -> None:
    """Fail where a rung is missed, with an equal part of the points for each rung reached.

    ``rungs`` are in the order in which they are climbed, the last one for all points; those of an error go
    down (``better="lower"``). ``metric`` is its name in the sentence ("an accuracy"); ``values`` fill a
    task's own sentences. ``chance`` is what guessing reaches: below twice as much, nothing was learned. The
    key is that of the curve's trouble, else ``guessing``, ``top_rung`` or ``rung``.
    """
    met = [reached >= rung if better == "higher" else reached <= rung for rung in rungs]
    climbed = met.index(False) if False in met else len(met)
    if climbed == len(rungs):
        return
    told: dict[str, Any] = {
        "missed": rungs[climbed],
        "top": rungs[-1],
        "received": reached,
        "metric": metric,
    } | values
    told["bound"] = say(f"ladder.{better}", value=rungs[climbed])
    curve = curve_of(case, name)
    trouble = None if curve is None else curve.trouble()
    key = "top_rung" if climbed == len(rungs) - 1 else "rung"
    if curve is not None and trouble is not None:
        key, told = trouble, told | curve.figures()
    elif chance is not None and reached < 2 * chance:
        key, told = "guessing", told | {"chance": chance}
    raise Failure(key, credit=climbed / len(rungs), **told)


@dataclass(frozen=True)
class Curve:
    """The losses of a training, one an epoch; ``validation`` is empty where there was none.

    ``is_fact``: the grader itself trained. Else the submission told of it, which proves nothing.
    """

    loss: tuple[float, ...]
    validation: tuple[float, ...]
    is_fact: bool

    def trouble(self) -> Literal["diverged", "did_not_learn", "overfits"] | None:
        """What went wrong, if anything did: told only where the curve leaves no doubt."""
        loss, validation = np.array(self.loss), np.array(self.validation)
        if not np.isfinite(loss).all() or loss[-1] > loss[0]:
            return "diverged"
        if len(loss) == 1:
            return None
        if loss[-1] > (1.0 - FELL) * loss[0]:
            return "did_not_learn"
        if len(validation) and validation[-1] > (1.0 + ROSE) * validation.min():
            return "overfits" if loss[-1] <= APART * validation[-1] else None
        return None

    def figures(self) -> dict[str, Any]:
        """What the sentences are filled with."""
        lowest = int(np.argmin(self.validation)) if self.validation else 0
        return {
            "first": self.loss[0],
            "last": self.loss[-1],
            "epochs": len(self.loss),
            "validation": self.validation[-1] if self.validation else float("nan"),
            "lowest": self.validation[lowest] if self.validation else float("nan"),
            "best_epoch": lowest + 1,
            "source": NOTHING if self.is_fact else say("ladder.told"),
        }


def curve_of(case: Case, name: str = "model") -> Curve | None:
    """The curve of that model's training: the grader's own, else the one told under the part of that name."""
    history = case.evidence.histories.get(name)
    if history is not None:
        logs, is_fact = history.logs, True
    else:
        told = [epoch["logs"] for epoch in case.evidence.epochs if epoch.get("part", "") in ("", name)]
        logs, is_fact = {key: [log[key] for log in told if key in log] for key in ("loss", "val_loss")}, False
    loss, validation = tuple(logs.get("loss", ())), tuple(logs.get("val_loss", ()))
    return Curve(loss, validation, is_fact) if loss else None
