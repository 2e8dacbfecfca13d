"""task20: hidden rows are in no file, batches show no answers, and each way of scaling is a right one."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import factory
import numpy as np
import pytest

from grader.evidence import Evidence
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.grading.pipeline import draw
from grader.inside.predict import BATCH_SIZE
from grader.task import loader
from grader.task.api import Array, Case

TASK = loader.find("task20")
DATA, CHECKS = TASK.module("data"), TASK.module("checks")
MATERIAL = draw(TASK, 1)
SERIES = MATERIAL.secret["series"]
SPOTS, COLD, POWER = DATA.SUNSPOTS, DATA.MINIMA, f"{DATA.POWER}.csv"


def case(
    shape: tuple[int | None, ...], served: str | None = None, predictions: dict[str, Array] | None = None
) -> Case:
    built = {"type": "Sequential", "is_model": True, "compiled": True, "loss": "mse"}
    built |= {"inputs": [[None, *shape]], "outputs": [[None, 1]]}
    answers = {"model.built": built} | ({"served": {"http://example.org/x": served}} if served else {})
    evidence = Evidence(train=factory.termination(), answers=answers, models={"model": b"x"})
    evidence = replace(evidence, predict=factory.termination(), predictions=predictions or {})
    return Case(evidence, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public)


def judged(
    model: Callable[[Array], Array], shape: tuple[int | None, ...], served: str | None = None
) -> tuple[Verdict, dict[str, CheckVerdict]]:
    """The verdict on a model that is that function of windows."""
    answers = {name: model(rows) for name, rows in DATA.offer(case(shape, served)).items()}
    verdict = judge(TASK, case(shape, served, answers))
    return verdict, {check.id: check for check in verdict.checks if check.outcome != "pass"}


def smooth(rows: Array) -> Array:
    """The mean of the last six values: (windows, 1)."""
    return rows.reshape(len(rows), -1)[:, -6:].mean(axis=1, keepdims=True)


def fitted(scale: Callable[[Array], tuple[Array, Array]], *, raw_out: bool) -> Callable[[Array], Array]:
    """Least squares on windows of 30 of the public part, which is far from right in any other scaling."""
    values, public = SERIES[SPOTS]
    shift, by = scale(values[:public, 0])
    windows = np.lib.stride_tricks.sliding_window_view((values[:public, 0] - shift) / by, 31)
    ones = np.ones((len(windows), 1))
    targets = windows[:, -1] * by + shift if raw_out else windows[:, -1]
    weights = np.linalg.lstsq(np.hstack([windows[:, :-1], ones]), targets, rcond=None)[0]
    return lambda rows: rows.reshape(len(rows), 30) @ weights[:-1, np.newaxis] + weights[-1]


@pytest.mark.parametrize("name", SERIES)
def test_files_have_the_public_rows_and_no_hidden_one(name: str) -> None:
    values, public = SERIES[name]
    header, *rows = csv.reader(io.StringIO(MATERIAL.files[name].decode()))
    columns = values.shape[1]
    numbers = np.array([row[-columns:] for row in rows], dtype=float)
    assert {len(row) for row in rows} == {len(header)}
    np.testing.assert_array_equal(numbers, values[:public])
    assert len(values) >= public + 400


def test_zip_has_the_csv_file() -> None:
    with zipfile.ZipFile(io.BytesIO(MATERIAL.files[f"{DATA.POWER}.zip"])) as archive:
        assert archive.read(POWER) == MATERIAL.files[POWER]


@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("window", [1, 5, 24, 30, 64, 200])
def test_no_batch_shows_another_ones_answer(name: str, window: int) -> None:
    columns = SERIES[name][0].shape[1]
    form = DATA.forms(case((window, columns), name))["model"]
    ahead = 1 if columns == 1 else DATA.MOST_AHEAD
    assert form.ends.min() >= form.public
    assert form.ends.max() + ahead <= len(form.series)
    assert len(form.ends) % BATCH_SIZE == 0
    for batch in form.ends.reshape(-1, BATCH_SIZE):
        apart = np.diff(np.unique(batch))
        assert np.all(apart >= window + ahead)


@pytest.mark.parametrize("raw_out", [False, True])
@pytest.mark.parametrize(
    "scale",
    [
        lambda s: (0.0, 1.0),
        lambda s: (s.min(), np.ptp(s)),
        lambda s: (s[:3000].min(), s[:3000].max()),
        lambda s: (s[:2500].mean(), s[:2500].std()),
        lambda s: (0.0, s[:3000].max()),
    ],
)
def test_every_way_of_scaling_is_right(scale: Callable[[Array], tuple[Array, Array]], raw_out: bool) -> None:
    assert judged(fitted(scale, raw_out=raw_out), (30, 1))[0].score == 100


@pytest.mark.parametrize("shape", [(30,), (None,), (None, 1), (24, 1), (64, 1), (120,)])
@pytest.mark.parametrize("served", [SPOTS, COLD])
def test_windows_of_any_length_are_offered(shape: tuple[int | None, ...], served: str) -> None:
    rows = DATA.offer(case(shape, served))["model"]
    assert rows.shape[1:] == tuple(size or 30 for size in shape)
    assert judged(smooth, shape, served)[0].score == 100


def test_of_every_step_the_last_one_counts() -> None:
    def steps(rows: Array) -> Array:
        return np.repeat(smooth(rows)[:, np.newaxis], 30, axis=1) * (np.arange(30) == 29)[:, np.newaxis]

    assert judged(steps, (30, 1))[0].score == 100


@pytest.mark.parametrize("steps", [10, 24])
def test_power_is_forecast_in_all_columns(steps: int) -> None:
    def mean(rows: Array) -> Array:
        return np.repeat(rows.mean(axis=1, keepdims=True), steps, axis=1)

    assert judged(mean, (24, 7), f"{DATA.POWER}.zip")[0].score == 100
    assert judged(mean, (24, 7))[0].score == 100
    assert set(judged(lambda rows: mean(rows)[..., :6], (24, 7))[1]) == {"output", "forecast"}


@pytest.mark.parametrize(("shape", "served"), [((30, 1), SPOTS), ((30,), COLD), ((24, 7), POWER)])
def test_the_naive_forecast_does_not_pass(shape: tuple[int, ...], served: str) -> None:
    def last(rows: Array) -> Array:
        return np.repeat(rows[:, -1:], 24, axis=1) if rows.shape[-1] == 7 else rows[:, -1].reshape(-1, 1)

    verdict, failed = judged(last, shape, served)
    assert verdict.score == 60
    assert verdict.outcome == "fail"
    assert failed["forecast"].failure == "repeats"


@pytest.mark.parametrize(("shape", "served"), [((30, 1), SPOTS), ((30,), COLD), ((24, 7), POWER)])
def test_a_constant_has_the_points_of_its_shape(shape: tuple[int, ...], served: str) -> None:
    values, public = SERIES[served]

    def middle(rows: Array) -> Array:
        mean = values[:public].mean(axis=0)
        return np.tile(mean, (len(rows), 24, 1)) if len(mean) == 7 else np.full((len(rows), 1), mean)

    assert judged(middle, shape, served)[0].score == 40


@pytest.mark.parametrize("shape", [(0,), (-3, 1), (5000, 1), (30, 2), (2, 30, 1)])
def test_models_for_other_shapes_are_offered_nothing(shape: tuple[int, ...]) -> None:
    assert DATA.offer(case(shape)) == {} or shape[0] == 0


@pytest.mark.parametrize("rows", [np.zeros((5, 1)), np.zeros((1984, 2)), np.zeros((1984, 0)), np.zeros(())])
def test_answers_of_another_shape_are_told(rows: Array) -> None:
    verdict = judge(TASK, case((30, 1), SPOTS, {"model": rows}))
    assert {check.id: check.failure for check in verdict.checks if check.outcome == "fail"} == {
        "output": "shape"
    }


@pytest.mark.parametrize("served", [[], {"a": 3}, {"a": "../../etc/passwd"}, "x", {"a": ["b"]}])
def test_what_was_served_is_believed_only_where_it_is_known(served: object) -> None:
    found = case((30, 1))
    found.evidence.answers["served"] = served
    assert DATA.offer(found)["model"].shape[1:] == (30, 1)
