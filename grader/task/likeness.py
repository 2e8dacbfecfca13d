"""Which of many known images is this one, after a small move, turn, or change of brightness and contrast?

Compared are thumbnails (:mod:`grader.inside.thumbnails`) without their border: as vectors of mean zero and
length 1, so that neither scale nor offset of the values matters. The likeness of two is their inner product,
1 for the same image. Moves are looked for where the image as it is is like none: every known image is shifted
and turned, which is a linear map of its thumbnail.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

import numpy as np

from grader.inside.thumbnails import CELLS
from grader.task.api import Array

MARGIN = 2  # cells at the border that a move may have filled with anything
SHIFTS = (-0.12, -0.06, 0.0, 0.06, 0.12)  # of the side
TURNS = (-9.0, 0.0, 9.0)  # degrees
ALIKE = 0.95  # above it an image is taken as it is


@dataclass(eq=False)
class KnownImages:
    """Known images: thumbnails (rows, CELLS, CELLS, 3)."""

    thumbnails: Array

    def find(self, images: Array) -> tuple[Array, Array]:
        """For each thumbnail (rows, CELLS, CELLS, 3): the row of the known image most like it, how like."""
        seen = _vectors(images[:, MARGIN:-MARGIN, MARGIN:-MARGIN].reshape(len(images), -1))
        found, likeness = _best(seen, _moved(self.thumbnails, 0.0, 0.0, 0.0))
        for moved in self._moves:
            left = np.flatnonzero(likeness < ALIKE)
            if not left.size:
                break
            other, value = _best(seen[left], moved)
            better = value > likeness[left]
            found[left[better]], likeness[left[better]] = other[better], value[better]
        return found, likeness

    @functools.cached_property
    def _moves(self) -> list[Array]:
        moves = itertools.product(SHIFTS, SHIFTS, TURNS)
        return [_moved(self.thumbnails, down, across, turn) for down, across, turn in moves]


def _best(seen: Array, known: Array) -> tuple[Array, Array]:
    products = seen @ known.T
    found = products.argmax(axis=1)
    return found, products[np.arange(len(found)), found]


def _moved(thumbnails: Array, down: float, across: float, turn: float) -> Array:
    """Vectors (rows, values) of the thumbnails' inner part after that move."""
    flat = thumbnails.reshape(len(thumbnails), CELLS * CELLS, 3)
    return _vectors(
        np.einsum("pc,ncv->npv", _sampling(down, across, turn), flat, optimize=True).reshape(len(flat), -1)
    )


@functools.cache
def _sampling(down: float, across: float, turn: float) -> Array:
    """(inner cells, CELLS * CELLS): bilinear weights that read a thumbnail shifted and turned by so much."""
    inner = np.arange(MARGIN, CELLS - MARGIN) - (CELLS - 1) / 2
    y, x = np.meshgrid(inner, inner, indexing="ij")
    angle = np.deg2rad(turn)
    rows = np.cos(angle) * y - np.sin(angle) * x + (CELLS - 1) / 2 - down * CELLS
    columns = np.sin(angle) * y + np.cos(angle) * x + (CELLS - 1) / 2 - across * CELLS
    weights = np.einsum("pi,pj->pij", _linear(rows.ravel()), _linear(columns.ravel()))
    sampling: Array = weights.reshape(len(weights), -1).astype(np.float32)
    return sampling


def _linear(at: Array) -> Array:
    """(positions, CELLS): weights of linear interpolation at those positions, the border repeated."""
    at = np.clip(at, 0.0, CELLS - 1.0)
    return np.clip(1.0 - np.abs(at[:, np.newaxis] - np.arange(CELLS)), 0.0, None)


def _vectors(rows: Array) -> Array:
    """Rows of mean zero and length 1, float32; a row without any contrast stays zero."""
    centred = rows.astype(np.float32) - rows.mean(axis=1, keepdims=True, dtype=np.float32)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    vectors: Array = centred / np.where(length > 0, length, 1.0)
    return vectors
