"""What is said of a training's curve: on curves of real trainings, and where each rule begins."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.model import EpochReport
from grader.report.reading import read, readings
from grader.report.training import trainings
from grader.text import LANGUAGES
from tests import curves
from tests.curves import Training

ALL = list(curves.trainings())
RIGHT = [training for training in ALL if not training.rule]
LEAST_HITS = 3  # of BROKEN_SEEDS; docs/curves.md has each
BROKEN = [training for training in ALL if training.rule]


@pytest.mark.parametrize("training", RIGHT, ids=lambda training: training.task)
def test_nothing_is_said_of_a_right_training(training: Training) -> None:
    runs = curves.kept(training)
    assert len(runs) == curves.SEEDS
    assert {seed: found for seed, told in runs.items() if (found := curves.said(told))} == {}


@pytest.mark.parametrize("training", BROKEN, ids=lambda training: f"{training.task}-{training.name}")
def test_what_is_wrong_with_a_broken_one_is_said(training: Training) -> None:
    runs = curves.kept(training)
    assert len(runs) == curves.BROKEN_SEEDS
    hits = sum(curves.hit(training, told) for told in runs.values())
    assert hits >= LEAST_HITS, [curves.said(told) for told in runs.values()]


def test_page_is_what_the_command_makes_of_the_curves_kept() -> None:
    assert curves.PAGE.read_text(encoding="utf-8") == curves.table()


FALLING = [1.0, 0.5, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05]
RISING = [1.0, 0.6, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]


@pytest.mark.parametrize(
    ("training", "validation", "said"),
    [
        (FALLING, FALLING, []),
        (FALLING, [], []),
        ([1.0], [], []),
        ([], [], []),
        ([None, None], [], ["not_finite"]),
        ([1.0, 2.0, None, None], [], ["not_finite"]),
        ([1.0, 2.0, 40.0, 900.0], [], ["diverged"]),
        ([1.0, 50.0, 2.0, 0.5, 0.4, 0.3, 0.28], [], ["came_back"]),
        ([2.303, 2.302, 2.303, 2.301, 2.303, 2.302], [2.3] * 6, ["not_learned"]),
        ([7000.0, 12.0, 3.0, 2.38, 2.39, 2.38, 2.39], [], ["not_learned"]),
        ([40.0, 12.0, 3.0, 0.9, 0.3, 0.1, 0.08], [], []),
        ([1.0, 0.4, 0.9, 0.3, 0.8, 0.35, 0.7, 0.3], [], ["rate_too_high"]),
        ([1.0, 0.97, 0.94, 0.91, 0.88, 0.85], [], ["rate_too_low"]),
        (
            [1.0, 0.6, 0.5, 0.45, 0.4, 0.36, 0.32, 0.28],
            [1.1, 0.9, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2],
            ["still_improving"],
        ),
        ([1.0, 0.6, 0.5, 0.45, 0.4, 0.36, 0.32, 0.28], [1.1, 0.9, 0.7, 0.6, 0.5, 0.5, 0.5, 0.5], []),
        ([1.0, 0.3, 0.1, 0.05, 0.04, 0.03, 0.02, 0.01], [], []),
        (FALLING, RISING, ["overfits"]),
        ([1.0, 0.9, 0.5, 0.42, 0.4, 0.39, 0.385, 0.38], RISING, []),
        (FALLING, [1.0, 0.6, 0.5, 0.51, 0.5, 0.52, 0.51, 0.53], []),
    ],
)
def test_rule_holds_from_its_bound_on(training: list, validation: list, said: list[str]) -> None:
    assert [rule for rule, _ in read(training, validation)] == said


def test_sentence_names_the_epoch_and_its_figures_in_both_languages() -> None:
    losses = zip(FALLING, RISING, strict=True)
    epochs = [
        EpochReport(part="", epoch=number, logs={"loss": a, "val_loss": b})
        for number, (a, b) in enumerate(losses, start=1)
    ]
    [curve] = trainings(epochs)
    [sentence] = readings(curve)
    assert "from epoch 3" in sentence.en
    assert "(0.5)" in sentence.en
    assert "에폭 3부터" in sentence.ko


NUMBERS = st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.floats(1e-6, 10))


@given(st.lists(NUMBERS, max_size=12), st.lists(NUMBERS, max_size=12))
def test_whatever_a_submission_tells_is_read_without_an_error(training: list, validation: list) -> None:
    for rule, values in read(training, validation):
        assert rule
        for value in values.values():
            assert math.isfinite(value)
    epochs = [
        EpochReport(part="", epoch=number, logs=_finite(value), not_finite=["loss"] if value is None else [])
        for number, value in enumerate(training)
    ]
    for curve in trainings(epochs):
        for sentence in readings(curve):
            assert all(sentence.pick(language) for language in LANGUAGES)


def _finite(value: float | None) -> dict[str, float]:
    return {} if value is None else {"loss": value}
