"""task18, without TensorFlow: layouts of archives, hidden images, and how answers count."""

from __future__ import annotations

import fnmatch
import io
import zipfile
from dataclasses import replace
from typing import Any

import factory
import numpy as np
import pytest
from PIL import Image

from grader.evidence import Evidence
from grader.grading.pipeline import draw
from grader.task import loader
from grader.task.api import Case, Failure

TASK = loader.find("task18")
MATERIAL = draw(TASK, 3)


def given(address: str) -> str:
    """The file that answers an address, as the door finds it."""
    return next(name for pattern, name in MATERIAL.served.items() if fnmatch.fnmatchcase(address, pattern))


def folders(name: str) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(MATERIAL.files[name])) as file:
        return {member.rpartition("/")[0] for member in file.namelist()}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://x/horse-or-human.zip", {"horses", "humans"}),
        ("https://x/validation-horse-or-human.zip", {"horses", "humans"}),
        ("https://x/kagglecatsanddogs_5340.zip", {"PetImages/Cat", "PetImages/Dog"}),
        (
            "https://x/cats_and_dogs_filtered.zip",
            {
                f"cats_and_dogs_filtered/{part}/{pet}"
                for part in ("train", "validation")
                for pet in ("cats", "dogs")
            },
        ),
        ("https://x/rps-test-set.zip", {f"rps-test-set/{hand}" for hand in ("paper", "rock", "scissors")}),
        ("https://x/rps.zip", {f"rps/{hand}" for hand in ("paper", "rock", "scissors")}),
        (
            "https://x/germantrafficsigns.zip",
            {f"{part}/{sign:02}" for part in ("train", "validation") for sign in range(43)},
        ),
    ],
)
def test_address_is_answered_in_the_layout_of_its_archive(address: str, found: set[str]) -> None:
    assert folders(given(address)) == found


def test_satellite_images_are_ten_classes_and_64_pixels_wide_as_tfds_has_them() -> None:
    assert len(folders(given("https://x/eurosat.zip"))) == 10
    with np.load(io.BytesIO(MATERIAL.files[given("tfds.eurosat")])) as arrays:
        assert arrays["x_train"].shape[1:] == (64, 64, 3)
        assert set(arrays["y_train"]) == set(range(len(arrays["classes"]))) == set(range(10))
        assert "x_test" not in arrays


def test_hidden_images_are_among_none_that_are_given() -> None:
    hidden = {image.tobytes() for rows, _ in MATERIAL.secret.values() for image in rows}
    seen = set()
    for name in {name for name in MATERIAL.files if name.endswith(".zip")}:
        with zipfile.ZipFile(io.BytesIO(MATERIAL.files[name])) as file:
            for member in file.namelist():
                if member.endswith(".png"):
                    image = Image.open(file.open(member))
                    seen.add(np.asarray(image.resize((64, 64), Image.Resampling.BILINEAR)).tobytes())
    assert len(hidden) == sum(len(labels) for _, labels in MATERIAL.secret.values())
    assert not hidden & seen


def test_job_is_small() -> None:
    assert sum(map(len, MATERIAL.files.values())) < 20e6


def case(shape: tuple[int, ...], units: int) -> Case:
    """A model for rows of that shape that has not predicted yet."""
    built = {"type": "Sequential", "is_model": True, "compiled": True, "loss": None}
    answers = {"model.built": built | {"inputs": [[None, *shape]], "outputs": [[None, units]]}}
    evidence = Evidence(train=factory.termination(), answers=answers)
    return Case(evidence, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public)


def answered(units: int, answers: Any) -> Case:
    """The same with what it makes of the labels of the hidden rows of 64 x 64, in one form of them."""
    found = case((64, 64, 3), units)
    labels = MATERIAL.secret["plain" if units <= 3 else "signs"][1]
    rows = answers(labels[labels < max(2, units)]).astype(np.float32)
    blind = np.zeros_like(rows)
    evidence = replace(found.evidence, predictions={"model": rows, "model.raw": blind})
    return replace(found, evidence=evidence)


@pytest.mark.parametrize(
    "shape", [(64, 64, 3), (None, None, 3), (28, 28, 1), (32, 32), (300, 300, 3), (12288,)]
)
@pytest.mark.parametrize("units", [1, 3, 10, 43])
def test_model_of_any_size_is_offered_hidden_images(shape: tuple[int, ...], units: int) -> None:
    offer = TASK.function("data", "offer")
    assert offer is not None
    rows = offer(case(shape, units))
    assert set(rows) == {"model", "model.raw", "model.centred"}
    assert len(rows["model"]) >= 50
    assert 0 <= rows["model"].min() < rows["model"].max() <= 1


def accuracy(found: Case) -> None:
    TASK.module("checks").accuracy.function(found)


@pytest.mark.parametrize(
    ("units", "answers"),
    [
        (1, lambda labels: 0.1 + 0.5 * labels[:, np.newaxis]),
        (1, lambda labels: 6.0 * labels[:, np.newaxis] - 3.0),
        (2, lambda labels: np.eye(2)[labels]),
        (3, lambda labels: 7 * np.eye(3)[labels] - 5),
        (43, lambda labels: np.eye(43)[labels]),
    ],
)
def test_right_answers_count_as_probabilities_and_as_logits(units: int, answers: Any) -> None:
    accuracy(answered(units, answers))


@pytest.mark.parametrize(
    ("units", "answers", "key"),
    [
        (1, lambda labels: 0.9 - 0.8 * labels[:, np.newaxis], "turned"),
        (2, lambda labels: np.eye(2)[1 - labels], "turned"),
        (1, lambda labels: np.ones((len(labels), 1)), "rung"),
        (3, lambda labels: np.eye(3)[(labels + 1) % 3], "rung"),
    ],
)
def test_wrong_answers_are_told_apart_from_swapped_ones(units: int, answers: Any, key: str) -> None:
    with pytest.raises(Failure) as failed:
        accuracy(answered(units, answers))
    assert failed.value.key == key
