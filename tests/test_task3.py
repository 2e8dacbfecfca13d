"""task3's checks on evidence made by hand: what a right pipeline may do, and what one mistake costs."""

from __future__ import annotations

import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from made import Made, Stage, made
from PIL import Image

from grader.grading.judge import CheckVerdict, Verdict
from grader.inside.thumbnails import thumbnails

NONE: Mapping[str, Any] = MappingProxyType({})


def _judged(right: Made, arrays: Mapping[str, Any], answers: Mapping[str, Any] = NONE) -> Verdict:
    assert right.predict is not None
    told = right.train.body | {"answers": right.train.body["answers"] | dict(answers)}
    return right.verdict(Stage(told, {**right.train.arrays, **arrays}).packed(), right.predict.packed())


def _check(verdict: Verdict, name: str) -> CheckVerdict:
    return next(check for check in verdict.checks if check.id == name)


@pytest.mark.parametrize("most", [0.05, 0.2])
def test_training_images_of_a_brightness_of_their_own_are_not_told_a_divisor(most: float) -> None:
    right = made("task3")
    looks = right.train.arrays["training_looks"].astype(np.float32)
    gains = 0.01 + np.random.default_rng(1).uniform(1 - most, 1 + most, (len(looks), 1, 1, 1))
    verdict = _judged(right, {"training_looks": (looks * gains).astype(np.float16)})
    assert verdict.score == verdict.max_score


@pytest.mark.parametrize("divisor", [254, 256])
@pytest.mark.parametrize("name", ["training", "validation"])
def test_a_wrong_divisor_is_told_in_either_pipeline(name: str, divisor: int) -> None:
    right = made("task3")
    looks = right.train.arrays[f"{name}_looks"].astype(np.float32)
    verdict = _judged(right, {f"{name}_looks": (looks * 255 / divisor).astype(np.float16)})
    failed = [check.id for check in verdict.checks if check.outcome != "pass"]
    assert failed == ["scaling"]
    assert _check(verdict, "scaling").failure == "divisor"


def test_uneven_brightness_hides_no_divisor_of_the_validation_pipeline() -> None:
    right = made("task3")
    looks = right.train.arrays["validation_looks"].astype(np.float32)
    gains = np.random.default_rng(1).uniform(0.95, 1.05, (len(looks), 1, 1, 1))
    gains /= gains.mean()
    verdict = _judged(right, {"validation_looks": (looks * gains * 255 / 250).astype(np.float16)})
    assert _check(verdict, "scaling").failure == "divisor"


def _cropped(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of an image in the proportions of the target."""
    factor = min(image.width / size[0], image.height / size[1])
    width, height = size[0] * factor, size[1] * factor
    left, top = max(0.0, (image.width - width) / 2), max(0.0, (image.height - height) / 2)
    right, bottom = min(image.width, left + width), min(image.height, top + height)
    return image.resize(size, box=(left, top, right, bottom))


@pytest.mark.parametrize("kind", ["cropped", "grey"])
def test_altered_validation_images_are_told_so_and_not_to_come_from_the_other_directory(kind: str) -> None:
    right = made("task3")
    height, width = right.material.challenges["target_size"]
    paths = sorted(path for path in right.material.files if path.startswith("validation/"))
    pictures = [Image.open(io.BytesIO(right.material.files[path])).convert("RGB") for path in paths]
    if kind == "cropped":
        pictures = [_cropped(one, (width, height)) for one in pictures]
    else:
        pictures = [one.convert("L").convert("RGB").resize((width, height)) for one in pictures]
    images = np.stack([np.asarray(one) / 255.0 for one in pictures] * 2)
    changed = {"validation_images": images.astype(np.float16), "validation_looks": thumbnails(images)}
    assert _check(_judged(right, changed), "validation").failure == "altered"


def test_batches_that_are_each_cut_short_keep_sixty_points() -> None:
    """One slice that ends one too early leaves out an image of every batch of both pipelines."""
    right = made("task3")
    size = right.material.challenges["batch_size"]
    arrays: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    for name in ("training", "validation"):
        old = right.train.body["answers"][name]
        total = sum(images[0] for images, *_ in old["batches"])
        kept = np.array([at % size != size - 1 for at in range(total)])
        shapes = [
            [[min(size - 1, n), *image], [min(size - 1, n), *label], *kinds]
            for (n, *image), (_, *label), *kinds in old["batches"]
        ]
        answers[name] = old | {"batches": shapes, "counts": [int(kept.sum())] * 2}
        for key in ("looks", "labels", "images"):
            if f"{name}_{key}" in right.train.arrays:
                arrays[f"{name}_{key}"] = right.train.arrays[f"{name}_{key}"][np.tile(kept, 2)]
    verdict = _judged(right, arrays, answers)
    assert 60 <= verdict.score < 90
    assert {_check(verdict, name).cause for name in ("training", "validation")} == {"batches"}


def test_a_last_batch_that_is_dropped_costs_its_check_in_full() -> None:
    right = made("task3")
    old = right.train.body["answers"]["training"]
    shapes = old["batches"][:-1]
    total = sum(images[0] for images, *_ in old["batches"])
    left = sum(images[0] for images, *_ in shapes)
    kept = np.tile(np.arange(total) < left, 2)
    arrays = {f"training_{key}": right.train.arrays[f"training_{key}"][kept] for key in ("looks", "labels")}
    verdict = _judged(right, arrays, {"training": old | {"batches": shapes, "counts": [left] * 2}})
    assert (verdict.score, _check(verdict, "training").points) == (86, 0)


@pytest.mark.parametrize(("altered", "told"), [(False, "not_augmented"), (True, "same_again")])
def test_images_that_are_the_same_in_every_epoch_are_not_augmented(altered: bool, told: str) -> None:
    right = made("task3")
    half = len(right.train.arrays["training_looks"]) // 2
    looks = right.train.arrays["training_looks"].astype(np.float32)
    if altered:
        looks += np.random.default_rng(1).normal(0, 0.1, looks.shape)
    looks[half:] = looks[:half]
    verdict = _judged(right, {"training_looks": looks.astype(np.float16)})
    assert [check.id for check in verdict.checks if check.outcome != "pass"] == ["augmentation"]
    assert (verdict.score, verdict.outcome) == (90, "pass")
    assert _check(verdict, "augmentation").failure == told


@pytest.mark.parametrize("noise", [0.0, 0.001, 0.004])  # of a thumbnail; 0.02 of each pixel come to 0.008
def test_half_of_the_images_altered_visibly_are_enough_and_what_nobody_sees_is_not(noise: float) -> None:
    right = made("task3")
    looks = right.train.arrays["training_looks"].astype(np.float32)
    half = len(looks) // 2
    looks[half:] = looks[:half] + np.random.default_rng(1).normal(0, noise, looks[:half].shape)
    assert _check(_judged(right, {"training_looks": looks.astype(np.float16)}), "augmentation").points == 0
    looks[half : half + half // 2 + 1] += np.random.default_rng(1).normal(
        0, 0.02, looks[: half // 2 + 1].shape
    )
    assert _check(_judged(right, {"training_looks": looks.astype(np.float16)}), "augmentation").points == 10
