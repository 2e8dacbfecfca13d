"""Each loss by all its calls, and the mistakes that are known by name (their sentences: hints.toml)."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.task.api import Array, Case, check
from grader.task.functions import Function, compare

from . import data as right
from .data import REDUCE


def softmax(z: Array, axis: int = 1) -> Array:
    """e^z / sum of e^z along the axis."""
    return np.exp(z) / np.exp(z).sum(axis, keepdims=True)


def elsewhere(loss: Function) -> Function:
    """The loss, but for extreme logits: what a mistake gives there depends on how it is written."""

    def known(logits: Array, *others: Any) -> Array:
        if np.abs(logits).max() == 1000:
            raise ValueError("not compared")
        return np.asarray(loss(logits, *others)).astype(logits.dtype)

    return known


def summed(loss: Function) -> Function:
    """The loss whose mean is the sum."""
    return lambda *given: loss(*given[:-1], given[-1].replace("mean", "sum"))


WRONG: dict[str, dict[str, Function]] = {
    "categorical_loss": {
        "base_2": lambda z, t, r: right.categorical_loss(z, t, r) / np.log(2),
        "batch_axis": lambda z, t, r: REDUCE[r](-(t * np.log(softmax(z, 0))).sum(1)),
        "sign_forgotten": lambda z, t, r: -right.categorical_loss(z, t, r),
        "no_softmax": lambda z, t, r: REDUCE[r](-(t * np.log(z)).sum(1)),
        "softmax_twice": lambda z, t, r: right.categorical_loss(softmax(z), t, r),
        "mean_of_all": lambda z, t, r: right.categorical_loss(z, t, r) / (z.shape[1] if r == "mean" else 1),
    },
    "sparse_loss": {
        "only_the_logit": lambda z, y, r: REDUCE[r](-z[np.arange(len(y)), y]),
        "no_logarithm": lambda z, y, r: REDUCE[r](-softmax(z)[np.arange(len(y)), y]),
    },
    "binary_loss": {
        "softmax": lambda z, y, r: REDUCE[r](-np.log(np.where(y, softmax(z), 1 - softmax(z))).mean(1)),
        "only_ones": lambda z, y, r: right.binary_loss(np.where(y, z, -np.inf), y, r),
        "sum_over_labels": lambda z, y, r: right.binary_loss(z, y, r) * z.shape[1],
    },
    "logistic_loss": {
        "zero_one": lambda z, y, r: REDUCE[r](np.logaddexp(0, z) - z * y),
        "sign_forgotten": lambda z, y, r: right.logistic_loss(z, -y, r),
        "base_2": lambda z, y, r: right.logistic_loss(z, y, r) / np.log(2),
    },
    "focal_loss": {
        "p_for_p_t": lambda z, y, g, a, r: REDUCE[r](
            right.focal_loss(z, y, 0.0, a, "none") / (1 + np.exp(z)) ** g
        ),
        "alpha_swapped": lambda z, y, g, a, r: right.focal_loss(z, y, g, a and 1 - a, r),
        "alpha_for_all": lambda z, y, g, a, r: right.focal_loss(z, y, g, None, r) * (a or 1),
        "gamma_ignored": lambda z, y, _, a, r: right.focal_loss(z, y, 0.0, a, r),
    },
}
MISTAKES = {
    name: {"two_steps": elsewhere(getattr(right, name))}  # right but for the extremes
    | {key: elsewhere(loss) for key, loss in wrong.items()}
    | {"sum_for_mean": elsewhere(summed(getattr(right, name)))}
    for name, wrong in WRONG.items()
}


@check()
def categorical_loss(case: Case) -> None:
    """Softmax along the classes, then -sum(t * log(p))."""
    compare(case, "categorical_loss", MISTAKES["categorical_loss"])


@check()
def sparse_loss(case: Case) -> None:
    """The same of class numbers."""
    compare(case, "sparse_loss", MISTAKES["sparse_loss"])


@check()
def binary_loss(case: Case) -> None:
    """Labels 0 and 1, each by itself; their mean."""
    compare(case, "binary_loss", MISTAKES["binary_loss"])


@check()
def logistic_loss(case: Case) -> None:
    """Labels -1 and 1: log(1 + e^(-y z))."""
    compare(case, "logistic_loss", MISTAKES["logistic_loss"])


@check()
def focal_loss(case: Case) -> None:
    """-alpha_t * (1 - p_t)^gamma * log(p_t)."""
    compare(case, "focal_loss", MISTAKES["focal_loss"])
