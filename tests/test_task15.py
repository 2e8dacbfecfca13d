"""task15: right functions against others' ones, no look-ahead, what a mistake costs, the naive forecast."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import factory
import made
import numpy as np
import pytest

from grader.evidence import Evidence, History, Layer, Problem, Structure
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.grading.pipeline import draw
from grader.inside.predict import BATCH_SIZE
from grader.task import datasets, loader
from grader.task.api import Array, Case

TASK = loader.find("task15")
DATA, CHECKS, PUBLIC = TASK.module("data"), TASK.module("checks"), TASK.manifest.public
MATERIAL = draw(TASK, 1)
RIGHT = made._functions(TASK, MATERIAL).train
TARGETS, LAST = MATERIAL.secret["targets"], MATERIAL.secret["last"]
BUILT = {"type": "Sequential", "is_model": True, "compiled": True, "loss": "mse"}
BUILT |= {"inputs": [[None, 36, 1]], "outputs": [[None, 1]]}
SERIES = np.random.default_rng(3).normal(40.0, 30.0, 90)


def layers(
    kind: str = "Dense", activation: str = "linear", shape: tuple[int | None, ...] = (None, 1)
) -> Structure:
    last = Layer(kind=kind, params=10, activation=activation, output_shape=list(shape), facts={})
    return Structure(layers=[last], params=10, input_shape=[None, 36, 1], output_shape=list(shape))


def evidence(forecast: Array = TARGETS, **changes: Any) -> Evidence:
    """Right evidence, but for the forecasts (rows,) and these fields."""
    right = Evidence(
        train=factory.termination(),
        answers={**RIGHT.body["answers"], "model.built": BUILT},
        arrays=dict(RIGHT.arrays),
        models={"model": b"x"},
        predictions={"model": forecast[:, np.newaxis]},
        structures={"model": layers()},
        fit=factory.termination(),
        histories={"model": History(logs={"loss": [1.0, 0.3]})},
        predict=factory.termination(),
    )
    return replace(right, **changes)


def judged(found: Evidence) -> tuple[Verdict, dict[str, CheckVerdict]]:
    verdict = judge(TASK, Case(found, MATERIAL, TASK.manifest.thresholds, PUBLIC))
    return verdict, {check.id: check for check in verdict.checks if check.outcome != "pass"}


def returning(function: str, wrong: Any, **facts: Any) -> tuple[Verdict, dict[str, CheckVerdict]]:
    """Judged where that function is another one, with the same dtype."""
    found = evidence()
    for number, sent in enumerate(MATERIAL.challenges["calls"][function]):
        name = f"{function}/{number}"
        try:
            array = np.asarray(wrong(MATERIAL.arrays[sent[0]["array"]], *sent[1:]))
        except ValueError:  # of a list of no windows an array has no second axis
            array = np.zeros(0)
        found.arrays[name] = array
        found.answers[name] = {**found.answers[name], "shape": list(array.shape), **facts}
    return judged(found)


@pytest.mark.parametrize(("size", "horizon"), [(3, 1), (36, 12), (1, 5), (89, 1)])
def test_windows_and_targets_are_those_of_keras(size: int, horizon: int) -> None:
    import keras

    sets = keras.utils.timeseries_dataset_from_array(
        SERIES, SERIES[size + horizon - 1 :], size, batch_size=999
    )
    ((x, y),) = sets.as_numpy_iterator()
    count = len(SERIES) - size - horizon + 1
    np.testing.assert_array_equal(DATA.windows(SERIES, size, horizon), x[:count])
    np.testing.assert_array_equal(DATA.targets(SERIES, size, horizon), y)


def test_scale_is_scikit_learns_fitted_on_the_training_part() -> None:
    from sklearn.preprocessing import StandardScaler

    fitted = StandardScaler().fit(SERIES[:50, np.newaxis])
    np.testing.assert_allclose(DATA.scale(SERIES, 50), fitted.transform(SERIES[:, np.newaxis])[:, 0])


def test_a_scaling_that_leaks_is_caught_when_the_future_changes() -> None:
    changed = np.concatenate([SERIES[:50], 9.0 * SERIES[50:]])
    leak = CHECKS.MISTAKES["scale"]["leaks"]
    past, leaked = (
        np.ptp([f(s, 50)[:50] for s in (SERIES, changed)], axis=0).max() for f in (DATA.scale, leak)
    )
    assert past == 0 < leaked
    verdict, failed = returning("scale", leak)
    assert (failed.keys(), failed["scale"].failure) == ({"scale"}, "leaks")
    assert verdict.outcome == "fail"


def test_later_months_change_nothing_that_is_trained_on() -> None:
    series = datasets.load("sunspots")["x"]
    later = np.where(np.arange(len(series)) < PUBLIC["cut"][1], series, 999.0 - series)
    one, other = (
        DATA.prepare(np.random.default_rng(1), lambda _, x=x: {"x": x}, PUBLIC) for x in (series, later)
    )
    for part in ("x", "y"):
        given = [getattr(material.training["model"], part) for material in (one, other)]
        np.testing.assert_array_equal(*given)
    assert not np.allclose(one.hidden_inputs["model"], other.hidden_inputs["model"])


def test_no_batch_of_hidden_windows_has_a_target_of_its_own() -> None:
    """Told by the months' numbers in place of their values."""
    months = {"x": np.arange(3126.0)}
    found = DATA.prepare(np.random.default_rng(1), lambda _: months, PUBLIC)
    rows, targets = found.hidden_inputs["model"][..., 0], found.secret["targets"]
    assert min(rows.min(), targets.min()) > found.training["model"].validation_y.max()
    for start in range(0, len(rows), BATCH_SIZE):
        assert not np.isin(targets[start : start + BATCH_SIZE], rows[start : start + BATCH_SIZE]).any()


@pytest.mark.parametrize(
    ("function", "mistake"), [(name, mistake) for name, known in CHECKS.MISTAKES.items() for mistake in known]
)
def test_every_known_mistake_is_named_and_costs_its_own_points(function: str, mistake: str) -> None:
    verdict, failed = returning(function, CHECKS.MISTAKES[function][mistake])
    assert (failed.keys(), failed[function].failure) == ({function}, mistake)
    assert 60 <= verdict.score < TASK.manifest.pass_score


def test_shuffled_windows_are_named() -> None:
    def shuffled(*given: Any) -> Array:
        return np.random.default_rng(5).permutation(DATA.windows(*given))

    assert returning("windows", shuffled)[1]["windows"].failure == "shuffled"
    assert returning("windows", lambda *given: shuffled(*given) + 1)[1]["windows"].failure == "function_value"


@pytest.mark.parametrize(("function", "score"), [("windows", 100), ("targets", 100), ("scale", 89.55)])
def test_windows_and_targets_may_be_views_of_the_series(function: str, score: float) -> None:
    assert returning(function, getattr(DATA, function), aliased=True)[0].score == score


def test_a_forecast_of_another_shape_comes_from_the_output_layer() -> None:
    rows = {"model": np.zeros((len(TARGETS), 36, 1))}
    failed = judged(evidence(predictions=rows, structures={"model": layers(shape=(None, 36, 1))}))[1]
    assert (failed["forecast"].failure, failed["forecast"].cause) == ("wrong_shape", "output_layer")


@pytest.mark.parametrize("seed", range(5))
def test_the_naive_forecast_climbs_no_rung_and_is_named(seed: int) -> None:
    material = draw(TASK, seed)
    found = evidence(predictions={"model": material.secret["last"][:, np.newaxis]})
    verdict = judge(TASK, Case(found, material, TASK.manifest.thresholds, PUBLIC))
    forecast = verdict.checks[-1]
    assert (forecast.points, forecast.failure, verdict.metrics["relative_error"]) == (0, "repeats", 1)


def test_the_ladder_gives_a_quarter_of_the_points_for_each_rung() -> None:
    rungs = [TASK.manifest.thresholds[f"error_{name}"] for name in ("low", "pass", "good", "top")]
    shares = [rungs[0] + 0.01, *(rung - 1e-4 for rung in rungs)]
    lost = [judged(evidence(TARGETS + share * (LAST - TARGETS)[::-1]))[0].score - 76 for share in shares]
    assert lost == [0, 6, 12, 18, 24]


@pytest.mark.parametrize(
    ("changes", "check", "failure"),
    [
        ({"structures": {"model": layers(activation="sigmoid")}}, "output_layer", "bounded"),
        ({"structures": {"model": layers("LSTM", "tanh")}}, "output_layer", "bounded"),
        ({"structures": {"model": layers(shape=(None, 36, 1))}}, "output_layer", "shape"),
        ({"problems": {"build_model": Problem("ValueError", "no", ())}}, "returns_model", "raised_in_part"),
    ],
)
def test_what_is_wrong_with_the_model_is_told(changes: dict[str, Any], check: str, failure: str) -> None:
    verdict, failed = judged(evidence(**changes))
    assert (next(iter(failed)), failed[check].failure) == (check, failure)
    assert verdict.score >= 60


@pytest.mark.parametrize(
    ("built", "failure"),
    [
        ({"loss": "sparse_categorical_crossentropy"}, "classification_loss"),
        ({"loss": "BinaryCrossentropy"}, "classification_loss"),
        ({"compiled": False, "loss": None}, "not_compiled"),
    ],
)
def test_a_model_that_is_not_trained_keeps_the_points_of_the_functions(built: Any, failure: str) -> None:
    found = evidence()
    verdict, failed = judged(replace(found, answers={**found.answers, "model.built": BUILT | built}))
    assert (failed["trains"].failure, failed["forecast"].outcome) == (failure, "skipped")
    assert 60 <= verdict.score < TASK.manifest.pass_score
