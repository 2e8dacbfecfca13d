"""What a model answers on the public validation part: counts and mistakes to show. Never scored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.inside.predict import SHOWN
from grader.task.api import Array, Case, PublicValidation

MOST_MISTAKES = 12  # a page shows a few images, not all


@dataclass(frozen=True)
class Misclassification:
    """An image (uint8, height x width or height x width x 3) with its true and its predicted class."""

    image: Array
    truth: str
    predicted: str


@dataclass(frozen=True)
class Gallery:
    """One model: counts by true (row) and predicted (column) class, and images that it got wrong."""

    part: str
    classes: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    mistakes: tuple[Misclassification, ...] = ()


def galleries(case: Case) -> tuple[Gallery, ...]:
    """One for each model that gave a finite row of numbers for every input that may be shown."""
    found = []
    for name, shown in case.material.shown.items():
        rows = case.evidence.predictions.get(name + SHOWN)
        wanted = (len(shown.labels), len(shown.classes))
        if rows is not None and rows.shape == wanted and np.isfinite(rows).all():
            found.append(_gallery(name, shown, rows.astype(np.float64)))
    return tuple(found)


def _gallery(name: str, shown: PublicValidation, rows: Array) -> Gallery:
    classes, predicted = len(shown.classes), rows.argmax(axis=1)
    counts = np.bincount(shown.labels * classes + predicted, minlength=classes**2)
    return Gallery(
        part=name,
        classes=tuple(shown.classes),
        confusion=tuple(map(tuple, counts.reshape(classes, classes).tolist())),
        mistakes=_mistakes(shown, rows, predicted),
    )


def _mistakes(shown: PublicValidation, rows: Array, predicted: Array) -> tuple[Misclassification, ...]:
    """Those first in which the wrong class is furthest ahead of the right one."""
    if shown.images is None:
        return ()
    every = np.arange(len(rows))
    with np.errstate(over="ignore"):  # of numbers that are finite, and as large as a number can be
        ahead = rows[every, predicted] - rows[every, shown.labels]
    wrong = np.flatnonzero(predicted != shown.labels)
    chosen = wrong[np.argsort(-ahead[wrong], kind="stable")][:MOST_MISTAKES]
    return tuple(
        Misclassification(shown.images[row], shown.classes[shown.labels[row]], shown.classes[predicted[row]])
        for row in chosen
    )
