"""Each function by all its calls, and the mistakes that are known by name (their sentences: hints.toml)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from grader.task.api import Array, Case, check
from grader.task.functions import compare

Pair = tuple[int, int]
Mistake = Callable[[Array, Pair, Pair, str], Array]


def pooled(
    x: Array,
    size: Pair,
    s: Pair,
    padding: str,
    reduce: Callable[..., Array],
    outside: float = np.nan,
    more: int = 1,
) -> Array:
    """Pooling with that number at the places outside; more = 0 has the extra one of an odd number first."""
    axes = zip(x.shape[1:3], size, s, strict=True)
    zeros = [max((-(-n // s) - 1) * s + k - n, 0) if padding == "same" else 0 for n, k, s in axes]
    sides = [((n + 1 - more) // 2, (n + more) // 2) for n in zeros]
    x = np.pad(x, [(0, 0), *sides, (0, 0)], constant_values=outside)
    windows = np.lib.stride_tricks.sliding_window_view(x, size, axis=(1, 2))
    return reduce(windows[:, :: s[0], :: s[1]], axis=(-2, -1))


def of_all(reduce: Callable[..., Array]) -> dict[str, Mistake]:
    """What can be wrong with any of them."""
    return {
        "zeros_in_the_window": lambda x, k, s, p: pooled(x, k, s, p, reduce, outside=0),
        "more_first": lambda x, k, s, p: pooled(x, k, s, p, reduce, more=0),
        "stride_is_the_size": lambda x, k, _, p: pooled(x, k, k, p, reduce),
    }


MISTAKES: dict[str, dict[str, Mistake]] = {
    "max_pool": of_all(np.nanmax)
    | {
        "stride_is_one": lambda x, k, _, p: pooled(x, k, (1, 1), p, np.nanmax),
        "whole_image": lambda x, *_: x.max((1, 2)),
        "channels_mixed": lambda x, k, s, p: pooled(x, k, s, p, np.nanmax).max(-1, keepdims=True),
    },
    "average_pool": of_all(np.nanmean) | {"not_divided": lambda *call: pooled(*call, np.nansum)},
    "min_pool": of_all(np.nanmin)
    | {
        "sign_kept": lambda x, *call: pooled(-x, *call, np.nanmax),
        "outside_is_the_smallest": lambda *call: pooled(*call, np.nanmin, outside=-np.inf),
    },
}


@check()
def max_pool(case: Case) -> None:
    """The largest pixel of each window."""
    compare(case, "max_pool", MISTAKES["max_pool"])


@check()
def average_pool(case: Case) -> None:
    """The mean of each window's pixels."""
    compare(case, "average_pool", MISTAKES["average_pool"])


@check()
def min_pool(case: Case) -> None:
    """The smallest pixel of each window."""
    compare(case, "min_pool", MISTAKES["min_pool"])
