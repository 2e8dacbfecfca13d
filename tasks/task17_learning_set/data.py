"""Digits as keras.datasets gives them, (rows, 28, 28) uint8 of 0 to 255: to train on, to test, hidden.

In the place of cifar10 the same with three channels, (rows, 32, 32, 3) and labels (rows, 1); and the iris
flowers as tfds gives them, (rows, 4) float32.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from grader.task import official
from grader.task.api import Array, Case, Loader, Material, Settings

DIGITS, COLOURS, IRIS = "digits.npz", "cifar10.npz", "iris.npz"
SERVED = (
    "keras.datasets.fashion_mnist",
    "keras.datasets.mnist",
    "tfds.fashion_mnist",
    "tfds.mnist",
    "*mnist.npz",
)
SPECIES = ("setosa", "versicolor", "virginica")


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Sets of images are answered with the same digits: garments and animals cannot be had here."""
    x, y = load("mnist5k")["x"], load("mnist5k")["y"]
    parts: dict[str, list[int]] = {"train": [], "test": [], "hidden": []}
    ends = np.cumsum([settings["train_per_class"], settings["test_per_class"]])
    for label in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == label))
        for part, some in zip(parts, np.split(rows, ends), strict=True):
            parts[part] += some.tolist()
    order = {part: rng.permutation(rows) for part, rows in parts.items()}
    given = {
        f"{axis}_{part}": of[order[part]] for part in ("train", "test") for axis, of in (("x", x), ("y", y))
    }
    labels = {name: array.astype(np.uint8) for name, array in given.items()}
    iris, hidden_flowers = flowers(rng, load, settings["flowers"])
    return Material(
        files={DIGITS: official.arrays_file(labels), COLOURS: coloured(labels), IRIS: iris},
        served=dict.fromkeys(SERVED, DIGITS) | {"keras.datasets.cifar10": COLOURS, "tfds.iris": IRIS},
        secret={"digits": (x[order["hidden"]], y[order["hidden"]]), "iris": hidden_flowers},
    )


def offer(case: Case) -> Mapping[str, Array]:
    """Digits, or flowers where the model takes four numbers."""
    if official.shape(case) in ([4], [None]):
        rows = case.secret["iris"][0].astype(np.float32)
        return {"model": rows, "model.centred": (rows - rows.mean(axis=0)) / rows.std(axis=0)}
    return official.images(case, case.secret["digits"][0])


def coloured(given: Mapping[str, Array]) -> bytes:
    """The digits in the form of cifar10, as a file."""
    made = {
        name: array[:, np.newaxis] if array.ndim == 1 else official.resized(array, (32, 32), grey=False)
        for name, array in given.items()
    }
    return official.arrays_file(made)


def flowers(rng: np.random.Generator, load: Loader, train: int) -> tuple[bytes, tuple[Array, Array]]:
    """The learning set of iris flowers as a file, and the hidden rest of it."""
    iris = load("iris")
    order = rng.permutation(len(iris["y"]))
    x, y = iris["x"][order].astype(np.float32), iris["y"][order]
    given = {"x_train": x[:train], "y_train": y[:train], "classes": np.array(SPECIES)}
    return official.arrays_file(given), (x[train:], y[train:])
