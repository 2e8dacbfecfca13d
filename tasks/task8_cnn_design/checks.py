"""Each function by its calls: the first three by their values, the layers of a design by what they make."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from grader.task.api import Case, CheckFunction, Failure, check
from grader.task.counterexample import call_of
from grader.text import plain, say

from . import data, probe

Whole = Annotated[float, Field(ge=1, le=1000, multiple_of=1), AfterValidator(int)]  # 3 or 3.0


class Layer(BaseModel):
    """Of a design; what may be left out has a default."""

    kind: Literal["conv", "pool"] = "conv"
    filters: Whole = 1
    kernel: Whole
    strides: Whole
    padding: Literal["valid", "same"] = "valid"


made, counted, seen = (partial(partial, f) for f in (data.shapes, data.parameters, data.receptive_field))
MISTAKES: dict[str, dict[str, Callable[..., Any]]] = {
    "shapes": {
        "same_rounded_down": made(size=lambda n, k, s, same: n // s if same else (n - k) // s + 1),
        "valid_rounded_up": made(size=lambda n, k, s, same: -(-n // s) if same else -(-(n - k) // s) + 1),
        "padding_ignored": made(size=lambda n, k, s, _: (n - k) // s + 1),
        "one_forgotten": made(size=lambda n, k, s, same: -(-n // s) if same else (n - k) // s),
        "strides_ignored": made(size=lambda n, k, _, same: n if same else n - k + 1),
        "pool_changes_channels": made(pooled=lambda channels: channels // 2),
        "flatten_without_channels": made(flat=lambda shape: shape[0] * shape[1]),
    },
    "parameters": {
        "bias_forgotten": counted(conv=lambda k, c, f: k * k * c * f, bias=0),
        "one_channel": counted(conv=lambda k, _, f: (k * k + 1) * f),
        "swapped": counted(conv=lambda k, c, f: (k * k * f + 1) * c),
        "kernel_not_squared": counted(conv=lambda k, c, f: (k * c + 1) * f),
        "pool_counted": counted(pool=lambda k, c: (k * k * c + 1) * c),
    },
    "receptive_field": {
        "strides_ignored": seen(jump=lambda strides: [1] * len(strides)),
        "strides_too_early": seen(jump=lambda strides: [*data.jumps(strides)][1:]),
        "last_stride_only": seen(jump=lambda strides: [1, *strides]),
        "one_not_taken_off": seen(off=0),
    },
}


def judged(case: Case, function: str, see: Callable[..., None] | None = None) -> None:
    """Judge a function by all its calls: ``see`` raises where an answer is wrong; without it one is right.

    The share ``thresholds.least_lost`` of its points is lost then, and all where no group of calls is right.
    The shortest of the wrong calls is shown.
    """
    calls = {n: a for n, a in case.material.challenges["calls"].items() if n.startswith(f"{function}/")}
    answers, expected, wrong = case.evidence.answers, case.secret["expected"], {}
    for name, given in calls.items():
        try:
            case.completed(name)
            if see is not None:
                see(name, *given)
            elif case.answer(name) != expected[name]:
                raise Failure("function_none" if answers[name] is None else "function_value")
        except Failure as failure:
            wrong[name] = failure
    if not wrong:
        return
    groups, bad = ({name.split("/")[1]: name for name in names} for names in (calls, wrong))
    name = min(wrong, key=lambda name: len(str(calls[name])))
    keys = {"raised_in_part": "function_raised", "wrong_form": "no_design"}
    key = keys.get(wrong[name].key, wrong[name].key)
    for mistake, makes in MISTAKES.get(function, {}).items():
        key = mistake if all(answers.get(name) == makes(*given) for name, given in calls.items()) else key
    came = plain(repr(answers[name])[:200]) if name in answers else say("function.nothing")
    values = {**wrong[name].values, "name": function, "groups": ", ".join(bad), "answer": came}
    kept = 0.0 if len(bad) == len(groups) else 1.0 - case.thresholds["least_lost"]
    told = Failure(key, credit=kept, **values)
    told.line = wrong[name].line
    given = probe.as_given(calls[name])
    told.example = say("function.call", call=call_of(function, given))
    if see is None:
        both = {"expected": expected[name], "received": came}
        told.example = say("function.example", call=call_of(function, given), **both)
    raise told


shapes, parameters, receptive_field = (
    CheckFunction(name, ("runs",), partial(judged, function=name)) for name in MISTAKES
)


@check()
def conv_for(case: Case) -> None:
    """The layer makes the shape and has as many parameters."""

    def see(name: str, image: Any, wanted: Any, count: int) -> None:
        layer = case.answer(name, Layer).model_dump()
        (shape,), (own,) = data.shapes(image, [layer]), data.parameters(image, [layer])
        if layer["kind"] == "pool" or shape != wanted:
            raise Failure("shape_missed", expected=tuple(wanted), received=tuple(shape))
        if own != count:
            raise Failure("count_missed", expected=count, received=own)

    judged(case, "conv_for", see)


@check()
def stack_for(case: Case) -> None:
    """The layers are few and small, and see exactly the field."""

    def see(name: str, wanted: int, most: int) -> None:
        layers = [layer.model_dump() for layer in case.answer(name, list[Layer])]
        within = all(layer["kernel"] <= 3 and layer["strides"] <= 2 for layer in layers)
        if not within or not 1 <= len(layers) <= most:
            raise Failure("out_of_bounds", most=most)
        if (own := data.receptive_field(layers)) != wanted:
            raise Failure("field_missed", expected=wanted, received=own)

    judged(case, "stack_for", see)
