"""Each function by all its calls, and the mistakes that are known by name (their sentences: hints.toml)."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Case, check
from grader.task.functions import compare


def shares(x: Array, axis: int | None, top: Array) -> Array:
    """Softmax along the axis (None: of the whole array), that maximum taken off first."""
    powers = np.exp(x - top)
    return powers / powers.sum(axis, keepdims=True)


MISTAKES = {
    "sigmoid": {
        "grows_to_infinity": lambda x: np.exp(x) / (1 + np.exp(x)),
        "sign_forgotten": lambda x: 1 / (1 + np.exp(x)),
        "tanh": np.tanh,
        "derivative": lambda x: np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))) ** 2,
    },
    "softmax": {
        "maximum_kept": lambda x, axis: shares(x, axis, 0),
        "whole_array": lambda x, _: shares(x, None, x.max()),
        "axis_ignored_last": lambda x, _: shares(x, -1, x.max(-1, keepdims=True)),
        "axis_ignored_first": lambda x, _: shares(x, 0, x.max(0, keepdims=True)),
        "maximum_of_all": lambda x, axis: shares(x, axis, x.max()),
        "no_powers": lambda x, axis: x / x.sum(axis, keepdims=True),
        "logarithm": lambda x, axis: np.log(shares(x, axis, x.max(axis, keepdims=True))),
    },
    "relu": {
        "absolute": np.abs,
        "leaky": lambda x: np.where(x > 0, x, x / 100),
        "negative_kept": lambda x: np.minimum(x, 0),
        "cut_at_six": lambda x: np.clip(x, 0, 6),
        "step": lambda x: (x > 0).astype(x.dtype),
    },
}


@check()
def sigmoid(case: Case) -> None:
    """Each number by itself: 1 / (1 + e^-x)."""
    compare(case, "sigmoid", MISTAKES["sigmoid"])


@check()
def softmax(case: Case) -> None:
    """Along the axis: e^x / sum of e^x."""
    compare(case, "softmax", MISTAKES["softmax"])


@check()
def relu(case: Case) -> None:
    """Each number by itself: the larger one of it and 0."""
    compare(case, "relu", MISTAKES["relu"])
