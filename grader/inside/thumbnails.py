"""Images of any size as a few mean colours: small enough to send, and enough to know an image again."""

from __future__ import annotations

import numpy as np

from grader.inside.probing import Array

CELLS = 12  # along both axes


def thumbnails(images: Array) -> Array:
    """Mean colours of CELLS x CELLS equal cells: (rows, height, width, channels) -> (rows, CELLS, CELLS, 3).

    float32. One channel counts as three equal ones; a fourth (alpha) is left out.
    """
    down, across = _weights(images.shape[1]), _weights(images.shape[2])
    pixels = images[..., :3].astype(np.float32)
    cells = np.einsum("ih,nhwc->niwc", down, pixels, optimize=True)
    cells = np.einsum("jw,niwc->nijc", across, cells, optimize=True)
    return np.broadcast_to(cells, (*cells.shape[:3], 3)) if cells.shape[-1] == 1 else cells


def _weights(size: int) -> Array:
    """(CELLS, size) float32: the share of every pixel in every cell; rows sum to 1."""
    edges = np.linspace(0.0, size, CELLS + 1)
    left, right = edges[:-1, np.newaxis], edges[1:, np.newaxis]
    pixel = np.arange(size)
    overlap = np.clip(np.minimum(right, pixel + 1) - np.maximum(left, pixel), 0.0, None)
    weights: Array = (overlap / overlap.sum(axis=1, keepdims=True)).astype(np.float32)
    return weights
