"""What a report shows of the public validation part: right counts, mistakes, nothing hidden, no points."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sklearn.metrics import confusion_matrix
from test_judge import evidence

from grader.evidence import Evidence
from grader.grading.gallery import MOST_MISTAKES, galleries
from grader.grading.judge import judge
from grader.grading.pipeline import draw
from grader.report.model import gallery_report
from grader.task import loader
from grader.task.api import Case, Material, PublicValidation

TASKS = [which for which in loader.all_tasks() if draw(which, 3).shown]
IMAGES = np.arange(5 * 2 * 3, dtype=np.uint8).reshape(5, 2, 3)
SHOWN = PublicValidation(np.zeros((5, 4)), np.array([0, 1, 2, 1, 0]), ("cat", "dog", "owl"), IMAGES)


def case(rows: Any, shown: PublicValidation = SHOWN) -> Case:
    found = Evidence(train=evidence().train, predictions={"model.shown": np.asarray(rows)})
    return Case(found, Material(shown={"model": shown}), {}, {})


def test_the_matrix_counts_true_classes_in_rows_and_the_furthest_mistake_comes_first() -> None:
    rows = [[0.6, 0.4, 0], [0.5, 0.4, 0.1], [0, 0, 1], [0.9, 0.1, 0], [1, 0, 0]]
    (found,) = galleries(case(rows))
    assert found.confusion == ((2, 0, 0), (2, 0, 0), (0, 0, 1))
    assert [(m.truth, m.predicted) for m in found.mistakes] == [("dog", "cat"), ("dog", "cat")]
    assert [m.image.tolist() for m in found.mistakes] == [IMAGES[3].tolist(), IMAGES[1].tolist()]


@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(1, 60))
def test_the_matrix_is_that_of_scikit_learn(seed: int, classes: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    labels, rows = rng.integers(0, classes, count), rng.normal(size=(count, classes)).astype(np.float32)
    shown = PublicValidation(
        rows, labels, [str(name) for name in range(classes)], np.zeros((count, 1, 1), np.uint8)
    )
    (found,) = galleries(case(rows, shown))
    right = confusion_matrix(labels, rows.argmax(axis=1), labels=range(classes))
    assert np.array_equal(found.confusion, right)
    assert len(found.mistakes) == min(MOST_MISTAKES, count - int(np.trace(right)))
    assert all(mistake.truth != mistake.predicted for mistake in found.mistakes)


@pytest.mark.parametrize(
    "rows",
    [np.zeros((4, 3)), np.zeros((5, 2)), np.zeros(5), np.full((5, 3), np.nan), np.full((5, 3), np.inf)],
    ids=["too few", "too narrow", "flat", "nan", "infinite"],
)
def test_answers_that_cannot_be_compared_show_nothing(rows: np.ndarray) -> None:
    assert galleries(case(rows)) == ()


def test_without_images_there_is_only_the_matrix() -> None:
    (found,) = galleries(case(np.eye(5, 3), replace(SHOWN, images=None)))
    assert found.mistakes == ()
    assert sum(map(sum, found.confusion)) == 5


def test_an_image_is_a_png_of_those_very_pixels() -> None:
    (found,) = galleries(case(np.roll(np.eye(3)[SHOWN.labels], 1, axis=1)))
    told = gallery_report(found).mistakes[0].image
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(base64.b64decode(told)))), found.mistakes[0].image)


@pytest.mark.parametrize("which", TASKS, ids=lambda which: which.id)
def test_what_is_shown_is_public_and_never_among_the_hidden(which: loader.Task) -> None:
    material = draw(which, 3)
    for name, shown in material.shown.items():
        hidden = {row.tobytes() for row in material.hidden_inputs[name]}
        rows = len(shown.labels)
        assert not hidden & {row.tobytes() for row in shown.inputs}
        assert len(shown.inputs) == rows >= 10
        assert set(np.unique(shown.labels)) <= set(range(len(shown.classes)))
        assert shown.images is None or (len(shown.images) == rows and shown.images.dtype == np.uint8)


def test_no_point_depends_on_what_is_shown() -> None:
    which = loader.find("task2")
    material = draw(which, 1)
    rows = np.eye(10)[(material.shown["model"].labels + 1) % 10]
    good = evidence()
    all_wrong = replace(good, predictions={**good.predictions, "model.shown": rows})
    public = which.manifest.public
    cases = [Case(e, material, which.manifest.thresholds, public) for e in (good, all_wrong)]
    assert judge(which, cases[0]) == judge(which, cases[1])
    assert galleries(cases[1])[0].confusion[3][3] == 0
