"""Scripted trainings, drawn afresh: what the logs say, and where each training has to stop.

All values are multiples of 1/16 of small size: exact in float32 and float64, so that "equal to the
threshold" means the same everywhere. *Distance* below counts sixteenths from the threshold in the
direction of the mode: negative is not reached, zero or more is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from grader.checks import Loader, Material

UNIT = 1 / 16
NEVER = (-1, -1)
END = -1  # in the place of a batch: the end of the epoch
DECOYS = ("accuracy", "acc", "loss", "val_accuracy", "val_loss")
Log = dict[str, float] | None
Stop = tuple[int, int]


class Plan(NamedTuple):
    """One kind of training, for one check.

    name: of the monitored metric; {} is a drawn word. stop: where the threshold is reached: at the
    end of an "epoch", of the "first" one, at a "batch", or "never". threshold: lowest and highest, in
    sixteenths. spread: how far values stay from it. exact: reached by a value equal to it. bump: some
    batch reaches it though only epochs count. gaps: which logs lack the metric.
    """

    check: str
    name: str = "{}"
    stop: str = "epoch"
    threshold: tuple[int, int] = (48, 160)
    spread: int = 24
    exact: bool = False
    per_batch: bool = False
    bump: bool = False
    gaps: str = ""


def _mode_plans(mode: str, familiar: str, misleading: str) -> list[Plan]:
    check = f"mode_{mode}"
    return [
        Plan(check, "val_{}"),
        Plan(check),
        Plan(check, misleading),
        Plan(check, familiar, threshold=(9, 13), spread=8),
        Plan(check, stop="first"),
        Plan(check, stop="never"),
        Plan(check, exact=True),
        Plan(check, threshold=(0, 0), exact=True),
    ]


MISSING = [
    Plan("missing_metric", gaps="absent"),
    Plan("missing_metric", gaps="empty"),
    Plan("missing_metric", gaps="always", stop="never"),
    Plan("missing_metric", "val_{}", gaps="batches", stop="never", per_batch=True),
    Plan("missing_metric", gaps="empty", stop="never", per_batch=True),
]
BATCHES = [
    Plan("batches", stop="batch", per_batch=True),
    Plan("batches", bump=True),
    Plan("batches", bump=True, stop="never"),
    Plan("batches", per_batch=True),
    Plan("batches", stop="never", per_batch=True),
    Plan("batches", stop="batch", exact=True, per_batch=True),
]
PLANS = {
    "max": [*_mode_plans("max", "accuracy", "{}_loss"), *MISSING, *BATCHES],
    "min": [*_mode_plans("min", "loss", "{}_acc"), *MISSING, *BATCHES],
}
FITS = [
    (mode, Plan("real_fit", stop=stop, per_batch=stop == "batch", bump=stop == "epoch"))
    for mode in ("max", "min")
    for stop in ("epoch", "batch")
]


def prepare(rng: np.random.Generator, load: Loader) -> Material:
    """Draw the scripts (fed log by log to the callback) and the fits (real ones, twice each)."""
    del load
    planned = [(mode, plan) for mode, plans in PLANS.items() for plan in plans]
    words = _words(rng, len(planned) + len(FITS))
    scripts = [_script(rng, mode, plan, words.pop()) for mode, plan in planned]
    fits = [_fit(rng, mode, plan, words.pop()) for mode, plan in FITS]
    checks = [plan.check for _mode, plan in planned]
    return Material(
        challenges={"scripts": scripts, "fits": fits},
        secret={
            "groups": {c: [i for i, own in enumerate(checks) if own == c] for c in set(checks)},
            "stops": [expected_stop(script["arguments"], script["epochs"]) for script in scripts],
            "fits": [[expected_run(fit["arguments"], table) for table in fit["tables"]] for fit in fits],
        },
    )


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


def expected_run(arguments: list[Any], table: list[list[Log]]) -> tuple[int, int]:
    """How many epochs and batches a fit runs whose logs are those of the table (epochs, steps)."""
    epochs = [{"batches": row, "log": row[-1]} for row in table]
    e, b = expected_stop(arguments, epochs)
    steps = len(table[0])
    if (e, b) == NEVER:
        return len(table), len(table) * steps
    return e + 1, e * steps + (steps if b == END else b + 1)


def _script(rng: np.random.Generator, mode: str, plan: Plan, word: str) -> dict[str, Any]:
    """A training whose epochs' values are independent of their batches' values."""
    arguments = _arguments(rng, mode, plan, word)
    ends, batches, at = _distances(rng, plan)
    epochs = []
    for e, row in enumerate(batches):
        logs = [_log(rng, arguments, d, _gap(plan, e, b, at)) for b, d in enumerate(row)]
        log = _log(rng, arguments, ends[e], _gap(plan, e, END, at))
        epochs.append({"batches": logs, "log": log})
    return {"call": _call(arguments), "arguments": arguments, "epochs": epochs}


def _fit(rng: np.random.Generator, mode: str, plan: Plan, word: str) -> dict[str, Any]:
    """Two trainings for one callback object; an epoch's value is its last batch's, as in Keras."""
    arguments = _arguments(rng, mode, plan, word)
    tables = []
    for _training in range(2):
        ends, batches, _at = _distances(rng, plan)
        if not plan.per_batch:
            batches[:, -1] = ends
        tables.append([[_log(rng, arguments, d, "") for d in row] for row in batches])
    return {"call": _call(arguments), "arguments": arguments, "tables": tables}


def _arguments(rng: np.random.Generator, mode: str, plan: Plan, word: str) -> list[Any]:
    low, high = plan.threshold
    threshold = int(rng.integers(low, high, endpoint=True)) * UNIT
    if plan.gaps and mode == "max":
        threshold = -threshold  # a zero put in the place of a missing value would reach it
    return [plan.name.format(word), threshold, mode, plan.per_batch]


def _distances(rng: np.random.Generator, plan: Plan) -> tuple[np.ndarray, np.ndarray, int]:
    """Distances at the ends of the epochs (epochs,), of the batches (epochs, steps); the epoch."""
    epochs, steps = int(rng.integers(6, 9)), int(rng.integers(4, 7))
    ends = -rng.integers(1, plan.spread, size=epochs, endpoint=True)
    batches = -rng.integers(1, plan.spread, size=(epochs, steps), endpoint=True)
    at = int(rng.integers(2, epochs - 1))
    hit = 0 if plan.exact else int(rng.integers(1, 3, endpoint=True))
    if plan.stop == "first":
        ends[0] = hit
    if plan.stop == "epoch":
        ends[at - 1 : at + 1] = -1, hit  # a near miss just before
    if plan.stop == "batch":
        batches[at, int(rng.integers(0, steps - 1))] = hit
    if plan.bump:
        batches[at - 1, int(rng.integers(0, steps - 1))] = 2
    return ends, batches, at


def _gap(plan: Plan, epoch: int, batch: int, at: int) -> str:
    """How a log lacks the metric: "absent", "empty" (no metric at all), "none" (no log), or ""."""
    if plan.gaps == "always" or (plan.gaps in ("absent", "batches") and batch != END):
        return "absent"
    if plan.gaps == "absent":
        return "absent" if epoch in (0, at - 1) else ""
    if plan.gaps == "empty" and (batch in (0, 2) or (batch == END and epoch in (0, at - 1))):
        return "none" if (epoch + batch) % 2 else "empty"
    return ""


def _log(rng: np.random.Generator, arguments: list[Any], distance: int, gap: str) -> Log:
    """One log in random order; every other metric in it is past the threshold from the start."""
    monitor, threshold, mode, _per_batch = arguments
    if gap in ("none", "empty"):
        return None if gap == "none" else {}
    sign = UNIT if mode == "max" else -UNIT
    base = monitor.removeprefix("val_")
    related = (base, f"val_{base}", f"{monitor}_top")
    values = {name: threshold + sign * int(rng.integers(1, 9)) for name in (*DECOYS, *related)} | {
        monitor: threshold + sign * int(distance)
    }
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
