"""A line drawn afresh, and scikit-learn's table of 442 patients, split afresh, in units of its own."""

from __future__ import annotations

import numpy as np

from grader.task.api import Array, Loader, Material, Settings, Training

# Age in days, blood pressure in kPa, total and LDL cholesterol and sugar in mg/L, HDL cholesterol in mmol/L:
# sizes differ by four powers of ten, and the columns that tell most are small. In scikit-learn's units a
# network that normalises nothing comes within 3 to 15 % of least squares; in these it is 20 % off or more.
UNITS = np.array([365.25, 1.0, 1.0, 0.133322, 10.0, 10.0, 0.02586, 1.0, 1.0, 10.0])
HIDDEN_POINTS = 100  # on either side


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Of the line x and y (points, 1) float32; of the table x (rows, 10) float32 and y (rows,) float32."""
    x, y, x_far, y_far = line(rng, settings)
    table = load("diabetes")
    features, targets = (table["x"] * UNITS).astype(np.float32), table["y"].astype(np.float32)
    order = rng.permutation(len(targets))
    train, hidden = order[: settings["table_rows"]], order[settings["table_rows"] :]
    x_train, y_train = features[train], targets[train]
    epochs, batch = settings["table_epochs"], settings["table_batch"]
    return Material(
        arrays={"x_train": x_train},
        training={
            "line": Training(x, y, settings["line_epochs"], settings["line_batch"]),
            "table": Training(x_train, y_train, epochs, batch, keeps=["Normalization"]),
        },
        hidden_inputs={"line": x_far, "table": features[hidden]},
        secret={
            "line": y_far,
            "line_compared": float(y.mean()),
            "table": targets[hidden],
            "table_compared": least_squares(x_train, y_train, features[hidden]),
        },
    )


def line(rng: np.random.Generator, settings: Settings) -> list[Array]:
    """Points for training with a little noise, and hidden ones far to the left and right of them without.

    The training range has 0 near one of its ends: there the units of a fresh ReLU layer bend, so that it
    cannot have learned what comes beyond.
    """
    half = rng.uniform(1.2, 2.0)
    centre = rng.choice([-1, 1]) * half * rng.uniform(0.9, 1.1)
    slope, offset = rng.choice([-1, 1], 2) * rng.uniform([6.0, 4.0], [8.0, 8.0])
    x = rng.uniform(centre - half, centre + half, (settings["line_points"], 1))
    noise = settings["line_noise"] * abs(slope) * half * rng.normal(size=x.shape)
    away = half * rng.uniform(2.0, settings["line_reach"], (2, HIDDEN_POINTS, 1))
    x_far = np.concatenate([centre - away[0], centre + away[1]])
    found = x, slope * x + offset + noise, x_far, slope * x_far + offset
    return [values.astype(np.float32) for values in found]


def least_squares(x: Array, y: Array, x_hidden: Array) -> Array:
    """(hidden rows,): what the linear model of the least squared error answers, found without training."""
    scaled = [(rows.astype(np.float64) - x.mean(axis=0)) / x.std(axis=0) for rows in (x, x_hidden)]
    own, hidden = (np.column_stack([rows, np.ones(len(rows))]) for rows in scaled)
    answers: Array = hidden @ np.linalg.lstsq(own, y.astype(np.float64), rcond=None)[0]
    return answers
