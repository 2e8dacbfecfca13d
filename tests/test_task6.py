"""task6: the right functions are TensorFlow's; a known mistake is named, and costs its own points only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from by_hand import failures, judged

from grader.errors import UnusableSubmission
from grader.submission import source
from grader.task import loader

TASK = loader.find("task6")
RIGHT = TASK.module("data")
MISTAKES = TASK.module("checks").MISTAKES


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_right_functions_are_those_of_tensorflow(padding: str) -> None:
    rng = np.random.default_rng(6)
    for _ in range(150):
        size, kernel, strides = rng.integers(1, 9, 2), rng.integers(1, 7, 2), tuple(rng.integers(1, 5, 2))
        size = np.maximum(size, kernel) if padding == "valid" else size
        images = rng.normal(size=(2, *size, 3))
        filters = rng.normal(size=(*kernel, 3, 2))
        theirs = tf.nn.conv2d(images, filters, strides, padding.upper()).numpy()
        assert np.allclose(RIGHT.conv2d(images, filters, strides, padding), theirs, atol=1e-12)
        axes = list(zip(size, kernel, strides, strict=True))
        sizes = tuple(RIGHT.output_size(*axis, padding) for axis in axes)
        assert sizes == theirs.shape[1:3]
        if padding == "same":
            padded = RIGHT.pad_same(images, kernel, strides)
            assert np.allclose(tf.nn.conv2d(padded, filters, strides, "VALID"), theirs, atol=1e-12)
            reached = [(places - 1) * s + k for places, (_, k, s) in zip(sizes, axes, strict=True)]
            assert padded.shape[1:3] == tuple(np.maximum(reached, size))


def test_examples_of_the_brief_are_right() -> None:
    image = np.array([[1, 2, 0, 1], [3, 1, 2, 0], [0, 1, 3, 2], [2, 0, 1, 1.0]]).reshape(1, 4, 4, 1)
    weights = np.array([[1, 0, -1], [2, 0, 0], [0, 1, 0.0]]).reshape(3, 3, 1, 1)
    assert RIGHT.conv2d(image, weights, (1, 1), "valid").ravel().tolist() == [8, 6, 1, 4]
    row = np.array([1, 2, 3, 4.0]).reshape(1, 1, 4, 1)
    assert RIGHT.pad_same(row, (1, 3), (1, 2)).ravel().tolist() == [1, 2, 3, 4, 0]


@pytest.mark.parametrize(
    ("function", "mistake"), [(function, name) for function, known in MISTAKES.items() for name in known]
)
def test_a_known_mistake_is_named_and_keeps_sixty_points(function: str, mistake: str) -> None:
    verdict = judged(TASK, {function: MISTAKES[function][mistake]})
    assert failures(verdict) == {function: mistake}
    assert 60 <= verdict.score < TASK.manifest.pass_score


def as_one_matrix(images: Any, filters: Any, strides: Any, padding: str) -> Any:
    """Every result is a row of pixels times a column of weights; the rows are found by counting pixels."""
    images = RIGHT.pad_same(images, filters.shape[:2], strides) if padding == "same" else images
    numbers = np.arange(images[0].size).reshape(1, *images[0].shape)
    ends = [
        range(0, n - k + 1, s) for n, k, s in zip(images.shape[1:3], filters.shape[:2], strides, strict=True)
    ]
    (kh, kw, *_), (down, right) = filters.shape, ends
    rows = [numbers[0, i : i + kh, j : j + kw].ravel() for i in down for j in right]
    result = images.reshape(len(images), -1)[:, np.array(rows)] @ filters.reshape(-1, filters.shape[-1])
    return tf.reshape(result, (len(images), len(down), len(right), -1))


@pytest.mark.parametrize(
    "functions",
    [
        {"output_size": lambda n, k, s, p: -(-(n if p == "same" else n - k + 1) // s)},
        {"output_size": lambda n, k, s, p: np.ceil((n if p == "same" else n - k + 1) / s)},
        {"output_size": lambda n, k, s, p: tf.constant(len(range(0, n if p == "same" else n - k + 1, s)))},
        {"pad_same": lambda x, k, s: np.asfortranarray(RIGHT.pad_same(x, k, s))},
        {"conv2d": as_one_matrix},
    ],
    ids=["int", "float", "tensor", "fortran", "matrix"],
)
def test_an_unusual_way_that_is_right_gets_all_points(functions: dict[str, Callable[..., Any]]) -> None:
    assert judged(TASK, functions).score == 100


def test_names_of_ones_own_are_allowed_and_the_ready_made_is_not() -> None:
    own = (
        "def convolve(x):\n    return x\ndef conv2d(x, filters, strides, padding):\n    return convolve(x)\n"
    )
    source.from_bytes(TASK.folder / "my.py", own.encode(), TASK)
    with pytest.raises(UnusableSubmission, match="ready-made 'conv2d'"):
        taken = own.replace("return convolve(x)", "return tf.nn.conv2d(x, filters, strides, 'SAME')")
        source.from_bytes(TASK.folder / "my.py", f"import tensorflow as tf\n{taken}".encode(), TASK)
