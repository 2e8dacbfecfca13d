"""Each function by all its calls, and the mistakes that are known by name (their sentences: hints.toml)."""

from __future__ import annotations

import numpy as np

from grader.task.api import Case, check
from grader.task.functions import compare


@check()
def moving_average(case: Case) -> None:
    """A known mistake is a short function that makes it: told where it gives every answer that came."""
    windows = np.lib.stride_tricks.sliding_window_view
    mistakes = {
        "sums": lambda values, size: windows(values, size).sum(axis=-1),
        "one_window_short": lambda values, size: windows(values, size).mean(axis=-1)[:-1],
        "padded": lambda values, size: windows(np.pad(values, (size // 2, (size - 1) // 2)), size).mean(
            axis=-1
        ),
    }
    compare(case, "moving_average", mistakes)
