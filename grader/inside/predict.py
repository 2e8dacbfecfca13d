"""The predict stage: load a saved model without any submitted code, predict, and describe it.

The names of the facts are those of Keras: ``filters``, ``kernel_size``, ``strides``, ``padding``,
``pool_size``, ``units``, ``rate``, ``activation``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.inside.probing import Array, Report

BATCH_SIZE = 256  # rows predicted at once; bounds memory, and is fixed for repeatable sums
_FACTS = ("filters", "kernel_size", "strides", "padding", "pool_size", "units", "rate")


def predict(name: str, data: bytes, inputs: Array | None, report: Report) -> None:
    """Report ``structure/NAME`` (JSON) and, where there are inputs, the array ``NAME`` of outputs."""
    import keras

    path = Path(f"{len(data)}.keras")
    path.write_bytes(data)
    model = keras.saving.load_model(path, compile=False, safe_mode=True)
    path.unlink()
    report.answer(name, structure(model))
    if inputs is not None:
        report.array(name, model.predict(inputs, batch_size=BATCH_SIZE, verbose=0))


def structure(model: Any) -> dict[str, Any]:
    """The model's layers, in order, nested models opened; shapes with None for the batch axis."""
    return {
        "layers": [_layer(layer) for layer in _flatten(model)],
        "params": int(model.count_params()),
        "input_shape": _shape(model, "input_shape"),
        "output_shape": _shape(model, "output_shape"),
    }


def _flatten(model: Any) -> Iterator[Any]:
    for layer in model.layers:
        if getattr(layer, "layers", None):
            yield from _flatten(layer)
        else:
            yield layer


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
