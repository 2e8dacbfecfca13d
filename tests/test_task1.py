"""task1 judged without a sandbox: callbacks played through its scripts, right or with one mistake."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from grader.evidence import Evidence, Problem
from grader.grading.judge import Verdict, judge
from grader.grading.pipeline import draw
from grader.task import loader
from grader.task.api import Case, Material
from tests.made import TERMINATION

TASK = loader.find("task1")
SEEDS = range(4)
Reach = Callable[[float, float, str], bool]
Log = Mapping[str, float] | None


def reaches(value: float, threshold: float, mode: str) -> bool:
    return value >= threshold if mode == "max" else value <= threshold


def with_tolerance(tolerance: float, relative: float = 0.0) -> Reach:
    def reach(value: float, threshold: float, mode: str) -> bool:
        slack = max(tolerance, relative * abs(threshold))
        return reaches(value + (slack if mode == "max" else -slack), threshold, mode)

    return reach


def rounding(digits: int, both: bool) -> Reach:
    def reach(value: float, threshold: float, mode: str) -> bool:
        value = round(value, digits) if math.isfinite(value) else value
        return reaches(value, round(threshold, digits) if both else threshold, mode)

    return reach


@dataclass(frozen=True)
class Played:
    """A callback in its few decisions; a mistake is another one of them."""

    reach: Reach = reaches
    look: Callable[[Mapping[str, float], str], float | None] = lambda logs, name: logs.get(name)
    mode: Callable[[str, str], str] = lambda mode, name: mode
    batches: Callable[[bool], bool] = lambda per_batch: per_batch
    epochs: Callable[[bool], bool] = lambda per_batch: True
    once: bool = False  # in its life

    def hits(self, arguments: list[Any], log: Log) -> bool:
        monitor, threshold, mode, _per_batch = arguments
        value = self.look(log or {}, monitor)
        return value is not None and self.reach(value, threshold, self.mode(mode, monitor))

    def stop(self, arguments: list[Any], epochs: list[dict[str, Any]]) -> tuple[int, int]:
        for e, epoch in enumerate(epochs):
            for b, log in enumerate(epoch["batches"]):
                if self.batches(arguments[3]) and self.hits(arguments, log):
                    return e, b
            if self.epochs(arguments[3]) and self.hits(arguments, epoch["log"]):
                return e, -1
        return -1, -1

    def ran(self, arguments: list[Any], table: list[list[Log]], again: bool) -> tuple[int, int]:
        epochs, steps = [{"batches": row, "log": row[-1]} for row in table], len(table[0])
        e, b = (-1, -1) if again and self.once else self.stop(arguments, epochs)
        if e < 0:
            return len(table), len(table) * steps
        return e + 1, e * steps + (steps if b < 0 else b + 1)


def evidence(material: Material, played: Played = Played()) -> Evidence:
    scripts, fits = material.challenges["scripts"], material.challenges["fits"]
    stops = [played.stop(script["arguments"], script["epochs"]) for script in scripts]
    runs = [[played.ran(fit["arguments"], t, bool(i)) for i, t in enumerate(fit["tables"])] for fit in fits]
    arrays = {
        "built": np.ones(len(scripts), bool),
        "own": np.full((len(scripts), 2), -1),
        "undone": np.zeros(len(scripts), bool),
        "stops": np.array(stops),
        "runs": np.array(runs),
    }
    return Evidence(train=TERMINATION, arrays=arrays)


def judged(material: Material, found: Evidence) -> Verdict:
    return judge(TASK, Case(found, material, TASK.manifest.thresholds, TASK.manifest.public))


def failed(verdict: Verdict) -> dict[str, str | None]:
    return {check.id: check.failure for check in verdict.checks if check.outcome != "pass"}


@pytest.fixture(scope="module", params=SEEDS)
def material(request: pytest.FixtureRequest) -> Material:
    return draw(TASK, request.param)


def test_a_right_callback_gets_all_points(material: Material) -> None:
    assert judged(material, evidence(material)).score == 100


MISTAKES = {
    "strict": (Played(lambda v, t, m: v > t if m == "max" else v < t), {"exact": "equal"}),
    "strict_in_max": (Played(lambda v, t, m: v > t if m == "max" else v <= t), {"exact": "equal"}),
    "strict_in_min": (Played(lambda v, t, m: v >= t if m == "max" else v < t), {"exact": "equal"}),
    "truth_of_value": (Played(lambda v, t, m: bool(v) and reaches(v, t, m)), {"exact": "zero"}),
    "truth_of_threshold": (Played(lambda v, t, m: reaches(v, t or 0.5, m)), {"exact": "zero"}),
    **{
        f"rounds_to_{digits}{'_both' if both else ''}": (
            Played(rounding(digits, both)),
            {"exact": "near|equal"},  # one-sided, it may move the value that is equal
        )
        for digits in (2, 3, 4, 5, 6)
        for both in (False, True)
    },
    **{
        f"within_{size}": (Played(with_tolerance(size)), {"exact": "near"})
        for size in (1e-7, 1e-6, 1e-3, 0.01, 0.06, 0.1)
    },
    **{
        f"within_{share}_of_it": (Played(with_tolerance(0, share)), {"exact": "near"})
        for share in (1e-6, 1e-5, 1e-3)
    },
    "nan_stops": (Played(lambda v, t, m: not (v < t if m == "max" else v > t)), {"exact": "nan"}),
    "nan_and_infinity_stop": (
        Played(lambda v, t, m: not math.isfinite(v) or reaches(v, t, m)),
        {"exact": "nan"},
    ),
    "infinity_stops": (Played(lambda v, t, m: math.isinf(v) or reaches(v, t, m)), {"exact": "infinite"}),
    "infinity_ignored": (
        Played(lambda v, t, m: math.isfinite(v) and reaches(v, t, m)),
        {"exact": "infinite"},
    ),
    "only_near": (
        Played(lambda v, t, m: reaches(v, t, m) and abs(v - t) < 0.2),
        {"mode_max": "late", "mode_min": "late", "exact": "infinite"},
    ),
    "sign_dropped": (
        Played(lambda v, t, m: reaches(abs(v), abs(t), m)),
        {"mode_max": "early", "exact": "near", "missing_metric": "early"},
    ),
    "always_max": (Played(mode=lambda mode, name: "max"), {"mode_min": "early"}),
    "always_min": (Played(mode=lambda mode, name: "min"), {"mode_max": "early"}),
    "swapped": (
        Played(mode=lambda mode, name: "min" if mode == "max" else "max"),
        {"mode_max": "early", "mode_min": "early"},
    ),
    "by_name": (
        Played(mode=lambda mode, name: "max" if "acc" in name else "min"),
        {"mode_max": "early", "mode_min": "early"},
    ),
    "zero_for_missing": (Played(look=lambda logs, name: logs.get(name, 0.0)), {"missing_metric": "filled"}),
    "infinity_for_missing": (
        Played(look=lambda logs, name: logs.get(name, math.inf)),
        {"missing_metric": "filled"},
    ),
    "loss_for_missing": (
        Played(look=lambda logs, name: logs.get(name, logs.get("loss"))),
        {"missing_metric": "other_metric"},
    ),
    "without_val": (
        Played(look=lambda logs, name: logs.get(name.removeprefix("val_"))),
        {"monitor": "early", "missing_metric": "other_metric"},
    ),
    "any_metric": (
        Played(look=lambda logs, name: next(iter(logs.values()), None)),
        {"monitor": "early", "missing_metric": "other_metric"},
    ),
    "batches_unasked": (Played(batches=lambda per_batch: True), {"batches": "unasked"}),
    "never_batches": (Played(batches=lambda per_batch: False), {"batches": "late_batch"}),
    "batches_only": (Played(epochs=lambda per_batch: not per_batch), {"batches": "late_end"}),
    "once_in_its_life": (Played(once=True), {"reuse": "again"}),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_costs_its_own_points_only_and_never_passes(name: str, material: Material) -> None:
    played, expected = MISTAKES[name]
    verdict = judged(material, evidence(material, played))
    told = failed(verdict)
    assert told.keys() == expected.keys()
    assert 60 <= verdict.score < 90
    first = next(iter(expected))
    assert str(told[first]) in expected[first].split("|")


def test_an_exception_costs_only_the_checks_whose_trainings_raised(material: Material) -> None:
    def raised(check: str) -> Evidence:
        calls = [material.challenges["scripts"][i]["call"] for i in material.secret["groups"][check]]
        return replace(evidence(material), problems={call: Problem("KeyError", "x") for call in calls})

    for check in ("monitor", "exact", "missing_metric", "batches"):
        assert set(failed(judged(material, raised(check)))) == {check}


@pytest.mark.parametrize("error", ["StopIteration", "KeyboardInterrupt: enough", "SystemExit: 0"])
def test_an_exception_that_ends_a_training_is_told_as_what_it_is(error: str) -> None:
    material = draw(TASK, 1)
    calls = [script["call"] for script in material.challenges["scripts"]]
    found = evidence(material)
    never = np.full_like(found.arrays["stops"], -1)
    problem = Problem("EndedByException", error, line=5)
    found = replace(found, arrays={**found.arrays, "stops": never}, problems=dict.fromkeys(calls, problem))
    check = next(check for check in judged(material, found).checks if check.id == "callback")
    assert (check.failure, check.line) == ("ended", 5)
    assert error in check.message.en
    assert error in check.message.ko
    assert "self.model.stop_training = True" in check.hint.en


def test_a_stop_set_on_the_callback_itself_costs_only_the_real_fits(material: Material) -> None:
    found = evidence(material)
    own, never = found.arrays["stops"], np.full_like(found.arrays["stops"], -1)
    runs = np.zeros_like(found.arrays["runs"])
    verdict = judged(
        material, replace(found, arrays={**found.arrays, "stops": never, "own": own, "runs": runs})
    )
    assert failed(verdict) == {"real_fit": "own_attribute", "reuse": "own_attribute"}
    assert verdict.score == 78


@pytest.mark.parametrize("name", ["built", "own", "undone", "stops", "runs"])
@pytest.mark.parametrize("form", ["absent", "short", "nan", "words"])
def test_partial_evidence_is_never_an_error_of_the_grader(name: str, form: str) -> None:
    material = draw(TASK, 1)
    found = evidence(material)
    arrays: dict[str, Any] = {**found.arrays}
    answers = {}
    if form == "absent":
        del arrays[name]
    elif form == "words":
        del arrays[name]
        answers[name] = {"type": "str"}
    elif form == "short":
        arrays[name] = arrays[name][:-1]
    else:
        arrays[name] = np.full(arrays[name].shape, np.nan)
    verdict = judged(material, replace(found, arrays=arrays, answers=answers))
    assert verdict.outcome == "fail"
    assert "error" not in {check.outcome for check in verdict.checks}


def test_stops_at_places_that_do_not_exist_are_no_error_of_the_grader() -> None:
    material = draw(TASK, 1)
    found = evidence(material)
    for place in (2**62, -(2**62), 99):
        arrays = {**found.arrays, "stops": np.full_like(found.arrays["stops"], place)}
        assert judged(material, replace(found, arrays=arrays)).outcome == "fail"
