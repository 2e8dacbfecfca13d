"""task4 judged without a sandbox: right evidence, and that of one mistake each."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from grader.evidence import Evidence, Problem
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.task import loader
from grader.task.api import Case
from tests.made import TERMINATION, made

TASK = loader.find("task4")
PROBLEMS = ("binary", "one_hot", "integer", "multi_label")


@cache
def right() -> tuple[Any, Evidence]:
    found = made("task4")
    assert found.predict is not None
    evidence = Evidence(
        train=TERMINATION,
        answers=found.train.body["answers"],
        arrays=found.train.arrays,
        models=dict.fromkeys(PROBLEMS, b"x"),
        predictions=found.predict.arrays,
        predict=TERMINATION,
    )
    return found.material, evidence


def judged(**changes: Any) -> Verdict:
    material, evidence = right()
    case = Case(replace(evidence, **changes), material, TASK.manifest.thresholds, TASK.manifest.public)
    return judge(TASK, case)


def failed(verdict: Verdict) -> dict[str, CheckVerdict]:
    return {check.id: check for check in verdict.checks if check.outcome != "pass"}


def arrays() -> dict[str, Any]:
    return {**right()[1].arrays}


def scaled(name: str, factor: float) -> dict[str, Any]:
    return {"arrays": {**arrays(), f"{name}/losses": right()[1].arrays[f"{name}/losses"] * factor}}


def test_right_evidence_gets_all_points() -> None:
    assert judged().score == 100


@pytest.mark.parametrize("problem", PROBLEMS)
def test_one_wrong_pairing_costs_its_own_points_only(problem: str) -> None:
    verdict = judged(**scaled(problem, 1.5))
    assert set(failed(verdict)) == {problem}
    assert verdict.score == 86


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_wrong_pairing_that_does_not_train_either_is_told_as_one_cause(problem: str) -> None:
    predictions = {**right()[1].predictions}
    predictions[problem] = -predictions[problem]
    verdict = judged(**scaled(problem, 1.5), predictions=predictions)
    assert set(failed(verdict)) == {problem, "trained"}
    assert failed(verdict)["trained"].cause == problem
    assert verdict.score == 80


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_right_pairing_that_does_not_train_is_no_pass(problem: str) -> None:
    predictions = {**right()[1].predictions}
    predictions[problem] = -predictions[problem]
    verdict = judged(predictions=predictions)
    assert set(failed(verdict)) == {"trained"}
    assert failed(verdict)["trained"].cause is None
    assert verdict.score == 88


@pytest.mark.parametrize("problem", PROBLEMS[1:])
def test_a_choice_by_the_number_of_classes_is_seen_in_each_problem(problem: str) -> None:
    answers = {**right()[1].answers}
    named = {"units": 1, "activation": "sigmoid", "loss": "binary_crossentropy", "classes": [False, False]}
    answers[f"{problem}_2/choice"] = {"type": "tuple", "length": 3, **named}
    verdict = judged(answers=answers)
    assert {name: check.failure for name, check in failed(verdict).items()} == {"two_classes": "by_count"}
    assert "(1, sigmoid, binary_crossentropy)" in failed(verdict)["two_classes"].message.en
    assert verdict.score == 88


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("factor", "key"), [(24, "summed"), (1.442695, "scaled"), (-1, "scaled")])
def test_a_loss_that_is_right_but_for_a_factor_is_told_it(problem: str, factor: float, key: str) -> None:
    check = failed(judged(**scaled(problem, factor)))[problem]
    assert check.failure == key
    assert f"{factor:.4g} times as much" in check.message.en
    assert f"{factor:.4g}배" in check.message.ko


@pytest.mark.parametrize("problem", PROBLEMS)
def test_an_activation_that_says_the_same_of_everything_fails_with_the_right_loss(problem: str) -> None:
    found = arrays()
    for name in (problem, f"{problem}_2"):
        if f"{name}/outputs" in found:
            found[f"{name}/outputs"] = np.full_like(found[f"{name}/outputs"], 0.5)
            found[f"{name}/twins"] = np.full((2, 8, found[f"{name}/outputs"].shape[-1]), 0.5)
    assert failed(judged(arrays=found))[problem].failure == "says_the_same"


@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_loss_that_knows_the_challenge_only_fails(problem: str) -> None:
    family = "sigmoid" if problem in ("binary", "multi_label") else "softmax"
    place, found = f"{problem}/unseen/{family}", arrays()
    found[place] = found[place] * 1.01
    assert failed(judged(arrays=found))[problem].failure == "not_of_its_arguments"
    del found[place]
    assert failed(judged(arrays=found))[problem].failure == "not_of_its_arguments"


def test_an_exception_in_fit_is_told_where_it_matters() -> None:
    problem = Problem("AttributeError", "'SymbolicTensor' object has no attribute 'numpy'")
    check = failed(judged(problems={"integer training": problem}))["trained"]
    assert "fit() compiles the loss" in check.hint.en
    assert "keras.ops" in check.hint.ko
    gradient = Problem("ValueError", "No gradients provided for any variable.")
    assert failed(judged(problems={"integer training": gradient}))["trained"].failure == "no_gradient"


@pytest.mark.parametrize("kept", ["answers", "arrays", "predictions", "models", "problems", "steps"])
def test_partial_evidence_is_never_an_error_of_the_grader(kept: str) -> None:
    _material, whole = right()
    changes = {
        "answers": {"arrays": {}, "predictions": {}},
        "arrays": {"answers": {}},
        "predictions": {"answers": {}, "arrays": {}},
        "models": {"predictions": {}},
        "problems": {
            "problems": {name: Problem("E", "") for name in ("binary", "one_hot_2", "integer training")}
        },
        "steps": {"answers": {key: "call" if key.endswith("step") else {} for key in whole.answers}},
    }
    verdict = judged(**changes[kept])
    assert verdict.outcome == "fail"
    assert "error" not in {check.outcome for check in verdict.checks}


def test_each_array_that_is_missing_or_odd_is_no_error_of_the_grader() -> None:
    for name, array in right()[1].arrays.items():
        without = arrays()
        del without[name]
        odd = {**arrays(), name: np.full_like(array, np.inf)}
        empty = {**arrays(), name: array[:0]}
        for found in (without, odd, empty):
            assert "error" not in {check.outcome for check in judged(arrays=found).checks}, name
