"""The calls of flatten(), and mnist5k without a channel axis, half of it as negatives."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from grader.task import functions
from grader.task.api import Array, Loader, Material, PublicValidation, Settings, Training


def flatten(images: Array) -> Array:
    """(n, h, w) or (n, h, w, c) as (n, h * w * c): one row for each image, the last axis fastest."""
    return images.reshape(len(images), math.prod(images.shape[1:]))


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Images as (rows, 28, 28) float32 in [0, 1], labels as (rows,) int64; no digit is in two parts."""
    calls = functions.material({"flatten": (flatten, groups(rng))})
    digits = load("mnist5k")
    x, y = digits["x"].astype(np.float32) / 255.0, digits["y"]
    classes = [rng.permutation(np.flatnonzero(y == label)) for label in range(10)]
    count = settings["train_per_class"]
    train = rng.permutation(np.concatenate([rows[:count] for rows in classes]))
    others = rng.permutation(np.concatenate([rows[count:] for rows in classes]))
    shown, hidden = np.split(others, [settings["validation_images"]])
    x_train, x_shown, x_hidden = (half_negative(x[rows]) for rows in (train, shown, hidden))
    training = Training(
        x_train,
        y[train],
        settings["epochs"],
        settings["batch_size"],
        validation_x=x_shown,
        validation_y=y[shown],
    )
    pictures = np.rint(x_shown * 255.0).astype(np.uint8)
    return replace(
        calls,
        training={"model": training},
        hidden_inputs={"model": x_hidden},
        shown={"model": PublicValidation(x_shown, y[shown], list("0123456789"), pictures)},
        secret={**calls.secret, "labels": y[hidden]},
    )


def groups(rng: np.random.Generator) -> dict[str, list[list[Array]]]:
    """The calls of flatten(), small arrays first."""

    def calls(*shapes: tuple[int, ...], dtypes: str) -> list[list[Array]]:
        return [[some(rng, shape, dtype)] for shape, dtype in zip(shapes, dtypes.split(), strict=True)]

    return {
        "grey": calls((2, 2, 2), (1, 2, 3), (2, 3, 4), dtypes="float64 uint8 float32"),
        "channels": calls((1, 2, 2, 2), (2, 2, 3, 2), (2, 2, 2, 3), dtypes="float64 int32 float32"),
        "one": calls((1, 3, 3), (3, 1, 4), (2, 4, 1), (1, 2, 3, 1), dtypes="uint8 float64 float64 int32"),
        "large": calls((20, 28, 28), (6, 20, 15, 3), dtypes="uint8 float32"),
        "none": calls((0, 2, 3), (0, 28, 28), (0, 4, 3, 3), dtypes="float32 uint8 float64"),
    }


def some(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> Array:
    """An array of that shape and dtype; of a small one no two numbers are equal."""
    if math.prod(shape) < 50 and "float" in dtype:
        return functions.small(rng, *shape, dtype=dtype)
    return rng.choice(256, shape, replace=math.prod(shape) >= 50).astype(dtype)


def half_negative(x: Array) -> Array:
    """The images, every second one as its negative: no linear map of the pixels tells the digits then."""
    x[1::2] = 1.0 - x[1::2]
    return x
