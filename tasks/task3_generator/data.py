"""Directories of PNG images, drawn afresh for every grading from the digits of mnist5k.

A class is one digit under a name that has nothing to do with it. Every image has a size, a mode and a
background of its own; the background is what the grader recognises an image by.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from PIL import Image

from grader.task.api import Array, Loader, Material, PublicValidation, Settings

# fmt: off
WORDS = (
    "acorn", "amber", "anchor", "apple", "badge", "basket", "beacon", "birch", "blanket", "bottle",
    "bridge", "button", "candle", "canyon", "carpet", "cedar", "cherry", "clover", "copper",
    "cotton", "cradle", "crystal", "desert", "dragon", "ember", "engine", "falcon", "fern",
    "forest", "garnet", "ginger", "glacier", "granite", "hammer", "harbor", "hazel", "helmet",
    "island", "ivory", "jacket", "jungle", "kettle", "ladder", "lantern", "lemon", "lilac",
    "magnet", "maple", "marble", "meadow", "mirror", "nectar", "needle", "oasis", "olive", "orchid",
    "paddle", "pebble", "pepper", "pillow", "planet", "pocket", "quartz", "quill", "ribbon",
    "river", "rocket", "saddle", "saffron", "shadow", "silver", "spider", "temple", "thistle",
    "timber", "tunnel", "umber", "valley", "velvet", "violet", "walnut", "willow", "window",
    "winter", "yarrow", "zephyr",
)
# fmt: on
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
MODES = ("L", "RGB", "RGBA", "P")
TRAIN_PER_CLASS = (90, 115)
VALIDATION_PER_CLASS = (16, 24)
HIDDEN_PER_CLASS = 60
ORIGINAL_SIDE = (30, 60)
TARGET_SIDE = (32, 46)
LEAST_DIFFERENCE = 6  # pixels between the target's height and width: a swap must show


class Draw(NamedTuple):
    """What one grading asks for, before any image is drawn."""

    digits: Mapping[str, int]  # class name -> digit, in the alphabetical order of the names
    counts: Mapping[str, tuple[int, int]]  # class name -> images to train on, to validate on
    target_size: tuple[int, int]
    batch_size: int


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Files "train/NAME/FILE.png" and "validation/NAME/FILE.png"; hidden inputs of the target size.

    Hidden inputs are (rows, height, width, 3) float32 in [0, 1], hidden labels (rows,) int64: the
    position of the class name in alphabetical order.
    """
    del settings
    draw = _draw(rng)
    mnist = load("mnist5k")
    files: dict[str, bytes] = {}
    hidden, labels = [], []
    shown, shown_labels = [], []
    for label, (name, digit) in enumerate(draw.digits.items()):
        rows = iter(rng.permutation(np.flatnonzero(mnist["y"] == digit)))
        for folder, count in zip(("train", "validation"), draw.counts[name], strict=True):
            modes = _modes(rng, count)
            for stem, mode in zip(_file_names(rng, count), modes, strict=True):
                image = _picture(rng, mnist["x"][next(rows)], mode)
                files[f"{folder}/{name}/{stem}.png"] = _png(image)
                if folder == "validation":
                    shown.append(_pixels(image, draw.target_size))
                    shown_labels.append(label)
        for mode in _modes(rng, HIDDEN_PER_CLASS):
            image = _picture(rng, mnist["x"][next(rows)], mode)
            hidden.append(_pixels(image, draw.target_size))
            labels.append(label)
    order = rng.permutation(len(labels))
    return Material(
        challenges={"target_size": list(draw.target_size), "batch_size": draw.batch_size},
        files=files,
        hidden_inputs={"model": np.stack(hidden)[order]},
        shown={"model": _shown(np.stack(shown), np.array(shown_labels), list(draw.digits))},
        secret={"labels": np.array(labels, dtype=np.int64)[order]},
    )


def _shown(pixels: Array, labels: Array, names: list[str]) -> PublicValidation:
    return PublicValidation(pixels, labels, names, np.rint(pixels * 255.0).astype(np.uint8))


def _draw(rng: np.random.Generator) -> Draw:
    classes = int(rng.integers(3, 6))
    names = sorted(str(word) for word in rng.choice(WORDS, classes, replace=False))
    digits = rng.choice(10, classes, replace=False)
    while np.all(np.diff(digits) > 0):  # the names' order must not be the digits' order
        digits = rng.permutation(digits)
    train = rng.integers(*TRAIN_PER_CLASS, classes, endpoint=True)
    validation = rng.integers(*VALIDATION_PER_CLASS, classes, endpoint=True)
    counts = zip(train.tolist(), validation.tolist(), strict=True)
    return Draw(
        digits=dict(zip(names, digits.tolist(), strict=True)),
        counts=dict(zip(names, counts, strict=True)),
        target_size=_target_size(rng),
        batch_size=_batch_size(rng, int(train.sum()), int(validation.sum())),
    )


def _target_size(rng: np.random.Generator) -> tuple[int, int]:
    while True:
        height, width = rng.integers(*TARGET_SIDE, 2, endpoint=True).tolist()
        if abs(height - width) >= LEAST_DIFFERENCE:
            return height, width


def _batch_size(rng: np.random.Generator, *totals: int) -> int:
    """A size that leaves a smaller last batch, so that a dropped one shows; never the usual 32."""
    sizes = [size for size in range(9, 31) if all(total % size for total in totals)]
    return int(rng.choice(sizes))


def _modes(rng: np.random.Generator, count: int) -> list[str]:
    """Every mode about equally often, in random order."""
    return [MODES[index % len(MODES)] for index in rng.permutation(count)]


def _file_names(rng: np.random.Generator, count: int) -> Iterator[str]:
    """Names of one length in lower case: every way to sort text gives the same order."""
    seen: set[str] = set()
    while len(seen) < count:
        stem = "".join(LETTERS[i] for i in rng.integers(len(LETTERS), size=8))
        if stem not in seen:
            seen.add(stem)
            yield stem


def _picture(rng: np.random.Generator, digit: Array, mode: str) -> Image.Image:
    """A bright digit, stretched to a random size, on a dark background of random soft patches."""
    height, width = rng.integers(*ORIGINAL_SIDE, 2, endpoint=True).tolist()
    patches = rng.integers(0, 121, (4, 4, 3), dtype=np.uint8)
    ink = rng.integers(150, 256, 3)
    if mode == "L":
        patches[:], ink[:] = patches[..., :1], ink[0]
    background = _stretch(Image.fromarray(patches), width, height)
    mask = _stretch(Image.fromarray(digit), width, height)[..., np.newaxis] / 255.0
    pixels = np.rint(background * (1.0 - mask) + ink * mask).astype(np.uint8)
    return _as_mode(Image.fromarray(pixels), mode)


def _stretch(image: Image.Image, width: int, height: int) -> Array:
    return np.asarray(image.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float64)


def _as_mode(image: Image.Image, mode: str) -> Image.Image:
    """RGBA stays opaque: decoders agree on its colours, whether they drop alpha or blend by it."""
    if mode == "P":
        return image.quantize(128)
    return image if mode == "RGB" else image.convert(mode)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _pixels(image: Image.Image, size: tuple[int, int]) -> np.ndarray[Any, np.dtype[np.float32]]:
    height, width = size
    return (_stretch(image.convert("RGB"), width, height) / 255.0).astype(np.float32)
