"""Small changes to JSON values and arrays, for evidence that is almost right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

Path = tuple[str | int, ...]
GONE = object()
# What a forger puts where something else belongs
VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 2, 3, 28, 2**31, 2**63, -(2**63), 10**400, -(10**4000), 0.5, -0.0, 1e308),
    *(
        float("nan"),
        float("inf"),
        float("-inf"),
        "",
        "x",
        "softmax",
        "NoneType",
        "{received}",
        "{0}",
        "\ud800",
        "\0",
    ),
    *(
        "1" * 5000,
        [],
        [[]],
        [None],
        [[None, 28, 28, 1]],
        [[None, 10]],
        [1, 2],
        ["x"],
        {},
        {"type": "x"},
        {"type": None},
    ),
    *(
        {"type": {"type": []}},
        {"": ""},
        [[[[[[]]]]]],
        [True, True],
        [3, 3],
        [10**400, 3],
        {"length": 2},
        [0.5],
    ),
]
DTYPES = ["?", "i1", "u1", "<i8", ">i8", "<u8", "<f2", ">f2", "<f4", "<f8", ">f8", "i2", "u4"]
FILLS: list[float] = [
    0,
    1,
    -1,
    2,
    10**6,
    0.5,
    float("nan"),
    float("inf"),
    -float("inf"),
    1e308,
    127,
    2**62,
    1e-300,
]


def paths(value: Any, at: Path = ()) -> Iterator[Path]:
    """Every place in a JSON value."""
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from paths(inner, (*at, key))


def put(value: Any, path: Path, new: Any) -> Any:
    """The value with another one at that place, or (GONE) with nothing there."""
    if not path:
        return {} if new is GONE else new
    copy = dict(value) if isinstance(value, dict) else list(value)
    first, rest = path[0], path[1:]
    if not rest and new is GONE:
        del copy[first]  # type: ignore[arg-type]
    else:
        copy[first] = put(copy[first], rest, new)  # type: ignore[index]
    return copy


def array_like(array: Any, how: int, number: int) -> Any:
    """An array that differs from the given one by its type, shape, order or values; ``how`` chooses."""
    array = np.asarray(array)
    fill = FILLS[number % len(FILLS)]
    with np.errstate(all="ignore"):
        cast = array.astype(DTYPES[number % len(DTYPES)])
    changed = [
        lambda: cast,
        lambda: np.zeros((0, *array.shape[1:]), array.dtype),
        lambda: np.zeros((*array.shape, 0), array.dtype),
        lambda: np.atleast_1d(array)[:1],
        lambda: array[..., np.newaxis],
        lambda: array.T,
        lambda: np.asfortranarray(array),
        lambda: np.full(array.shape, fill, np.float64),
        lambda: _with_one(array, number, fill),
        lambda: array.ravel(),
        lambda: np.float64(fill) * np.ones(()),
        lambda: np.zeros((1,) * 8),
        lambda: np.repeat(array, 2, axis=0) if array.ndim else array,
        lambda: -array.astype(np.float64),
        lambda: np.broadcast_to(np.asarray(number % 100, np.int8), (3, 2)),
    ]
    return changed[how % len(changed)]()


def _with_one(array: Any, number: int, fill: float) -> Any:
    copy = array.astype(np.float64)
    if copy.size:
        copy.flat[number % copy.size] = fill
    return copy
