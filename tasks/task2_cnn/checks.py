"""Structure is read off the saved model; accuracy is computed here, on labels that never left."""

from __future__ import annotations

from typing import Any

from grader.evidence import Layer
from grader.task import learning, models
from grader.task.api import Case, Failure, Text, check
from grader.task.models import ACTIVATIONS, CONVOLUTIONS

POOLINGS = ("MaxPooling2D", "AveragePooling2D")
GLOBAL_POOLINGS = ("GlobalMaxPooling2D", "GlobalAveragePooling2D")
CLASSES = 10
IMAGE = (28, 28, 1)
MODEL = ("returns_model",)  # what reads the layers needs a model that loads, trained or not


@check()
def returns_model(case: Case) -> None:
    """A Keras model with one input and one output, which loads and predicts without its source."""
    models.returned(case, IMAGE)


@check(needs=MODEL)
def trains(case: Case) -> None:
    """It is compiled, takes the images and integer labels, and trains to the end."""
    models.trains(case, IMAGE, outputs=(CLASSES,), loss="sparse_")


@check(needs=MODEL)
def convolutions(case: Case) -> None:
    """At least two convolutions that see more than one pixel, with activations, and in use."""
    structure, wanted = case.structure("model"), case.public["min_convolutions"]
    found = structure.of_kind(*CONVOLUTIONS)
    wide = [layer for layer in found if largest(layer, "kernel_size") > 1]
    if len(wide) < wanted <= len(found):
        narrow = [layer.facts.get("kernel_size") for layer in found if layer not in wide]
        raise Failure("one_by_one", wanted=wanted, received=len(wide), kernel=narrow[0])
    if len(wide) < wanted:
        raise Failure("too_few", wanted=wanted, received=len(wide))
    used = [layer for layer in wide if makes_a_difference(case, layer)]
    if len(used) < wanted:
        idle = next(layer for layer in wide if not makes_a_difference(case, layer))
        raise Failure(
            "no_effect",
            wanted=wanted,
            received=len(used),
            found=len(wide),
            kind=idle.kind,
            effect=idle.effect or 0.0,
        )
    active = activated([layer for layer in structure.layers if makes_a_difference(case, layer)])
    if active < wanted:
        raise Failure("no_activation", wanted=wanted, received=active, found=len(used))
    share = structure.families.get("convolution")
    if share is not None and share < case.thresholds["least_share"]:
        raise Failure("bypassed", share=share)


def makes_a_difference(case: Case, layer: Layer) -> bool:
    """Whether the predictions depend on what the layer does.

    It can be told of no layer where the predictions are the same for every image: then all are believed to,
    and accuracy fails. Any other layer of unknown effect is one of too many to look at.
    """
    if layer.kind not in (*CONVOLUTIONS, *POOLINGS, *GLOBAL_POOLINGS, *ACTIVATIONS, "Activation"):
        return True
    if layer.effect is None:
        unknown = all(other.effect is None for other in case.structure("model").layers)
        return unknown and is_guessing(case)
    return layer.effect >= case.thresholds["least_effect"]


def is_guessing(case: Case) -> bool:
    """Whether the predictions are no better than chance, or no numbers at all."""
    try:
        return hidden_accuracy(case) < case.thresholds["guessing"]
    except Failure:
        return True


def activated(layers: list[Layer]) -> int:
    """How many wide convolutions have a non-linear activation before the first Dense layer.

    Between them and it may be other layers (batch normalisation, pooling, another branch).
    """
    waiting = done = 0
    for layer in layers:
        if layer.kind == "Dense":
            waiting = 0
        if layer.kind in CONVOLUTIONS and largest(layer, "kernel_size") > 1:
            waiting += 1
        if models.is_nonlinear(layer):
            done, waiting = done + waiting, 0
    return done


def largest(layer: Layer, fact: str) -> int:
    """The largest size of a fact such as kernel_size; 0 where there is none."""
    value: Any = layer.facts.get(fact)
    sizes = value if isinstance(value, list) else [value]
    return max((size for size in sizes if type(size) is int), default=0)


@check(needs=MODEL)
def pooling(case: Case) -> None:
    """At least one pooling layer that shrinks the feature maps that the predictions are made of."""
    structure = case.structure("model")
    found = structure.of_kind(*POOLINGS, *GLOBAL_POOLINGS)
    if not found:
        raise Failure("none")
    shrinking = [layer for layer in found if shrinks(layer)]
    if not shrinking:
        facts = found[0].facts
        raise Failure("keeps_size", pool=facts.get("pool_size"), strides=facts.get("strides"))
    if not any(makes_a_difference(case, layer) for layer in shrinking):
        kinds = ", ".join(dict.fromkeys(layer.kind for layer in shrinking))
        effect = max(layer.effect or 0.0 for layer in shrinking)
        raise Failure("no_effect", kinds=kinds, effect=effect)


def shrinks(layer: Layer) -> bool:
    """Windows of more than one value, more than one step apart (by default a pool_size), or a whole map."""
    if layer.kind in GLOBAL_POOLINGS:
        return True
    strides = "strides" if "strides" in layer.facts else "pool_size"
    return largest(layer, "pool_size") > 1 and largest(layer, strides) > 1


@check(needs=MODEL)
def output_layer(case: Case) -> None:
    """Softmax over the ten digits: every row of the predictions is a distribution."""
    models.softmax(case, CLASSES, IMAGE)


@check(needs=MODEL)
def parameter_budget(case: Case) -> None:
    """No more parameters than the budget."""
    models.within_budget(case, case.public["max_params"])


@check(needs=["trains"])
def accuracy(case: Case) -> None:
    """Accuracy on the hidden images, with part of the points on the lower rungs of the ladder."""
    reached = hidden_accuracy(case)
    rungs = [case.thresholds[f"accuracy_{name}"] for name in ("low", "pass", "good", "top")]
    if reached < case.thresholds["guessing"]:
        raise Failure("guessing", received=reached, chance=1 / CLASSES)
    learning.climb(case, reached, rungs, Text("an accuracy", "정확도"))


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    params = float(case.structure("model").params)
    return {"hidden_accuracy": hidden_accuracy(case), "params": params}


def hidden_accuracy(case: Case) -> float:
    """Share of hidden images whose largest output is the right digit."""
    return learning.accuracy(case, case.secret["labels"])
