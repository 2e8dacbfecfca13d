"""The calls of each function, drawn afresh, and the right functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.task.api import Array, Loader, Material, Settings
from grader.task.functions import material, small

Pair = tuple[int, int]  # for the height, for the width


def pooled(images: Array, size: Pair, strides: Pair, padding: str, reduce: Callable[..., Array]) -> Array:
    """(batch, height, width, channels), a number for each window; places outside are NaN, to be left out."""
    axes = list(zip(images.shape[1:3], size, strides, strict=True))
    outside = [max((-(-n // s) - 1) * s + k - n, 0) if padding == "same" else 0 for n, k, s in axes]
    pads = [(0, 0), *((total // 2, total - total // 2) for total in outside), (0, 0)]
    images = np.pad(images, pads, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(images, size, axis=(1, 2))
    return reduce(windows[:, :: strides[0], :: strides[1]], axis=(-2, -1))


def max_pool(images: Array, size: Pair, strides: Pair, padding: str) -> Array:
    """The largest pixel of each window."""
    return pooled(images, size, strides, padding, np.nanmax)


def average_pool(images: Array, size: Pair, strides: Pair, padding: str) -> Array:
    """The mean of each window's pixels."""
    return pooled(images, size, strides, padding, np.nanmean)


def min_pool(images: Array, size: Pair, strides: Pair, padding: str) -> Array:
    """The smallest pixel of each window."""
    return pooled(images, size, strides, padding, np.nanmin)


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """The calls in groups, the same for each function: few of them depend on strides, and few on borders."""
    del load, settings
    one, many, low, row = (
        small(rng, *shape) for shape in ((1, 2, 2, 1), (2, 2, 3, 2), (1, 2, 3, 1), (1, 1, 3, 1))
    )
    large = rng.uniform(-5, 5, (2, 12, 11, 3))
    calls: dict[str, list[list[Any]]] = {
        "one_window": [[one, (2, 2), (2, 2), "valid"], [low, (2, 3), (2, 3), "valid"]],
        "channels": [[many.astype(dtype), (2, 3), (2, 3), "valid"] for dtype in ("float32", "float64")],
        "tiles": [
            [small(rng, 1, 2, 4, 1), (2, 2), (2, 2), "valid"],
            [small(rng, 1, 4, 6, 1), (2, 3), (2, 3), "valid"],
        ],
        "strides": [
            [small(rng, 1, 3, 4, 1), (2, 2), (1, 2), "valid"],
            [small(rng, 1, 4, 6, 1), (2, 1), (1, 4), "valid"],
            [large, (3, 2), (2, 3), "valid"],
        ],
        "same": [[image, size, (1, 1), "same"] for image in (low, one) for size in ((2, 2), (3, 2), (5, 4))],
        "signs": [[sign * abs(row), (1, 2), (1, 2), "same"] for sign in (-1, 1)]
        + [[sign * abs(small(rng, 2, 3, 5, 1)), (2, 3), (2, 3), "same"] for sign in (-1, 1)],
    }
    return material({right.__name__: (right, calls) for right in (max_pool, average_pool, min_pool)})
