"""The host's part of the model kit: what checks of "return a model" and "train a model" tasks have in common.

Plain functions that a task's ``checks.py`` may call, each on its own; ``grader/inside/models.py`` reports
what they judge. Each raises a Failure whose sentence is the task's own where its hints.toml has one of that
key, else the shared one in messages/judging.toml.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pydantic

from grader.evidence import Layer, Structure
from grader.inside.models import BUILT
from grader.task.api import Array, Case, Failure, fits

CONVOLUTIONS = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D")
ACTIVATIONS = ("ReLU", "LeakyReLU", "PReLU", "ELU")  # layers whose class is their activation
TAKE_ACTIVATIONS = ("Dense", *CONVOLUTIONS)
NORMALISATIONS = ("BatchNormalization", "LayerNormalization", "GroupNormalization", "Normalization")
Shape = Sequence[int | None]  # of one row of inputs or outputs, without the batch axis


class Built(pydantic.BaseModel):
    """What the probe says of the value that came back in place of a model."""

    type: str
    is_model: bool
    compiled: bool
    loss: str | None
    inputs: list[list[int | None]]
    outputs: list[list[int | None]]


def returned(case: Case, *inputs: Shape, name: str = "model") -> None:
    """A Keras model with one input and one output, which loads, and predicts rows of one of those shapes."""
    built = case.answer(name + BUILT, Built)
    if built.type == "NoneType":
        raise Failure("returned_none")
    if not built.is_model:
        raise Failure("not_a_model", received=built.type)
    for side, shapes in (("inputs", built.inputs), ("outputs", built.outputs)):
        if len(shapes) > 1:
            raise Failure(f"several_{side}", received=len(shapes))
    if takes(case.structure(name), *inputs):
        case.predicts(name)  # of what cannot predict them nobody knows what its layers do


def takes(structure: Structure, *inputs: Shape) -> bool:
    """Whether rows of one of those shapes fit; without keras.Input the first batch's size stands in front."""
    shape = structure.input_shape
    return shape is not None and any(fits(wanted, shape[1:]) for wanted in inputs)


def trains(case: Case, *inputs: Shape, outputs: Shape, loss: str = "", name: str = "model") -> None:
    """It is compiled, takes such rows, and was trained to the end on them.

    Where ``fit`` raised, a loss whose name does not begin with ``loss`` is told first, then an output of
    another shape than ``outputs``, then the exception.
    """
    built = case.answer(name + BUILT, Built)
    if not built.compiled:
        raise Failure("not_compiled")
    received = case.structure(name).input_shape
    if not takes(case.structure(name), *inputs):
        raise Failure("input_shape", expected=[None, *inputs[0]], received=received)
    try:
        case.trained(name)
    except Failure as failure:
        raised = (str(failure.values.get("error", "?")).splitlines() or ["?"])[0]
        if failure.key == "cannot_train" and not str(built.loss).startswith(loss):
            raise Failure("loss", received=built.loss, error=raised) from None
        if failure.key == "cannot_train" and built.outputs and built.outputs[0] != [None, *outputs]:
            expected = [None, *outputs]
            raise Failure("output", expected=expected, received=built.outputs[0], error=raised) from None
        raise


def softmax(case: Case, classes: int, *inputs: Shape, name: str = "model") -> None:
    """Every row of the predictions is a distribution over the classes: non-negative, of sum 1.

    A model that cannot take the inputs, which is another check's, is judged by its last layer. Where only the
    shape is wrong and ``fit`` has failed for it, half of the points are kept.
    """
    structure = case.structure(name)
    last = structure.layers[-1] if structure.layers else None
    activation = "softmax" if last is not None and last.kind == "Softmax" else last and last.activation
    right = structure.output_shape == [None, classes] and activation == "softmax"
    if right and not takes(structure, *inputs):
        return
    rows = case.predictions(name)
    shape, expected = [None, *rows.shape[1:]], [None, classes]
    if rows.ndim < 2 or not rows.size:
        raise Failure("shape", expected=expected, received=shape)
    numbers = rows.astype(np.float64)
    sums = numbers.sum(axis=-1)
    worst = float(sums.flat[np.argmax(np.abs(sums - 1.0))])
    distribution = abs(worst - 1.0) <= _rounding(rows, classes) and numbers.min() >= 0.0
    if shape != expected:
        raise Failure("shape", credit=0.5 * distribution, cause="trains", expected=expected, received=shape)
    if not distribution:
        raise Failure("not_softmax", worst=worst, least=numbers.min(), activation=activation)


def _rounding(rows: Array, classes: int) -> float:
    """How far a sum over the classes may be from 1: half-precision outputs round each of the numbers."""
    return max(1e-3, float(classes * np.finfo(rows.dtype).eps) if rows.dtype.kind == "f" else 0.0)


def within_budget(case: Case, limit: int, name: str = "model") -> None:
    """No more parameters than that, those that are not trained among them."""
    structure = case.structure(name)
    if structure.params > limit:
        most = max(structure.layers, key=lambda layer: layer.params, default=None)
        kind, params = (most.kind, most.params) if most else ("?", 0)
        raise Failure("over", limit=limit, received=structure.params, kind=kind, params=params)


def is_nonlinear(layer: Layer) -> bool:
    """An activation layer, or a layer with an activation that is not linear."""
    if layer.kind in TAKE_ACTIVATIONS:  # no name: the activation was given as a layer object
        return layer.activation != "linear"
    return layer.kind in ACTIVATIONS or layer.activation not in (None, "linear")
