"""Hidden points of the lines that files of this form fit: their points stand in the file itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.task import official
from grader.task.api import Array, Case, Loader, Material, Settings

# Slope and offset: that of the brief, then others that people practise with
LINES = {
    "y = 2x - 1": (2.0, -1.0),
    "y = x + 10": (1.0, 10.0),
    "y = 3x + 1": (3.0, 1.0),
    "y = 0.5x + 0.5": (0.5, 0.5),
}


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:  # noqa: ARG001
    """Hidden x (points, 1) float32, most of them far outside of the points in the file."""
    x = rng.uniform(settings["from"], settings["to"], settings["hidden_points"]).astype(np.float32)
    lines = {name: slope * x.astype(float) + offset for name, (slope, offset) in LINES.items()}
    return Material(hidden_inputs={"model": x[:, np.newaxis]}, secret={"lines": lines})


def offer(case: Case) -> Mapping[str, Array]:
    """The hidden x as (points, 1), or (points,) where the model takes numbers; nothing for other shapes."""
    x = case.material.hidden_inputs[official.NAME]
    shape = official.shape(case)
    if shape is not None and len(shape) == 0:
        return {official.NAME: x[:, 0]}
    return {official.NAME: x} if shape is None or list(shape) in ([1], [None]) else {}
