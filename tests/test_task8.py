"""task8 judged without a sandbox: its functions beside Keras, known mistakes, and designs of every kind."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from made import TERMINATION, made
from mutated import VALUES

from grader.evidence import Evidence
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.grading.pipeline import draw
from grader.inside.probing import ProbeReport
from grader.task import loader
from grader.task.api import Case, Material

TASK = loader.find("task8")
DATA, MISTAKES = TASK.module("data"), TASK.module("checks").MISTAKES
KNOWN = [(function, name) for function, known in MISTAKES.items() for name in known]
RIGHT = made("task8").train.body["answers"]
MATERIAL = made("task8").material
SEEDS = range(20)


def judged(answers: dict[str, Any], material: Material = MATERIAL) -> Verdict:
    evidence = Evidence(train=TERMINATION, answers=answers)
    return judge(TASK, Case(evidence, material, TASK.manifest.thresholds, TASK.manifest.public))


def returning(function: str, answer: Callable[..., Any]) -> Verdict:
    """Judged where that function gives another answer to each call, told as the probe tells it."""
    report = ProbeReport("my.py", lambda _: None)
    for name, given in calls(function).items():
        report.answer(name, answer(RIGHT[name], *given))
    return judged({**RIGHT, **report._answers})


def calls(function: str, material: Material = MATERIAL) -> dict[str, Any]:
    sent = material.challenges["calls"].items()
    return {name: given for name, given in sent if name.startswith(f"{function}/")}


def failed(verdict: Verdict) -> CheckVerdict:
    (check,) = (check for check in verdict.checks if check.outcome != "pass")
    return check


def keras_model(image: list[int], layers: list[dict[str, Any]]) -> Any:
    import keras

    def layer(kind: str, kernel: int = 0, padding: str = "", **sizes: int) -> Any:
        if kind == "conv":
            return keras.layers.Conv2D(sizes["filters"], kernel, sizes["strides"], padding)
        if kind == "pool":
            return keras.layers.MaxPooling2D(kernel, sizes["strides"], padding)
        return keras.layers.Dense(sizes["units"]) if kind == "dense" else keras.layers.Flatten()

    return keras.Sequential([keras.Input(image), *(layer(**facts) for facts in layers)])


def test_shapes_and_parameters_are_those_of_keras() -> None:
    for seed in range(3):
        for image, layers in calls("shapes", draw(TASK, seed)).values():
            built = keras_model(image, layers).layers
            assert DATA.shapes(image, layers) == [list(layer.output.shape[1:]) for layer in built]
            assert DATA.parameters(image, layers) == [layer.count_params() for layer in built]


def test_the_receptive_field_is_the_smallest_image_of_which_keras_makes_one_value() -> None:
    for seed in range(3):
        for (layers,) in calls("receptive_field", draw(TASK, seed)).values():
            side, unpadded = DATA.receptive_field(layers), [{**layer, "padding": "valid"} for layer in layers]
            assert keras_model([side, side, 1], unpadded).output_shape[1:3] == (1, 1)
            with pytest.raises(ValueError, match=r"negative|less than|invalid"):
                keras_model([side - 1, side - 1, 1], unpadded)


@pytest.mark.parametrize(("function", "mistake"), KNOWN)
def test_every_known_mistake_is_named_and_keeps_sixty_points(function: str, mistake: str) -> None:
    verdict = returning(function, lambda _, *given: MISTAKES[function][mistake](*given))
    assert failed(verdict).failure == mistake
    assert 60 <= verdict.score < TASK.manifest.pass_score


def test_no_draw_makes_a_known_mistake_right() -> None:
    for material in (draw(TASK, seed) for seed in SEEDS):
        for function, known in MISTAKES.items():
            asked = calls(function, material).values()
            found = [[mistake(*given) for given in asked] for mistake in known.values()]
            right = [getattr(DATA, function)(*given) for given in asked]
            assert all(answers != right for answers in found)
            assert len({str(answers) for answers in found}) == len(found)


def test_what_is_drawn_lies_within_the_bounds_of_the_brief() -> None:
    for material in (draw(TASK, seed) for seed in SEEDS):
        for image, layers in calls("shapes", material).values():
            sides = [image, *DATA.shapes(image, layers)]
            assert all(14 <= side <= 70 for side in image[:2])
            assert len(layers) <= 6
            windows = [(n, layer) for shape, layer in zip(sides, layers, strict=False) for n in shape[:2]]
            assert all(n >= layer["kernel"] for n, layer in windows if layer.get("padding") == "valid")
        assert all(
            2 <= field < 2 ** (most + 1) <= 64 for field, most in calls("stack_for", material).values()
        )


@pytest.mark.parametrize(
    ("function", "form"),
    [
        ("shapes", lambda right, *_: tuple(map(tuple, right))),
        ("shapes", lambda right, *_: [np.array(shape, float) for shape in right]),
        ("parameters", lambda right, *_: np.array(right)),
        ("receptive_field", lambda right, *_: np.float64(right)),
        (
            "conv_for",
            lambda right, *_: {key: right[key] for key in ("filters", "kernel", "strides", "padding")},
        ),
        (
            "conv_for",
            lambda right, *_: {
                **right,
                "kernel": np.int64(right["kernel"]),
                "filters": 1.0 * right["filters"],
            },
        ),
        ("conv_for", lambda right, *_: {**right, "name": "conv1"}),
        ("stack_for", lambda right, *_: tuple({**layer, "kind": "pool"} for layer in right)),
        ("stack_for", lambda right, _, most: right + [{"kernel": 1, "strides": 1}] * (most - len(right))),
    ],
)
def test_every_form_that_the_brief_permits_earns_all_points(function: str, form: Callable[..., Any]) -> None:
    assert returning(function, form).score == 100


@pytest.mark.parametrize(("strides", "hits"), [(3, False), (4, True), (5, True), (6, True), (7, False)])
def test_any_layer_that_hits_the_target_is_right(strides: int, hits: bool) -> None:
    """ceil(7 / s) is 2 for three different strides."""
    material = Material(
        challenges={"calls": {"conv_for/same/0": [[7, 7, 2], [2, 2, 3], 57]}}, secret={"expected": {}}
    )
    layer = {"kind": "conv", "filters": 3, "kernel": 3, "strides": strides, "padding": "same"}
    assert (judged({"conv_for/same/0": layer}, material).score == 100) is hits


@pytest.mark.parametrize(
    ("function", "wrong", "failure", "points"),
    [
        ("conv_for", lambda right, *_: {**right, "filters": right["filters"] + 1}, "shape_missed", 0),
        ("conv_for", lambda right, *_: {**right, "kind": "pool"}, "shape_missed", 0),
        ("conv_for", lambda right, *_: {**right, "strides": 1}, "shape_missed", 9),
        ("conv_for", lambda right, *_: {**right, "kernel": right["kernel"] + 0.5}, "no_design", 0),
        ("conv_for", lambda right, *_: {**right, "kernel": math.nan}, "no_design", 0),
        ("conv_for", lambda right, *_: [right], "no_design", 0),
        ("stack_for", lambda _, field, most: [{"kernel": field, "strides": 1}], "out_of_bounds", 0),
        ("stack_for", lambda _, field, most: [{"kernel": 2, "strides": 1}] * (field - 1), "out_of_bounds", 0),
        ("stack_for", lambda right, *_: [{**layer, "strides": 1} for layer in right], "field_missed", 0),
        ("stack_for", lambda right, *_: right[0], "no_design", 0),
        ("stack_for", lambda *_: [], "out_of_bounds", 0),
    ],
)
def test_a_design_that_misses_is_told_what_it_makes(
    function: str, wrong: Callable[..., Any], failure: str, points: int
) -> None:
    check = failed(returning(function, wrong))
    assert (check.failure, round(check.points, 2)) == (failure, points)
    assert f"Try {function}(" in check.hint.en


def test_the_shortest_wrong_call_is_shown_as_it_is_typed() -> None:
    check = failed(returning("shapes", lambda right, image, layers: right if len(layers) > 1 else [image]))
    call, expected, received = check.hint.en.splitlines()[-3:]
    shown = eval(call.removeprefix("Try "), {"shapes": lambda image, layers: (image, layers)})
    assert json.loads(expected.split(": ")[1]) == DATA.shapes(*shown)
    assert tuple(json.loads(received.split(": ")[1])[0]) == shown[0]


@pytest.mark.parametrize("forged", VALUES, ids=lambda value: repr(value)[:20])
def test_a_forged_answer_is_a_failure_and_no_error(forged: Any) -> None:
    verdict = judged(dict.fromkeys(RIGHT, forged))
    assert (verdict.outcome, verdict.score) == ("fail", 0)
    assert "error" not in {check.outcome for check in verdict.checks}
