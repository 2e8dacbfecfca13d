"""Marks: which attempt counts, what it is worth, and that 90 percent is 90 percent."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.exam.score import result


@dataclass(frozen=True)
class Try:
    task: str
    score: float
    counted: bool = True
    max_score: int = 100


ONE = [("a", 1.0)]
TWO = [("a", 1.0), ("b", 3.0)]
tries = st.lists(
    st.builds(Try, st.sampled_from("ab"), st.floats(0, 100), st.booleans(), st.just(100)), max_size=8
)
weights = st.tuples(st.floats(0.01, 100), st.floats(0.01, 100)).map(lambda w: list(zip("ab", w, strict=True)))
counts = st.sampled_from(["best", "last"])


@pytest.mark.parametrize(("rule", "expected", "index"), [("best", 80, 1), ("last", 60, 2)])
def test_the_best_or_the_last_attempt_counts(rule, expected: float, index: int) -> None:
    found = result([Try("a", 40), Try("a", 80), Try("a", 60)], ONE, rule, 90)
    assert (found.percent, found.marks[0].attempt) == (expected, index)


def test_of_equally_good_attempts_the_first_counts() -> None:
    assert result([Try("a", 80), Try("a", 80)], ONE, "best", 90).marks[0].attempt == 0


@pytest.mark.parametrize("rule", ["best", "last"])
def test_an_attempt_that_is_not_counted_changes_nothing(rule) -> None:
    found = result([Try("a", 40), Try("a", 100, counted=False)], ONE, rule, 90)
    assert (found.percent, found.marks[0].attempt) == (40, 0)


def test_a_task_without_attempt_has_no_points_and_keeps_its_weight() -> None:
    found = result([Try("a", 100)], TWO, "best", 90)
    assert found.percent == 25
    assert found.marks[1].attempt is None


def test_weights_are_relative() -> None:
    attempts = [Try("a", 100), Try("b", 50)]
    assert result(attempts, TWO, "best", 0).percent == 62.5
    assert result(attempts, [("a", 10.0), ("b", 30.0)], "best", 0).percent == 62.5


@pytest.mark.parametrize(
    ("score", "points"), [(0, 0), (19.9, 0), (20, 1), (79, 3), (80, 4), (99.9, 4), (100, 5)]
)
def test_points_are_rounded_down(score: float, points: int) -> None:
    assert result([Try("a", score)], ONE, "best", 90).marks[0].points(5) == points


@pytest.mark.parametrize(("score", "passed"), [(90, True), (89.99, False), (89.999999, False), (100, True)])
def test_the_pass_mark_is_exact_and_a_missed_one_is_never_shown_as_reached(
    score: float, passed: bool
) -> None:
    found = result([Try("a", score)], ONE, "best", 90)
    assert found.passed is passed
    assert (found.percent >= 90) is passed


def test_weights_that_floats_cannot_hold_still_add_up() -> None:
    thirds = [("a", 0.1), ("b", 0.2), ("c", 0.7)]
    found = result([Try(name, 100) for name, _ in thirds], thirds, "best", 100)
    assert (found.percent, found.passed) == (100, True)


def test_points_out_of_nothing_are_nothing() -> None:
    assert result([Try("a", 0, max_score=0)], ONE, "best", 90).percent == 0


@given(tries, weights, counts, st.floats(0, 100))
def test_percent_is_within_bounds_and_agrees_with_the_verdict(attempts, weighted, rule, mark: float) -> None:
    found = result(attempts, weighted, rule, mark)
    assert 0 <= found.percent <= 100
    assert all(0 <= item.points(5) <= 5 for item in found.marks)
    assert found.passed is (found.exact >= mark)


@given(tries, weights, st.sampled_from("ab"), st.floats(0, 100))
def test_with_best_another_attempt_never_costs_points(attempts, weighted, task: str, score: float) -> None:
    before = result(attempts, weighted, "best", 90)
    assert result([*attempts, Try(task, score)], weighted, "best", 90).exact >= before.exact


@given(tries, weights, counts, st.floats(0.5, 64))
def test_only_the_ratio_of_weights_matters(attempts, weighted, rule, factor: float) -> None:
    scaled = [(task, weight * factor) for task, weight in weighted]
    one, two = result(attempts, weighted, rule, 90), result(attempts, scaled, rule, 90)
    assert abs(one.exact - two.exact) < 1e-9


@given(tries, weights, counts)
def test_attempts_that_do_not_count_can_be_left_out(attempts, weighted, rule) -> None:
    kept = [attempt for attempt in attempts if attempt.counted]
    assert result(attempts, weighted, rule, 90).exact == result(kept, weighted, rule, 90).exact
