"""The set that a model is for is known by the number of hidden texts that it was given."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linear_sum_assignment

from grader.task import learning, official
from grader.task.api import Array, Case, Failure, Text, check


@check()
def model(case: Case) -> None:
    """The file makes a Keras model, which loads by itself and takes texts, or numbers of words."""
    official.returned(case, expected="(120,), ()")


@check(needs=["model"])
def output(case: Case) -> None:
    """One unit or two for two kinds, five or six for the topics."""
    answered(case)


@check(needs=["output"])
def accuracy(case: Case) -> None:
    """Share of the hidden texts that it is right about."""
    rungs = [case.thresholds[f"accuracy_{name}"] for name in ("low", "pass", "top")]
    learning.climb(case, reached(case), rungs, Text("an accuracy", "정확도"))


def answered(case: Case) -> tuple[Array, Array]:
    """The outputs (texts, units), and the labels (texts,); fails where the outputs are of another form."""
    rows = case.predictions("model")
    labels = next((labels for _, labels in case.secret.values() if len(labels) == len(rows)), None)
    if labels is None or rows.ndim != 2 or rows.shape[1] not in (1, 2, 5, 6):
        expected = "(None, 1), (None, 2), (None, 5), (None, 6)"
        raise Failure("shape", expected=expected, received=[None, *rows.shape[1:]])
    return rows, labels


def reached(case: Case) -> float:
    """The accuracy on the hidden texts."""
    rows, labels = answered(case)
    if rows.shape[1] > 2:
        return matched(rows.argmax(axis=1), labels, rows.shape[1])
    answers = rows[:, 0] > official.middle(rows) if rows.shape[1] == 1 else rows.argmax(axis=1)
    return float(np.mean(answers == labels))


def matched(answers: Array, labels: Array, outputs: int) -> float:
    """The accuracy with the outputs in the order that suits best: each file numbers topics in its own way."""
    counts = np.zeros((labels.max() + 1, outputs))
    np.add.at(counts, (labels, answers), 1)
    return float(counts[linear_sum_assignment(counts, maximize=True)].sum() / len(labels))


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    return {"hidden_accuracy": reached(case)}
