"""task5 judged without a sandbox: right evidence, and that of one mistake each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import RidgeClassifier
from sklearn.neighbors import KNeighborsClassifier

from grader.evidence import Evidence, History, Layer, Problem, Structure
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.task import loader
from grader.task.api import Case
from tests.made import TERMINATION, made

TASK = loader.find("task5")
MATERIAL = made("task5").material
TRAIN = made("task5").train
LABELS = MATERIAL.secret["labels"]
MISTAKES = TASK.module("checks").MISTAKES
CALLS = {name.removesuffix("/0"): array for name, array in MATERIAL.arrays.items()}


def layer(kind: str, activation: str | None = None, params: int = 0, shape: Any = (None, 10)) -> Layer:
    params = params or 10 * (kind == "Dense")
    return Layer(kind=kind, params=params, activation=activation, output_shape=list(shape), facts={})


def network(*layers: Layer, output: Any = (None, 10)) -> dict[str, Any]:
    """What the grader says of a model of these layers and a softmax."""
    every = [*layers, layer("Dense", "softmax", shape=output)]
    structure = Structure(layers=every, params=100, input_shape=[None, 28, 28], output_shape=[*output])
    return {"structures": {"model": structure}}


FLATTEN, RELU = layer("Flatten", shape=(None, 784)), layer("Dense", "relu")
RIGHT = Evidence(
    train=TERMINATION,
    fit=TERMINATION,
    predict=TERMINATION,
    answers=TRAIN.body["answers"],
    arrays=TRAIN.arrays,
    models={"model": b"x"},
    predictions={"model": np.eye(10, dtype=np.float32)[LABELS]},
    histories={"model": History(logs={"loss": [2.0, 1.0]})},
    **network(FLATTEN, RELU),
)


def judged(**changes: Any) -> Verdict:
    evidence = replace(RIGHT, **changes)
    return judge(TASK, Case(evidence, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public))


def failed(verdict: Verdict) -> dict[str, CheckVerdict]:
    return {check.id: check for check in verdict.checks if check.outcome == "fail"}


def returning(wrong: Callable[[Any], Any], **facts: Any) -> Verdict:
    """Judged where flatten() is another function; what raises is told as raised."""
    arrays, answers, problems = {}, {**RIGHT.answers}, {}
    for name, images in CALLS.items():
        try:
            arrays[name] = rows = wrong(images)
        except ValueError as error:
            problems[name] = Problem("ValueError", str(error), ())
        else:
            answers[name] = {**answers[name], "shape": list(rows.shape), "dtype": rows.dtype.name, **facts}
    return judged(arrays=arrays, answers=answers, problems=problems)


def test_every_number_lies_where_the_formula_of_the_brief_puts_it() -> None:
    for name, images in CALLS.items():
        cube = images if images.ndim == 4 else images[..., np.newaxis]
        _, _, width, channels = cube.shape
        rows = MATERIAL.secret["expected"][name]
        assert rows.shape == (len(cube), cube[:1].sum(0).size)
        for (n, row, column, channel), number in np.ndenumerate(cube):
            assert rows[n, (row * width + column) * channels + channel] == number


@pytest.mark.parametrize("facts", [{}, {"aliased": True}, {"type": "EagerTensor"}], ids=str)
def test_a_copy_a_view_and_a_tensor_are_right(facts: dict[str, Any]) -> None:
    assert returning(lambda x: x.reshape(len(x), int(np.prod(x.shape[1:]))), **facts).score == 100


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_known_mistake_is_named_and_keeps_sixty_points(mistake: str) -> None:
    verdict = returning(MISTAKES[mistake])
    assert {name: check.failure for name, check in failed(verdict).items()} == {"flatten": mistake}
    assert 60 <= verdict.score < TASK.manifest.pass_score


def test_who_forgets_the_empty_batch_is_told_why_it_fails() -> None:
    verdict = returning(lambda x: x.reshape(len(x), -1))
    check = failed(verdict)["flatten"]
    assert check.failure == "function_raised"
    assert "(none)" in check.message.en
    assert "-1 in reshape" in check.hint.en
    assert 80 <= verdict.score < TASK.manifest.pass_score


def test_an_exception_in_one_function_leaves_the_points_of_the_other() -> None:
    answers = {name: value for name, value in RIGHT.answers.items() if name != "model.built"}
    raised = {"model": Problem("AttributeError", "layers.Flat", ())}
    verdict = judged(answers=answers, problems=raised, structures={}, histories={}, predictions={})
    assert failed(verdict)["returns_model"].failure == "raised_in_part"
    assert verdict.score == TASK.manifest.checks["flatten"].points


@pytest.mark.parametrize(
    "layers",
    [
        pytest.param((layer("Rescaling"), layer("Reshape", shape=(None, 784)), RELU), id="reshape"),
        pytest.param((FLATTEN, layer("Dense", "linear"), layer("PReLU", params=8)), id="own layer"),
        pytest.param((layer("Dense", "tanh", shape=(None, 28, 8)), FLATTEN), id="dense over the rows"),
        pytest.param((FLATTEN, layer("RMSNormalization", params=784), RELU, layer("Dropout")), id="norm"),
    ],
)
def test_unusual_dense_networks_are_right(layers: tuple[Layer, ...]) -> None:
    assert judged(**network(*layers)).score == 100


@pytest.mark.parametrize(
    ("layers", "key"),
    [
        pytest.param((layer("Conv1D", "relu", 90, (None, 26, 8)), FLATTEN, RELU), "other_layer", id="conv"),
        pytest.param((layer("SimpleRNN", "tanh", 90), RELU), "other_layer", id="recurrent"),
        pytest.param((layer("GlobalAveragePooling1D"), RELU), "no_flatten", id="averaged"),
        pytest.param((layer("Reshape", shape=(None, 28, 28, 1)), RELU), "no_flatten", id="two axes"),
        pytest.param((FLATTEN,), "no_activation", id="no hidden layer"),
        pytest.param((FLATTEN, layer("ReLU"), layer("Dense", "linear")), "no_activation", id="too early"),
    ],
)
def test_what_is_no_dense_network_is_told_and_costs_the_pass(layers: tuple[Layer, ...], key: str) -> None:
    verdict = judged(**network(*layers))
    assert {name: check.failure for name, check in failed(verdict).items()} == {"dense_layers": key}
    assert verdict.score == 85


def test_without_flatten_sixty_points_stay() -> None:
    rows = np.full((len(LABELS), 28, 10), 0.1, np.float32)
    built = RIGHT.answers["model.built"] | {"outputs": [[None, 28, 10]]}
    verdict = judged(
        answers={**RIGHT.answers, "model.built": built},
        predictions={"model": rows},
        fit_problems={"model.fit": Problem("ValueError", "shapes", ())},
        **network(layer("Dense", "relu", shape=(None, 28, 8)), output=(None, 28, 10)),
    )
    assert set(failed(verdict)) == {"trains", "dense_layers", "output_layer"}
    assert failed(verdict)["dense_layers"].cause == "trains"
    assert 60 <= verdict.score < TASK.manifest.pass_score


def test_a_low_accuracy_is_put_down_to_the_hidden_layer_only_where_there_is_none() -> None:
    wrong = {
        "model": np.eye(10, dtype=np.float32)[np.where(np.arange(len(LABELS)) % 5, LABELS + 1, LABELS) % 10]
    }
    found = failed(judged(predictions=wrong, **network(FLATTEN)))["accuracy"]
    assert (found.failure, found.cause, found.points) == ("linear", "dense_layers", 0)
    assert failed(judged(predictions=wrong))["accuracy"].failure == "rung"


def test_the_data_need_more_than_a_linear_map() -> None:
    training, hidden = MATERIAL.training["model"], MATERIAL.hidden_inputs["model"]
    for x in (training.x, training.validation_x, hidden):
        assert np.mean(x.mean(axis=(1, 2)) > 0.5) == 0.5
    x, y = training.x.reshape(len(training.x), -1), training.y
    linear, neighbours = (
        model.fit(x, y).score(hidden.reshape(len(hidden), -1), LABELS)
        for model in (RidgeClassifier(), KNeighborsClassifier(3))
    )
    assert (
        linear
        < TASK.manifest.thresholds["accuracy_low"]
        < TASK.manifest.thresholds["accuracy_top"]
        < neighbours
    )
