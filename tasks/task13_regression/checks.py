"""Both models are judged by what they predict: the line outside its training range, the table hidden rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.task import learning, models
from grader.task.api import Case, Failure, Text, check

POINT, PATIENT, NUMBER = (1,), (10,), (1,)
SQUASHING = ("sigmoid", "hard_sigmoid", "softmax", "sparsemax", "tanh", "hard_tanh", "softsign")
NORMALISING = ("Normalization", "BatchNormalization", "Rescaling")
ONE_MEAN = 3  # parameters of a Normalization layer with one mean, one variance and a count


@check()
def line_model(case: Case) -> None:
    """build_line() returns a Keras model of one input and one output, which loads by itself."""
    case.completed("line")
    models.returned(case, POINT, name="line")


@check(needs=["line_model"])
def line_trains(case: Case) -> None:
    """It is compiled, takes one number, and trains to the end."""
    trained(case, "line", POINT)


@check(needs=["line_trains"])
def line_extrapolates(case: Case) -> None:
    """The error far outside the training range, as a share of the best constant's."""
    climb(case, "line")


@check()
def table_model(case: Case) -> None:
    """build_model(x_train) returns a Keras model of one input and one output, which loads by itself."""
    case.completed("table")
    models.returned(case, PATIENT, name="table")


@check(needs=["table_model"])
def table_trains(case: Case) -> None:
    """It is compiled, takes ten columns, and trains to the end."""
    trained(case, "table", PATIENT)


@check(needs=["table_model"])
def table_output(case: Case) -> None:
    """One number for each patient, not squashed into the range of a probability."""
    structure = case.structure("table")
    shape = structure.output_shape
    if shape is None or tuple(shape[1:]) != NUMBER:
        raise Failure("shape", credit=0.5, cause="table_trains", expected=[None, *NUMBER], received=shape)
    last = structure.layers[-1] if structure.layers else None
    activation = "softmax" if last is not None and last.kind == "Softmax" else last and last.activation
    if activation in SQUASHING and models.takes(structure, PATIENT):
        rows = case.predictions("table")
        # A Rescaling layer around it would reach farther
        if np.abs(rows.astype(np.float64)).max(initial=0.0) <= 1.0:
            raise Failure("squashed", activation=activation)


@check(needs=["table_trains", "table_output"])
def table_error(case: Case) -> None:
    """The mean absolute error on hidden patients, as a share of that of least squares."""
    climb(case, "table")


def trained(case: Case, name: str, row: models.Shape) -> None:
    """As the kit has it; where ``fit`` raised for a loss that is one for classes, that is told."""
    try:
        models.trains(case, row, outputs=NUMBER, name=name)
    except Failure as failure:
        loss = loss_for_classes(case, name)
        if failure.key == "cannot_train" and loss:
            raise Failure("class_loss", loss=loss) from None
        raise


def climb(case: Case, name: str) -> None:
    """The ladder; where a rung is missed and the layers or the loss say why, that is told."""
    reached = relative_error(case, name)
    rungs = [case.thresholds[f"{name}_{rung}"] for rung in ("low", "pass", "top")]
    try:
        learning.climb(case, reached, rungs, Text("a relative error", "상대 오차"), better="lower", name=name)
    except Failure as failure:
        loss = loss_for_classes(case, name)
        key, told = ("class_loss", {"loss": loss}) if loss else reason(case, name)
        if key and (loss or failure.key != "diverged"):
            failure.key, failure.values = key, failure.values | told
        raise


def loss_for_classes(case: Case, name: str) -> str | None:
    """The loss's name, where it is one for classes."""
    loss = case.answer(name + models.BUILT, models.Built).loss or ""
    return loss if any(word in loss.lower() for word in ("entropy", "hinge", "focal")) else None


def reason(case: Case, name: str) -> tuple[str | None, dict[str, Any]]:
    """The key of what the layers lack, with what fills its sentence."""
    layers = case.structure(name).layers
    dense = [place for place, layer in enumerate(layers) if layer.kind == "Dense"]
    if name == "line":
        bent = next((layer for layer in layers if models.is_nonlinear(layer)), None)
        if bent is not None:
            return "bends", {"kind": bent.kind, "activation": bent.activation or bent.kind}
        return ("no_bias" if len(layers) == len(dense) == 1 == layers[0].params else None), {}
    before = [layer for layer in layers[: dense[0] if dense else 0] if layer.kind in NORMALISING]
    if len(before) == 1 and (before[0].kind, before[0].params) == ("Normalization", ONE_MEAN):
        return "one_mean", {}
    return (None if before else "not_normalised"), {}


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    return {f"{name}_error": relative_error(case, name) for name in ("line", "table")}


def relative_error(case: Case, name: str) -> float:
    """MAE on hidden data, divided by that of what it is compared with; infinite after a divergence."""
    targets = case.secret[name].astype(np.float64)
    try:
        mae = learning.mean_absolute_error(case, targets, name)
    except Failure as failure:
        curve = learning.curve_of(case, name)
        if failure.key == "not_finite" and curve is not None and curve.trouble() == "diverged":
            return float("inf")
        raise
    return float(mae / np.abs(case.secret[f"{name}_compared"] - targets).mean())
