"""The calls, drawn afresh, and the right functions; arguments that have a default make mistakes."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import accumulate
from operator import mul
from typing import Any

import numpy as np

from grader.task.api import Loader, Material, Settings

Rule = Callable[..., Any]
NETWORKS = {  # layers by group: flatten, dense, or kind, padding and strides
    "valid": ["conv valid 1", "conv valid 1, conv valid 1"],
    "same": ["conv same 1", "conv same 1, conv same 1"],
    "strides": ["conv valid 2", "conv same 3", "conv valid 3, conv same 2, conv same 1", "conv same 2"],
    "oblong": ["conv valid 2", "conv same 3", "conv valid 3", "conv same 2"],
    "pool": ["pool valid 2", "pool same 2", "conv same 1, pool valid 2, conv same 1"],
    "dense": [
        "flatten, dense, dense",
        "conv same 1, pool valid 2, conv valid 2, pool same 2, flatten, dense",
    ],
}


def places(n: int, k: int, s: int, same: bool) -> int:
    """How many a kernel has along n pixels."""
    return -(-n // s) if same else (n - k) // s + 1


def shapes(image: Any, layers: Any, size: Rule = places, flat: Rule = math.prod, pooled: Rule = int) -> Any:
    """The output shape of each layer."""
    found = [list(image)]
    for layer in layers:
        if "kernel" in layer:
            window = (layer["kernel"], layer["strides"], layer["padding"] == "same")
            channels = layer["filters"] if layer["kind"] == "conv" else pooled(found[-1][2])
            found.append([*(size(n, *window) for n in found[-1][:2]), channels])
        else:
            found.append([flat(found[-1]) if layer["kind"] == "flatten" else layer["units"]])
    return found[1:]


def weights(k: int, channels: int, filters: int) -> int:
    """And biases, of a convolution."""
    return (k * k * channels + 1) * filters


def parameters(
    image: Any, layers: Any, conv: Rule = weights, bias: int = 1, pool: Rule = lambda *_: 0
) -> Any:
    """How many each layer has."""
    rules: dict[str, Rule] = {
        "conv": lambda shape, layer: conv(layer["kernel"], shape[2], layer["filters"]),
        "pool": lambda shape, layer: pool(layer["kernel"], shape[2]),
        "flatten": lambda *_: 0,
        "dense": lambda shape, layer: (shape[0] + bias) * layer["units"],
    }
    inputs = [image, *shapes(image, layers)[:-1]]
    return [rules[layer["kind"]](shape, layer) for shape, layer in zip(inputs, layers, strict=True)]


def jumps(strides: list[int]) -> Any:
    """Pixels of the image from one value to the next, before each layer and behind the last."""
    return accumulate(strides, mul, initial=1)


def receptive_field(layers: Any, jump: Rule = jumps, off: int = 1) -> int:
    """Of a value that the last layer makes."""
    made = zip(layers, jump([layer["strides"] for layer in layers]), strict=False)
    return 1 + sum((layer["kernel"] - off) * j for layer, j in made)


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """The calls by "function/group/number". What conv_for has to hit is made of a drawn layer."""
    del load, settings
    calls: dict[str, Any] = {}

    def ask(function: str, group: str, *given: Any) -> None:
        calls[f"{function}/{group}/{len(calls)}"] = given

    def draw(least: int, most: int) -> int:
        return int(rng.integers(least, most + 1))

    def layer(kind: str, padding: str = "", strides: str = "") -> dict[str, Any]:
        sizes = {"kernel": draw(2, 5), "strides": int(strides or 1), "padding": padding}
        drawn = {"conv": {"filters": draw(2, 16), **sizes}, "pool": sizes, "dense": {"units": draw(2, 40)}}
        return {"kind": kind, **drawn.get(kind, {})}

    def side(least: int, kernel: int = 1, strides: int = 1, padding: str = "", **_: Any) -> int:
        """That has to be rounded, if the layer has strides."""
        rest = draw(min(1, strides - 1), strides - 1) + (kernel if padding == "valid" else 0)
        return strides * draw(least, least + 3) + rest

    for group, words in ((group, words) for group, lists in NETWORKS.items() for words in lists):
        layers = [layer(*word.split()) for word in words.split(", ")]
        height, width = side(14, **layers[0]), side(18, **layers[0])
        image = [height, width if group == "oblong" else height, draw(2, 6)]
        ask("shapes", group, image, layers)
        ask("parameters", group, image, layers)
        if group in ("valid", "same", "strides", "pool"):
            ask("receptive_field", group, layers)
        if group in ("valid", "same", "strides", "oblong"):
            ask("conv_for", group, image, shapes(image, layers)[0], parameters(image, layers)[0])
    for n in range(2, 6):
        ask("stack_for", "plain", 2 * n + 1, n)
        ask("stack_for", "even", 2 * draw(1, 2**n - 1), n)
        ask("stack_for", "fewest", 2 * draw(2 ** (n - 1), 2**n - 1) + 1, n)
    known: dict[str, Rule] = {"shapes": shapes, "parameters": parameters, "receptive_field": receptive_field}
    asked = ((name, name.split("/")[0], given) for name, given in calls.items())
    expected = {name: known[function](*given) for name, function, given in asked if function in known}
    return Material(challenges={"calls": calls}, secret={"expected": expected})
