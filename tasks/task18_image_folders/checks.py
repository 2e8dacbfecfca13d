"""A model is judged on as many of the classes as it answers for; one unit answers for two."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.task import learning, official
from grader.task.api import Case, Failure, Text, check

UNITS = (1, 2, 3, 10, 43)
METRIC = Text("an accuracy", "정확도")


@check()
def model(case: Case) -> None:
    """The file makes a Keras model, which loads by itself and takes images."""
    official.returned(case, expected="(150, 150, 3)")


@check(needs=["model"])
def output(case: Case) -> None:
    """One unit for two classes, or one for each class."""
    shape = case.predictions("model").shape
    if len(shape) != 2 or shape[1] not in UNITS:
        raise Failure("shape", received=[None, *shape[1:]])


@check(needs=["output"])
def accuracy(case: Case) -> None:
    """Share of the hidden images of its classes that it is right about."""
    rungs = [case.thresholds[f"accuracy_{name}"] for name in ("low", "pass", "top")]
    turned = 1.0 - min(shares(case))
    if reached(case) < rungs[0] and turned >= rungs[1] and case.predictions("model").shape[1] <= 2:
        raise Failure("turned", received=reached(case), turned=turned)
    learning.climb(case, reached(case), rungs, METRIC)


def shares(case: Case) -> Iterator[float]:
    """The accuracy on the hidden images in each form of them."""
    units = case.predictions("model").shape[1]
    _, labels = case.secret["plain" if units <= 3 else "land" if units <= 10 else "signs"]
    asked = labels[labels < max(2, units)]
    for rows in official.predictions(case):
        answers = rows[:, 0] > official.middle(rows) if units == 1 else rows.argmax(axis=1)
        yield float(np.mean(answers == asked[: len(rows)]))


def reached(case: Case) -> float:
    """The accuracy in the form that suits the model best."""
    return max(shares(case))


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    return {"hidden_accuracy": reached(case)}
