"""The calls of the functions, and yeast genes in training, validation and hidden rows, split afresh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from grader.task.api import Array, Loader, Material, Settings, Training
from grader.task.functions import Groups, material


def decide(probabilities: Array, threshold: float) -> Array:
    """(rows, labels) to (rows, labels) of 0 and 1: each probability by itself."""
    return (probabilities >= threshold).astype(int)


def micro_f1(predicted: Array, labels: Array) -> float:
    """2 TP / (2 TP + FP + FN) over all rows and labels; 0 where nothing is predicted and nothing is true."""
    both = predicted.sum() + labels.sum()
    return float(2.0 * (predicted * labels).sum() / both) if both else 0.0


def hamming_loss(predicted: Array, labels: Array) -> float:
    """The share of all rows x labels that differ."""
    return float((predicted != labels).mean())


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Features (rows, 103), standardised by the training rows, and labels (rows, 14), as float32."""
    genes, sizes = load("yeast"), [settings["train_rows"], settings["validation_rows"]]
    train, validation, hidden = np.split(rng.permutation(len(genes["x"])), np.cumsum(sizes))
    known = genes["x"][train]
    x = ((genes["x"] - known.mean(axis=0)) / known.std(axis=0)).astype(np.float32)
    y = genes["y"].astype(np.float32)
    how = settings["epochs"], settings["batch_size"]
    called = material({name: (globals()[name], groups) for name, groups in calls(rng).items()})
    training = {"model": Training(x[train], y[train], *how, x[validation], y[validation])}
    secret = {**called.secret, "labels": y[hidden] == 1}
    return replace(called, training=training, hidden_inputs={"model": x[hidden]}, secret=secret)


def calls(rng: np.random.Generator) -> dict[str, Groups]:
    """Groups by function, small ones first. No probability equals a threshold by chance."""

    def shares(*shape: int, dtype: str = "float64") -> Array:
        return (
            (rng.permutation(np.arange(3, 97))[: np.prod(shape)] / 100 + 0.002).reshape(shape).astype(dtype)
        )

    def pair(*shape: int, predicted: float = 0.5, true: float = 0.5) -> list[Array]:
        return [(rng.random(shape) < share).astype(np.int64) for share in (predicted, true)]

    dtypes, none, some = ("float32", "float64"), np.zeros((2, 3), int), np.array([[0, 1, 1], [1, 0, 0]])
    equal = {t: np.array([[t, t - 0.125, t + 0.125]]) for t in (0.25, 0.5, 0.75)}  # exact in both dtypes
    pairs = {
        "few": [[some, some[:, ::-1].copy()], pair(2, 3), pair(3, 4), pair(4, 2)],
        "one": [pair(1, 4), pair(5, 1), [np.ones((1, 1), int), np.ones((1, 1), int)]],
        "nothing": [[none, none.copy()], [none, some], [some, none]],
        "many": [pair(60, 5), pair(40, 14, predicted=0.6, true=0.2)],
    }
    probabilities = {
        "half": [[shares(1, 3), 0.5], [shares(2, 3, dtype="float32"), 0.5], [shares(4, 5), 0.5]],
        "others": [[shares(2, 2), 0.305], [shares(2, 3, dtype="float32"), 0.705], [shares(6, 14), 0.155]],
        "edge": [[row.astype(dtype), t] for t, row in equal.items() for dtype in dtypes],
        "rows": [[shares(2, 3) / 4, 0.305], [1 - shares(2, 3) / 4, 0.705], [shares(1, 1), 0.505]],
    }
    return {"decide": probabilities, "micro_f1": pairs, "hamming_loss": pairs}
