"""The predict stage: load a saved model without any submitted code, predict, and describe it.

The names of the facts are those of Keras: ``filters``, ``kernel_size``, ``strides``, ``padding``,
``pool_size``, ``units``, ``rate``, ``activation``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.inside import modelfile
from grader.inside.ablation import Effects, effects
from grader.inside.probing import Array, ProbeReport, model_inputs

# suffix of a model's name: the public inputs whose outputs a report may show, and these outputs
SHOWN = ".shown"
# suffix of a model's name: the problem of a model that was loaded but cannot predict
PREDICTIONS = ".predictions"
BATCH_SIZE = 64  # rows predicted at once; bounds memory, and is fixed for repeatable sums
_FACTS = ("filters", "kernel_size", "strides", "padding", "pool_size", "units", "rate")


def predict(name: str, data: bytes, arrays: Mapping[str, Array], report: ProbeReport) -> None:
    """Load the model; report its structure (answer ``NAME``) and outputs (``NAME``, ``NAME.shown``).

    Inputs of a name ``NAME.VARIANT`` are the same rows in another form; their outputs are reported too.

    A model that cannot predict (for another shape of inputs, say) still has a structure; what its layers
    contribute is unknown then. The problem is reported as ``NAME.predictions``, that of loading as ``NAME``.
    """
    model = None
    arrays = {key: model_inputs(array) for key, array in arrays.items()}
    with report.part(name):
        model = modelfile.load(data)
        report.answer(name, structure(model, Effects()))
    if model is None:
        return
    with report.part(name + PREDICTIONS):
        arrays = {key: array for key, array in arrays.items() if key.partition(".")[0] == name}
        if name in arrays:
            found = effects(model, modelfile.flatten(model), arrays[name][:BATCH_SIZE])
            report.answer(name, structure(model, found))
        for key, array in arrays.items():
            report.array(key, numbers(model.predict(array, batch_size=BATCH_SIZE, verbose=0)))


def numbers(outputs: Any) -> Array:
    """The outputs, if they are one array of numbers; raises TypeError for a dictionary, a list, text."""
    if not isinstance(outputs, np.ndarray):
        raise TypeError(f"predictions of type {type(outputs).__name__}, not one array of numbers")
    if outputs.dtype.kind not in "biuf":
        raise TypeError(f"predictions of dtype {outputs.dtype.name}, not numbers")
    return outputs


def structure(model: Any, found: Effects) -> dict[str, Any]:
    """The model's layers, in order, nested models opened; shapes with None for the batch axis."""
    return {
        "layers": [
            _layer(layer) | {"effect": found.layers.get(id(layer))} for layer in modelfile.flatten(model)
        ],
        "params": int(model.count_params()),
        "input_shape": _shape(model, "input_shape"),
        "output_shape": _shape(model, "output_shape"),
        "families": found.families,
    }


def _layer(layer: Any) -> dict[str, Any]:
    facts = {key: getattr(layer, key) for key in _FACTS if hasattr(layer, key)}
    activation = getattr(layer, "activation", None)
    return {
        "kind": type(layer).__name__,
        "params": int(layer.count_params()),
        "activation": getattr(activation, "__name__", None),
        "output_shape": _shape(layer, "output"),
        "facts": {key: _fact(value) for key, value in facts.items()},
    }


def _fact(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_fact(item) for item in value]
    return value if isinstance(value, int | float | str) else None


def _shape(owner: Any, attribute: str) -> list[int | None] | None:
    """A shape, or None for several inputs or outputs, or a layer that was never called."""
    try:
        value = getattr(owner, attribute)
        shape = getattr(value, "shape", value)
        return [None if size is None else int(size) for size in shape]
    except (AttributeError, TypeError, ValueError, RuntimeError):
        return None
