"""task7: the right functions are TensorFlow's; a known mistake is named, and costs its own points only."""

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

TASK = loader.find("task7")
RIGHT = TASK.module("data")
MISTAKES = TASK.module("checks").MISTAKES


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_right_functions_are_those_of_tensorflow(padding: str) -> None:
    rng = np.random.default_rng(7)
    for _ in range(150):
        shape, size, strides = rng.integers(1, 9, 2), rng.integers(1, 7, 2), tuple(rng.integers(1, 5, 2))
        shape = np.maximum(shape, size) if padding == "valid" else shape
        images = rng.normal(rng.normal(0, 2), 1, (2, *shape, 3))
        call = (images, tuple(size), strides, padding.upper())
        ours = [getattr(RIGHT, name)(images, size, strides, padding) for name in MISTAKES]
        theirs = [tf.nn.max_pool2d(*call), tf.nn.avg_pool2d(*call), -tf.nn.max_pool2d(-images, *call[1:])]
        for one, other in zip(ours, theirs, strict=True):
            assert np.allclose(one, other, atol=1e-12)


def test_examples_of_the_brief_are_right() -> None:
    image = np.array([[1, 3, 2, 0], [5, 4, 1, 1], [0, 2, 6, 7], [1, 1, 8, 3.0]]).reshape(1, 4, 4, 1)
    row = np.array([-3, -1, -2.0]).reshape(1, 1, 3, 1)
    pooled = {name: getattr(RIGHT, name) for name in MISTAKES}
    tiles = {name: pool(image, (2, 2), (2, 2), "valid").ravel().tolist() for name, pool in pooled.items()}
    assert tiles == {"max_pool": [5, 2, 2, 8], "average_pool": [3.25, 1, 1, 6], "min_pool": [1, 0, 0, 3]}
    border = {name: pool(row, (1, 2), (1, 2), "same").ravel().tolist() for name, pool in pooled.items()}
    assert border == {"max_pool": [-1, -2], "average_pool": [-2, -2], "min_pool": [-3, -2]}


@pytest.mark.parametrize(
    ("function", "mistake"), [(function, name) for function, known in MISTAKES.items() for name in known]
)
def test_a_known_mistake_is_named_and_keeps_sixty_points(function: str, mistake: str) -> None:
    verdict = judged(TASK, {function: MISTAKES[function][mistake]})
    assert failures(verdict) == {function: mistake}
    assert 60 <= verdict.score < TASK.manifest.pass_score


@pytest.mark.parametrize("mistake", ["zeros_in_the_window", "more_first", "stride_is_the_size"])
def test_one_mistake_in_what_all_three_share_keeps_sixty_points(mistake: str) -> None:
    verdict = judged(TASK, {function: known[mistake] for function, known in MISTAKES.items()})
    assert failures(verdict) == dict.fromkeys(MISTAKES, mistake)
    assert verdict.score >= 60


def by_convolution(images: Any, size: Any, strides: Any, padding: str) -> Any:
    """Sums of windows over numbers of pixels, both by TensorFlow's convolution of each channel with ones."""
    ones = np.ones((*size, images.shape[3], 1), images.dtype)
    steps = (1, max(strides), max(strides), 1)
    if strides[0] != strides[1]:  # which this operation refuses
        return RIGHT.average_pool(images, size, strides, padding).astype(images.dtype)
    sums, counts = (tf.nn.depthwise_conv2d(x, ones, steps, padding.upper()) for x in (images, images * 0 + 1))
    return sums / counts


def by_sorting(images: Any, size: Any, strides: Any, padding: str) -> Any:
    """The last number of each sorted window, what lies outside being -6: less than any pixel can be."""
    windows = TASK.module("checks").pooled(images, size, strides, padding, lambda x, axis: x, outside=-6)
    return np.sort(windows.reshape(*windows.shape[:4], -1), axis=-1)[..., -1]


@pytest.mark.parametrize(
    "functions",
    [
        {"average_pool": by_convolution},
        {"max_pool": by_sorting},
        {"min_pool": lambda x, *call: -by_sorting(-x, *call)},
        {"max_pool": lambda *call: tf.constant(np.asfortranarray(by_sorting(*call)))},
    ],
    ids=["convolution", "sorting", "turned", "tensor"],
)
def test_an_unusual_way_that_is_right_gets_all_points(functions: dict[str, Callable[..., Any]]) -> None:
    assert judged(TASK, functions).score == 100


def test_names_of_ones_own_are_allowed_and_the_ready_made_is_not() -> None:
    own = "def pool(x):\n    return x\ndef max_pool(x, size, strides, padding):\n    return pool(x)\n"
    source.from_bytes(TASK.folder / "my.py", own.encode(), TASK)
    with pytest.raises(UnusableSubmission, match="ready-made 'max_pool'"):
        taken = own.replace("return pool(x)\n", "return tf.nn.max_pool(x, size, strides, 'SAME')\n")
        source.from_bytes(TASK.folder / "my.py", f"import tensorflow as tf\n{taken}".encode(), TASK)
