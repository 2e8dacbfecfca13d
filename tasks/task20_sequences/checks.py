"""Forecasts are judged in the series' own unit, on rows after those of the file, against the last value."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from grader.task import learning, official
from grader.task.api import Array, Case, Failure, Text, check

from . import data
from .data import MOST_AHEAD, Form

SHAPES = "(30,), (30, 1), (24, 7)"
METRIC = Text("an error relative to the naive forecast's", "단순 예측 대비 오차")
REPEATS = 0.15  # of the naive forecast's error: so near to the last value a model repeats it


class Score(NamedTuple):
    """Mean absolute errors of the forecasts, and of the last values as their targets, by the naive one's."""

    error: float
    to_last: float
    naive: float  # in the unit of the series; of several columns in that of the scaling


@check()
def model(case: Case) -> None:
    """The file makes a Keras model, which loads by itself and takes windows."""
    try:
        official.returned(case, expected=SHAPES)
    except Failure as failure:
        if failure.key == "cannot_load" and "Lambda layer" in str(failure.values.get("message")):
            failure.key = "lambda_layer"
        if failure.key != "not_finite":  # which the next check tells
            raise


@check(needs=["model"])
def output(case: Case) -> None:
    """One number for each window (or each of its steps), or the next steps of seven columns."""
    rows, form = case.predictions("model"), data.forms(case)["model"]
    if shaped(form, rows) is None:
        columns = form.series.shape[1]
        expected = [None, 1] if columns == 1 else [None, 24, columns]
        raise Failure("shape", expected=expected, received=[None, *rows.shape[1:]])


@check(needs=["output"])
def forecast(case: Case) -> None:
    """Mean absolute error on hidden rows, as a share of the naive forecast's."""
    score = best(case)
    rungs = [case.thresholds[f"error_{name}"] for name in ("low", "pass", "top")]
    try:
        learning.climb(case, score.error, rungs, METRIC, better="lower")
    except Failure as failure:
        if "missed" in failure.values and score.to_last <= REPEATS:
            failure.key = "repeats"
        raise


def best(case: Case) -> Score:
    """Of all series and scalings that were offered, and in scaled and in raw units, the smallest error."""
    case.predictions("model")
    scores = []
    for name, form in data.forms(case).items():
        rows = case.evidence.predictions.get(name)
        if rows is not None and np.all(np.isfinite(rows)):
            answers = shaped(form, rows)
            if answers is not None:
                scores += [scored(form, answers), scored(form, answers * form.scale + form.shift)]
    if not scores:
        raise Failure("no_answer", name="model")
    return min(scores)


def shaped(form: Form, rows: Array) -> Array | None:
    """Predictions as (windows, steps, columns), of one column the last step; None for others."""
    windows, columns = len(form.ends), form.series.shape[1]
    if rows.shape[:1] != (windows,) or not rows.size:
        return None
    if columns > 1:
        fits = rows.ndim == 3 and rows.shape[1] <= MOST_AHEAD and rows.shape[2] == columns
        return rows.astype(np.float64) if fits else None
    if rows.shape[1:] not in ((), (1,)) and (rows.ndim != 3 or rows.shape[2] != 1):
        return None
    return rows.astype(np.float64).reshape(windows, -1)[:, -1:, np.newaxis]


def scored(form: Form, answers: Array) -> Score:
    """Answers (windows, steps, columns) in raw units."""
    steps = form.ends[:, np.newaxis] + np.arange(answers.shape[1])
    targets, last = form.series[steps], form.series[form.ends - 1][:, np.newaxis]
    unit = form.scale if form.series.shape[1] > 1 else 1.0  # columns weigh as they do in the file's training

    def distance(one: Array, other: Array) -> float:
        return float(np.mean(np.abs(one - other) / unit))

    naive = distance(last, targets)
    return Score(distance(answers, targets) / naive, distance(answers, last) / naive, naive)


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    score = best(case)
    return {"relative_error": score.error, "hidden_error": score.error * score.naive}
