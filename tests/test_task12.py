"""task12: what an augmentation does is seen by three spots; two models are judged against each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import factory
import numpy as np
import pytest

from grader.evidence import Evidence, History, Layer, Structure
from grader.grading.judge import CheckVerdict, judge
from grader.grading.pipeline import draw
from grader.task import loader
from grader.task.api import Array, Case

TASK = loader.find("task12")
DATA = TASK.module("data")
MATERIAL = draw(TASK, 1)
LABELS, MARKED = MATERIAL.secret["labels"], MATERIAL.arrays["marked"]
RANDOM, CONV, DENSE = "RandomTranslation", "Conv2D", "Dense"


def structure(*kinds: str, params: int = 10) -> Structure:
    made = [
        Layer(kind=kind, params=params, activation="softmax", output_shape=[None, 10], facts={})
        for kind in kinds
    ]
    return Structure(layers=made, params=params, input_shape=[None, 28, 28, 1], output_shape=[None, 10])


def answers(right: float) -> Array:
    """One-hot rows, of which that share is right."""
    rows = np.eye(10)[LABELS]
    wrong = int(len(rows) * (1.0 - right))
    rows[:wrong] = np.roll(rows[:wrong], 1, axis=1)
    return rows


def each(change: Callable[[Array, int], Array]) -> Array:
    """The marked images, each changed."""
    return np.stack([change(image, number) for number, image in enumerate(MARKED)])


def shifted(by: int) -> Array:
    return each(lambda image, number: np.roll(image, ((number + by) % 5 - 2, (number * by) % 5 - 2), (0, 1)))


def judged(
    first: float = 0.9, second: float = 0.6, arrays: dict[str, Array] | None = None, **changes: Any
) -> dict[str, CheckVerdict]:
    built = {"type": "Sequential", "is_model": True, "compiled": True, "loss": "sparse_x"}
    built |= {"inputs": [[None, 28, 28, 1]], "outputs": [[None, 10]]}
    history = History(logs={"loss": [2.0, 0.1]})
    right = Evidence(
        train=factory.termination(),
        answers={"augmentation": "Sequential", "model.built": built, "plain.built": built},
        arrays={"kept": MARKED, "once": shifted(1), "again": shifted(2)} | (arrays or {}),
        models={"model": b"x", "plain": b"x"},
        predictions={"model": answers(first), "plain": answers(second)},
        structures={"model": structure(RANDOM, CONV, DENSE), "plain": structure(CONV, DENSE)},
        fit=factory.termination(),
        histories={"model": history, "plain": history},
        predict=factory.termination(),
    )
    case = Case(replace(right, **changes), MATERIAL, TASK.manifest.thresholds, TASK.manifest.public)
    return {check.id: check for check in judge(TASK, case).checks if check.outcome != "pass"}


def told(found: dict[str, CheckVerdict]) -> dict[str, str | None]:
    return {name: check.failure for name, check in found.items()}


def test_small_moves_of_each_image_get_every_point() -> None:
    assert judged() == {}


def mirrored(image: Array, number: int) -> Array:
    return np.roll(image[:, ::-1] if number % 2 else image, number % 3 - 1, 0)


def upside_down(image: Array, number: int) -> Array:
    return np.roll(image[::-1, ::-1] if number % 2 else image, number % 3 - 1, 0)


@pytest.mark.parametrize(
    ("arrays", "failures"),
    [
        ({"kept": shifted(1)}, {"inference": "changed_in_inference"}),
        ({"once": MARKED, "again": MARKED}, {"varies": "unchanged"}),
        ({"again": shifted(1)}, {"varies": "always_the_same"}),
        (
            {"once": np.roll(MARKED, 2, 1), "again": np.roll(MARKED, -1, 1)},
            {"varies": "all_alike"},
        ),
        ({"once": each(mirrored)}, {"labels_kept": "mirrored"}),
        ({"once": each(upside_down)}, {"labels_kept": "turned"}),
        (
            {"once": np.zeros_like(MARKED), "again": np.zeros_like(MARKED) + 0.01},
            {"labels_kept": "unrecognisable"},
        ),
    ],
    ids=["in inference", "nothing", "the same", "all alike", "mirrored", "turned", "out of sight"],
)
def test_what_an_augmentation_must_not_do_is_told(
    arrays: dict[str, Array], failures: dict[str, str | None]
) -> None:
    assert told(judged(arrays=arrays)) == failures


def test_other_shapes_and_ranges_leave_nothing_to_look_at() -> None:
    assert judged(arrays={"once": MARKED[:, 2:]})["transforms"].failure == "other_shape"
    assert judged(arrays={"once": MARKED * 255})["transforms"].failure == "other_range"


@pytest.mark.parametrize(
    ("first", "second", "failure"),
    [
        (structure(CONV, DENSE), structure(CONV, DENSE), "no_augmentation"),
        (structure(RANDOM, DENSE), structure(RANDOM, DENSE), "augmentation_left"),
        (structure(RANDOM, CONV, DENSE), structure(CONV, DENSE, params=9), "another_network"),
        (structure(RANDOM, "Dropout", DENSE), structure(DENSE), "another_network"),
        (structure(RANDOM, CONV, DENSE), structure(DENSE, CONV), "another_order"),
    ],
)
def test_the_two_networks_differ_in_the_augmentation_alone(
    first: Structure, second: Structure, failure: str
) -> None:
    found = judged(structures={"model": first, "plain": second})
    assert found["same_network"].failure == failure


def test_layers_that_one_network_alone_has_are_named() -> None:
    networks = {"model": structure(RANDOM, CONV, DENSE), "plain": structure(CONV, DENSE, "Dropout")}
    said = judged(structures=networks)["same_network"].message
    assert "- with augmentation, Dropout (10) without" in said.en


def test_an_augmentation_nested_in_functional_form_is_the_same_network() -> None:
    nested = structure("InputLayer", "InputLayer", RANDOM, CONV, DENSE)
    assert judged(structures={"model": nested, "plain": structure("InputLayer", CONV, DENSE)}) == {}


def test_a_gain_over_a_network_that_was_kept_from_learning_is_none() -> None:
    idle = {"model": History(logs={"loss": [2.0, 0.1]}), "plain": History(logs={"loss": [2.0, 1.9]})}
    assert told(judged(second=0.1, histories=idle)) == {"gain": "plain_did_not_learn"}


def test_no_gain_and_little_accuracy_are_two_things() -> None:
    assert told(judged(first=0.9, second=0.88)) == {"gain": "no_gain"}
    assert list(judged(first=0.65, second=0.4)) == ["accuracy"]
    assert judged(first=0.65, second=0.4)["accuracy"].points == 10


def test_hidden_digits_are_moved_and_no_digit_is_in_two_parts() -> None:
    train, hidden = MATERIAL.training["model"].x, MATERIAL.hidden_inputs["model"]
    assert (len(train), len(hidden), train.dtype, hidden.dtype) == (200, 1500, np.float32, np.float32)
    assert MATERIAL.training["plain"].x is train
    centre = [np.average(np.indices((28, 28))[0], weights=image[..., 0]) for image in hidden]
    upright = [np.average(np.indices((28, 28))[0], weights=image[..., 0]) for image in train]
    assert np.std(centre) > 2 * np.std(upright)
    assert hidden.min() >= 0
    assert hidden.max() <= 1


def test_spots_are_told_apart_by_their_brightness() -> None:
    for image in MARKED[:5]:
        found = DATA.spots(image[..., 0])
        assert np.abs(found - np.array(DATA.SPOTS)[:, :2]).max() < 1.6
    assert DATA.spots(np.zeros((28, 28))) is None
