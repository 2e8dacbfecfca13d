"""The series: real months stretched in time, and made days and minutes; and how files write them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np

from grader.task.api import Array


def table(header: str, label: Callable[[int], str], values: Array) -> bytes:
    """A csv file: a label, then the row's numbers."""
    rows = (",".join([label(number), *map(str, row)]) for number, row in enumerate(values.tolist()))
    return "\n".join([header, *rows, ""]).encode()


def months(number: int) -> str:
    """The row's number, and the last day of the month."""
    year, month = 1749 + number // 12, number % 12 + 1
    return f"{number},{date(year, month, monthrange(year, month)[1])}"


def days(number: int) -> str:
    """The day, in quotes."""
    return f'"{date(1981, 1, 1) + timedelta(number)}"'


def minutes(number: int) -> str:
    """The day and the minute."""
    return str(datetime(2006, 12, 16, 17, 24) + timedelta(minutes=number))


def sunspots(rng: np.random.Generator, months: Array, rows: int, near: int = 13) -> Array:
    """The real months smoothed and stretched in time, with noise of their own: (rows, 1)."""
    smooth = np.convolve(np.pad(months, near // 2, "edge"), np.ones(near) / near, "valid")
    factor = rng.uniform(1.2, 1.4)
    start = rng.uniform(0, len(months) - 1 - rows / factor)
    level = np.interp(start + np.arange(rows) / factor, np.arange(len(months)), smooth)
    noisy = level + rng.normal(size=rows) * (4.0 + 0.2 * level)
    return np.maximum(0.0, noisy).round(1)[:, np.newaxis]


def temperatures(rng: np.random.Generator, rows: int, mean: float, swing: float) -> Array:
    """A year's wave, weather that lasts for days, and each day's own: (rows, 1)."""
    year = np.cos(2 * np.pi * (np.arange(rows) - 20) / 365.25)
    noise = lasting(rng, rows, 0.8) + 2.2 * rng.normal(size=rows)
    return (mean + swing * year + noise).round(1)[:, np.newaxis]


def power(rng: np.random.Generator, rows: int) -> Array:
    """Seven columns in the units of the well-known ones, by waves of a day and uses that last: (rows, 7)."""
    day = 2 * np.pi * np.arange(rows) / 1440
    use, kitchen, grid = (
        2.2 * np.cos(times * day + rng.uniform(0, 2 * np.pi)) + 0.7 * lasting(rng, rows, 0.996)
        for times in (1, 2, 1)
    )
    own = rng.normal(size=(7, rows))
    active = 2.5 + 0.5 * (use + own[0])
    columns = [
        active,
        0.3 + 0.06 * (kitchen + own[1]),
        240.0 + 1.5 * (grid + own[2]),
        4.2 * active + 0.5 * own[3],
        16.0 + 3.0 * (kitchen + own[4]),
        13.0 + 2.5 * (use + own[5]),
        20.0 + 3.5 * (own[6] - grid),
    ]
    return np.maximum(0.0, np.stack(columns, axis=1)).round(3)


def lasting(rng: np.random.Generator, rows: int, keeps: float) -> Array:
    """Noise of deviation 1, of which that share is kept from row to row: (rows,)."""
    found = rng.normal(size=rows)
    for row in range(1, rows):
        found[row] = keeps * found[row - 1] + np.sqrt(1.0 - keeps**2) * found[row]
    return found
