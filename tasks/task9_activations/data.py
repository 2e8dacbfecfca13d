"""The calls of each function, drawn afresh, and the right functions."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Loader, Material, Settings
from grader.task.functions import Call, material

DTYPES = (np.float32, np.float64)


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


REFERENCES = {"sigmoid": sigmoid, "softmax": softmax, "relu": relu}


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """The calls by function; in each group small arrays of few digits first, then others."""
    del load, settings
    elementwise = [*_ordinary(rng), *_shapes(rng), *_extremes(), *_sizes(rng)]
    calls = {"sigmoid": elementwise, "softmax": _softmax(rng), "relu": elementwise}
    return material(calls, REFERENCES)


def _short(rng: np.random.Generator, *shape: int) -> Array:
    """Numbers with one digit after the point, all different, of both signs."""
    tenths = rng.choice(np.arange(1, 50), int(np.prod(shape)), replace=False) / 10.0
    signs = np.resize([1.0, -1.0], tenths.size)
    return (tenths * rng.permutation(signs)).reshape(shape)


def _ordinary(rng: np.random.Generator) -> list[Call]:
    small = [Call("ordinary", [_short(rng, 3).astype(dtype)]) for dtype in DTYPES]
    zero = Call("ordinary", [np.array([0.0, 1.0])])
    return [zero, *small, Call("ordinary", [rng.normal(0.0, 8.0, 60)])]


def _shapes(rng: np.random.Generator) -> list[Call]:
    shapes = [(1, 2), (2, 2), (2, 3, 2)]
    return [Call("shapes", [_short(rng, *shape)]) for shape in shapes]


def _extremes() -> list[Call]:
    rows = ([1000.0, -1000.0], [-1000.0], [1000.0], [-1000.0, 0.0, 1000.0])
    return [Call("extremes", [np.array(row, dtype)]) for row in rows for dtype in DTYPES]


def _sizes(rng: np.random.Generator) -> list[Call]:
    shapes = [(0,), (0, 3), (200, 100)]
    return [Call("sizes", [rng.normal(0.0, 3.0, shape)]) for shape in shapes]


def _softmax(rng: np.random.Generator) -> list[Call]:
    """Groups: a vector, rows (the last axis, as -1), any axis, extremes, empty and large."""
    cube, large = _short(rng, 2, 3, 2), rng.normal(0.0, 3.0, (200, 100))
    extremes = ([[1000.0, 0.0]], [[-1000.0, -1000.0]], [[1000.0, 1001.0], [-1000.0, -999.0]])
    return [
        *[Call("vector", [_short(rng, size).astype(dtype), 0]) for size in (2, 5) for dtype in DTYPES],
        *[Call("rows", [_short(rng, *shape), -1]) for shape in ((2, 2), (3, 4), (2, 2, 3))],
        *[Call("axes", [_short(rng, 2, 3), axis]) for axis in (0, 1, -2)],
        *[Call("axes", [cube, axis]) for axis in (0, 1, 2, -3)],
        *[Call("extremes", [np.array(rows, dtype), 1]) for rows in extremes for dtype in DTYPES],
        *[Call("sizes", [array, 1]) for array in (np.zeros((0, 3)), np.zeros((2, 1)), large)],
    ]
