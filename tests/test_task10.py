"""task10: right losses are those of SciPy and Keras; a known mistake is named and costs no others' points."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import keras
import numpy as np
import pytest
from by_hand import failures, judged
from scipy import special

from grader.errors import UnusableSubmission
from grader.grading.pipeline import draw
from grader.submission import source
from grader.task import loader

TASK = loader.find("task10")
RIGHT = TASK.module("data")
MISTAKES = TASK.module("checks").MISTAKES
NAMES = [provided.name for provided in TASK.manifest.provides]
REDUCTIONS = {"none": None, "mean": "sum_over_batch_size", "sum": "sum"}  # as Keras calls them


def calls(function: str, seed: int) -> Iterator[tuple[list[Any], Any]]:
    """The arguments of each call that is drawn, and what is expected."""
    material = draw(TASK, seed)
    for number, sent in enumerate(material.challenges["calls"][function]):
        arguments = [material.arrays[a["array"]] if isinstance(a, dict) else a for a in sent]
        yield arguments, material.secret["expected"][f"{function}/{number}"]


def by_scipy(function: str, z: Any, y: Any, *more: Any) -> Any:
    """The losses of the rows by logsumexp: log(1 + e^a) is that of 0 and a."""
    z, y = z.astype(np.float64), y.astype(np.float64)
    if function in ("categorical_loss", "sparse_loss"):
        y = y if y.ndim == 2 else np.eye(z.shape[1])[y.astype(int)]
        return special.logsumexp(z, axis=1) - (y * z).sum(1)
    margins = z * (y if function == "logistic_loss" else 2 * y - 1)
    each = special.logsumexp([np.zeros_like(z), -margins], axis=0)
    if function == "focal_loss":
        gamma, alpha = more
        each *= special.expit(-margins) ** gamma * (1 if alpha is None else np.where(y, alpha, 1 - alpha))
    return each.mean(1) if function == "binary_loss" else each


def by_keras(function: str, z: Any, y: Any, *more: Any, reduction: str) -> Any:
    """Keras's own loss of those logits, and its own reduction."""
    how: dict[str, Any] = {"from_logits": True, "reduction": REDUCTIONS[reduction], "dtype": "float64"}
    if function == "categorical_loss":
        return keras.losses.CategoricalCrossentropy(**how)(y, z)
    if function == "sparse_loss":
        return keras.losses.SparseCategoricalCrossentropy(**how)(y, z)
    if function == "binary_loss":
        return keras.losses.BinaryCrossentropy(**how)(y, z)
    y, z = y[:, None], z[:, None]
    if function == "logistic_loss":
        return keras.losses.BinaryCrossentropy(**how)((y + 1) / 2, z)
    gamma, alpha = more
    weighted: dict[str, Any] = {"apply_class_balancing": alpha is not None, "alpha": alpha or 0.25}
    return keras.losses.BinaryFocalCrossentropy(gamma=gamma, **weighted, **how)(y, z)


@pytest.mark.parametrize("function", NAMES)
def test_right_losses_are_those_of_scipy(function: str) -> None:
    for arguments, expected in calls(function, 3):
        rows = by_scipy(function, *arguments[:-1])
        reduced = {"none": rows, "mean": rows.sum() / len(rows), "sum": rows.sum()}[arguments[-1]]
        assert np.allclose(expected, reduced, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("function", NAMES)
def test_right_losses_are_those_of_keras(function: str) -> None:
    compared = 0
    for arguments, expected in calls(function, 4):
        if function == "focal_loss" and np.abs(arguments[0]).max() == 1000:
            continue  # Keras takes the logarithm of probabilities there, which it clips
        theirs = by_keras(function, *arguments[:-1], reduction=arguments[-1])
        compared += 1
        assert np.shape(theirs) == expected.shape
        assert np.allclose(expected, theirs, rtol=1e-6, atol=1e-6)
    assert compared > 10


def test_in_two_steps_where_that_works_the_right_losses_are_the_same() -> None:
    for (z, t, how), expected in calls("categorical_loss", 5):
        if np.abs(z).max() < 1000 and how == "none":
            theirs = -special.xlogy(t, special.softmax(z.astype(np.float64), axis=1)).sum(1)
            assert np.allclose(expected, theirs)


def test_focal_loss_with_gamma_0_and_no_alpha_is_binary_cross_entropy() -> None:
    z, y = np.array([-1000.0, -2.5, 0.0, 1.5, 1000.0]), np.array([1.0, 0.0, 1.0, 0.0, 1.0])
    entropy = RIGHT.binary_loss(z[:, None], y[:, None], "none")
    assert np.allclose(RIGHT.focal_loss(z, y, 0.0, None, "none"), entropy)
    assert np.allclose(RIGHT.logistic_loss(z, 2 * y - 1, "none"), entropy)


def test_examples_of_the_brief_are_right() -> None:
    z = np.tile([2.0, 0.0, 1.0], (3, 1))
    assert np.allclose(RIGHT.sparse_loss(z, np.arange(3), "none"), [0.4076, 2.4076, 1.4076], atol=5e-5)
    assert np.allclose(
        RIGHT.logistic_loss(np.full(2, 2.0), np.array([1, -1]), "none"), [0.1269, 2.1269], atol=5e-5
    )
    nine = np.full(2, np.log(9.0))  # p = 0.9
    assert np.allclose(
        RIGHT.focal_loss(nine, np.array([1, 0]), 2.0, 0.25, "none"), [0.00026, 1.3988], atol=5e-5
    )


@pytest.mark.parametrize(
    ("function", "mistake"), [(function, name) for function, known in MISTAKES.items() for name in known]
)
def test_a_known_mistake_is_named_and_keeps_sixty_points(function: str, mistake: str) -> None:
    known, right = MISTAKES[function][mistake], getattr(RIGHT, function)

    def wrong(logits: Any, *others: Any) -> Any:
        try:
            return known(logits, *others)
        except ValueError:  # extremes, where this one is all the same
            return np.asarray(right(logits, *others) + (mistake == "two_steps"), dtype=logits.dtype)

    verdict = judged(TASK, {function: wrong})
    assert failures(verdict) == {function: mistake}
    assert 60 <= verdict.score < TASK.manifest.pass_score


def softmax(z: Any) -> Any:
    powers = np.exp(z - z.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def picked(table: Any, labels: Any) -> Any:
    return table[np.arange(len(labels)), labels]


@pytest.mark.parametrize(
    "rows",
    [
        lambda z, y: -np.log(picked(softmax(z), y)),
        lambda z, y: -np.log(picked(np.exp(z) / np.exp(z).sum(1, keepdims=True), y)),
        lambda z, y: -np.log(picked(np.clip(softmax(z), 1e-15, 1), y)),
        lambda z, y: -np.log(picked(softmax(z), y) + 1e-12),
        lambda z, y: np.log(np.exp(z).sum(1)) - picked(z, y),
        lambda z, y: -np.log((softmax(z) * np.eye(z.shape[1], dtype=z.dtype)[y]).sum(1)),
    ],
    ids=["infinite", "nan", "clipped", "added", "overflow", "one-hot"],
)
def test_however_two_steps_break_they_are_named_and_cost_the_extremes_only(rows: Callable[..., Any]) -> None:
    def wrong(z: Any, y: Any, how: str) -> Any:
        return np.asarray(RIGHT.REDUCE[how](rows(z, y))).astype(z.dtype)

    verdict = judged(TASK, {"sparse_loss": wrong})
    (check,) = (check for check in verdict.checks if check.outcome == "fail")
    assert (check.failure, check.points) == ("two_steps", 13)
    assert "(extremes)" in check.message.en


def in_float64(losses: Any, _how: str, _dtype: Any) -> Any:
    return np.asarray(losses, dtype=np.float64)


def as_a_float(losses: Any, how: str, dtype: Any) -> Any:
    return np.asarray(losses, dtype) if how == "none" else float(losses)


@pytest.mark.parametrize(
    ("finish", "failure"), [(in_float64, "function_dtype"), (as_a_float, "function_type")]
)
def test_one_bug_in_what_all_five_share_keeps_sixty_points(finish: Callable[..., Any], failure: str) -> None:
    def buggy(right: Callable[..., Any], logits: Any, *others: Any) -> Any:
        return finish(right(logits, *others), others[-1], logits.dtype)

    verdict = judged(TASK, {name: partial(buggy, getattr(RIGHT, name)) for name in NAMES})
    assert failures(verdict) == dict.fromkeys(NAMES, failure)
    assert 60 <= verdict.score < TASK.manifest.pass_score


@pytest.mark.parametrize("name", ["reference", "alternative_rows", "alternative_tensorflow"])
def test_right_solutions_of_any_style_get_all_points_at_any_seed(name: str) -> None:
    module = runpy.run_path(str(TASK.solutions / f"{name}.py"))
    for seed in range(5):
        verdict = judged(TASK, {function: module[function] for function in NAMES}, seed)
        assert failures(verdict) == {}


def test_losses_and_helpers_of_ones_own_are_allowed_and_the_ready_made_are_not() -> None:
    own = "import tensorflow as tf\ndef log_softmax(z):\n    return z\n"
    own += "def categorical_loss(logits, targets, reduction):\n    return log_softmax(logits)\n"
    source.from_bytes(TASK.folder / "my.py", own.encode(), TASK)
    assert not {*NAMES} & {*TASK.manifest.refused}
    for ready in ("tf.nn.log_softmax", "tf.keras.losses.get", "tf.nn.softmax_cross_entropy_with_logits"):
        taken = own.replace("return log_softmax(", f"return {ready}(")
        with pytest.raises(UnusableSubmission, match="ready-made"):
            source.from_bytes(TASK.folder / "my.py", taken.encode(), TASK)
