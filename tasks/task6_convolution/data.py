"""The calls of each function, drawn afresh, and the right functions."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Loader, Material, Settings
from grader.task.functions import material, small

Pair = tuple[int, int]  # for the height, for the width


def output_size(size: int, kernel: int, stride: int, padding: str) -> int:
    """How often the kernel fits along one axis."""
    return (size - kernel) // stride + 1 if padding == "valid" else -(-size // stride)


def pad_same(images: Array, kernel: Pair, strides: Pair) -> Array:
    """(batch, height, width, channels) with zeros around; of an odd number the extra one comes behind."""
    axes = list(zip(images.shape[1:3], kernel, strides, strict=True))
    zeros = [max((output_size(n, k, s, "same") - 1) * s + k - n, 0) for n, k, s in axes]
    return np.pad(images, [(0, 0), *((z // 2, z - z // 2) for z in zeros), (0, 0)])


def conv2d(images: Array, filters: Array, strides: Pair, padding: str) -> Array:
    """Cross-correlation: (batch, height, width, in), (height, width, in, out) -> (batch, .., .., out)."""
    images = pad_same(images, filters.shape[:2], strides) if padding == "same" else images
    windows = np.lib.stride_tricks.sliding_window_view(images, filters.shape[:2], axis=(1, 2))
    return np.einsum("bhwcij,ijcf->bhwf", windows[:, :: strides[0], :: strides[1]], filters)


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """The calls of each function in groups, small arrays of few digits first."""
    del load, settings
    n, k, s = (int(rng.integers(*bounds)) for bounds in ((20, 40), (2, 8), (2, 6)))
    lengths = {
        "valid": [[4, 3, 1, "valid"], [5, 5, 1, "valid"], [n, k, 1, "valid"]],
        "same": [[4, 3, 1, "same"], [4, 2, 1, "same"], [n, k, 1, "same"]],
        "valid_strides": [[*call, "valid"] for call in ((5, 3, 2), (6, 3, 2), (7, 2, 3), (n, k, s))],
        "same_strides": [[*call, "same"] for call in ((4, 3, 2), (5, 3, 2), (6, 2, 2), (3, 5, 2), (n, k, s))],
        "sizes": [[224, 7, 2, "same"], [224, 7, 2, "valid"], [1, 1, 3, "valid"], [1000 + n, k, s, "same"]],
    }
    borders = {
        "odd": [[small(rng, 1, 2, 2, 1), (3, 1), (1, 1)], [small(rng, 1, 3, 2, 1), (3, 5), (1, 1)]],
        "even": [[small(rng, 1, 2, 2, 1), (2, 2), (1, 1)], [small(rng, 1, 3, 2, 1), (1, 4), (1, 1)]],
        "none": [[small(rng, 1, 2, 2, 1), (1, 1), (1, 1)], [small(rng, 1, 4, 2, 1), (1, 2), (2, 3)]],
        "strides": [[small(rng, 1, 4, 1, 1), (3, 1), (2, 1)], [small(rng, 1, 5, 6, 1), (2, 3), (2, 3)]],
        "channels": [[small(rng, 2, 2, 2, 2, dtype="float32"), (3, 1), (1, 1)]],
        "sizes": [[small(rng, 1, 2, 3, 1), (6, 3), (1, 2)], [small(rng, 1, 5, 4, 2), (3, 2), (7, 3)]],
    }

    def pair(shape: tuple[int, ...], kernel: Pair, filters: int = 1, dtype: str = "float64") -> list[Array]:
        return [small(rng, *size, dtype=dtype) for size in (shape, (*kernel, shape[-1], filters))]

    one, two, colours = ((1, 3, 4, 1), (2, 2)), ((1, 2, 3, 2), (2, 2), 2), ((2, 3, 3, 2), (3, 2), 3)
    large = [rng.uniform(-5, 5, shape) for shape in ((2, 12, 11, 3), (3, 4, 3, 4))]
    convolutions = {
        "one_channel": [[*pair((1, 3, 3, 1), (2, 2)), (1, 1), "valid"], [*pair(*one), (1, 1), "valid"]],
        "channels": [[*pair(*two, "float32"), (1, 1), "valid"], [*pair(*colours), (1, 1), "valid"]],
        "strides": [[*pair(*one), (1, 2), "valid"], [*pair((1, 6, 6, 1), (3, 2)), (2, 3), "valid"]],
        "same": [[*pair((1, 2, 3, 1), k), (1, 1), "same"] for k in ((1, 3), (2, 2), (3, 2), (5, 4))],
        "same_strides": [[*pair((1, 4, 3, 1), (3, 2)), (2, 1), "same"], [*pair(*one), (3, 2), "same"]],
        "sizes": [[*pair((1, 2, 2, 1), (1, 1), 1, "float32"), (1, 1), "same"], [*large, (2, 1), "same"]],
    }
    calls = ((output_size, lengths), (pad_same, borders), (conv2d, convolutions))
    return material({right.__name__: (right, groups) for right, groups in calls})
