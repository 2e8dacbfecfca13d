"""Accuracy is computed here, on labels that never left, with the scaling that suits the model best."""

from __future__ import annotations

import numpy as np

from grader.task import learning, official
from grader.task.api import Array, Case, Failure, Text, check

CLASSES = {"digits": 10, "iris": 3}


@check()
def model(case: Case) -> None:
    """The file makes a Keras model, which loads by itself and takes an image."""
    official.returned(case, expected="(28, 28), (28, 28, 1), (784,), (32, 32, 3), (4,)")


@check(needs=["model"])
def output(case: Case) -> None:
    """One number for each class: probabilities or logits."""
    shape, classes = case.predictions("model").shape, CLASSES[learned(case)]
    if shape[1:] != (classes,):
        raise Failure("shape", expected=[None, classes], received=[None, *shape[1:]])


@check(needs=["output"])
def accuracy(case: Case) -> None:
    """Share of hidden images whose largest output is at the place of their class."""
    rungs = [case.thresholds[f"accuracy_{name}"] for name in ("low", "pass", "top")]
    learning.climb(
        case, reached(case), rungs, Text("an accuracy", "정확도"), chance=1 / CLASSES[learned(case)]
    )


def learned(case: Case) -> str:
    """Which set the model is for, by the rows that it was given."""
    return "iris" if len(case.predictions("model")) == len(case.secret["iris"][1]) else "digits"


def reached(case: Case) -> float:
    """The accuracy on the hidden rows."""
    labels = case.secret[learned(case)][1]

    def share(rows: Array) -> float:
        return float(np.mean(rows.argmax(axis=1) == labels))

    return official.best(case, share)


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    return {"hidden_accuracy": reached(case)}
