"""mnist5k, split afresh for every grading; every digit is moved off the centre, hidden ones twice."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Loader, Material, PublicValidation, Settings, Training


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Images as (rows, 28, 28, 1) float32 in [0, 1], labels as (rows,) int64.

    Training, validation and hidden images are drawn in the same way; no digit is in two of them.
    """
    digits = load("mnist5k")
    x, y = digits["x"][..., np.newaxis].astype(np.float32) / 255.0, digits["y"]
    train, others = split(y, settings["train_per_class"], rng)
    x_train = moved(x[train], settings["max_shift"], rng)
    others = np.repeat(others, settings["positions"])
    x_others, y_others = moved(x[others], settings["max_shift"], rng), y[others]
    hidden = len(others) - settings["validation_digits"] * settings["positions"]
    x_shown, y_shown = x_others[hidden:], y_others[hidden:]
    shown = PublicValidation(x_shown, y_shown, [str(digit) for digit in range(10)], as_images(x_shown))
    training = Training(
        x_train,
        y[train],
        settings["epochs"],
        settings["batch_size"],
        validation_x=x_shown,
        validation_y=y_shown,
    )
    return Material(
        training={"model": training},
        hidden_inputs={"model": x_others[:hidden]},
        shown={"model": shown},
        secret={"labels": y_others[:hidden]},
    )


def as_images(x: Array) -> Array:
    """(rows, height, width, 1) in [0, 1] as (rows, height, width) uint8."""
    return np.rint(x[..., 0] * 255.0).astype(np.uint8)


def split(y: Array, per_class: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Shuffled row numbers: that many of every class, and all the others."""
    train, hidden = [], []
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        train.append(rows[:per_class])
        hidden.append(rows[per_class:])
    return rng.permutation(np.concatenate(train)), rng.permutation(np.concatenate(hidden))


def moved(images: Array, most: int, rng: np.random.Generator) -> Array:
    """Each image moved by its own draw of -most to most pixels along both axes; zeros move in."""
    height, width = images.shape[1:3]
    padded = np.pad(images, ((0, 0), (most, most), (most, most), (0, 0)))
    corners = rng.integers(0, 2 * most, size=(len(images), 2), endpoint=True)
    cut = [p[y : y + height, x : x + width] for p, (y, x) in zip(padded, corners, strict=True)]
    return np.stack(cut)
