"""A model is judged by the line that it continues: that of the brief, or another well-known one."""

from __future__ import annotations

import numpy as np

from grader.task import learning, official
from grader.task.api import Case, Failure, Text, check

BRIEF = "y = 2x - 1"  # the brief's line, told where the model learned none
LEARNED = 0.5  # the error, as a share of the best constant's, by which it is clear which line a file has


@check()
def model(case: Case) -> None:
    """The file makes a Keras model, which loads by itself and takes one number."""
    official.returned(case, expected="(1,)")


@check(needs=["model"])
def output(case: Case) -> None:
    """One number for each x."""
    shape = case.predictions("model").shape
    if shape not in ((case.public["hidden_points"], 1), (case.public["hidden_points"],)):
        raise Failure("shape", expected=[None, 1], received=[None, *shape[1:]])


@check(needs=["output"])
def line(case: Case) -> None:
    """The error on hidden x, as a share of what the best constant has."""
    error, equation = nearest(case)
    equation = equation if error < LEARNED else BRIEF
    rungs = [case.thresholds[f"error_{name}"] for name in ("low", "pass", "top")]
    answers = case.predictions("model").ravel()
    learning.climb(
        case,
        error,
        rungs,
        Text(
            "an error (MAE, divided by that of the best constant)",
            "오차(MAE를 가장 좋은 상수의 MAE로 나눈 값)",
        ),
        better="lower",
        at=float(case.material.hidden_inputs["model"][0, 0]),
        equation=equation,
        wanted=float(case.secret["lines"][equation][0]),
        answered=float(answers[0]),
    )


def nearest(case: Case) -> tuple[float, str]:
    """The smallest error among the lines, and which line it is."""
    answers = case.predictions("model").ravel().astype(np.float64)
    lines = case.secret["lines"].items()
    return min((np.mean(np.abs(answers - y)) / np.mean(np.abs(y - y.mean())), name) for name, y in lines)


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    return {"line_error": nearest(case)[0]}
