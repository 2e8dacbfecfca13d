"""mnist5k, split afresh for every grading: 4000 images to train on, 1000 hidden ones."""

from __future__ import annotations

import numpy as np

from grader.checks import Loader, Material

TRAIN_PER_CLASS = 400  # of 500; the other 100 of each digit are hidden


def prepare(rng: np.random.Generator, load: Loader) -> Material:
    """Images as (rows, 28, 28, 1) float32 in [0, 1], labels as (rows,) int64."""
    digits = load("mnist5k")
    x = digits["x"][..., np.newaxis].astype(np.float32) / 255.0
    y = digits["y"]
    train, hidden = [], []
    for label in range(10):
        rows = rng.permutation(np.flatnonzero(y == label))
        train.append(rows[:TRAIN_PER_CLASS])
        hidden.append(rows[TRAIN_PER_CLASS:])
    train_rows = rng.permutation(np.concatenate(train))
    hidden_rows = rng.permutation(np.concatenate(hidden))
    return Material(
        arrays={"x_train": x[train_rows], "y_train": y[train_rows]},
        hidden_inputs={"model": x[hidden_rows]},
        secret={"labels": y[hidden_rows]},
    )
