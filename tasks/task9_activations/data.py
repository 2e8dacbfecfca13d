"""The calls of each function, drawn afresh, and the right functions."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Loader, Material, Settings
from grader.task.functions import material, small

DTYPES = ("float32", "float64")


def sigmoid(x: Array) -> Array:
    """1 / (1 + e^-x), as e^-log(1 + e^-x)."""
    return np.exp(-np.logaddexp(0.0, -x))


def softmax(x: Array, axis: int) -> Array:
    """e^x / sum of e^x along the axis; the maximum is taken off first, which changes nothing."""
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def relu(x: Array) -> Array:
    """The larger one of x and 0."""
    return np.maximum(x, 0.0)


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """The calls of each function in groups, small arrays of few digits first."""
    del load, settings
    extremes = ([-1000.0], [1000.0], [1000.0, -1000.0], [-1000.0, 0.0, 1000.0])
    by_number = {
        "ordinary": [[np.array([0.0, 1.0])], [small(rng, 3, dtype="float32")], [rng.normal(0.0, 8.0, 60)]],
        "shapes": [[small(rng, *shape)] for shape in ((1, 2), (2, 2), (2, 3, 2))],
        "extremes": [[np.array(row, dtype)] for row in extremes for dtype in DTYPES],
        "sizes": [[rng.normal(0.0, 3.0, shape)] for shape in ((0,), (0, 3), (200, 100))],
    }
    table, cube, large = small(rng, 2, 3), small(rng, 2, 3, 2), rng.normal(0.0, 3.0, (200, 100))
    rows = ([[1000.0, 0.0]], [[-1000.0, -1000.0]], [[1000.0, 1001.0], [-1000.0, -999.0]])
    along_an_axis = {
        "vector": [[small(rng, size, dtype=dtype), 0] for size in (2, 5) for dtype in DTYPES],
        "rows": [[small(rng, *shape), -1] for shape in ((2, 2), (3, 4), (2, 2, 3))],
        "axes": [*([table, axis] for axis in (0, 1, -2)), *([cube, axis] for axis in (0, 1, 2, -3))],
        "extremes": [[np.array(pairs, dtype), 1] for pairs in rows for dtype in DTYPES],
        "sizes": [[np.zeros((0, 3)), 1], [np.zeros((2, 1)), 1], [large, 1]],
    }
    functions = {
        "sigmoid": (sigmoid, by_number),
        "softmax": (softmax, along_an_axis),
        "relu": (relu, by_number),
    }
    return material(functions)
