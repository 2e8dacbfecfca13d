"""Judging is pure: evidence made by hand, no sandbox, and a verdict that says what was wrong."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import factory
import numpy as np
import pydantic
import pytest

from grader.evidence import Evidence, History, Layer, Problem, Structure
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.grading.pipeline import draw
from grader.inside import wire
from grader.task import loader
from grader.task.api import Case, CheckFunction, Failure, check
from grader.text import plain

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


def test_no_evidence_earns_nothing() -> None:
    verdict = judged(Evidence(train=TERMINATION))
    assert (verdict.outcome, verdict.score) == ("fail", 0)


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


def test_judging_again_gives_the_same_verdict() -> None:
    assert judged(evidence(0.93)) == judged(evidence(0.93))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"train": TERMINATION.model_copy(update={"reason": "time"})}, "time"),
        ({"train": TERMINATION.model_copy(update={"reason": "time", "cpu_seconds": 0.1})}, "time"),
        ({"train": TERMINATION.model_copy(update={"reason": "memory"})}, "memory"),
        ({"train": TERMINATION.model_copy(update={"reason": "output"})}, "output"),
        ({"train": TERMINATION.model_copy(update={"reason": "result"})}, "result"),
        ({"train": TERMINATION.model_copy(update={"reason": "signal", "code": 11})}, "signal"),
        ({"has_result": False}, "exit"),
        ({"error": Problem("SystemExit", "0")}, "exit"),
        ({"error": Problem("ValueError", "no", (plain("a.py, line 3: x"),))}, "raised"),
        ({"error": Problem("ModuleNotFoundError", "No module named 'x'")}, "module"),
        (
            {
                "predict_error": Problem("time", "9"),
                "predict": TERMINATION.model_copy(update={"reason": "time"}),
            },
            "predict_time",
        ),
    ],
)
def test_a_run_that_did_not_end_well_fails_with_its_reason(changes: dict[str, Any], key: str) -> None:
    verdict = judged(evidence(**changes))
    assert verdict.checks[0].failure == key
    assert (verdict.outcome, verdict.score) == ("fail", 0)
    assert verdict.checks[0].hint.ko
    assert set(list(outcomes(verdict).values())[1:]) == {"skipped"}


@pytest.mark.parametrize(
    "changes",
    [
        {"train": TERMINATION.model_copy(update={"code": wire.GRADER_ERROR})},
        {"predict_error": Problem("RuntimeError", "x")},
        {"train": TERMINATION.model_copy(update={"reason": "starved"})},
        {"train": TERMINATION.model_copy(update={"reason": "evicted", "code": 9})},
        {
            "predict_error": Problem("starved", "9"),
            "predict": TERMINATION.model_copy(update={"reason": "starved", "begun": True}),
        },
    ],
    ids=["train stage", "predict stage", "no time to train", "no memory", "no time to predict"],
)
def test_a_failure_of_ours_is_an_error_and_no_fail(changes: dict[str, Any]) -> None:
    verdict = judged(evidence(**changes))
    assert verdict.outcome == "error"


@pytest.mark.parametrize(
    ("cpu", "withheld", "told", "hint"),
    [
        (150, 0, "still computing", "endless loop"),
        (80, 75, "still computing", "endless loop"),
        (0.2, 0, "still waiting", "time.sleep()"),
        (3, 75, "still waiting", "time.sleep()"),
    ],
    ids=["a loop", "a loop beside others", "a sleep", "a sleep beside others"],
)
def test_what_ran_out_of_time_is_told_whether_it_computed_or_waited(
    cpu: float, withheld: float, told: str, hint: str
) -> None:
    figures = {"reason": "time", "seconds": 155.0, "cpu_seconds": cpu, "withheld_seconds": withheld}
    runs = judged(evidence(train=TERMINATION.model_copy(update=figures))).checks[0]
    assert told in runs.message.en
    assert hint in runs.hint.en
    assert "155" in runs.message.ko


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "0"),
        ("None", "0"),
        ("False", "0"),
        ("True", "1"),
        ("2", "2"),
        ("-1", "-1"),
        ("no file", "1: no file"),
    ],
)
def test_an_exit_is_told_with_the_status_that_it_has_in_python(given: str, told: str) -> None:
    runs = judged(evidence(error=Problem("SystemExit", given))).checks[0]
    assert f"(exit status {told})" in runs.message.en


def with_check(function: CheckFunction, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    monkeypatch.setattr(loader.Task, "checks", lambda self: [function])
    name = next(iter(TASK2.manifest.checks))
    return judged(evidence()), next(i for i in judged(evidence()).checks if i.id == name)


def test_a_bug_in_a_check_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    @check()
    def returns_model(case: Case) -> None:
        raise ZeroDivisionError("ours")

    verdict, item = with_check(returns_model, monkeypatch)
    assert (verdict.outcome, item.outcome) == ("error", "error")
    assert "ZeroDivisionError" in item.message.en


@pytest.mark.parametrize("failure", [Failure("no_such_sentence"), Failure("wrong_shape")])
def test_a_failure_without_its_words_is_an_error_and_no_crash(
    failure: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    @check()
    def returns_model(case: Case) -> None:
        raise failure

    _verdict, item = with_check(returns_model, monkeypatch)
    assert item.outcome == "error"


def test_credit_is_held_between_nothing_and_all(monkeypatch: pytest.MonkeyPatch) -> None:
    @check()
    def returns_model(case: Case) -> None:
        raise Failure("returned_none", credit=7.0)

    _verdict, item = with_check(returns_model, monkeypatch)
    assert item.points == item.max_points


def test_a_skipped_check_names_its_cause() -> None:
    verdict = judged(evidence(answers=built(type="NoneType", is_model=False)))
    skipped = [item for item in verdict.checks if item.outcome == "skipped"]
    first = verdict.checks[1]
    assert skipped
    assert all(first.title.en in item.message.en for item in skipped)


def a_check(name: str, problem: Failure | None, *needs: str) -> CheckFunction:
    """A check of task2's that raises that failure, if any."""

    def function(case: Case) -> None:
        if problem is not None:
            raise problem

    function.__name__ = name
    return check(needs=needs)(function)


def with_checks(monkeypatch: pytest.MonkeyPatch, *checks: CheckFunction) -> dict[str, CheckVerdict]:
    """The verdict of those checks alone, by id."""
    monkeypatch.setattr(type(TASK2), "checks", lambda _self: list(checks))
    return {item.id: item for item in judged(evidence()).checks}


def test_a_check_that_is_skipped_behind_a_skipped_one_names_the_check_that_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = with_checks(
        monkeypatch,
        a_check("returns_model", Failure("returned_none")),
        a_check("trains", None, "returns_model"),
        a_check("pooling", None, "trains"),
    )
    assert found["pooling"].outcome == "skipped"
    assert found["pooling"].cause == "returns_model"
    assert found["returns_model"].title.en in found["pooling"].message.en


@pytest.mark.parametrize("named", [True, False], ids=["named", "the same sentence"])
def test_two_failures_of_one_cause_say_so(monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    first = Failure("no_answer", name="x")
    second = Failure("no_answer", name="y", cause="trains") if named else first
    found = with_checks(monkeypatch, a_check("trains", first), a_check("pooling", second))
    for language in ("en", "ko"):
        assert found["trains"].title.pick(language) in found["pooling"].message.pick(language)
    assert found["trains"].cause is None
    assert found["pooling"].cause == "trains"


def test_a_cause_that_did_not_fail_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Failure("no_answer", name="y", cause="trains")
    found = with_checks(monkeypatch, a_check("trains", None), a_check("pooling", problem))
    assert found["pooling"].cause is None
    assert found["trains"].title.en not in found["pooling"].message.en


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


class Pair(pydantic.BaseModel):
    kind: str
    sizes: list[int] = []


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (int, 3),
        (str, "a"),
        (list[int], [1, 2]),
        (tuple[int, str], [1, "a"]),
        (Pair, {"kind": "x", "sizes": [1]}),
    ],
)
def test_an_answer_comes_in_the_form_asked_for(form: Any, value: Any) -> None:
    given = Case(evidence(answers={"x": value}), MATERIAL, {}, {}).answer("x", form)
    assert given == (pydantic.TypeAdapter(form).validate_python(value))


@pytest.mark.parametrize(
    ("form", "value", "place"),
    [
        (int, True, "x"),
        (int, "3", "x"),
        (int, 3.0, "x"),
        (str, None, "x"),
        (str, "\ud800", "x"),
        (list[int], [1, True], "x.1"),
        (Pair, ["kind"], "x"),
        (Pair, {"kind": "x", "sizes": [1, [2]]}, "x.sizes.1"),
        (list[int], ["a"] * 10**6, "x"),
    ],
)
def test_an_answer_of_another_form_is_a_failure_that_names_the_place(
    form: Any, value: Any, place: str
) -> None:
    with pytest.raises(Failure) as caught:
        Case(evidence(answers={"x": value}), MATERIAL, {}, {}).answer("x", form)
    assert (caught.value.key, caught.value.values) == ("wrong_form", {"name": place})


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
