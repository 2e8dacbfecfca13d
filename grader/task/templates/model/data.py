"""The data of one grading, drawn afresh from its seed: all that is hidden follows from the draw."""

from __future__ import annotations

import numpy as np

from grader.task.api import Loader, Material, Settings, Training


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Images as (rows, 64) float32 in [0, 1], labels as (rows,) int64; half is trained on, half is hidden."""
    digits = load("digits")
    x, y = (digits["x"] / 16.0).astype(np.float32), digits["y"]
    order = rng.permutation(len(x))
    train, hidden = order[: len(x) // 2], order[len(x) // 2 :]
    return Material(
        training={"model": Training(x[train], y[train], settings["epochs"], settings["batch_size"])},
        hidden_inputs={"model": x[hidden]},
        secret={"labels": y[hidden]},
    )
