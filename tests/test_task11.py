"""task11: the right functions against scikit-learn's, what a mistake costs, models by their answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import factory
import numpy as np
import pytest

from grader.evidence import Evidence, History, Layer, Structure
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.grading.pipeline import draw
from grader.task import loader
from grader.task.api import Array, Case

TASK = loader.find("task11")
DATA, CHECKS = TASK.module("data"), TASK.module("checks")
MATERIAL = draw(TASK, 1)
LABELS = MATERIAL.secret["labels"]
FREQUENT = np.tile(LABELS.mean(axis=0) > 0.5, (len(LABELS), 1))
BUILT = {"type": "Sequential", "is_model": True, "compiled": True, "loss": "binary_crossentropy"}
BUILT |= {"inputs": [[None, 103]], "outputs": [[None, 14]]}
FACTS = {
    "type": "x",
    "is_array": True,
    "dtype": "float64",
    "changed": False,
    "aliased": False,
    "repeats": True,
}
CALLS = {
    f"{function}/{number}": [MATERIAL.arrays[a["array"]] if isinstance(a, dict) else a for a in sent]
    for function, calls in MATERIAL.challenges["calls"].items()
    for number, sent in enumerate(calls)
}


def layers(activation: str | None = "sigmoid", labels: int = 14) -> Structure:
    last = Layer(kind="Dense", params=10, activation=activation, output_shape=[None, labels], facts={})
    return Structure(layers=[last], params=10, input_shape=[None, 103], output_shape=[None, labels])


def evidence(**changes: Any) -> Evidence:
    """Right evidence, but for these fields."""
    expected = MATERIAL.secret["expected"]
    right = Evidence(
        train=factory.termination(),
        answers={name: FACTS | {"shape": list(array.shape)} for name, array in expected.items()}
        | {"model.built": BUILT},
        arrays=dict(expected),
        models={"model": b"x"},
        predictions={"model": np.where(LABELS, 0.9, 0.1)},
        structures={"model": layers()},
        fit=factory.termination(),
        histories={"model": History(logs={"loss": [1.0, 0.3]})},
        predict=factory.termination(),
    )
    return replace(right, **changes)


def judged(found: Evidence) -> tuple[Verdict, dict[str, CheckVerdict]]:
    verdict = judge(TASK, Case(found, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public))
    return verdict, {check.id: check for check in verdict.checks if check.outcome != "pass"}


def returning(function: str, wrong: Any, **facts: Any) -> tuple[Verdict, dict[str, CheckVerdict]]:
    """Judged where that function is another one; what divides by 0 gives NaN."""
    found = evidence()
    for name, given in CALLS.items():
        if name.startswith(f"{function}/"):
            try:
                array = np.asarray(wrong(*given))
            except ZeroDivisionError:
                array = np.array(np.nan)
            found.arrays[name] = array
            found.answers[name] = FACTS | {"shape": list(array.shape), "dtype": array.dtype.name} | facts
    return judged(found)


def answering(rows: Array, structure: Structure | None = None) -> tuple[Verdict, dict[str, CheckVerdict]]:
    """Judged where the model gives these rows, and no sigmoid is seen at its end."""
    return judged(evidence(predictions={"model": rows}, structures={"model": structure or layers(None)}))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_scores_are_those_of_scikit_learn(share: float) -> None:
    from sklearn import metrics

    predicted, labels = (np.random.default_rng(3).random((2, 50, 7)) < share).astype(np.int64)
    f1 = metrics.f1_score(labels, predicted, average="micro")
    assert DATA.micro_f1(predicted, labels) == pytest.approx(f1)
    assert DATA.hamming_loss(predicted, labels) == pytest.approx(metrics.hamming_loss(labels, predicted))


def test_brief_s_example_has_the_figures_of_the_brief() -> None:
    from sklearn.metrics import f1_score

    labels = np.array([[1, 0, 1, 0], [0, 0, 1, 1]])
    predicted = DATA.decide(np.array([[0.9, 0.6, 0.3, 0.1], [0.2, 0.1, 0.5, 0.4]]), 0.5)
    assert predicted.tolist() == [[1, 1, 0, 0], [0, 0, 1, 0]]
    macro = f1_score(labels, predicted, average="macro", zero_division=0)
    scores = DATA.micro_f1(predicted, labels), DATA.hamming_loss(predicted, labels), macro
    assert scores == pytest.approx((0.5714, 0.375, 0.4167), abs=5e-5)


@pytest.mark.parametrize(
    ("function", "mistake"), [(name, mistake) for name, known in CHECKS.MISTAKES.items() for mistake in known]
)
def test_every_known_mistake_is_named_and_costs_its_own_points(function: str, mistake: str) -> None:
    wrong = CHECKS.MISTAKES[function][mistake]
    if mistake == "nothing_fails":  # any answer there that is not known
        wrong = lambda p, t: DATA.micro_f1(p, t) if (p | t).any() else 7.0  # noqa: E731
    verdict, failed = returning(function, wrong)
    assert (failed.keys(), failed[function].failure) == ({function}, mistake)
    assert 60 <= verdict.score < TASK.manifest.pass_score


@pytest.mark.parametrize("facts", [{"is_array": False, "type": "float"}, {"dtype": "float32"}])
def test_a_plain_number_or_another_dtype_is_right(facts: Any) -> None:
    for function in CHECKS.MISTAKES:
        assert returning(function, getattr(DATA, function), **facts)[0].score == 100


def test_decide_may_return_truth_values() -> None:
    assert returning("decide", lambda p, t: p >= t)[0].score == 100


def softmax(factor: float) -> Array:
    powers = np.exp(factor * LABELS)
    return powers / powers.sum(axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("rows", "failure"),
    [
        (softmax(5.0), "softmax"),
        (np.where(LABELS, 3.0, -3.0), "no_probabilities"),
        (np.where(LABELS, 1.2, 0.0), "no_probabilities"),
    ],
)
def test_output_is_judged_by_what_the_model_answers(rows: Array, failure: str) -> None:
    verdict, failed = answering(rows)
    assert (next(iter(failed)), failed["output_layer"].failure) == ("output_layer", failure)
    assert 60 <= verdict.score < 100


@pytest.mark.parametrize("most", [0.5, 0.7, 1.0])
def test_probabilities_are_right_however_they_are_made(most: float) -> None:
    assert answering(np.where(LABELS, most, 0.0))[0].score == 100


def test_one_label_a_row_is_told() -> None:
    likeliest = np.eye(14)[softmax(5.0).argmax(axis=1)]
    assert answering(likeliest * 0.9)[1]["hidden_f1"].failure == "one_label"


@pytest.mark.parametrize("rows", [FREQUENT, FREQUENT | True, FREQUENT & False])
def test_the_same_labels_for_every_row_earn_nothing(rows: Array) -> None:
    verdict, failed = answering(rows.astype(float))
    assert {failed[name].failure for name in ("hidden_f1", "hidden_hamming")} == {"same_labels"}
    assert (verdict.score, failed["hidden_f1"].points, failed["hidden_hamming"].points) == (79, 0, 0)


@pytest.mark.parametrize("score", ["f1", "hamming"])
def test_each_ladder_gives_a_quarter_of_its_points_for_each_rung(score: str) -> None:
    """As many cells are missed as just reach the rung, first far too many."""
    cells, earned = np.flatnonzero(LABELS), []
    for rung in (None, "low", "pass", "good", "top"):
        bound = 0.0 if rung is None else TASK.manifest.thresholds[f"{score}_{rung}"]
        missed = {"f1": len(cells) * (1 - bound / (2 - bound)), "hamming": bound * LABELS.size}[score]
        missed = len(cells) - 40 if rung is None else int(missed)
        rows = LABELS.astype(float)
        rows.flat[cells[:missed]] = 0.0
        failed = answering(rows)[1]
        name = f"hidden_{score}"
        earned.append(failed[name].points if name in failed else TASK.manifest.checks[name].points)
    assert earned == [TASK.manifest.checks[f"hidden_{score}"].points * part / 4 for part in range(5)]


@pytest.mark.parametrize(
    ("built", "failure"),
    [
        ({"loss": "categorical_crossentropy"}, "categorical_loss"),
        ({"loss": "SparseCategoricalCrossentropy"}, "categorical_loss"),
        ({"compiled": False, "loss": None}, "not_compiled"),
    ],
)
def test_a_model_that_is_not_trained_keeps_all_other_points(built: Any, failure: str) -> None:
    found = evidence()
    verdict, failed = judged(replace(found, answers={**found.answers, "model.built": BUILT | built}))
    assert (failed["trains"].failure, failed["hidden_f1"].outcome) == (failure, "skipped")
    assert 60 <= verdict.score < TASK.manifest.pass_score


def test_a_mean_squared_error_is_allowed() -> None:
    found = evidence()
    assert (
        judged(replace(found, answers={**found.answers, "model.built": BUILT | {"loss": "mse"}}))[0].score
        == 100
    )


def test_features_are_standardised_by_the_training_rows_alone() -> None:
    training, hidden = MATERIAL.training["model"], MATERIAL.hidden_inputs["model"]
    np.testing.assert_allclose(training.x.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(training.x.std(axis=0), 1, atol=1e-4)
    assert np.abs(hidden.mean(axis=0)).max() > 0.01
    assert len(training.x) + len(training.validation_x) + len(hidden) == 2417
