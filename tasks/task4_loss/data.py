"""Challenge logits and labels for the four problems, and four data sets to train on."""

from __future__ import annotations

import numpy as np

from grader.checks import Array, Loader, Material, Shown

BATCHES = (-2.0, 0.0, 1.5, 3.0)  # how far the right answer is favoured: bad, random, good, sure
ROWS = 24  # of each batch
COLUMNS = 16  # logits of each row, more than any problem needs: the number of units is the question
LIMIT = 6.0  # of a logit; beyond about 16 Keras clips the probabilities
CHALLENGE_CLASSES = (4, 10)  # never the number of classes of a data set below
HELD_OUT_SHARE = 0.35
SHOWN_SHARE = 0.25  # of what is held out: the public validation part; the rest is hidden
CLASSES_APART = ("one_hot", "integer")  # one class to a row, and an output for each
SETS = {"binary": "breast_cancer", "one_hot": "wine", "integer": "digits", "multi_label": "yeast"}


def prepare(rng: np.random.Generator, load: Loader) -> Material:
    """Per problem: logits (batches, rows, columns) float32, labels (batches, ...), and a data set.

    Labels: binary (rows, 1) float32, one_hot (rows, classes) float32, integer (rows,) int64,
    multi_label (rows, classes) float32.
    """
    arrays: dict[str, Array] = {}
    hidden_inputs, hidden_labels, shown = {}, {}, {}
    challenge_classes, data_classes = {}, {}
    for problem, name in SETS.items():
        classes = 2 if problem == "binary" else int(rng.integers(*CHALLENGE_CLASSES))
        challenge_classes[problem] = classes
        logits, arrays[f"{problem}/labels"] = _challenge(problem, classes, rng)
        arrays[f"{problem}/logits"] = logits

        x, y = load(name)["x"], load(name)["y"]
        data_classes[problem] = y.shape[1] if y.ndim == 2 else int(y.max()) + 1
        hidden, validation, train = _split(len(x), rng)
        mean, spread = x[train].mean(axis=0), x[train].std(axis=0)
        scaled = ((x - mean) / np.where(spread > 0, spread, 1.0)).astype(np.float32)
        arrays[f"{problem}/x"] = scaled[train]
        arrays[f"{problem}/y"] = _encode(problem, y[train], data_classes[problem])
        arrays[f"{problem}/x_validation"] = scaled[validation]
        arrays[f"{problem}/y_validation"] = _encode(problem, y[validation], data_classes[problem])
        if problem in CLASSES_APART:
            images = as_images(x[validation]) if name == "digits" else None
            names = [str(number) for number in range(data_classes[problem])]
            shown[problem] = Shown(scaled[validation], y[validation], names, images)
        hidden_inputs[problem], hidden_labels[problem] = scaled[hidden], y[hidden]
    return Material(
        challenges={"challenge_classes": challenge_classes, "data_classes": data_classes},
        arrays=arrays,
        hidden_inputs=hidden_inputs,
        shown=shown,
        secret={"hidden_labels": hidden_labels},
    )


def _challenge(problem: str, classes: int, rng: np.random.Generator) -> tuple[Array, Array]:
    logits, labels = [], []
    for favour in BATCHES:
        z = rng.normal(0.0, 1.5, (ROWS, COLUMNS))
        if problem in ("one_hot", "integer"):
            y = rng.integers(0, classes, ROWS)
            z[np.arange(ROWS), y] += favour
        else:
            y = rng.integers(0, 2, (ROWS, 1 if problem == "binary" else classes))
            z[:, : y.shape[1]] += favour * (2 * y - 1)
        logits.append(np.clip(z, -LIMIT, LIMIT).astype(np.float32))
        labels.append(_encode(problem, y, classes))
    return np.stack(logits), np.stack(labels)


def _encode(problem: str, y: Array, classes: int) -> Array:
    """Labels in the form that the brief promises for that problem."""
    if problem == "integer":
        return y.astype(np.int64)
    if problem == "one_hot":
        return np.eye(classes, dtype=np.float32)[y]
    return y.reshape(len(y), -1).astype(np.float32)


def _split(rows: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Shuffled row numbers: hidden, validation, training."""
    order, held_out = rng.permutation(rows), round(rows * HELD_OUT_SHARE)
    hidden = held_out - round(held_out * SHOWN_SHARE)
    return order[:hidden], order[hidden:held_out], order[held_out:]


def as_images(x: Array) -> Array:
    """Rows of 64 grey values, 0 to 16, as (rows, 8, 8) uint8."""
    return np.rint(x.reshape(-1, 8, 8) * (255.0 / 16.0)).astype(np.uint8)
