"""Tasks whose functions are written by hand: drawing their challenges, and judging the answers.

A task's data.py returns :func:`material` of its calls, its probe.py is ``grader.inside.functions.probe``, and
each of its checks is one :func:`compare`. A known mistake is told by its own sentence, and every mistake by
the smallest call that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pydantic

from grader.task.api import Array, Case, Failure, Material
from grader.task.counterexample import call_of, counterexample
from grader.text import say

Function = Callable[..., Any]


Groups = Mapping[str, Sequence[Sequence[Any]]]  # name of the group -> calls -> arguments by position


def material(functions: Mapping[str, tuple[Function, Groups]]) -> Material:
    """The material of a function task: of each function a right one (float64 NumPy), and its calls in groups.

    An argument is an array or a JSON value. The groups come easy ones first, and of each the small calls: the
    smallest wrong one is shown. Every group has a call whose answer can be worked out by hand.
    """
    arrays: dict[str, Array] = {}
    expected: dict[str, Array] = {}
    sent: dict[str, list[list[Any]]] = {}
    names: dict[str, list[str]] = {}
    for function, (reference, groups) in functions.items():
        calls = [arguments for group in groups.values() for arguments in group]
        names[function] = [name for name, group in groups.items() for _ in group]
        sent[function] = []
        for number, arguments in enumerate(calls):
            call = f"{function}/{number}"
            own = {f"{call}/{i}": a for i, a in enumerate(arguments) if isinstance(a, np.ndarray)}
            arrays |= own
            places = [f"{call}/{i}" for i in range(len(arguments))]
            sent[function].append(
                [{"array": place} if place in own else a for place, a in zip(places, arguments, strict=True)]
            )
            expected[call] = np.asarray(reference(*map(_exact, arguments)), dtype=np.float64)
    return Material(challenges={"calls": sent}, arrays=arrays, secret={"expected": expected, "groups": names})


def small(rng: np.random.Generator, *shape: int, dtype: str = "float64") -> Array:
    """Numbers from -4.9 to 4.9 with one digit after the point, of both signs, no two of the same size."""
    tenths = rng.choice(np.arange(1, 50), int(np.prod(shape)), replace=False) / 10.0
    signs = rng.permutation(np.resize([1.0, -1.0], tenths.size))
    numbers: Array = (tenths * signs).reshape(shape).astype(dtype)
    return numbers


def _exact(argument: Any) -> Any:
    """Floating-point arrays as float64, all else as it is."""
    is_float = isinstance(argument, np.ndarray) and argument.dtype.kind == "f"
    return argument.astype(np.float64) if is_float else argument


class Facts(pydantic.BaseModel):
    """What the probe says of one call's result."""

    type: str = pydantic.Field(max_length=80)
    is_array: bool
    shape: list[Annotated[int, pydantic.Field(ge=0, lt=2**62)]] = pydantic.Field(max_length=64)
    dtype: str = pydantic.Field(max_length=80)
    changed: bool
    aliased: bool
    repeats: bool


@dataclass(frozen=True)
class Answer:
    """One call beside what came of it.

    ``wrong`` says why the values are not right, ``form`` what is wrong with the result's type or dtype,
    ``care`` with what became of the arguments, or at a second call.
    """

    name: str
    group: str
    arguments: tuple[Any, ...]
    expected: Array
    received: Array | None
    wrong: Failure | None
    form: Failure | None
    care: Failure | None

    @property
    def size(self) -> tuple[bool, int]:
        """The size by which the smallest counter-example is chosen; empty ones show little and come last."""
        size = sum(a.size for a in self.arguments if isinstance(a, np.ndarray))
        return size == 0, size


def compare(
    case: Case,
    function: str,
    mistakes: Mapping[str, Function],
    *,
    may_alias: bool = False,
    any_form: bool = False,
) -> None:
    """Judge one function by all its calls.

    Its points are shared evenly by its groups and two more: the form of the results, and the care for the
    arguments. Where anything is wrong at least the share ``thresholds.least_lost`` is lost; where no group is
    right, all. ``mistakes`` are functions that get it wrong in a known way, by name: where every answer is
    what one of them gives, ``[CHECK.failure.NAME]`` of the task's hints.toml is told. How far a value may lie
    off (absolute below 1, relative above) is ``thresholds.DTYPE``, by the dtype of the first array given; a
    function that is given none may return a plain number.
    ``may_alias``: the result may lie in the argument's memory, as that of a reshape does.
    ``any_form``: values alone count, in whatever type and dtype: a score of two arrays may be a plain number.
    """
    answers = _answers(case, function, may_alias)
    groups = list(dict.fromkeys(answer.group for answer in answers))
    bad = [group for group in groups if any(a.wrong for a in answers if a.group == group)]
    looked_at = ("wrong", "care") if any_form else ("wrong", "form", "care")
    kinds = [kind for kind in looked_at if any(getattr(answer, kind) for answer in answers)]
    if not kinds:
        return
    lost = (len(bad) + sum(kind != "wrong" for kind in kinds)) / (len(groups) + 2)
    lost = max(lost, case.thresholds["least_lost"]) if len(bad) < len(groups) else 1.0
    shown = min((a for a in answers if getattr(a, kinds[0])), key=lambda answer: answer.size)
    failure: Failure = getattr(shown, kinds[0])
    known = _known_mistake(case, answers, mistakes) if bad else None
    told = Failure(
        known or failure.key,
        credit=1.0 - lost,
        **{**failure.values, "name": function, "groups": ", ".join(bad)},
    )
    told.line = failure.line
    call = call_of(function, shown.arguments)
    if kinds[0] != "wrong":
        told.example = say("function.call", call=call)
    elif failure.key != "missing_name":
        told.example = counterexample(call, shown.expected, shown.received)
    raise told


def _answers(case: Case, function: str, may_alias: bool) -> list[Answer]:
    groups = case.secret["groups"][function]
    return [_answer(case, function, number, group, may_alias) for number, group in enumerate(groups)]


def _answer(case: Case, function: str, number: int, group: str, may_alias: bool) -> Answer:
    name = f"{function}/{number}"
    sent = case.material.challenges["calls"][function][number]
    arguments = tuple(case.material.arrays[a["array"]] if isinstance(a, dict) else a for a in sent)
    expected = case.secret["expected"][name]
    dtype = next((a.dtype.name for a in arguments if isinstance(a, np.ndarray)), None)
    received = None if name in case.evidence.problems else case.evidence.arrays.get(name)
    form = care = None
    try:
        facts = _facts(case, name)
        own = facts.dtype if received is None else received.dtype.name  # bytes are believed before words
        form, care = _form(facts, own, dtype), _care(facts, may_alias)
        # A result of another dtype is one mistake: its values are measured by what that dtype can hold
        tolerance = case.thresholds.get(dtype or "float64", 0.0)
        if received is not None:
            tolerance = max(tolerance, case.thresholds.get(own, 0.0))
        _values(facts, received, expected, tolerance)
        wrong = None
    except Failure as failure:
        wrong = failure
    return Answer(name, group, arguments, expected, received, wrong, form, care)


def _facts(case: Case, name: str) -> Facts:
    """What came back; fails where the function is missing, or raised."""
    try:
        case.completed(name)
    except Failure as failure:
        if failure.key == "raised_in_part":
            failure.key = "function_raised"
        raise
    return case.answer(name, Facts)


def _values(facts: Facts, received: Array | None, expected: Array, tolerance: float) -> None:
    """The values are the expected ones, whatever their dtype, in an array or in lists."""
    if facts.type == "NoneType":
        raise Failure("function_none")
    if received is None and not facts.shape:
        raise Failure("function_no_numbers", received=f"{facts.type} {facts.dtype}".strip())
    shape = tuple(facts.shape) if received is None else received.shape
    if received is not None and not facts.is_array and received.size == expected.size == 0:
        return  # an empty list cannot say of which shape it is
    if received is None or shape != expected.shape:
        raise Failure("function_shape", expected=expected.shape, received=shape)
    if not np.isfinite(received[np.isfinite(expected)]).all():
        raise Failure("function_not_finite")
    if not _close(received, expected, tolerance):
        raise Failure("function_value")


def _form(facts: Facts, received: str, dtype: str | None) -> Failure | None:
    if dtype is None:  # no array is given, so a plain number may come back
        return None
    if not facts.is_array:
        return Failure("function_type", received=facts.type)
    return None if received == dtype else Failure("function_dtype", expected=dtype, received=received)


def _care(facts: Facts, may_alias: bool) -> Failure | None:
    aliased = facts.aliased and not may_alias
    kinds = {"changed": facts.changed, "aliased": aliased, "repeats": not facts.repeats}
    return next((Failure(f"function_{kind}") for kind, holds in kinds.items() if holds), None)


def _close(received: Array, expected: Array, tolerance: float) -> bool:
    """Compared as float64: NaN and infinity are only like themselves."""
    scale = np.maximum(1.0, np.abs(np.where(np.isfinite(expected), expected, 0.0)))
    difference = np.abs(received.astype(np.float64) - expected)
    same = (received == expected) | (np.isnan(received) & np.isnan(expected))
    return bool((same | (difference <= tolerance * scale)).all())


def _known_mistake(case: Case, answers: Sequence[Answer], mistakes: Mapping[str, Function]) -> str | None:
    """The name of the first mistake that gives every answer."""
    return next((n for n, m in mistakes.items() if all(_is_by(m, a, case) for a in answers)), None)


def _is_by(mistake: Function, answer: Answer, case: Case) -> bool:
    """Whether that answer is the mistake's, in the precision of the call."""
    try:
        given = np.asarray(mistake(*answer.arguments))
    except Exception:  # of an empty array, say: what another library makes of the mistake there is not known
        return True
    if answer.received is None or answer.received.shape != given.shape:
        return False
    tolerance = case.thresholds.get(given.dtype.name, case.thresholds.get("float32", 0.0))
    return _close(answer.received, given.astype(np.float64), tolerance)
