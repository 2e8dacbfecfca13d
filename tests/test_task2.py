"""task2's checks and what the grader's own training tells, on evidence made by hand."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import factory
import numpy as np
import pytest

from grader.evidence import Evidence, History, Layer, Problem, Structure
from grader.grading.judge import Verdict, judge
from grader.grading.pipeline import draw
from grader.task import loader
from grader.task.api import Case

TERMINATION = factory.termination()
TASK2 = loader.find("task2")
MATERIAL = draw(TASK2, 1)
LABELS = MATERIAL.secret["labels"]


def layer(kind: str, activation: str | None = None, **facts: Any) -> Layer:
    effect = facts.pop("effect", 1.0)
    return Layer(kind=kind, params=10, activation=activation, output_shape=None, facts=facts, effect=effect)


CNN = Structure(
    layers=[
        layer("Conv2D", "relu", kernel_size=[3, 3], filters=8, strides=[1, 1], padding="same"),
        layer("MaxPooling2D", pool_size=[2, 2]),
        layer("Conv2D", "relu", kernel_size=[3, 3], filters=8, strides=[1, 1], padding="valid"),
        layer("MaxPooling2D", pool_size=[2, 2]),
        layer("Dense", "softmax", units=10),
    ],
    params=1000,
    input_shape=[None, 28, 28, 1],
    output_shape=[None, 10],
    families={"convolution": 1.0},
)


def predictions(right: float) -> np.ndarray:
    """One-hot rows of which that share is right."""
    answers = LABELS.copy()
    wrong = round(len(answers) * (1 - right))
    answers[:wrong] = (answers[:wrong] + 1) % 10
    return np.eye(10, dtype=np.float32)[answers]


def built(**changes: Any) -> dict[str, Any]:
    """The probe's answer about a right model, but for those fields."""
    shapes = {"inputs": [[None, 28, 28, 1]], "outputs": [[None, 10]]}
    right = {
        "type": "Sequential",
        "is_model": True,
        "compiled": True,
        "loss": "sparse_categorical_crossentropy",
    }
    return {"model.built": {**right, **shapes, **changes}}


def evidence(right: float = 1.0, **changes: Any) -> Evidence:
    good = Evidence(
        train=TERMINATION,
        answers=built(),
        models={"model": b"x"},
        predictions={"model": predictions(right)},
        structures={"model": CNN},
        fit=TERMINATION,
        histories={"model": History(logs={"loss": [1.0]})},
        predict=TERMINATION,
    )
    return replace(good, **changes)


def with_effects(*effects: float | None, share: float | None = 1.0) -> Structure:
    """The layers of CNN with those effects, and that of all convolutions at once."""
    layers = [
        layer.model_copy(update={"effect": effect}) for layer, effect in zip(CNN.layers, effects, strict=True)
    ]
    return CNN.model_copy(update={"layers": layers, "families": {"convolution": share}})


def judged(found: Evidence) -> Verdict:
    return judge(TASK2, Case(found, MATERIAL, TASK2.manifest.thresholds, TASK2.manifest.public))


def outcomes(verdict: Verdict) -> dict[str, str]:
    return {item.id: item.outcome for item in verdict.checks}


def test_good_evidence_earns_every_point() -> None:
    verdict = judged(evidence())
    assert (verdict.outcome, verdict.score) == ("pass", TASK2.max_score)
    assert set(outcomes(verdict).values()) == {"pass"}


def test_empty_predictions_earn_nothing_for_accuracy() -> None:
    for bad in (np.zeros((0, 10)), np.zeros((len(LABELS), 0)), np.zeros((len(LABELS), 9)), np.zeros(())):
        verdict = judged(evidence(predictions={"model": bad.astype(np.float32)}))
        assert outcomes(verdict)["accuracy"] == "fail"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_fails_with_its_count(value: float) -> None:
    rows = predictions(1.0)
    rows[3, 4] = value
    found = judged(evidence(predictions={"model": rows}))
    accuracy = next(item for item in found.checks if item.id == "accuracy")
    assert accuracy.failure == "not_finite"
    assert "1 of" in accuracy.message.en


def test_the_ladder_gives_part_of_the_points() -> None:
    rungs = sorted(v for k, v in TASK2.manifest.thresholds.items() if k.startswith("accuracy"))
    scores = [judged(evidence(right)).score for right in (rungs[0] - 0.01, *(r + 0.001 for r in rungs))]
    assert scores == sorted(set(scores))
    assert scores[-1] == TASK2.max_score


@pytest.mark.parametrize("rung", ["low", "pass", "good", "top"])
def test_an_accuracy_just_below_a_rung_does_not_read_as_if_it_had_been_reached(rung: str) -> None:
    wanted = TASK2.manifest.thresholds[f"accuracy_{rung}"]
    found = judged(evidence((math.ceil(wanted * len(LABELS)) - 1) / len(LABELS)))
    accuracy = next(item for item in found.checks if item.id == "accuracy")
    for sentence in (accuracy.message.en, accuracy.message.ko):
        *_expected, received = map(float, re.findall(r"\d\.\d+", sentence))
        assert 0 < wanted - received < 0.001


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        pytest.param({"compiled": False}, {"trains"}, id="not compiled"),
        pytest.param({"loss": "categorical_crossentropy"}, {"trains"}, id="loss for one-hot labels"),
    ],
)
def test_a_model_that_fit_cannot_train_keeps_the_points_of_its_layers(
    changes: dict[str, Any], failed: set[str]
) -> None:
    raised = {} if changes.get("compiled") is False else {"model.fit": Problem("ValueError", "shapes", ())}
    verdict = judged(evidence(answers=built(**changes), fit_problems=raised))
    assert {item.id for item in verdict.checks if item.outcome == "fail"} == failed
    assert {item.id for item in verdict.checks if item.outcome == "skipped"} == {"accuracy"}
    assert 60 <= verdict.score < TASK2.manifest.pass_score


def test_a_model_of_another_input_shape_keeps_the_points_of_its_layers() -> None:
    three = CNN.model_copy(update={"input_shape": [None, 28, 28, 3]})
    layers = [layer.model_copy(update={"effect": None}) for layer in three.layers]
    unknown = three.model_copy(update={"layers": layers, "families": {}})
    verdict = judged(
        evidence(
            structures={"model": unknown},
            predictions={},
            fit_problems={"model.fit": Problem("ValueError", "3 channels", ())},
            predict_problems={"model.predictions": Problem("ValueError", "3 channels", ())},
        )
    )
    failures = {item.id: item.failure for item in verdict.checks if item.outcome == "fail"}
    assert failures == {"trains": "input_shape"}
    assert 60 <= verdict.score < TASK2.manifest.pass_score


def test_a_softmax_over_the_wrong_axes_keeps_half_of_its_points() -> None:
    rows = np.full((len(LABELS), 5, 5, 10), 0.1, np.float32)
    verdict = judged(
        evidence(
            predictions={"model": rows},
            fit_problems={"model.fit": Problem("ValueError", "shapes", ())},
            answers=built(outputs=[[None, 5, 5, 10]]),
        )
    )
    found = {item.id: item for item in verdict.checks}
    assert found["output_layer"].points == found["output_layer"].max_points / 2
    assert found["output_layer"].cause == "trains"
    assert 60 <= verdict.score < TASK2.manifest.pass_score


@pytest.mark.parametrize(("kind", "outcome"), [("float16", "pass"), ("float32", "fail")])
def test_half_precision_rows_may_sum_to_a_little_less_than_one(kind: str, outcome: str) -> None:
    rows = (predictions(1.0) * 0.998).astype(kind)
    assert outcomes(judged(evidence(predictions={"model": rows})))["output_layer"] == outcome


@pytest.mark.parametrize(
    ("structure", "failed"),
    [
        pytest.param(with_effects(1.0, 0.02, 0.02, 0.02, 1.0), {}, id="little effect each"),
        pytest.param(with_effects(1.0, 1.0, 0.0, 1.0, 1.0), {"convolutions": "no_effect"}, id="one idle"),
        pytest.param(with_effects(1.0, 0.0, 1.0, 0.0, 1.0), {"pooling": "no_effect"}, id="idle poolings"),
        pytest.param(with_effects(1.0, 0.0, 1.0, 0.1, 1.0), {}, id="one pooling of two"),
        pytest.param(
            with_effects(0.1, 0.1, 0.1, 0.1, 1.0, share=0.2), {"convolutions": "bypassed"}, id="beside"
        ),
        pytest.param(
            with_effects(1.0, None, None, None, 1.0),
            {"convolutions": "no_effect", "pooling": "no_effect"},
            id="too many to look at",
        ),
    ],
)
def test_layers_that_make_no_difference_are_not_counted(structure: Structure, failed: dict[str, str]) -> None:
    verdict = judged(evidence(structures={"model": structure}))
    assert {item.id: item.failure for item in verdict.checks if item.outcome != "pass"} == failed


@pytest.mark.parametrize("right", [0.1, np.nan], ids=["constant", "not a number"])
def test_where_no_effect_can_be_told_the_layers_count_and_accuracy_fails(right: float) -> None:
    rows = np.full((len(LABELS), 10), right, np.float32)
    unknown = with_effects(None, None, None, None, None, share=None)
    verdict = judged(evidence(structures={"model": unknown}, predictions={"model": rows}))
    assert outcomes(verdict)["convolutions"] == outcomes(verdict)["pooling"] == "pass"
    assert outcomes(verdict)["accuracy"] == "fail"


REFUSED = {  # what the fit stage raises > the sentence
    "NotCompiled": "not_compiled",
    "ForeignTraining": "foreign_training",
    "CarriedList": "carried_list",
    "CarriedText": "carried_text",
    "CarriedDigits": "carried_digits",
    "ConfigurationTooLarge": "configuration_too_large",
    "StateNotKept": "state_not_kept",
    "InvalidArgumentError": "cannot_train",
}


@pytest.mark.parametrize(("kind", "key"), REFUSED.items())
def test_what_the_fit_stage_refuses_is_told_by_its_own_sentence_and_hint(kind: str, key: str) -> None:
    problem = Problem(kind, "found: 784", ())
    verdict = judged(evidence(fit_problems={"model.fit": problem}))
    found = next(item for item in verdict.checks if item.outcome == "fail")
    assert (found.id, found.failure) == ("trains", key)
    assert "{" not in found.message.en + found.message.ko
    assert found.hint.en
    if key != "not_compiled":
        assert "found: 784" in found.message.en
        assert "found: 784" in found.message.ko


def test_a_model_that_carries_numbers_earns_nothing_for_its_layers() -> None:
    problem = Problem("CarriedList", "value: [1568]", ())
    verdict = judged(evidence(fit_problems={"model": problem}, structures={}, predictions={}, histories={}))
    assert verdict.score == 0
    assert next(item for item in verdict.checks if item.outcome == "fail").failure == "carried_list"


@pytest.mark.parametrize(
    ("changes", "failure", "told"),
    [
        pytest.param({"reason": "time", "seconds": 150.0}, "time", "epoch 3", id="too long"),
        pytest.param({"reason": "memory"}, "memory", "memory", id="too much memory"),
        pytest.param({"reason": "signal", "code": 6}, "signal", "6", id="crash"),
        pytest.param({}, "fit_ended", "MemoryError", id="exception"),
    ],
)
def test_how_the_graders_own_training_ended_is_told(changes: dict[str, Any], failure: str, told: str) -> None:
    ended = TERMINATION.model_copy(update={"begun": True, **changes})
    reached = ({"epoch": 3, "epochs": 10, "logs": {"loss": 1.0}},)
    verdict = judged(
        evidence(
            fit=ended,
            fit_error=Problem("MemoryError", "", ()),
            histories={},
            predict=None,
            structures={},
            predictions={},
            epochs=reached,
        )
    )
    assert (verdict.score, verdict.checks[0].failure) == (0, failure)
    assert told in verdict.checks[0].message.en
