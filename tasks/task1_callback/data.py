"""Scripted trainings, drawn afresh: what the logs say, and where each training has to stop.

Each check has trainings of its own, and what another check asks for does not come up in them: values
equal to the threshold, the least bit beside it, zero, NaN and infinity in those of ``exact`` alone, logs
that lack the metric in those of ``missing_metric``, other metrics of other values in those of these two
and ``monitor``. So one mistake fails one check. All numbers are exact in float32, as those of fit are.
*Distance* below counts sixteenths from the threshold in the direction of the mode: negative is not
reached, zero or more is.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from grader.task.api import Array, Loader, Material, Settings

UNIT = 1 / 16
LEAST = 2.0**-30  # the step beside a threshold of zero; TensorFlow takes still smaller ones for zero
NEVER = (-1, -1)
END = -1  # in the place of a batch: the end of the epoch
OTHERS = ("accuracy", "acc", "loss", "val_accuracy", "val_loss")
USUAL = {"max": "{}_accuracy", "min": "{}_loss"}  # names that tell the mode: no question of their own
FLIPPED = {"max": "min", "min": "max"}
Log = dict[str, float] | None
Stop = tuple[int, int]


class Plan(NamedTuple):
    """One kind of training, for one check.

    stop: where the threshold is reached: at the end of an "epoch", of the "first" one, at a "batch", or
    "never". name: of the metric, {} is a drawn word. threshold: lowest and highest, in sixteenths.
    spread: how far values stay short of it. over: by how much it is reached, lowest and highest.
    line: what lies on the threshold or beside it (see ``_on_the_line``). bump: some batch reaches it
    though only epochs count. gaps: which logs lack the metric. decoys: other metrics are past the
    threshold from the start; else they say the same as the metric.
    """

    check: str
    stop: str = "epoch"
    name: str = ""
    threshold: tuple[int, int] = (48, 160)
    spread: int = 24
    over: tuple[int, int] = (1, 2)
    line: str = ""
    per_batch: bool = False
    bump: bool = False
    gaps: str = ""
    decoys: bool = False


def _mode_plans(mode: str, familiar: str, misleading: str) -> list[Plan]:
    check, far = f"mode_{mode}", (4, 40)
    return [
        Plan(check, name="val_{}", over=far),
        Plan(check, name="{}", over=far),
        Plan(check, name=misleading, over=far),
        Plan(check, name=familiar, threshold=(9, 13), spread=8, over=(1, 3)),
        Plan(check, "first", "{}", over=far),
        Plan(check, "never", "{}"),
        # Negative numbers in one mode alone: whoever drops the sign is wrong in one
        Plan(check, name="{}", threshold=(-160, -48) if mode == "max" else (48, 160), over=far),
        Plan(check, name="{}", threshold=(16_000, 60_000), spread=4000, over=(4, 4000)),
    ]


def _plans(mode: str) -> list[Plan]:
    usual, short = USUAL[mode], (8, 14)
    positive, negative = (48, 160), (-160, -48)
    # Whether a zero in the place of a missing value would reach the threshold
    zero_short, zero_past = (positive, negative) if mode == "max" else (negative, positive)
    at_zero, past_zero = (0, 0), (-2, -1) if mode == "max" else (1, 2)
    return [
        Plan("monitor", decoys=True),
        Plan("monitor", name=f"val_{usual}", decoys=True),
        Plan("monitor", "never", decoys=True),
        Plan("monitor", "batch", per_batch=True, decoys=True),
        Plan("exact", line="equal"),
        Plan("exact", threshold=at_zero, line="equal"),
        Plan("exact", threshold=past_zero, line="zero"),
        Plan("exact", threshold=short, spread=6, line="step"),
        Plan("exact", threshold=(16_000, 60_000), line="step"),
        Plan("exact", threshold=at_zero, line="step"),
        Plan("exact", line="nan"),
        Plan("exact", line="infinite"),
        Plan("exact", "batch", line="equal", per_batch=True),
        Plan("exact", "batch", threshold=short, spread=6, line="step", per_batch=True),
        Plan("exact", "batch", line="nan", per_batch=True),
        Plan("missing_metric", threshold=zero_short, gaps="absent", decoys=True),
        Plan("missing_metric", threshold=zero_past, gaps="empty"),
        Plan("missing_metric", "never", threshold=zero_past, gaps="always"),
        Plan(
            "missing_metric", "never", f"val_{usual}", zero_short, gaps="batches", per_batch=True, decoys=True
        ),
        Plan("missing_metric", "epoch", f"val_{usual}", zero_past, gaps="batches", per_batch=True),
        Plan("missing_metric", "never", threshold=zero_past, gaps="empty", per_batch=True),
        Plan("batches", "batch", per_batch=True),
        Plan("batches", bump=True),
        Plan("batches", "never", bump=True),
        Plan("batches", per_batch=True),
        Plan("batches", "never", per_batch=True),
    ]


PLANS = {
    "max": [*_mode_plans("max", "accuracy", "{}_loss"), *_plans("max")],
    "min": [*_mode_plans("min", "loss", "{}_acc"), *_plans("min")],
}
FITS = [
    (mode, Plan("real_fit", stop, per_batch=stop == "batch"))
    for mode in ("max", "min")
    for stop in ("epoch", "batch")
]


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Draw the scripts (fed log by log to the callback) and the fits (real ones, twice each).

    The secret has the "right" stops, and those of two mistakes: modes "flipped", and "late" (noticed at the
    beginning of the next epoch), so that such a mistake is not counted again where another is asked for.
    """
    del load, settings
    planned = [(mode, plan) for mode, plans in PLANS.items() for plan in plans]
    words = _words(rng, len(planned) + len(FITS))
    scripts = [_script(rng, mode, plan, words.pop()) for mode, plan in planned]
    fits = [_fit(rng, mode, plan, words.pop()) for mode, plan in FITS]
    checks = [plan.check for _mode, plan in planned]
    return Material(
        challenges={"scripts": scripts, "fits": fits},
        secret={
            "groups": {c: [i for i, own in enumerate(checks) if own == c] for c in set(checks)},
            **{rule: _expected(rule, scripts, fits) for rule in ("right", "flipped", "late")},
        },
    )


def _expected(rule: str, scripts: list[dict[str, Any]], fits: list[dict[str, Any]]) -> dict[str, Any]:
    def arguments(of: dict[str, Any]) -> list[Any]:
        monitor, threshold, mode, per_batch = of["arguments"]
        return [monitor, threshold, FLIPPED[mode] if rule == "flipped" else mode, per_batch]

    def place(stop: Stop, epochs: int) -> Stop:
        if rule != "late" or stop == NEVER:
            return stop
        return (stop[0] + 1, 0) if stop[0] + 1 < epochs else NEVER

    return {
        "stops": [place(expected_stop(arguments(s), s["epochs"]), len(s["epochs"])) for s in scripts],
        "fits": [
            [
                expected_run(place(stop_of_table(arguments(fit), table), len(table)), table)
                for table in fit["tables"]
            ]
            for fit in fits
        ],
    }


def reached(arguments: list[Any], log: Log) -> bool:
    """Whether the monitored metric is in the log, and at the threshold or past it."""
    monitor, threshold, mode, _per_batch = arguments
    if log is None or monitor not in log:
        return False
    return log[monitor] >= threshold if mode == "max" else log[monitor] <= threshold


def expected_stop(arguments: list[Any], epochs: list[dict[str, Any]]) -> Stop:
    """(epoch, batch) from zero of the first log that counts and reaches the threshold, or NEVER."""
    per_batch = arguments[3]
    for e, epoch in enumerate(epochs):
        for b, log in enumerate(epoch["batches"]):
            if per_batch and reached(arguments, log):
                return e, b
        if reached(arguments, epoch["log"]):
            return e, END
    return NEVER


def stop_of_table(arguments: list[Any], table: list[list[Log]]) -> Stop:
    """The same for a fit whose logs are those of the table (epochs, steps)."""
    return expected_stop(arguments, [{"batches": row, "log": row[-1]} for row in table])


def expected_run(stop: Stop, table: list[list[Log]]) -> tuple[int, int]:
    """How many epochs and batches such a fit runs that stops there."""
    (e, b), steps = stop, len(table[0])
    if stop == NEVER:
        return len(table), len(table) * steps
    return e + 1, e * steps + (steps if b == END else b + 1)


def _script(rng: np.random.Generator, mode: str, plan: Plan, word: str) -> dict[str, Any]:
    """A training whose epochs' values are independent of their batches' values."""
    arguments = _arguments(rng, mode, plan, word)
    ends, batches, at = _values(rng, plan, arguments)
    epochs = []
    for e, row in enumerate(batches):
        logs = [_log(rng, arguments, plan, v, _gap(plan, e, b, at)) for b, v in enumerate(row)]
        log = _log(rng, arguments, plan, ends[e], _gap(plan, e, END, at))
        epochs.append({"batches": logs, "log": log})
    return {"call": _call(arguments), "arguments": arguments, "epochs": epochs}


def _fit(rng: np.random.Generator, mode: str, plan: Plan, word: str) -> dict[str, Any]:
    """Two trainings for one callback object; an epoch's value is its last batch's, as in Keras."""
    arguments = _arguments(rng, mode, plan, word)
    tables = []
    for _training in range(2):
        ends, batches, _at = _values(rng, plan, arguments)
        if not plan.per_batch:
            batches[:, -1] = ends
        tables.append([[_log(rng, arguments, plan, v, "") for v in row] for row in batches])
    return {"call": _call(arguments), "arguments": arguments, "tables": tables}


def _arguments(rng: np.random.Generator, mode: str, plan: Plan, word: str) -> list[Any]:
    low, high = plan.threshold
    sixteenths = int(rng.integers(low, high, endpoint=True))
    if plan.line in ("equal", "step") and sixteenths:
        sixteenths |= 1  # four digits after the point: rounding to fewer moves it
    return [(plan.name or USUAL[mode]).format(word), sixteenths * UNIT, mode, plan.per_batch]


def _values(rng: np.random.Generator, plan: Plan, arguments: list[Any]) -> tuple[Array, Array, int]:
    """Values at the ends of the epochs (epochs,), of the batches (epochs, steps); the epoch that counts."""
    epochs, steps = int(rng.integers(6, 9)), int(rng.integers(4, 7))
    _monitor, threshold, mode, _per_batch = arguments
    unit = UNIT if mode == "max" else -UNIT
    least = max(2, plan.spread // 20)  # short of it: no tolerance that is meant well reaches so far
    ends = threshold - unit * rng.integers(least, plan.spread, size=epochs, endpoint=True)
    batches = threshold - unit * rng.integers(least, plan.spread, size=(epochs, steps), endpoint=True)
    at = int(rng.integers(2, epochs - 1))
    short, hit = _on_the_line(plan.line, threshold, unit)
    if short is None:
        short = threshold - least * unit
    if hit is None:
        hit = threshold + unit * int(rng.integers(*plan.over, endpoint=True))
    if plan.stop == "first":
        ends[0] = hit
    if plan.stop == "epoch":
        ends[at - 1 : at + 1] = short, hit
    if plan.stop == "batch":
        b = int(rng.integers(1, steps - 1))
        batches[at, b - 1 : b + 1] = short, hit
    if plan.bump:
        batches[at - 1, int(rng.integers(0, steps - 1))] = threshold + 2 * unit
    return ends, batches, at


def _on_the_line(line: str, threshold: float, unit: float) -> tuple[float | None, float | None]:
    """A value that does not reach the threshold, and one that does (None: as elsewhere)."""
    direction = math.copysign(math.inf, unit)
    step = LEAST if threshold == 0 else abs(float(np.nextafter(np.float32(threshold), np.inf)) - threshold)
    short: dict[str, float] = {
        "step": threshold - math.copysign(step, unit),
        "nan": math.nan,
        "infinite": -direction,
    }
    hit: dict[str, float] = {
        "equal": threshold,
        "zero": 0.0,
        "step": threshold + math.copysign(step, unit),
        "infinite": direction,
    }
    return short.get(line), hit.get(line)


def _gap(plan: Plan, epoch: int, batch: int, at: int) -> str:
    """How a log lacks the metric: "absent", "empty" (no metric at all), "none" (no log), or ""."""
    if plan.gaps == "always" or (plan.gaps in ("absent", "batches") and batch != END):
        return "absent"
    if plan.gaps == "absent":
        return "absent" if epoch in (0, at - 1) else ""
    if plan.gaps == "empty" and (batch in (0, 2) or (batch == END and epoch in (0, at - 1))):
        return "none" if (epoch + batch) % 2 else "empty"
    return ""


def _log(rng: np.random.Generator, arguments: list[Any], plan: Plan, value: float, gap: str) -> Log:
    """One log in random order, with other metrics in it."""
    monitor, threshold, mode, _per_batch = arguments
    if gap in ("none", "empty"):
        return None if gap == "none" else {}
    unit = UNIT if mode == "max" else -UNIT
    base = monitor.removeprefix("val_")
    values = dict.fromkeys((*OTHERS, base, f"val_{base}", f"{monitor}_top"), float(value))
    if plan.decoys:
        values = {name: threshold + unit * int(rng.integers(1, 9)) for name in values}
    values[monitor] = float(value)
    if gap == "absent":
        del values[monitor]
    names = list(values)
    return {names[i]: values[names[i]] for i in rng.permutation(len(names))}


def _call(arguments: list[Any]) -> str:
    monitor, threshold, mode, per_batch = arguments
    return f'StopAtThreshold("{monitor}", {threshold}, "{mode}", {per_batch})'


def _words(rng: np.random.Generator, count: int) -> list[str]:
    """Words that no one has seen, of three syllables each, all different."""
    syllables = np.array([c + v for c in "bdklmrtvz" for v in "aeiou"])
    words: dict[str, None] = {}
    while len(words) < count:
        words["".join(rng.choice(syllables, size=3))] = None
    return list(words)
