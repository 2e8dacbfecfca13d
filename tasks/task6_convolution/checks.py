"""Each function by all its calls, and the mistakes that are known by name (their sentences: hints.toml)."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from grader.task.api import Array, Case, check
from grader.task.functions import compare

Pair = tuple[int, ...]  # for the height, for the width
# By name: of so many zeros, and of the kernel, how many come before and how many behind
SIDES = {
    "right": lambda zeros, _: (zeros // 2, zeros - zeros // 2),
    "more_first": lambda zeros, _: (zeros - zeros // 2, zeros // 2),
    "half_a_kernel": lambda _, k: (k // 2, k // 2),
}


def padded(x: Array, kernel: Pair, s: Pair, sides: str = "right") -> Array:
    """Images (batch, height, width, channels) with zeros around height and width."""
    axes = zip(x.shape[1:3], kernel, s, strict=True)
    pads = [SIDES[sides](max((-(-n // s) - 1) * s + k - n, 0), k) for n, k, s in axes]
    return np.pad(x, [(0, 0), *pads, (0, 0)])


def convolved(
    x: Array, f: Array, s: Pair, p: str, side: str = "right", kept: str = "bhwf", turn: int = 1
) -> Array:
    """Convolution that keeps those of the axes b, h, w, c, i, j, f; turned by -1 the strides are swapped."""
    x = padded(x, f.shape[:2], s, side) if p == "same" else x
    (down, right), windows = s[::turn], sliding_window_view(x, f.shape[:2], axis=(1, 2))
    return np.einsum(f"bhwcij,ijcf->{kept}", windows[:, ::down, ::right], f)


MISTAKES = {
    "output_size": {
        "same_rounded_down": lambda n, k, s, p: n // s if p == "same" else (n - k) // s + 1,
        "valid_rounded_up": lambda n, k, s, p: -(-n // s) if p == "same" else -((k - n) // s) + 1,
        "one_missing": lambda n, k, s, p: -(-n // s) if p == "same" else (n - k) // s,
        "stride_ignored": lambda n, k, _, p: n if p == "same" else n - k + 1,
    },
    "pad_same": {
        "more_first": lambda x, k, s: padded(x, k, s, "more_first"),
        "half_a_kernel": lambda x, k, s: padded(x, k, s, "half_a_kernel"),
        "stride_ignored": lambda x, k, _: padded(x, k, (1, 1)),
    },
    "conv2d": {
        "flipped": lambda x, f, s, p: convolved(x, f[::-1, ::-1], s, p),
        "more_first": lambda x, f, s, p: convolved(x, f, s, p, "more_first"),
        "skipped_afterwards": lambda x, f, s, p: convolved(x, f, (1, 1), p)[:, :: s[0], :: s[1]],
        "valid_padded": lambda x, f, s, _: convolved(x, f, s, "same"),
        "stride_ignored": lambda x, f, _, p: convolved(x, f, (1, 1), p),
        "strides_swapped": lambda x, f, s, p: convolved(x, f, s, p, turn=-1),
        "transposed": lambda x, f, s, p: convolved(x, f, s, p, kept="bwhf"),
        "channels_kept": lambda x, f, s, p: convolved(x, f, s, p, kept="bhwcf"),
        "first_channel": lambda x, f, s, p: convolved(x[..., :1], f[:, :, :1], s, p),
    },
}


@check()
def output_size(case: Case) -> None:
    """How often a kernel fits along one axis."""
    compare(case, "output_size", MISTAKES["output_size"])


@check()
def pad_same(case: Case) -> None:
    """The zeros of "same" around images."""
    compare(case, "pad_same", MISTAKES["pad_same"])


@check()
def conv2d(case: Case) -> None:
    """The sum of products at each place of the filter."""
    compare(case, "conv2d", MISTAKES["conv2d"])
