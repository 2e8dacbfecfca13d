"""Few upright digits for training; others turned, moved and resized; images with marks to look at."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from grader.task.api import Array, Loader, Material, PublicValidation, Settings, Training

SIZE = 28
MARKED = 40  # images with three spots, by which is seen what the augmentation does
SPOTS = ((10.0, 9.0, 1.0), (10.0, 18.0, 0.7), (18.0, 9.0, 0.45))  # row, column, brightness


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Images (rows, 28, 28, 1) float32 in [0, 1], labels (rows,) int64; no digit is in two parts."""
    digits = load("mnist5k")
    x, y = digits["x"].astype(np.float32)[..., None] / 255.0, digits["y"]
    classes = [rng.permutation(np.flatnonzero(y == label)) for label in range(10)]
    count = settings["train_per_class"]
    train = rng.permutation(np.concatenate([rows[:count] for rows in classes]))
    others = rng.permutation(np.concatenate([rows[count:] for rows in classes]))
    shown, hidden = others[: settings["validation_images"]], others[settings["validation_images"] :]
    hidden = hidden[: settings["hidden_images"]]
    x_shown, x_hidden = (moved(rng, x[rows], settings) for rows in (shown, hidden))
    how = x[train], y[train], settings["epochs"], settings["batch_size"]
    pictures = np.rint(x_shown[..., 0] * 255.0).astype(np.uint8)
    return Material(
        arrays={"marked": marked(rng)},
        training={"model": Training(*how, x_shown, y[shown]), "plain": Training(*how)},
        hidden_inputs={"model": x_hidden, "plain": x_hidden},
        shown={"model": PublicValidation(x_shown, y[shown], list("0123456789"), pictures)},
        secret={"labels": y[hidden]},
    )


def moved(rng: np.random.Generator, images: Array, settings: Settings) -> Array:
    """Each image turned, resized and moved by its own draw, black where nothing was."""
    made = np.empty_like(images)
    middle = np.full(2, (SIZE - 1) / 2)
    for number, image in enumerate(images):
        turn = np.deg2rad(rng.uniform(-settings["turn"], settings["turn"]))
        size = rng.uniform(1.0 - settings["zoom"], 1.0 + settings["zoom"])
        cosine, sine = np.cos(turn) / size, np.sin(turn) / size
        matrix = np.array([[cosine, -sine], [sine, cosine]])
        target = middle + rng.uniform(-settings["shift"], settings["shift"], 2)
        offset = middle - matrix @ target
        made[number, ..., 0] = ndimage.affine_transform(image[..., 0], matrix, offset, order=1)
    return np.clip(made, 0.0, 1.0)


def marked(rng: np.random.Generator) -> Array:
    """(MARKED, 28, 28, 1) float32: three round spots of different brightness, each image's a little apart."""
    rows, columns = np.mgrid[:SIZE, :SIZE]
    images = np.zeros((MARKED, SIZE, SIZE, 1), np.float32)
    for image in images:
        for row, column, brightness in SPOTS:
            far = (rows - row - rng.uniform(-1, 1)) ** 2 + (columns - column - rng.uniform(-1, 1)) ** 2
            image[..., 0] = np.maximum(image[..., 0], brightness * np.exp(-far / 5.0))
    return images


def spots(image: Array) -> Array | None:
    """(3, 2): row and column of the spots of (28, 28), brightest first; None where there are not three."""
    groups, count = ndimage.label(image > 0.2)
    if count != 3:
        return None
    places = range(1, 4)
    peaks = np.asarray(ndimage.maximum(image, groups, places))
    centres = np.asarray(ndimage.center_of_mass(image, groups, places))
    return centres[np.argsort(-peaks)]
