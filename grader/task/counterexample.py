"""A call that went wrong as a student can try it: its arguments, what was expected, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.task.api import Array
from grader.text import Text, plain, say

MOST = 16  # numbers of an array that are written out; of a larger one the one that is farthest off is
_DIGITS = (4, 9, 17)  # as many as it takes to tell expected and received apart


def call_of(name: str, arguments: Sequence[Any]) -> str:
    """The call as it can be typed, if its arrays are small: ``f(np.array([1, 2], "float32"), 0)``."""
    return f"{name}({', '.join(map(_argument, arguments))})"


def counterexample(call: str, expected: Array, received: Array | None) -> Text:
    """The call and both results; ``received`` is None where none came."""
    if received is None:
        wanted = _written(expected, _DIGITS[0])
        return say("function.example", call=call, expected=wanted, received=say("function.nothing"))
    for digits in _DIGITS:
        wanted, got = _written(expected, digits), _written(received, digits)
        if expected.shape == received.shape and expected.size > MOST:
            place = _farthest(expected, received)
            wanted, got = (
                f"[{', '.join(map(str, place))}]: {array[place]:.{digits}g}" for array in (expected, received)
            )
        if wanted != got:
            break
    return say("function.example", call=call, expected=wanted, received=plain(got))


def _argument(value: Any) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value)
    if not value.size:
        return f'np.zeros({value.shape}, "{value.dtype.name}")'
    if value.size > MOST:
        return f"<{value.dtype.name} {value.shape}>"
    return f'np.array({_nested(value, None)}, "{value.dtype.name}")'


def _written(array: Array, digits: int) -> str:
    return _nested(array, digits) if 0 < array.size <= MOST else f"<{array.dtype.name} {array.shape}>"


def _nested(array: Array, digits: int | None) -> str:
    """The numbers in nested brackets, rounded to so many digits; None: as exactly as their dtype is."""
    if array.ndim:
        return f"[{', '.join(_nested(part, digits) for part in array)}]"
    return str(array[()]).removesuffix(".0") if digits is None else f"{float(array[()]):.{digits}g}"


def _farthest(expected: Array, received: Array) -> tuple[int, ...]:
    """Where they differ most; NaN and infinity differ from all else."""
    difference = np.abs(received.astype(np.float64) - expected)
    difference[received == expected] = 0.0
    flat = int(np.nan_to_num(difference, nan=np.inf).argmax())
    return tuple(int(axis) for axis in np.unravel_index(flat, expected.shape))
