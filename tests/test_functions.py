"""Tasks whose functions are written by hand: what is told of a wrong one, and what it costs."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import factory
import numpy as np
import pytest
from made import TERMINATION, made

from grader.evidence import Evidence, Problem
from grader.exam.report import without_hints
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.grading.pipeline import grade
from grader.grading.workers import Workers
from grader.inside import wire
from grader.inside.functions import probe
from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule
from grader.report.model import report
from grader.submission import source
from grader.task import functions, loader
from grader.task.api import Case, Failure
from grader.task.counterexample import counterexample
from grader.text import plain

TASK = loader.find("task9")
MATERIAL = made("task9").material
RIGHT = Evidence(
    train=TERMINATION, answers=made("task9").train.body["answers"], arrays=made("task9").train.arrays
)
MISTAKES = TASK.module("checks").MISTAKES
LEAST = TASK.manifest.thresholds["least_lost"]


def judged(answers: Mapping[str, Any] = {}, arrays: Mapping[str, Any] = {}, **changes: Any) -> Verdict:
    """The verdict of right evidence, but for these answers, arrays and fields."""
    new = {"answers": {**RIGHT.answers, **answers}, "arrays": {**RIGHT.arrays, **arrays}}
    evidence = replace(RIGHT, **(new | changes))
    return judge(TASK, Case(evidence, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public))


def calls(function: str) -> dict[str, list[Any]]:
    """The arguments of each call, by the name of its answer."""
    sent = MATERIAL.challenges["calls"][function]
    return {
        f"{function}/{number}": [MATERIAL.arrays[a["array"]] if isinstance(a, dict) else a for a in arguments]
        for number, arguments in enumerate(sent)
    }


def returning(function: str, wrong: Callable[..., Any]) -> Verdict:
    """Judged where that function is another one: of its dtype, new, and the same each time."""
    with np.errstate(all="ignore"):
        arrays = {name: np.asarray(wrong(*given)) for name, given in calls(function).items()}
    answers = {
        name: {**RIGHT.answers[name], "shape": list(array.shape), "dtype": array.dtype.name}
        for name, array in arrays.items()
    }
    return judged(answers, arrays)


def with_facts(function: str, **facts: Any) -> Verdict:
    """Judged where the probe says that of each call of a function."""
    return judged({name: {**RIGHT.answers[name], **facts} for name in calls(function)})


def failed(verdict: Verdict) -> CheckVerdict:
    """The one check that failed."""
    assert verdict.outcome == "fail"
    (check,) = (check for check in verdict.checks if check.outcome != "pass")
    return check


def test_right_evidence_gets_all_points() -> None:
    assert judged().score == 100


# --- what is told


def test_a_known_mistake_is_named() -> None:
    check = failed(returning("softmax", lambda x, axis: np.exp(x) / np.exp(x).sum(axis, keepdims=True)))
    assert check.failure == "maximum_kept"
    assert "e^1000 is infinite" in check.message.en
    assert 'np.array([[1000, 0]], "float32"), 1)' in check.hint.en


@pytest.mark.parametrize(
    ("function", "mistake"), [(function, name) for function, known in MISTAKES.items() for name in known]
)
def test_every_known_mistake_has_its_sentence_and_keeps_sixty_points(function: str, mistake: str) -> None:
    def lenient(*arguments: Any) -> Any:
        try:
            return MISTAKES[function][mistake](*arguments)
        except ValueError:  # NumPy has no maximum of an empty array, TensorFlow has
            return np.zeros(arguments[0].shape, arguments[0].dtype)

    verdict = returning(function, lenient)
    assert failed(verdict).failure == mistake
    assert 60 <= verdict.score < TASK.manifest.pass_score


def test_a_mistake_that_is_known_for_some_calls_only_is_not_named() -> None:
    """Whoever returns the absolute value, but for extremes, has another mistake."""
    check = failed(returning("relu", lambda x: np.where(np.abs(x) < 1000, np.abs(x), np.maximum(x, 0))))
    assert check.failure == "function_value"


def test_an_unknown_mistake_is_told_by_its_smallest_call() -> None:
    check = failed(returning("softmax", lambda x, axis: softmax(x, axis) if x.ndim < 3 else softmax(x, 0)))
    cubes = [name for name, (x, axis) in calls("softmax").items() if x.ndim == 3 and axis != 0]
    smallest = min(cubes, key=lambda name: calls("softmax")[name][0].size)
    x, axis = calls("softmax")[smallest]
    assert check.failure == "function_value"
    assert "rows, axes" in check.message.en
    call, expected, received = check.hint.en.splitlines()[-3:]
    assert call == f'Try softmax(np.array({x.tolist()}, "float64"), {axis})'
    assert np.allclose(eval(expected.split(": ")[1]), softmax(x, axis), atol=1e-3)
    assert np.allclose(eval(received.split(": ")[1]), softmax(x, 0), atol=1e-3)


def softmax(x: np.ndarray, axis: int) -> np.ndarray:
    powers = np.exp(x - x.max(axis, keepdims=True, initial=-np.inf))
    return powers / powers.sum(axis, keepdims=True)


def test_where_only_a_large_array_is_wrong_its_farthest_number_is_shown() -> None:
    def one_off(x: np.ndarray) -> np.ndarray:
        result = np.maximum(x, 0)
        if x.size > 100:
            result[3, 7] += 0.5
        return result

    check = failed(returning("relu", one_off))
    x = max((x for (x,) in calls("relu").values()), key=lambda x: x.size)
    assert f"expected: [3, 7]: {max(x[3, 7], 0):.4g}" in check.hint.en


def test_numbers_that_differ_late_are_written_so_that_it_shows() -> None:
    check = failed(returning("sigmoid", lambda x: (1 + 1e-7) / (1 + np.exp(-x))))
    assert check.hint.en.endswith("expected: [1]\n  received: [1.0000001]")


def test_an_empty_array_is_the_example_only_where_nothing_else_is_wrong() -> None:
    check = failed(returning("relu", lambda x: np.maximum(x, 0) if x.size else np.zeros(1, x.dtype)))
    assert check.failure == "function_shape"
    assert 'np.zeros((0,), "float64")' in check.hint.en
    assert "np.zeros" not in failed(returning("relu", lambda x: np.ones(1, x.dtype))).hint.en


def test_an_exam_without_hints_shows_no_example() -> None:
    verdict = returning("relu", lambda x: np.maximum(x, 0.3 * x))
    assert "Try relu(" in failed(verdict).hint.en
    submitted = source.from_bytes(TASK.folder / "my.py", UNTIDY.encode(), TASK)
    shown = without_hints(report(factory.grading_result(TASK, submitted, verdict), "en"))
    assert "Try relu(" not in shown.model_dump_json()
    assert "wrong values in ordinary" in shown.model_dump_json()


@pytest.mark.parametrize(
    ("facts", "failure"),
    [
        ({"changed": True}, "function_changed"),
        ({"aliased": True}, "function_aliased"),
        ({"repeats": False}, "function_repeats"),
        ({"is_array": False, "type": "list"}, "function_type"),
    ],
)
def test_right_values_in_a_wrong_manner_cost_the_least_share(facts: dict[str, Any], failure: str) -> None:
    check = failed(with_facts("relu", **facts))
    assert (check.failure, check.points) == (failure, 30 * (1 - LEAST))
    assert 'Try relu(np.array([-1000], "float32"))' in check.hint.en
    assert "expected:" not in check.hint.en


def test_a_result_of_float32_is_one_mistake() -> None:
    check = failed(returning("sigmoid", lambda x: (1 / (1 + np.exp(-x))).astype(np.float32)))
    assert (check.failure, check.points) == ("function_dtype", 30 * (1 - LEAST))
    assert "float64" in check.message.en


def test_an_exception_is_told_with_the_students_line() -> None:
    problem = Problem("ValueError", "no", (plain("my.py, line 3: x[1]"),), line=3)
    check = failed(judged(problems={name: problem for name, (x,) in calls("relu").items() if x.ndim > 1}))
    assert (check.failure, check.line) == ("function_raised", 3)
    assert "(shapes, sizes): ValueError: no" in check.message.en
    assert "received: nothing" in check.hint.en


def test_a_missing_function_costs_its_own_points_only() -> None:
    missing = Problem("MissingName", "relu")
    verdict = judged(problems=dict.fromkeys(calls("relu"), missing))
    assert (failed(verdict).failure, failed(verdict).points, verdict.score) == ("missing_name", 0, 70)


@pytest.mark.parametrize(
    ("facts", "failure"),
    [
        ({"type": "NoneType", "is_array": False}, "function_none"),
        ({"type": "str", "is_array": False, "dtype": ""}, "function_no_numbers"),
        ({"type": "ndarray", "dtype": "complex128"}, "function_no_numbers"),
        ({"shape": [9000, 9000]}, "function_shape"),
    ],
)
def test_what_is_no_array_of_numbers_earns_nothing(facts: dict[str, Any], failure: str) -> None:
    names = set(calls("relu"))
    answers = {name: {**RIGHT.answers[name], "shape": [], **facts} for name in names}
    arrays = {name: array for name, array in RIGHT.arrays.items() if name not in names}
    evidence = replace(RIGHT, answers={**RIGHT.answers, **answers}, arrays=arrays)
    check = failed(judge(TASK, Case(evidence, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public)))
    assert (check.failure, check.points) == (failure, 0)


def test_an_infinity_that_is_right_is_not_what_is_shown() -> None:
    expected = np.array([np.inf, *range(20)])
    received = np.where(expected == 5, 6.0, expected)
    with np.errstate(invalid="ignore"):  # as in the judge
        assert "received: [6]: 6" in counterexample("f()", expected, received).en


# --- what it costs


def test_a_list_of_nothing_is_right_whatever_the_shape() -> None:
    """A list cannot say of which shape it is where it is empty: it is wrong for being a list alone."""
    empty = {name: np.zeros(0) for name, (x,) in calls("relu").items() if not x.size}
    facts = {"type": "list", "is_array": False}
    answers = {name: {**RIGHT.answers[name], **facts} for name in calls("relu")}
    assert failed(judged(answers, empty)).points == 30 * (1 - LEAST)
    assert failed(judged(arrays=empty)).failure == "function_shape"


@pytest.mark.parametrize(
    ("wrong", "right"), [(["axes"], 6), (["axes", "rows"], 5), (["axes", "rows", "sizes"], 4)]
)
def test_each_wrong_group_costs_its_share(wrong: list[str], right: int) -> None:
    groups = MATERIAL.secret["groups"]["softmax"]
    spoilt = [f"softmax/{number}" for number, group in enumerate(groups) if group in wrong]
    check = failed(judged(arrays={name: RIGHT.arrays[name] + 1 for name in spoilt}))
    assert check.points == round(40 * min(right / 7, 1 - LEAST), 2)


def test_the_same_number_for_everything_earns_nothing() -> None:
    for constant in (0.0, 0.5, np.nan):
        verdict = returning("relu", lambda x, constant=constant: np.full_like(x, constant))
        assert failed(verdict).points == 0


@pytest.mark.parametrize(
    "forged", [None, 3, [], {"type": 1}, {"type": "ndarray", "shape": [-1]}, "x" * 10**6]
)
def test_forged_facts_are_a_failure(forged: Any) -> None:
    verdict = judged(dict.fromkeys(calls("relu"), forged))
    assert (failed(verdict).failure, verdict.score) == ("wrong_form", 70)


@pytest.mark.parametrize("dtype", ["least_lost", "float32"])
def test_a_forged_dtype_does_not_widen_what_is_right(dtype: str) -> None:
    wide = {name: array + 5e-5 for name, array in RIGHT.arrays.items() if name in calls("sigmoid")}
    forged = {name: {**RIGHT.answers[name], "dtype": dtype} for name in wide}
    assert failed(judged(forged, wide)).failure == "function_value"


# --- what the probe sees

UNTIDY = """
import numpy as np

calls = 0

def sigmoid(x):
    global calls
    calls += 1
    return 1 / (1 + np.exp(-x)) + (calls % 2) * 0.01

def softmax(x, axis):
    x -= np.max(x, axis=axis, keepdims=True)
    return np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)

def relu(x):
    return x if (x > 0).all() else np.maximum(x, 0)
"""


def test_what_becomes_of_the_arguments_is_seen(workers: Workers) -> None:
    """In each sandbox, once: nothing but a real call shows it."""
    verdict = grade(TASK, source.from_bytes(TASK.folder / "my.py", UNTIDY.encode(), TASK), workers, 1).verdict
    failures = {check.id: check.failure for check in verdict.checks if check.outcome == "fail"}
    assert failures == {
        "sigmoid": "function_value",
        "softmax": "function_changed",
        "relu": "function_aliased",
    }


def test_a_result_may_lie_in_the_arguments_memory_where_a_task_says_so() -> None:
    views = {name: {**RIGHT.answers[name], "aliased": True} for name in calls("relu")}
    evidence = replace(RIGHT, answers={**RIGHT.answers, **views})
    case = Case(evidence, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public)
    functions.compare(case, "relu", {}, may_alias=True)
    with pytest.raises(Failure, match="function_aliased"):
        functions.compare(case, "relu", {})


def test_a_shape_among_the_arguments_is_a_tuple_for_the_function() -> None:
    frames: list[bytes] = []
    told = ProbeReport("my.py", frames.append)
    module = types.ModuleType("my")
    vars(module)["unflatten"] = lambda lines, shape: lines.reshape(lines.shape[:1] + shape)
    asked = {"calls": {"unflatten": [[{"array": "x"}, [2, 3]]]}}  # as JSON has it
    probe(SubmittedModule(module), ProbeJob(asked, {"x": np.arange(12).reshape(2, 6)}, {}, Path()), told)
    told.send()
    body, _blobs = wire.unpack(frames[0][8:])  # behind tag and size
    assert body["problems"] == {}
    assert body["answers"]["unflatten/0"]["shape"] == [2, 2, 3]
