"""The calls of each loss, drawn afresh, and the right losses."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.task.api import Array, Loader, Material, Settings
from grader.task.functions import Function, material, small

REDUCE: dict[str, Function] = {"none": np.asarray, "mean": np.mean, "sum": np.sum}
TABLES = ([(1, 2), (1, 3), (1, 5)], [(4, 2), (2, 2), (3, 3), (12, 4)])  # shapes of one row, of several
VECTORS = ([(1,), (1,), (1,)], [(5,), (2,), (40,)])
FAR = ([[1000, 0]], [[-1000, 1000]], [[1000, 1000], [-1000, -1000]])
GAMMAS = {"easy": (0.0, 2.0), "batch": (0.5, 1.0, 5.0), "extremes": (0.0, 2.0)}  # elsewhere 2
WITH_ALPHA = ((2.0, 0.25), (0.0, 0.9))  # gamma and alpha
Calls = dict[str, list[list[Any]]]  # by group


def categorical_loss(logits: Array, targets: Array, reduction: str) -> Any:
    """-sum(t * log softmax(z)) of each row; the maximum is taken off first, which changes nothing."""
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return REDUCE[reduction]((targets * (log_sum - shifted)).sum(axis=1))


def sparse_loss(logits: Array, labels: Array, reduction: str) -> Any:
    """The same of one-hot rows."""
    return categorical_loss(logits, np.eye(logits.shape[1])[labels], reduction)


def binary_loss(logits: Array, labels: Array, reduction: str) -> Any:
    """log(1 + e^-z) for label 1, log(1 + e^z) for label 0; of each row the mean over its labels."""
    return REDUCE[reduction](np.logaddexp(0.0, logits * (1.0 - 2.0 * labels)).mean(axis=1))


def logistic_loss(logits: Array, labels: Array, reduction: str) -> Any:
    """log(1 + e^(-y z))."""
    return REDUCE[reduction](np.logaddexp(0.0, -labels * logits))


def focal_loss(logits: Array, labels: Array, gamma: float, alpha: float | None, reduction: str) -> Any:
    """-alpha_t * (1 - p_t)^gamma * log(p_t): "Focal Loss for Dense Object Detection", section 3."""
    margin = np.where(labels == 1, logits, -logits)  # p_t is its sigmoid
    weight = 1.0 if alpha is None else np.where(labels == 1, alpha, 1.0 - alpha)
    missed = np.exp(-gamma * np.logaddexp(0.0, margin))
    return REDUCE[reduction](weight * missed * np.logaddexp(0.0, -margin))


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """The calls of each loss in groups, small arrays of few digits first."""
    del load, settings

    def shares(shape: Any, parts: int = 1) -> Array:  # one-hot rows, if of one part
        return rng.multinomial(parts, np.full(shape[1], 1 / shape[1]), shape[0])

    def bits(shape: Any) -> Array:  # of each as many as of the other, but for one
        return rng.permutation(np.resize(rng.permutation([0, 1]), np.prod(shape))).reshape(shape)

    def calls(draw: Function, shapes: Any, far: Any, kinds: Any, own: str | None = None) -> Calls:
        """``draw(shape of logits)`` draws labels; logits that are ``far`` off meet each of the kinds."""

        def call(shape: Any, dtype: str = "float64", other: str | None = None, how: str = "none") -> Any:
            return [small(rng, *shape, dtype=dtype), draw(shape).astype(other or own or dtype), how]

        (one, several), others = shapes, ("int32",) if own else ("int64", "float64", "int32")
        ends = [(np.array(row, dtype), k) for row in far for dtype in ("float32", "float64") for k in kinds]
        return {
            "easy": [call(shape) for shape in one],
            "batch": [call(shape) for shape in several],
            "dtype": [call(several[0], "float32", other) for other in others],
            "reduction": [call(several[0], how=reduction) for reduction in ("mean", "sum")],
            "extremes": [
                [z, np.resize(k, draw(z.shape).shape).astype(own or z.dtype), "none"] for z, k in ends
            ],
        }

    categorical = calls(shares, TABLES, FAR, ([1, 0], [0, 1]))
    categorical["shares"] = [[small(rng, *s), shares(s, 10) / 10, "none"] for s in ((1, 3), (5, 4))]
    numbers = calls(lambda shape: rng.integers(0, shape[1], shape[0]), TABLES, FAR, (0, 1), "int64")
    binary = calls(bits, TABLES, FAR, ([1, 0], [0, 1]))
    signs = calls(lambda shape: 2 * bits(shape) - 1, VECTORS, ([1000], [-1000]), (-1, 1))
    base = calls(bits, VECTORS, ([1000], [-1000]), (0, 1))
    focal = {
        group: [[z, y, gamma, None, how] for z, y, how in drawn for gamma in GAMMAS.get(group, (2.0,))]
        for group, drawn in base.items()
    }
    focal["dtype"].append([*base["dtype"][0][:2], 2.0, 0.25, "none"])
    focal["alpha"] = [[z, y, *both, "none"] for z, y, _ in base["batch"] for both in WITH_ALPHA]
    losses = (categorical_loss, sparse_loss, binary_loss, logistic_loss, focal_loss)
    drawn = (categorical, numbers, binary, signs, focal)
    return material({loss.__name__: (loss, groups) for loss, groups in zip(losses, drawn, strict=True)})
