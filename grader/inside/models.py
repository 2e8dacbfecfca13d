"""The sandbox's part of the model kit: a submission's model is asked for, described and saved, never judged.

Plain functions that a task's ``probe.py`` may call; ``grader/task/models.py`` judges what they report.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from grader.inside.probing import ProbeReport, SubmittedModule

BUILT = ".built"  # after a model's name: the answer that describes what came back


def hand_over(
    submission: SubmittedModule,
    report: ProbeReport,
    shape: Sequence[int],
    *,
    name: str = "model",
    function: str = "build_model",
    arguments: Sequence[Any] = (),
    dtype: str = "float32",
) -> None:
    """Call the function, report what came back as ``NAME.built``, and save it under that name.

    ``arguments``: what the function is called with. ``shape``, ``dtype``: of one row of inputs, by which a
    model without ``keras.Input`` is built before it is saved ("str": texts). No Keras model, and one with
    several inputs or outputs, is reported as such and not saved. It is saved untrained:
    ``Material.training`` says how the grader trains it, where no submitted code runs.
    """
    describe(report, submission.call(function, *arguments), shape, name=name, dtype=dtype)


def describe(
    report: ProbeReport,
    model: Any,
    shape: Sequence[int],
    *,
    name: str = "model",
    dtype: str = "float32",
    trained: bool = False,
) -> None:
    """Report what is to be a model as ``NAME.built`` and save it, as :func:`hand_over` does.

    ``trained``: it is to predict and no more, and what it was compiled with is left out of the file; an
    optimizer may hold twice as many numbers as the model.
    """
    import keras
    import numpy as np

    inputs, outputs = _shapes(model, "inputs"), _shapes(model, "outputs")
    is_model = isinstance(model, keras.Model)
    compiled = bool(is_model and model.compiled)
    report.answer(
        name + BUILT,
        {
            "type": type(model).__name__[:80],
            "is_model": is_model,
            "compiled": compiled,
            "loss": name_of(model.loss)[:80] if compiled else None,
            "inputs": inputs if is_model else [],
            "outputs": outputs if is_model else [],
        },
    )
    if not is_model or len(inputs) > 1 or len(outputs) > 1:
        return
    with report.part(name):
        _name_activations(model)
        if not getattr(model, "built", True):
            model(keras.ops.convert_to_tensor(np.zeros((1, *shape), dtype)))
        if trained:
            model.optimizer, model.compiled = None, False
        report.model(name, model)


def _name_activations(model: Any) -> None:
    """Put Keras's own function where TensorFlow's has a name that Keras does not know: ``softmax_v2``."""
    import keras

    for layer in model._flatten_layers():
        own = getattr(layer, "activation", None)
        name = str(getattr(own, "__name__", ""))
        if not str(getattr(own, "__module__", "")).startswith("tensorflow.") or not name.endswith("_v2"):
            continue
        with contextlib.suppress(AttributeError):  # of a recurrent layer, whose cell is changed
            layer.activation = getattr(keras.activations, name.removesuffix("_v2"))


def name_of(value: Any) -> str:
    """A string as it is, a loss by its own name, a class or function by its definition's."""
    import keras

    if isinstance(value, str):
        return value
    own = getattr(value, "name", None) if isinstance(value, keras.losses.Loss) else None
    return str(own or getattr(value, "__name__", None) or type(value).__name__)


def _shapes(model: Any, side: str) -> list[list[int | None]]:
    """The shape of every input or output; none for a model that is built by its first batch."""
    tensors = getattr(model, side, None)
    return [list(tensor.shape) for tensor in tensors] if isinstance(tensors, list) else []
