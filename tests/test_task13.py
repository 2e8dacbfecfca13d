"""task13: what is drawn, and what its checks tell of evidence made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import factory
import numpy as np
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

from grader.evidence import Evidence, History, Layer, Problem, Structure
from grader.grading.judge import Verdict, judge
from grader.grading.pipeline import draw
from grader.task import loader
from grader.task.api import Case

TASK = loader.find("task13")
MATERIAL = draw(TASK, 1)
DONE = factory.termination()
CURVE = History(logs={"loss": [9.0, 1.0]})


def layer(kind: str, activation: str | None = None, params: int = 2) -> Layer:
    return Layer(kind=kind, params=params, activation=activation, output_shape=None, facts={}, effect=1.0)


def structure(columns: int, *layers: Layer, units: int = 1) -> Structure:
    shapes = {"input_shape": [None, columns], "output_shape": [None, units]}
    return Structure(layers=list(layers), params=9, families={}, **shapes)


def built(columns: int, **changes: Any) -> dict[str, Any]:
    shapes = {"inputs": [[None, columns]], "outputs": [[None, 1]]}
    return {"type": "Sequential", "is_model": True, "compiled": True, "loss": "mse"} | shapes | changes


RIGHT = {
    "line": structure(1, layer("Dense", "linear")),
    "table": structure(10, layer("Normalization", params=21), layer("Dense", "linear")),
}
ANSWERS = {"line": MATERIAL.secret["line"], "table": MATERIAL.secret["table_compared"][:, np.newaxis]}


def judged(name: str = "", rows: Any = None, layers: Structure | None = None, **changes: Any) -> Verdict:
    """Right evidence but for what one of the two models answers, is made of and is said of it."""
    loss = changes.pop("loss", "mse")
    answers = {"line.built": built(1), "table.built": built(10)}
    found = Evidence(
        train=DONE,
        answers=answers | ({f"{name}.built": built(1 if name == "line" else 10, loss=loss)} if name else {}),
        models={"line": b"x", "table": b"x"},
        predictions=ANSWERS if rows is None else ANSWERS | {name: rows},
        structures=RIGHT if layers is None else RIGHT | {name: layers},
        fit=DONE,
        histories={"line": CURVE, "table": CURVE},
        predict=DONE,
    )
    case = Case(replace(found, **changes), MATERIAL, TASK.manifest.thresholds, TASK.manifest.public)
    return judge(TASK, case)


def failures(verdict: Verdict) -> dict[str, str | None]:
    return {item.id: item.failure for item in verdict.checks if item.outcome == "fail"}


def test_right_answers_earn_every_point() -> None:
    verdict = judged()
    assert (verdict.outcome, verdict.score) == ("pass", 100)
    assert verdict.metrics == {"line_error": 0.0, "table_error": 1.0}


@pytest.mark.parametrize("seed", range(5))
def test_hidden_points_lie_on_the_line_and_outside_its_range(seed: int) -> None:
    drawn = draw(TASK, seed)
    x, far = drawn.training["line"].x, drawn.hidden_inputs["line"]
    slope, offset = np.polyfit(x[:, 0], drawn.training["line"].y[:, 0], 1)
    error = np.abs(slope * far + offset - drawn.secret["line"]).mean()
    assert error < 0.02 * np.abs(drawn.secret["line"] - drawn.secret["line_compared"]).mean()
    assert ((far < x.min()) | (far > x.max())).all()


def test_the_table_is_scikit_learns_and_least_squares_what_it_finds() -> None:
    how, hidden = MATERIAL.training["table"], MATERIAL.hidden_inputs["table"]
    raw = load_diabetes(scaled=False)
    ages = np.concatenate([how.x, hidden])[:, 0] / 365.25
    assert np.allclose(np.sort(ages), np.sort(raw.data[:, 0]))
    assert sorted([*how.y, *MATERIAL.secret["table"]]) == sorted(raw.target)
    assert np.allclose(
        LinearRegression().fit(how.x, how.y).predict(hidden), MATERIAL.secret["table_compared"], atol=0.1
    )


HIDDEN = len(MATERIAL.secret["table"])
FAR = np.zeros((200, 1), np.float32)
MEAN = np.full((HIDDEN, 1), 150.0)
BARE = structure(10, layer("Dense", "relu"), layer("Dense", "linear"))
ONE_MEAN = structure(10, layer("Normalization", params=3), layer("Dense", "linear"))
MISTAKES = [
    ("line", FAR, structure(1, layer("Dense", "relu"), layer("Dense", "linear")), {}, "bends"),
    ("line", FAR, structure(1, layer("Dense", "linear", params=1)), {}, "no_bias"),
    ("line", FAR, RIGHT["line"], {}, "rung"),
    ("line", FAR, RIGHT["line"], {"loss": "binary_crossentropy"}, "class_loss"),
    ("table", MEAN, BARE, {}, "not_normalised"),
    ("table", MEAN, ONE_MEAN, {}, "one_mean"),
    ("table", MEAN, RIGHT["table"], {"loss": "binary_crossentropy"}, "class_loss"),
    (
        "table",
        MEAN * np.nan,
        BARE,
        {"histories": {"line": CURVE, "table": History(logs={"loss": [9, np.nan]})}},
        "diverged",
    ),
]


@pytest.mark.parametrize(
    ("name", "rows", "layers", "changes", "key"), MISTAKES, ids=lambda value: str(value)[:20]
)
def test_a_missed_rung_is_told_by_what_the_model_lacks_and_costs_that_check_alone(
    name: str, rows: Any, layers: Structure, changes: dict[str, Any], key: str
) -> None:
    verdict = judged(name, rows, layers, **changes)
    assert failures(verdict) == {"line_extrapolates" if name == "line" else "table_error": key}
    assert 60 <= verdict.score < TASK.manifest.pass_score


@pytest.mark.parametrize(("share", "rungs"), [(1.05, 3), (1.2, 2), (1.25, 1), (1.4, 0)])
def test_each_rung_of_the_table_is_a_third(share: float, rungs: int) -> None:
    off = MATERIAL.secret["table_compared"] - MATERIAL.secret["table"]
    verdict = judged("table", (MATERIAL.secret["table"] + share * off)[:, np.newaxis])
    assert next(item for item in verdict.checks if item.id == "table_error").points == pytest.approx(
        31 * rungs / 3, abs=0.01
    )


@pytest.mark.parametrize(
    ("layers", "rows", "failed"),
    [
        (structure(10, layer("Dense", "sigmoid")), np.ones((HIDDEN, 1)), {"table_output": "squashed"}),
        (structure(10, layer("Softmax")), np.ones((HIDDEN, 1)), {"table_output": "squashed"}),
        (structure(10, layer("Dense", "linear"), units=2), np.ones((HIDDEN, 2)), {"table_output": "shape"}),
        (structure(10, layer("Dense", "relu")), None, {}),
        (structure(10, layer("Rescaling"), layer("Dense", "sigmoid"), layer("Rescaling")), None, {}),
    ],
    ids=["sigmoid", "softmax", "two units", "relu", "scaled sigmoid"],
)
def test_an_output_is_judged_by_whether_it_reaches_the_targets(
    layers: Structure, rows: Any, failed: dict[str, str]
) -> None:
    verdict = judged("table", rows, layers)
    assert failures(verdict) == failed
    assert verdict.score >= 60


def test_a_function_that_raises_leaves_the_other_model_its_points() -> None:
    verdict = judged(problems={"line": Problem("ValueError", "no", ())}, answers={"table.built": built(10)})
    assert failures(verdict) == {"line_model": "raised_in_part"}
    assert verdict.score == 55


def test_a_loss_that_fit_cannot_take_is_named() -> None:
    raised = {"table.fit": Problem("InvalidArgumentError", "labels", ())}
    verdict = judged("table", loss="sparse_categorical_crossentropy", fit_problems=raised)
    assert failures(verdict) == {"table_trains": "class_loss"}
