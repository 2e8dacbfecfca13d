"""The calls of each function, drawn afresh for every grading, and the right functions in float64."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Loader, Material, Settings
from grader.task.functions import material, small


def moving_average(values: Array, size: int) -> Array:
    """The mean of every window of ``size`` neighbours: (n,) becomes (n - size + 1,)."""
    return np.lib.stride_tricks.sliding_window_view(values, size).mean(axis=-1)


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """The calls in groups, easy ones first, and small arrays of few digits first: they are shown."""
    del load, settings
    groups = {
        "pairs": [
            [np.array([1.0, 3.0]), 2],
            *([small(rng, 4, dtype=dtype), 2] for dtype in ("float32", "float64")),
        ],
        "sizes": [[small(rng, 5), size] for size in (3, 4)],
        "ends": [[small(rng, 3), 1], [small(rng, 3), 3]],
        "long": [[rng.normal(0.0, 10.0, 300), 25]],
    }
    return material({"moving_average": (moving_average, groups)})
