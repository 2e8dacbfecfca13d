"""The calls of each function, drawn afresh for every grading, and the right functions in float64."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Loader, Material, Settings
from grader.task.functions import Call, material


def moving_average(values: Array, size: int) -> Array:
    """The mean of every window of ``size`` neighbours: (n,) becomes (n - size + 1,)."""
    return np.lib.stride_tricks.sliding_window_view(values, size).mean(axis=-1)


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Easy groups first, and in each a small call first: the smallest wrong one is shown to the student."""
    del load, settings
    calls = [
        Call("pairs", [np.array([1.0, 3.0]), 2]),
        *[Call("pairs", [tenths(rng, 4).astype(dtype), 2]) for dtype in (np.float32, np.float64)],
        *[Call("sizes", [tenths(rng, 5), size]) for size in (3, 4)],
        Call("ends", [tenths(rng, 3), 1]),
        Call("ends", [tenths(rng, 3), 3]),
        Call("long", [rng.normal(0.0, 10.0, 300), 25]),
    ]
    return material({"moving_average": calls}, {"moving_average": moving_average})


def tenths(rng: np.random.Generator, size: int) -> Array:
    """Different numbers with one digit after the point, none of them 0: what a student can check by hand."""
    return rng.choice(np.arange(1, 50), size, replace=False) / 10.0
