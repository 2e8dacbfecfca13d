"""The model kit judged by evidence made by hand: no sandbox, no training."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.evidence import Evidence, History, Layer, Problem, Structure
from grader.inside import wire
from grader.inside.fitting import FIT
from grader.inside.models import BUILT, hand_over
from grader.inside.predict import PREDICTIONS
from grader.inside.probing import ProbeReport, SubmittedModule
from grader.task import learning, models
from grader.task.api import Case, Failure, Material, Text
from tests.made import TERMINATION

BUILT_RIGHT = {
    "type": "Sequential",
    "is_model": True,
    "compiled": True,
    "loss": "sparse_categorical_crossentropy",
    "inputs": [[None, 4]],
    "outputs": [[None, 2]],
}
DENSE = Layer(kind="Dense", params=10, activation="softmax", output_shape=[None, 2], facts={"units": 2})
STRUCTURE = Structure(layers=[DENSE], params=10, input_shape=[None, 4], output_shape=[None, 2])
ROWS = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], np.float32)
LABELS = np.array([0, 1, 1])
LEARNS = {"loss": [1.0, 0.4, 0.2], "val_loss": [0.9, 0.4, 0.3]}


def case(**changes: Any) -> Case:
    """A right model's evidence but for those fields; ``built`` changes the answer of the probe."""
    built = {**BUILT_RIGHT, **changes.pop("built", {})}
    fields = {
        "answers": {"model" + BUILT: built},
        "structures": {"model": STRUCTURE},
        "predictions": {"model": ROWS},
        "histories": {"model": History(logs=LEARNS)},
    }
    return Case(Evidence(train=TERMINATION, **{**fields, **changes}), Material(), {}, {})


def failure(check: Callable[[], object]) -> Failure:
    with pytest.raises(Failure) as raised:
        check()
    return raised.value


def test_a_right_model_is_returned_trains_and_is_a_softmax_within_its_budget() -> None:
    right = case()
    models.returned(right, (4,))
    models.trains(right, (4,), outputs=(2,), loss="sparse_")
    models.softmax(right, 2, (4,))
    models.within_budget(right, 10)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"built": {"type": "NoneType", "is_model": False}}, "returned_none"),
        ({"built": {"type": "list", "is_model": False}}, "not_a_model"),
        ({"built": {"inputs": [[None, 4], [None, 4]]}}, "several_inputs"),
        ({"built": {"outputs": [[None, 2], [None, 2]]}}, "several_outputs"),
        ({"problems": {"model": Problem("CannotSave", "no")}}, "cannot_save"),
        ({"predict_problems": {"model": Problem("ForeignModelFile", "Mine")}}, "cannot_load"),
        ({"predict_problems": {"model" + PREDICTIONS: Problem("ValueError", "no")}}, "cannot_predict"),
        ({"built": {"inputs": "forged"}}, "wrong_form"),
        ({"built": {"compiled": 1}}, "wrong_form"),
        ({"answers": {}}, "no_answer"),
    ],
)
def test_returned_tells_what_came_back_instead(changes: dict[str, Any], key: str) -> None:
    assert failure(lambda: models.returned(case(**changes), (4,))).key == key


RAISED = {"model" + FIT: Problem("ValueError", "shapes differ\nmore")}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"built": {"compiled": False}}, "not_compiled"),
        ({"structures": {"model": STRUCTURE.model_copy(update={"input_shape": [None, 5]})}}, "input_shape"),
        ({"fit_problems": RAISED, "built": {"loss": "categorical_crossentropy"}}, "loss"),
        ({"fit_problems": RAISED, "built": {"outputs": [[None, 3]]}}, "output"),
        ({"fit_problems": RAISED}, "cannot_train"),
        ({"histories": {}}, "no_answer"),
    ],
)
def test_trains_tells_why_a_model_does_not(changes: dict[str, Any], key: str) -> None:
    found = failure(lambda: models.trains(case(**changes), (4,), outputs=(2,), loss="sparse_"))
    assert found.key == key
    assert "more" not in str(found.values.get("error", "")) or key == "cannot_train"


def test_softmax_tells_a_sum_and_a_negative_value_and_forgives_rounding() -> None:
    assert (
        failure(lambda: models.softmax(case(predictions={"model": ROWS * 1.01}), 2, (4,))).key
        == "not_softmax"
    )
    negative = np.array([[1.5, -0.5]], np.float32)
    assert failure(lambda: models.softmax(case(predictions={"model": negative}), 2, (4,))).values["least"] < 0
    models.softmax(case(predictions={"model": ROWS.astype(np.float16)}), 2, (4,))


def test_softmax_over_another_axis_keeps_half_of_the_points() -> None:
    found = failure(lambda: models.softmax(case(predictions={"model": np.full((3, 2, 4), 0.25)}), 2, (4,)))
    assert (found.key, found.credit, found.cause) == ("shape", 0.5, "trains")
    found = failure(lambda: models.softmax(case(predictions={"model": np.full((3, 2, 4), 0.5)}), 2, (4,)))
    assert (found.key, found.credit) == ("shape", 0.0)


def test_the_budget_names_the_layer_that_has_most() -> None:
    found = failure(lambda: models.within_budget(case(), 9))
    assert (found.key, found.values["kind"], found.values["params"]) == ("over", "Dense", 10)


@pytest.mark.parametrize(
    ("kind", "activation", "bends"),
    [
        ("Dense", "relu", True),
        ("Dense", "linear", False),
        ("Dense", None, True),  # a layer object as its activation has no name
        ("ReLU", None, True),
        ("Activation", "tanh", True),
        ("Activation", "linear", False),
        ("Flatten", None, False),
    ],
)
def test_is_nonlinear_knows_an_activation(kind: str, activation: str | None, bends: bool) -> None:
    layer = Layer(kind=kind, params=0, activation=activation, output_shape=None, facts={})
    assert models.is_nonlinear(layer) is bends


def test_accuracy_counts_the_rows_and_refuses_another_number_of_them() -> None:
    assert learning.accuracy(case(), LABELS) == pytest.approx(2 / 3)
    assert failure(lambda: learning.accuracy(case(), LABELS[:2])).key == "wrong_shape"


def test_micro_f1_counts_over_all_labels() -> None:
    said, truth = np.array([[True, False], [True, True]]), np.array([[True, True], [False, True]])
    assert learning.micro_f1(said, truth) == pytest.approx(2 * 2 / (2 * 2 + 1 + 1))
    assert learning.micro_f1(~said & said, ~truth & truth) == 0.0


def test_mean_absolute_error_takes_a_column_for_a_row_and_nothing_else() -> None:
    column = case(predictions={"model": np.array([[1.0], [2.0]])})
    assert learning.mean_absolute_error(column, np.array([1.0, 4.0])) == 1.0
    twice = case(predictions={"model": np.ones((2, 2))})
    assert failure(lambda: learning.mean_absolute_error(twice, np.array([1.0, 4.0]))).key == "wrong_shape"


RUNGS = (0.5, 0.7, 0.9)
NAME = Text("an accuracy", "정확도")


def climbed(reached: float, logs: dict[str, list[float]] = LEARNS, **more: Any) -> Failure:
    found = case(histories={"model": History(logs=logs)})
    return failure(lambda: learning.climb(found, reached, **{"rungs": (0.5, 0.7, 0.9), **more}, metric=NAME))


def test_a_ladder_gives_an_equal_part_for_each_rung() -> None:
    assert [climbed(at).credit for at in (0.1, 0.5, 0.6, 0.7, 0.89)] == pytest.approx(
        [0, 1 / 3, 1 / 3, 2 / 3, 2 / 3]
    )
    assert [climbed(at).key for at in (0.1, 0.6, 0.8)] == ["rung", "rung", "top_rung"]
    learning.climb(case(), 0.9, RUNGS, NAME)


def test_a_score_near_chance_is_told_as_guessing() -> None:
    assert climbed(0.19, chance=0.1).key == "guessing"
    assert climbed(0.21, chance=0.1).key == "rung"
    assert climbed(0.19, {"loss": [2.3, 2.3]}, chance=0.1).key == "did_not_learn"


def test_a_ladder_of_an_error_goes_down() -> None:
    assert climbed(12.0, rungs=(15.0, 10.0), better="lower").credit == 0.5
    assert climbed(12.0, rungs=(15.0, 10.0), better="lower").values["bound"].en == "at most 10.000"
    learning.climb(case(), 9.0, (15.0, 10.0), NAME, better="lower")


@pytest.mark.parametrize("reached", [float("nan")])
def test_a_score_that_is_no_number_reaches_no_rung(reached: float) -> None:
    assert climbed(reached).credit == 0.0


@pytest.mark.parametrize(
    ("loss", "validation", "key"),
    [
        ([1.0, float("nan")], [1.0, float("nan")], "diverged"),
        ([1.0, 30.0, 20.0], [], "diverged"),
        ([2.31, 2.31, 2.30], [2.3, 2.3, 2.3], "did_not_learn"),
        ([1.0, 0.3, 0.05], [0.6, 0.4, 0.5], "overfits"),
        ([1.0], [1.0], "top_rung"),  # one epoch is no curve
        ([1.0, 0.4, 0.35], [0.6, 0.4, 0.45], "top_rung"),  # turned, but training is no better
        ([1.0, 0.3, 0.05], [0.6, 0.42, 0.41], "top_rung"),  # far apart, but still falling
    ],
)
def test_the_curve_says_why_a_rung_is_missed(loss: list[float], validation: list[float], key: str) -> None:
    assert climbed(0.8, {"loss": loss, "val_loss": validation}).key == key


def test_the_curve_takes_no_points_where_the_top_is_reached() -> None:
    worse = {"loss": [1.0, 0.3, 0.05], "val_loss": [0.6, 0.4, 0.9]}
    learning.climb(case(histories={"model": History(logs=worse)}), 0.95, (0.9,), NAME)


def test_a_curve_that_a_submission_told_is_said_to_prove_nothing() -> None:
    told = tuple({"part": "", "epoch": at, "logs": {"loss": 2.3, "val_loss": 2.3}} for at in (1, 2))
    own = case(histories={}, epochs=told)
    found = failure(lambda: learning.climb(own, 0.1, (0.5,), NAME))
    assert found.key == "did_not_learn"
    assert "not scored" in found.values["source"].en
    assert climbed(0.1, {"loss": [2.3, 2.3]}).values["source"].en == ""


def handed_over(build_model: Callable[[], Any]) -> tuple[dict[str, Any], set[str]]:
    """What the probe reports of that function, and the models that it saved."""
    frames: list[bytes] = []
    report = ProbeReport("my.py", frames.append)
    module = types.ModuleType("my")
    vars(module)["build_model"] = build_model
    hand_over(SubmittedModule(module), report, (4,))
    report.send()
    body, blobs = wire.unpack(frames[0][8:])  # behind tag and size
    return body["answers"]["model" + BUILT], set(wire.below("model/", blobs))


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # of Keras, as it saves
def test_hand_over_describes_and_saves_a_model_that_its_first_batch_would_build() -> None:
    import keras

    model = keras.Sequential([keras.layers.Dense(2)])
    model.compile(loss=keras.losses.MeanSquaredError())
    built, saved = handed_over(lambda: model)
    assert (built["compiled"], built["loss"], saved) == (True, "mean_squared_error", {"model"})
    assert model.built


@pytest.mark.parametrize("returned", [None, [1], "model", print])
def test_hand_over_saves_nothing_that_is_no_model(returned: Any) -> None:
    built, saved = handed_over(lambda: returned)
    assert (built["type"], built["is_model"], saved) == (type(returned).__name__, False, set())


def test_hand_over_does_not_save_a_model_of_two_inputs() -> None:
    import keras

    inputs = [keras.Input((4,)), keras.Input((4,))]
    model = keras.Model(inputs, keras.layers.Concatenate()(inputs))
    built, saved = handed_over(lambda: model)
    assert (built["inputs"], built["compiled"], saved) == ([[None, 4], [None, 4]], False, set())
