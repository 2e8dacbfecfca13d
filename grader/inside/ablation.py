"""Does a layer make a difference to the predictions? Take away what it does, and look at them.

A layer is *silenced*: each row gets what the layer says of another row, half a batch away. So nothing about
the row itself passes through it, while its values stay such as the layers behind it know (zeros, or a mean,
may never occur otherwise, and would let a layer matter that says the same of every row).

Silencing alone would credit a layer that only passes on what it gets: an identity kernel, a pooling after an
upsampling. So a layer with a window is *undone* too: of a filter's weights over it only the largest is kept
(a 1x1 convolution), or one value is picked instead of the largest or the mean. An activation is not undone:
left out before a maximum, many a right one is not missed.

The effect is the smaller of two shares: of what the predictions of two rows differ by (silenced), and of what
they vary by (undone). Silencing a layer that all must pass gives 1. Undoing one gives a few hundredths in
many a good network, which tells its classes apart without that pooling as well, and 0 where it does nothing.

Predictions that move are no proof of work: a model can watch its decoys and spoil its predictions where what
they say does not add up. So what comes of silencing is looked at too. Where a layer did work, the predictions
of a row follow that row still or the other one whose values it got; where they follow neither (or are no
numbers, or none come), nothing was passed on, and the effect is 0.

All layers of a family are silenced and undone at once as well: those that cancel each other change nothing
then, and little where another part of the model does the work. Here only following the other row counts.

Knowingly not seen: a part above a task's threshold on purpose, which takes a network behind the decoys that
answers for the other row, or a guard that spoils predictions but little (one layer's effect only, not a
family's); a layer that hands its input on beside a value that is watched, and missed where it is undone; a
layer that cancels to the last bit against the same arithmetic done by other kinds of layers; an activation
that never bends anything; a model whose state changes from batch to batch (only the first batch is looked
at).
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.inside.probing import Array

PER_FAMILY = 16  # layers looked at in each family, the first ones: bounds the work
FAMILIES = {
    "convolution": (
        "Conv1D",
        "Conv2D",
        "SeparableConv1D",
        "SeparableConv2D",
        "DepthwiseConv1D",
        "DepthwiseConv2D",
    ),
    "pooling": tuple(
        f"{where}{how}Pooling{axes}D"
        for where in ("", "Global")
        for how in ("Max", "Average")
        for axes in (1, 2)
    ),
    "activation": ("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU"),
    "normalization": ("BatchNormalization", "LayerNormalization", "GroupNormalization"),
    "dense": ("Dense",),
    "recurrent": ("LSTM", "GRU", "SimpleRNN", "Bidirectional"),
    "embedding": ("Embedding",),
}
FOLLOWS = 0.25  # of the row's own part and the other row's: right models from 0.79, guards up to 0.05
AT_ONCE = ("convolution", "recurrent")  # families of which a task may ask what all their layers carry

StandIn = Callable[..., Any]  # (layer, what it said, its own call, its inputs ...) -> what it says instead


@dataclass(frozen=True)
class Effects:
    """0 to 1: of each layer, by its ``id``, and of all layers of a family at once.

    None where it cannot be told, because the predictions are the same for every row or are no numbers.
    """

    layers: Mapping[int, float | None] = field(default_factory=dict)
    families: Mapping[str, float | None] = field(default_factory=dict)


def effects(model: Any, layers: Iterable[Any], inputs: Array) -> Effects:
    """What those layers contribute to the model's predictions for one batch of inputs."""
    every = list(layers)
    families = {name: _of_kind(every, kinds) for name, kinds in FAMILIES.items()}
    replay = _Replay(model, [layer for own in families.values() for layer in own], inputs)
    try:
        each = {id(layer): replay.effect(name, [layer]) for name, own in families.items() for layer in own}
        at_once = {name: replay.carried(name, families[name]) for name in AT_ONCE if families[name]}
    finally:
        replay.close()
    return Effects(each, at_once)


def _of_kind(layers: Iterable[Any], kinds: Sequence[str]) -> list[Any]:
    """The first layers of those classes, a shared one once."""
    own = {id(layer): layer for layer in layers if type(layer).__name__ in kinds}
    return list(own.values())[:PER_FAMILY]


class _Replay:
    """Runs the model plainly once, then again and again with the calls of some layers changed.

    Calls that come before the first changed one are not repeated: their outputs are kept.
    """

    def __init__(self, model: Any, layers: Sequence[Any], inputs: Array) -> None:
        self._model, self._inputs, self._layers = model, inputs, layers
        self._said: list[tuple[int, Any]] = []  # the layer's id and its output, call by call
        self._changed: Mapping[int, StandIn] = {}
        self._first = self._at = 0
        for layer in layers:
            vars(layer)["call"] = functools.partial(self._call, layer, layer.call)
        self._plain = self._predictions()
        # What rows half a batch apart differ by; twice the variance of predictions of many rows
        self._spread = self._distance(np.roll(self._plain, len(self._plain) // 2, axis=0))

    def close(self) -> None:
        """Leave the model as it was."""
        for layer in self._layers:
            vars(layer).pop("call", None)

    def effect(self, family: str, layers: Sequence[Any]) -> float | None:
        """The smaller share of silencing and of undoing those layers of one family."""
        if not (np.isfinite(self._spread) and self._spread > 0):
            return None
        silenced = self._changed_to(layers, _silenced)  # fits every layer
        if silenced is None or sum(self._follows(silenced)) < FOLLOWS:
            return 0.0
        shares = [self._distance(silenced) / self._spread]
        wide = [layer for layer in layers if max(getattr(layer, "kernel_size", (2,))) > 1]
        undone = self._changed_to(wide, _UNDONE[family]) if wide and family in _UNDONE else None
        if undone is not None:
            shares.append(self._distance(undone) / (self._spread / 2))
        return min(*shares, 1.0) if np.isfinite(shares).all() else 0.0

    def carried(self, family: str, layers: Sequence[Any]) -> float | None:
        """How much of the predictions comes through those layers: their effect, as far as it is such."""
        effect = self.effect(family, layers)
        silenced = self._changed_to(layers, _silenced) if effect else None
        return effect if silenced is None else min(effect or 0.0, max(0.0, self._follows(silenced)[1]))

    def _changed_to(self, layers: Sequence[Any], way: StandIn) -> Array | None:
        """The predictions with that stand-in for those layers; None where there are none."""
        self._changed = {id(layer): way for layer in layers}
        calls = [at for at, (layer, _) in enumerate(self._said) if layer in self._changed]
        if not calls:
            return self._plain  # they have no part in the predictions
        self._first = calls[0]
        try:
            return self._predictions()
        except Exception:  # Keras's: of shapes and types that the stand-in does not fit, or a guard's
            return None

    def _follows(self, predictions: Array) -> tuple[float, float]:
        """How far predictions go with the plain ones of their own row, and with those of the other row.

        Least squares over all rows, in the range of the plain ones: 1 and 0 where nothing was changed, 0
        and 1 where all that is predicted passes through what was silenced.
        """
        if not np.isfinite(predictions).all():
            return 0.0, 0.0
        plain = self._plain
        inside = np.clip(predictions, plain.min(axis=0), plain.max(axis=0))
        own, found = plain - plain.mean(axis=0), inside - inside.mean(axis=0)
        other = np.roll(own, len(own) // 2, axis=0)
        rows = np.stack([own.ravel(), other.ravel()], axis=1)
        solved = np.linalg.lstsq(rows, found.ravel(), rcond=None)[0]
        return float(solved[0]), float(solved[1])

    def _predictions(self) -> Array:
        """(rows, values) float64, of all outputs."""
        import keras

        self._at = 0
        outputs = [
            np.asarray(x, np.float64) for x in keras.tree.flatten(self._model(self._inputs, training=False))
        ]
        return np.concatenate([x.reshape(len(x), -1) for x in outputs], axis=1)

    def _distance(self, predictions: Array) -> float:
        return float(np.sum((predictions - self._plain) ** 2))

    def _call(self, layer: Any, own: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        at, self._at = self._at, self._at + 1
        if not self._changed:
            self._said.append((id(layer), own(*args, **kwargs)))
        said = self._said[at][1]
        if at < self._first or not self._changed:
            return said
        stand_in = self._changed.get(id(layer))
        return own(*args, **kwargs) if stand_in is None else stand_in(layer, said, own, *args, **kwargs)


def _silenced(_layer: Any, said: Any, _own: Any, *_args: Any, **_kwargs: Any) -> Any:
    import keras

    return keras.tree.map_structure(lambda x: keras.ops.roll(x, x.shape[0] // 2, axis=0), said)


def _one_weight_of_each_window(
    layer: Any, _said: Any, own: Callable[..., Any], *args: Any, **kwargs: Any
) -> Any:
    variable = getattr(layer, "depthwise_kernel", None)
    variable = layer.kernel if variable is None else variable
    kernel = variable.numpy()
    windows = kernel.reshape(-1, *kernel.shape[-2:])
    largest = np.abs(windows).argmax(axis=0)[np.newaxis]
    thin = np.zeros_like(windows)
    np.put_along_axis(thin, largest, np.take_along_axis(windows, largest, axis=0), axis=0)
    variable.assign(thin.reshape(kernel.shape))
    try:
        return own(*args, **kwargs)
    finally:
        variable.assign(kernel)


def _one_value_of_each_window(layer: Any, said: Any, _own: Any, inputs: Any, **_kwargs: Any) -> Any:
    import keras

    first = 1 if layer.data_format == "channels_last" else 2  # axis of the map
    whole = (slice(None),) * first
    if hasattr(layer, "strides"):
        picked = inputs[(*whole, *(slice(None, None, step) for step in layer.strides))]
        return picked[tuple(slice(size) for size in said.shape)]
    axes = range(first, first + len(inputs.shape) - 2)  # a global one has the whole map for its window
    return keras.ops.reshape(inputs[(*whole, *(inputs.shape[axis] // 2 for axis in axes))], said.shape)


_UNDONE: Mapping[str, StandIn] = {
    "convolution": _one_weight_of_each_window,
    "pooling": _one_value_of_each_window,
}
