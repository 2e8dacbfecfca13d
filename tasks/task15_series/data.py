"""The calls of the functions, and monthly sunspots, cut into training, validation and hidden months."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.inside.predict import BATCH_SIZE
from grader.task.api import Array, Loader, Material, Settings, Training
from grader.task.functions import material, small


def windows(series: Array, size: int, horizon: int) -> Array:
    """(months,) to (n, size): every window that has a target, oldest first."""
    return series[np.arange(len(series) - size - horizon + 1)[:, np.newaxis] + np.arange(size)]


def targets(series: Array, size: int, horizon: int) -> Array:
    """(months,) to (n,): the value `horizon` months after the last one of each window."""
    return series[size + horizon - 1 :]


def scale(series: Array, train_size: int) -> Array:
    """(months,) to (months,): minus the mean, by the standard deviation, of the first `train_size` months."""
    known = series[:train_size]
    return (series - known.mean()) / known.std()


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Windows (rows, size, 1) and targets (rows, 1) as float32, in the unit of the scaled series."""
    series, size, horizon = load("sunspots")["x"], settings["size"], settings["horizon"]
    cut = int(rng.integers(*settings["cut"], endpoint=True))
    seen = cut + settings["validation_months"]
    months = scale(series, cut).astype(np.float32)[: seen + settings["hidden_windows"] + size + horizon - 1]

    def pairs(part: Array) -> tuple[Array, Array]:
        return windows(part, size, horizon)[..., np.newaxis], targets(part, size, horizon)[:, np.newaxis]

    training = *pairs(months[:cut]), settings["epochs"], settings["batch_size"], *pairs(months[cut:seen])
    x, y = pairs(months[seen:])
    order = apart(len(x), size + horizon)
    called, hidden = material(calls(series, rng)), {"model": x[order]}
    own = {"targets": y[order, 0].astype(float), "last": x[order, -1, 0].astype(float)}
    secret = {**called.secret, **own, "deviation": float(series[:cut].std())}
    return replace(called, training={"model": Training(*training)}, hidden_inputs=hidden, secret=secret)


def apart(rows: int, reach: int, near: int = 4) -> Array:
    """Row numbers in an order in which no batch of the predict stage has a window with another one's target.

    ``reach`` is how many months a window and the way to its target take. A batch is made of runs of ``near``
    windows, and from run to run it is farther: a model that looks at its whole batch sees no answer.
    """
    cycle = reach + near
    assert divmod(rows, cycle) == (BATCH_SIZE // near, 0)
    return np.argsort(np.arange(rows) % cycle // near, kind="stable")


def calls(series: Array, rng: np.random.Generator) -> dict[str, tuple]:
    """The right functions and their calls in groups, small ones of few digits first."""
    start = int(rng.integers(len(series) - 300))
    year, years = series[start : start + 58], series[start : start + 300]
    single = {"dtype": "float32"}
    pairs = {
        "next": [[small(rng, 6), 3, 1], [small(rng, 5, **single), 2, 1], [small(rng, 9), 4, 1]],
        "later": [[small(rng, 7), 2, 2], [small(rng, 9, **single), 3, 3], [small(rng, 12), 1, 5]],
        "one": [[small(rng, 7), 6, 1], [small(rng, 8), 3, 5], [small(rng, 9, **single), 8, 1]],
        "months": [[year, 36, 12], [year[:34].astype("float32"), 24, 1]],
    }
    past, later = small(rng, 3), small(rng, 2)
    parts = {
        "all": [[small(rng, 4), 4], [small(rng, 5, **single), 5], [years, 300]],
        "part": [[small(rng, 5), 3], [small(rng, 8, **single), 4], [small(rng, 12), 9]],
        "future": [[np.concatenate([past, later * factor]), 3] for factor in (1.0, 2.0, -10.0)],
        "months": [[years, 200], [years.astype("float32"), 240]],
    }
    return {"windows": (windows, pairs), "targets": (targets, pairs), "scale": (scale, parts)}
