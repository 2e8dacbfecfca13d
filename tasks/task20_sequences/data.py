"""Series in the layouts of well-known files, and what comes after them, hidden, in windows of the model's."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from grader.inside.predict import BATCH_SIZE
from grader.task import official
from grader.task.api import Array, Case, Loader, Material, Settings

from . import series
from .series import power, sunspots, temperatures

SUNSPOTS, MINIMA, MAXIMA = "Sunspots.csv", "daily-min-temperatures.csv", "daily-max-temperatures.csv"
POWER = "household_power_consumption"
POWERS = ["Global_active_power", "Global_reactive_power", "Voltage", "Global_intensity"]
COLUMNS = [*POWERS, "Sub_metering_1", "Sub_metering_2", "Sub_metering_3"]
LAYOUTS = {  # of each file the header, and what labels its rows
    SUNSPOTS: (",Date,Monthly Mean Total Sunspot Number", series.months),
    MINIMA: ('"Date","Temp"', series.days),
    MAXIMA: ('"Date","Temperature"', series.days),
    f"{POWER}.csv": (",".join(["datetime", *COLUMNS]), series.minutes),
}
ANSWERS = {
    "*sunspots*.csv": SUNSPOTS,
    "*daily-min-temp*.csv": MINIMA,
    "*daily-max-temp*.csv": MAXIMA,
    "*household_power*.zip": f"{POWER}.zip",
    "*household_power*.csv": f"{POWER}.csv",
}
WINDOW, MOST_WINDOW, MOST_AHEAD = 30, 200, 48
ENOUGH, MOST_BATCHES = 430, 31  # windows that are judged, batches in which they are predicted
SPLITS = (3000, 2500)  # rows of the training part, by which a file may scale
LIKE = 0.1  # of the scale: by so little scalings differ that are taken for one


class Form(NamedTuple):
    """Hidden windows of one series in one scaling: (values - shift) / scale, each (columns,)."""

    series: Array  # (rows, columns), the public ones first
    public: int
    ends: Array  # (windows,): the row after each window
    window: int
    shift: Array
    scale: Array


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Each series as (rows, columns) float64, its first rows as a file."""
    months, days, minutes = settings["months"], settings["days"], settings["minutes"]
    more = settings["hidden"]
    made = {
        SUNSPOTS: (sunspots(rng, load("sunspots")["x"], months + more), months),
        MINIMA: (temperatures(rng, days + 4 * more, 11.0, 3.8), days),
        MAXIMA: (temperatures(rng, days + 4 * more, 20.0, 6.0), days),
        f"{POWER}.csv": (power(rng, minutes + 4 * more), minutes),
    }
    files = {name: series.table(*LAYOUTS[name], values[:rows]) for name, (values, rows) in made.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{POWER}.csv"), files[f"{POWER}.csv"], zipfile.ZIP_DEFLATED)
    return Material(files=files | {f"{POWER}.zip": out.getvalue()}, served=ANSWERS, secret={"series": made})


def offer(case: Case) -> Mapping[str, Array]:
    """Windows (rows, window, columns), or (rows, window) where the model takes these, as float32."""
    flat = len(official.shape(case) or "ab") == 1
    found = {}
    for name, form in forms(case).items():
        windows = form.series[form.ends[:, np.newaxis] + np.arange(-form.window, 0)]
        scaled = ((windows - form.shift) / form.scale).astype(np.float32)
        found[name] = scaled[..., 0] if flat else scaled
    return found


def forms(case: Case) -> Mapping[str, Form]:
    """``model``, ``model.1`` ... : what is offered, by series and scaling; nothing where no series fits."""
    wanted = official.shape(case) or [WINDOW, 1]
    window = wanted[0] or WINDOW
    if len(wanted) > 2 or not 1 <= window <= MOST_WINDOW:
        return {}
    columns = wanted[1] if len(wanted) == 2 else 1
    found = []
    for name in asked(case, power=columns == len(COLUMNS)):
        values, public = case.secret["series"][name]
        if columns in (None, values.shape[1]):
            ahead = 1 if values.shape[1] == 1 else MOST_AHEAD
            ends = apart(public, len(values) - ahead + 1, window + ahead)
            found += [Form(values, public, ends, window, *pair) for pair in scalings(values[:public])]
    return {f"model.{number}" if number else "model": form for number, form in enumerate(found)}


def asked(case: Case, *, power: bool) -> list[str]:
    """The series that the file fetched, as it says itself; sunspots, or power, where it says nothing."""
    names = dict.fromkeys(name.replace(".zip", ".csv") for name in official.given(case))
    found = [name for name in names if name in case.secret["series"]]
    return found or [f"{POWER}.csv" if power else SUNSPOTS]


def scalings(public: Array) -> Iterator[tuple[Array, Array]]:
    """Shift and scale, each once: from minimum to maximum, minus one by the other, standardised, raw."""
    none, pairs, kept = np.zeros(public.shape[1]), [], []
    for rows in (len(public), *(SPLITS if public.shape[1] == 1 else (len(public) // 2,))):
        part = public[:rows]
        least, most = part.min(axis=0), part.max(axis=0)
        pairs += [(least, most - least), (least, most), (part.mean(axis=0), part.std(axis=0))]
    for shift, scale in [*pairs, (none, public.max(axis=0)), (none, none + 1.0)]:
        if all(np.max(np.abs([(shift - by) / scale, scale / of - 1.0])) > LIKE for by, of in kept):
            kept.append((shift, scale))
    yield from kept


def apart(first: int, last: int, reach: int) -> Array:
    """Ends of windows in an order in which no batch has a window that shows another one's answer.

    ``reach``: rows of a window and its answer. Batches are filled up with their own windows again.
    """
    batches = min(reach, MOST_BATCHES, math.ceil(ENOUGH * reach / (last - first)))
    starts = np.linspace(first, first + reach, batches, endpoint=False).astype(int)
    return np.concatenate([np.resize(np.arange(start, last, reach), BATCH_SIZE) for start in starts])
