"""The functions by all their calls; the model by what it forecasts for months after its training part."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view as every

from grader.task import learning, models
from grader.task.api import Case, Failure, Text, check
from grader.task.functions import compare

INPUTS = ((36, 1), (36,))  # Keras adds or drops an axis of length 1 at the end
BOUNDED = {"softmax", "sigmoid", "hard_sigmoid", "tanh", "relu", "relu6", "softplus", "Softmax", "ReLU"}
METRIC = Text("an error relative to the naive forecast's", "단순 예측 대비 오차")


MISTAKES = {
    "windows": {
        "last_dropped": lambda s, n, h: np.stack([*every(s, n)[: -h - 1]]),  # raises where none is left
        "horizon_ignored": lambda s, n, _: every(s, n)[:-1],
        "without_target": lambda s, n, _: every(s, n),
        "side_by_side": lambda s, n, h: every(s, n)[:-h:n],
        "backwards": lambda s, n, h: every(s, n)[:-h, ::-1],
        "target_inside": lambda s, n, h: every(s, n + h),
        "one_too_long": lambda s, n, h: every(s, n + 1)[: len(s) - n - h + 1],
        "peeks": lambda s, n, h: every(s, n)[h:],
    },
    "targets": {
        "inside": lambda s, n, h: s[n - 1 : -h],
        "one_early": lambda s, n, h: s[n + h - 2 : -1],
        "one_late": lambda s, n, h: s[n + h :],
        "horizon_ignored": lambda s, n, _: s[n:],
        "next_month": lambda s, n, h: s[n : len(s) - h + 1],
        "last_dropped": lambda s, n, h: s[n + h - 1 : -1],
    },
    "scale": {
        "leaks": lambda s, _: (s - s.mean()) / s.std(),
        "deviation_leaks": lambda s, t: (s - s[:t].mean()) / s.std(),
        "min_max": lambda s, t: (s - s[:t].min()) / (s[:t].max() - s[:t].min()),
        "sample_deviation": lambda s, t: (s - s[:t].mean()) / s[:t].std(ddof=1),
        "each_part": lambda s, t: np.hstack([(p - p.mean()) / p.std() for p in (s[:t], s[t:]) if p.size]),
    },
}


@check()
def windows(case: Case) -> None:
    """Every window that has a target, in the order of time."""
    try:
        compare(case, "windows", MISTAKES["windows"], may_alias=True)
    except Failure as failure:
        names = [f"windows/{number}" for number in range(len(case.secret["groups"]["windows"]))]
        expected, received = case.secret["expected"], case.evidence.arrays
        both = [(expected[name], received.get(name, np.zeros(1))) for name in names]
        ordered = [[np.sort(np.atleast_1d(rows), axis=0) for rows in pair] for pair in both]
        if failure.key == "function_value" and all(np.array_equal(*pair) for pair in ordered):
            failure.key = "shuffled"
        raise


@check()
def targets(case: Case) -> None:
    """For each window the value that lies `horizon` steps after its last one."""
    compare(case, "targets", MISTAKES["targets"], may_alias=True)


@check()
def scale(case: Case) -> None:
    """The whole series by mean and standard deviation of its training part: later values change neither."""
    compare(case, "scale", MISTAKES["scale"])


@check()
def returns_model(case: Case) -> None:
    """A Keras model with one input and one output, which loads and predicts without its source."""
    case.completed("build_model")
    models.returned(case, *INPUTS)


@check(needs=["returns_model"])
def trains(case: Case) -> None:
    """It is compiled with a loss for numbers, takes the windows, and trains to the end."""
    loss = case.answer("model.built", models.Built).loss or ""
    if "crossentropy" in loss.replace("_", "").lower():
        raise Failure("classification_loss", received=loss)
    models.trains(case, *INPUTS, outputs=(1,))


@check(needs=["returns_model"])
def output_layer(case: Case) -> None:
    """One number for each window, which can be any number."""
    structure = case.structure("model")
    if structure.output_shape != [None, 1]:
        raise Failure("shape", expected=[None, 1], received=structure.output_shape)
    for last in structure.layers[-1:]:
        if last.kind in BOUNDED or last.activation in BOUNDED:
            raise Failure("bounded", activation=last.activation or last.kind, kind=last.kind)


@check(needs=["trains"])
def forecast(case: Case) -> None:
    """Mean absolute error on hidden months against that of the last value of each window."""
    rungs = [case.thresholds[f"error_{name}"] for name in ("low", "pass", "good", "top")]
    try:
        learning.climb(case, to_naive(case, "targets"), rungs, METRIC, better="lower")
    except Failure as failure:
        failure.cause = "output_layer"
        if "missed" in failure.values and to_naive(case, "last") <= case.thresholds["repeats"]:
            failure.key = "repeats"
        raise


def to_naive(case: Case, what: str) -> float:
    """How far the forecasts lie from the targets, or from the last values, by how far these lie apart."""
    naive = np.mean(np.abs(case.secret["last"] - case.secret["targets"]))
    return float(learning.mean_absolute_error(case, case.secret[what]) / naive)


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows: the second is in sunspots."""
    error = learning.mean_absolute_error(case, case.secret["targets"]) * case.secret["deviation"]
    return {"relative_error": to_naive(case, "targets"), "hidden_error": error}
