"""The augmentation by what it does to images with marks; two models, trained alike, by what they predict."""

from __future__ import annotations

from collections import Counter

import numpy as np

from grader.evidence import Layer, Structure
from grader.task import learning, models
from grader.task.api import Array, Case, Failure, Text, check

from . import data

IMAGE, CLASSES = (28, 28, 1), 10
AUGMENTING = ("RandAugment", "AugMix", "CutMix", "MixUp", "GaussianNoise", "Solarization")  # and Random...


@check()
def transforms(case: Case) -> None:
    """build_augmentation() returns layers that take images and give images of the same shape and range."""
    case.completed("augmentation")
    kind = case.answer("augmentation", str)
    if "once" not in case.evidence.arrays:
        raise Failure("no_layers", received=kind)
    for name in ("kept", "once", "again"):
        images(case, name)


@check(needs=["transforms"])
def inference(case: Case) -> None:
    """With training=False images come back as they are."""
    apart = np.abs(images(case, "kept") - case.material.arrays["marked"]).mean()
    if apart > case.thresholds["same"]:
        raise Failure("changed_in_inference", apart=apart)


@check(needs=["transforms"])
def varies(case: Case) -> None:
    """With training=True images change, each in its own way, and in another way the next time."""
    given, least = case.material.arrays["marked"], case.thresholds["least_changed"]
    once, again = images(case, "once"), images(case, "again")
    changed = np.abs(once - given).mean(axis=(1, 2, 3))
    if np.median(changed) < least:
        raise Failure("unchanged", changed=float(np.median(changed)))
    if np.median(np.abs(once - again).mean(axis=(1, 2, 3))) < least / 2:
        raise Failure("always_the_same")
    found = places(once)
    steps = np.array(
        [own - first for own, first in zip(found, places(given), strict=True) if own is not None]
    )
    if len(steps) > 5 and steps.std(axis=0).max() < 0.2 and np.abs(steps).mean() > 0.4:
        raise Failure("all_alike")


@check(needs=["transforms"])
def labels_kept(case: Case) -> None:
    """Nothing is mirrored or turned so far that a digit becomes another one, or cannot be seen any more."""
    before = places(case.material.arrays["marked"])
    pairs, shown = [], 2 * len(before)
    for name in ("once", "again"):
        for own, first in zip(places(images(case, name)), before, strict=True):
            pairs += [] if own is None else [(turns(own), turns(first))]
    if len(pairs) < shown / 2:
        raise Failure("unrecognisable", count=shown - len(pairs), of=shown)
    ratios = np.array([sum(own * np.conj(first)) for own, first in pairs])
    mirrored = [side(own) * side(first) < 0 for own, first in pairs]
    if np.mean(mirrored) > 0.05:
        raise Failure("mirrored", count=sum(mirrored), of=len(pairs))
    turned = np.abs(np.degrees(np.angle(ratios)))
    if np.mean(turned > case.thresholds["most_turned"]) > 0.05:
        raise Failure("turned", most=float(turned.max()))


@check()
def same_network(case: Case) -> None:
    """build_model(True) and build_model(False) are the same network, with and without the augmentation."""
    for name in ("model", "plain"):
        case.completed(name)
        models.returned(case, IMAGE, name=name)
    with_it, without = case.structure("model"), case.structure("plain")
    if not any(augments(layer) for layer in with_it.layers):
        raise Failure("no_augmentation")
    if any(augments(layer) for layer in without.layers):
        raise Failure("augmentation_left")
    first, second = others(with_it), others(without)
    if Counter(first) != Counter(second):
        alone = [named(Counter(a) - Counter(b)) for a, b in ((first, second), (second, first))]
        raise Failure("another_network", first=alone[0], second=alone[1])
    if first != second:
        raise Failure("another_order")


@check(needs=["same_network"])
def trains(case: Case) -> None:
    """Both are compiled, take the images and integer labels, and train to the end."""
    for name in ("model", "plain"):
        models.trains(case, IMAGE, outputs=(CLASSES,), loss="sparse_", name=name)


@check(needs=["same_network"])
def output_layer(case: Case) -> None:
    """Softmax over the ten digits."""
    models.softmax(case, CLASSES, IMAGE)


@check(needs=["trains"])
def accuracy(case: Case) -> None:
    """Accuracy on hidden images, turned and moved, with part of the points on the lower rungs."""
    rungs = [case.thresholds[f"accuracy_{name}"] for name in ("low", "pass", "good", "top")]
    learning.climb(case, reached(case, "model"), rungs, Text("an accuracy", "정확도"), chance=1 / CLASSES)


@check(needs=["trains"])
def gain(case: Case) -> None:
    """The accuracy with augmentation above that without, after equal steps."""
    plain = learning.curve_of(case, "plain")
    if plain is None or plain.loss[-1] > 0.5 * plain.loss[0]:
        raise Failure("plain_did_not_learn")
    first, second = reached(case, "model"), reached(case, "plain")
    rungs = [case.thresholds["gain_low"], case.thresholds["gain_top"]]
    met = sum(first - second >= rung for rung in rungs)
    if met < len(rungs):
        raise Failure("no_gain", credit=met / len(rungs), bound=rungs[met], first=first, second=second)


def images(case: Case, name: str) -> Array:
    """What the augmentation returned; raises where that is not an array of images."""
    given = case.material.arrays["marked"]
    found = case.array(name)
    if found.shape != given.shape:
        raise Failure("other_shape", expected=given.shape, received=found.shape)
    numbers = found.astype(np.float64)
    if not np.isfinite(numbers).all() or numbers.min() < -0.5 or numbers.max() > 1.5:
        raise Failure("other_range", least=float(np.nanmin(numbers)), most=float(np.nanmax(numbers)))
    return numbers


def places(batch: Array) -> list[Array | None]:
    """Of each image the places of its three spots, or None."""
    return [data.spots(image[..., 0]) for image in batch]


def turns(found: Array) -> Array:
    """(2,) complex: from the brightest spot to each of the others."""
    arrows = found[1:] - found[0]
    return np.asarray(arrows[:, 1] + 1j * arrows[:, 0])


def side(arrows: Array) -> float:
    """On which side of the first arrow the second one lies."""
    return float(np.imag(np.conj(arrows[0]) * arrows[1]))


def augments(layer: Layer) -> bool:
    """Whether it transforms at random, in training."""
    return layer.kind.startswith("Random") or layer.kind in AUGMENTING


def others(structure: Structure) -> list[tuple[str, int, str | None]]:
    """The layers that do not augment; a nested functional model brings an InputLayer of its own."""
    found = [layer for layer in structure.layers if not augments(layer) and layer.kind != "InputLayer"]
    return [(layer.kind, layer.params, layer.activation) for layer in found]


def named(layers: Counter[tuple[str, int, str | None]]) -> str:
    """Kinds, each with its parameters; a dash for none."""
    return ", ".join(f"{kind} ({params})" for kind, params, _activation in layers.elements()) or "-"


def reached(case: Case, name: str) -> float:
    """Accuracy of that model on the hidden images."""
    return learning.accuracy(case, case.secret["labels"], name)


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    first, second = reached(case, "model"), reached(case, "plain")
    return {"hidden_accuracy": first, "without": second, "gain": first - second}
