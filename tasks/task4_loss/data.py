"""Challenge logits and labels for the four problems, and four data sets to train on.

The loss is asked about outputs twice: those that the activation made of the challenge's logits, and those
that the usual activations make of logits which stay on the host. A loss that takes the challenge's logits
from elsewhere than its arguments cannot answer the second.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.task.api import Array, Loader, Material, PublicValidation, Settings

BATCHES = (-2.0, 0.0, 1.5, 3.0)  # how far the right answer is favoured: bad, random, good, sure
ROWS = 24  # of each batch
COLUMNS = 16  # logits of each row, more than any problem needs: the number of units is the question
LIMIT = 6.0  # of a logit; beyond about 16 Keras clips the probabilities
TWINS = 8  # pairs of rows that differ in one logit, for activations that are none of the usual ones
CHALLENGE_CLASSES = (4, 10)  # never the number of classes of a data set below
HELD_OUT_SHARE = 0.35
SHOWN_SHARE = 0.25  # of what is held out: the public validation part; the rest is hidden
CLASSES_APART = ("one_hot", "integer")  # one class to a row, and an output for each
SETS = {"binary": "breast_cancer", "one_hot": "wine", "integer": "digits", "multi_label": "yeast"}


ACTIVATIONS: dict[str, Callable[[Array], Array]] = {
    "linear": lambda z: z,
    "sigmoid": lambda z: 1.0 / (1.0 + np.exp(-z)),
    "log_sigmoid": lambda z: -np.logaddexp(0.0, -z),
    "softmax": lambda z: np.exp(log_softmax(z)),
    "log_softmax": lambda z: log_softmax(z),
}


def log_softmax(z: Array) -> Array:
    """Of the last axis."""
    shifted: Array = z - z.max(axis=-1, keepdims=True)
    total: Array = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted - total


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Questions by name (problem, classes), each with its arrays, and a data set for each problem.

    Of a question: logits (batches, rows, columns) and twins (2, pairs, columns) float32; labels and
    unseen/labels (batches, ...); unseen/UNITS/ACTIVATION (batches, rows, units) float32.
    Labels: binary (rows, 1) float32, one_hot (rows, classes) float32, integer (rows,) int64,
    multi_label (rows, classes) float32.
    """
    del settings
    arrays: dict[str, Array] = {}
    hidden_inputs, hidden_labels, shown, unseen = {}, {}, {}, {}
    questions = {problem: (problem, int(rng.integers(*CHALLENGE_CLASSES))) for problem in SETS}
    questions["binary"] = ("binary", 2)
    questions |= {f"{problem}_2": (problem, 2) for problem in SETS if problem != "binary"}
    for name, (problem, classes) in questions.items():
        arrays[f"{name}/logits"], arrays[f"{name}/labels"] = _challenge(problem, classes, rng)
        arrays[f"{name}/twins"] = _twins(classes, rng)
        more, unseen[name] = _unseen(problem, classes, rng)
        arrays |= {f"{name}/unseen/{key}": array for key, array in more.items()}
    data_classes = {}
    for problem, name in SETS.items():
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
            shown[problem] = PublicValidation(scaled[validation], y[validation], names, images)
        hidden_inputs[problem], hidden_labels[problem] = scaled[hidden], y[hidden]
    return Material(
        challenges={
            "questions": {name: list(question) for name, question in questions.items()},
            "data_classes": data_classes,
        },
        arrays=arrays,
        hidden_inputs=hidden_inputs,
        shown=shown,
        secret={"hidden_labels": hidden_labels, "unseen": unseen},
    )


def _challenge(problem: str, classes: int, rng: np.random.Generator) -> tuple[Array, Array]:
    batches = [_batch(problem, classes, favour, rng) for favour in BATCHES]
    logits = np.stack([z for z, _y in batches])
    return logits, np.stack([_encode(problem, y, classes) for _z, y in batches])


def _batch(problem: str, classes: int, favour: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Logits (rows, columns) float32, and class numbers (rows,) or yes and no (rows, labels)."""
    if problem in CLASSES_APART:
        y = rng.integers(0, classes, ROWS)
    else:
        y = rng.integers(0, 2, (ROWS, 1 if problem == "binary" else classes))
    return _favoured(problem, y, favour, rng), y


def _favoured(problem: str, y: Array, favour: float, rng: np.random.Generator) -> Array:
    """Random logits (rows, columns) float32 of which those of the labels are favoured."""
    z = rng.normal(0.0, 1.5, (ROWS, COLUMNS))
    if problem in CLASSES_APART:
        z[np.arange(ROWS), y] += favour
    else:
        z[:, : y.shape[1]] += favour * (2 * y - 1)
    return np.clip(z, -LIMIT, LIMIT).astype(np.float32)


def _unseen(
    problem: str, classes: int, rng: np.random.Generator
) -> tuple[dict[str, Array], dict[str, Array]]:
    """What each usual activation makes of logits that are not sent, by units and activation; those logits."""
    labels = [_batch(problem, classes, favour, rng)[1] for favour in BATCHES]
    outputs = {"labels": np.stack([_encode(problem, y, classes) for y in labels])}
    logits = {}
    for units in (1, 2) if problem == "binary" else (classes,):
        for name, activation in ACTIVATIONS.items():
            pairs = zip(labels, BATCHES, strict=True)
            z = np.stack([_favoured(problem, y, favour, rng) for y, favour in pairs])[..., :units]
            outputs[f"{units}/{name}"] = activation(z.astype(np.float64)).astype(np.float32)
            if name != "linear":  # whose outputs are the logits: those are no secret
                logits[f"{units}/{name}"] = z.astype(np.float64)
    return outputs, logits


def _twins(classes: int, rng: np.random.Generator) -> Array:
    """(2, pairs, columns) float32: each row and its twin, in which one logit is another."""
    rows = np.clip(rng.normal(0.0, 1.0, (TWINS, COLUMNS)), -2.0, 2.0)
    twins = rows.copy()
    twins[np.arange(TWINS), np.arange(TWINS) % (classes if classes > 2 else 1)] += 1.0
    return np.stack([rows, twins]).astype(np.float32)


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
