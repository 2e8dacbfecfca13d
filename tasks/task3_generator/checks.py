"""Judges one epoch of each pipeline against the files themselves, decoded here with Pillow.

An image is recognised by the mean colours of a 7x7 grid over it: a way to resize moves them little
(0.03 at most, root mean square), another image lies 0.06 away or more.
"""

from __future__ import annotations

import functools
import io
from collections import Counter
from typing import Any, NamedTuple, NoReturn

import numpy as np
from PIL import Image

from grader.checks import Array, Case, Failure, Text, check

GRID = 7
FEW = 2  # images that may be taken for altered, or for another one; a mistake shows in many more
NAMES = ("training", "validation")
WORDS = {
    "training": Text("training", "학습"),
    "validation": Text("validation", "검증"),
    "images": Text("images", "이미지"),
    "labels": Text("labels", "레이블"),
}
FOLDERS = {"training": "train", "validation": "validation"}
LOWEST, HIGHEST = -0.25, 1.3  # sharpening ways to resize overshoot [0, 1] by 0.1
DARKEST = 0.6  # the brightest ink of a right pipeline lies above 0.9


class Originals(NamedTuple):
    """The files of one directory in alphanumerical order: grids (rows, 147), label of each row."""

    files: list[str]
    grids: Array
    labels: Array
    names: list[str]


@check()
def returns_pipelines(case: Case) -> None:
    """Two things to iterate over, each of which yields (images, labels)."""
    returned = _object(case.answer("returned"))
    kind, length = returned.get("type"), returned.get("length")
    if kind == "NoneType":
        raise Failure("returned_none")
    if not isinstance(length, int):
        raise Failure("not_a_pair", received=kind)
    if length != 2:
        raise Failure("wrong_length", received=length)
    for name in NAMES:
        case.completed(name)
        answer = _object(case.answer(name))
        if answer.get("iterable") is not True:
            raise Failure("not_iterable", which=WORDS[name], received=answer.get("type"))
        if answer.get("odd") is not None:
            _fail_odd(name, _object(answer["odd"]))
        if not _shapes(case, name):
            raise Failure("empty", which=WORDS[name])


@check(needs=["returns_pipelines"])
def batches(case: Case) -> None:
    """Batches of the asked size, of float32 images of the asked size, with a label each."""
    expected = [*case.material.challenges["target_size"], 3]
    size = case.material.challenges["batch_size"]
    for name in NAMES:
        shapes = _shapes(case, name)
        for images, labels, dtype, _ in shapes:
            if images[1:] != expected:
                _fail_shape(name, expected, images)
            if dtype != "float32":
                raise Failure("dtype", which=WORDS[name], received=dtype)
            if labels[:1] != images[:1]:
                raise Failure("label_rows", which=WORDS[name], images=images[0], labels=_show(labels))
        for number, (images, *_) in enumerate(shapes, start=1):
            is_last = number == len(shapes)
            if images[0] > size or images[0] == 0 or (images[0] < size and not is_last):
                raise Failure(
                    "batch_size", which=WORDS[name], expected=size, received=images[0], number=number
                )


@check(needs=["batches"])
def scaling(case: Case) -> None:
    """Values between 0 and 1: divided by 255, once, in both pipelines."""
    for name in NAMES:
        images = _images(case, name)
        low, high = float(images.min()), float(images.max())
        received = {"which": WORDS[name], "low": low, "high": high}
        if low < LOWEST:
            raise Failure("negative", **received)
        if high > HIGHEST:
            raise Failure("too_large", **received)
        if high < DARKEST:
            raise Failure("too_small", **received)


@check(needs=["scaling"])
def labels(case: Case) -> None:
    """One-hot rows over the directory names in alphabetical order, right for every known image."""
    for name in NAMES:
        rows = _one_hot(case, name)
        images = _images(case, name)
        for folder in dict.fromkeys((name, *NAMES)):
            originals = _originals(case, folder)
            found, close = _recognise(case, images, originals)
            wrong = np.flatnonzero(close & (rows.argmax(axis=1) != originals.labels[found]))
            if wrong.size > FEW:
                at = int(wrong[0])
                received = int(rows[at].argmax())
                original = int(found[at])
                raise Failure(
                    "wrong_label",
                    which=WORDS[name],
                    file=originals.files[original],
                    expected=int(originals.labels[original]),
                    received=received,
                    wrong=int(wrong.size),
                    known=int(close.sum()),
                    names=", ".join(originals.names),
                )


@check(needs=["scaling"])
def validation(case: Case) -> None:
    """Every validation image once, in order of class and file name, and as it is in its file."""
    images = _images(case, "validation")
    originals = _originals(case, "validation")
    found, close = _recognise(case, images, originals)
    _, from_training = _recognise(case, images, _originals(case, "training"))
    if from_training.sum() > FEW:
        raise Failure("from_training", received=int(from_training.sum()), images=len(images))
    altered = int((~close).sum())
    if altered > FEW:
        raise Failure("altered", received=altered, images=len(images))
    if len(images) != len(originals.files):
        raise Failure("count", expected=len(originals.files), received=len(images))
    moved = np.flatnonzero(found != np.arange(len(found)))
    if moved.size:
        at = int(moved[0])
        raise Failure(
            "order",
            position=at + 1,
            expected=originals.files[at],
            received=originals.files[int(found[at])],
        )
    if _object(case.answer("validation")).get("again") is not True:
        raise Failure("exhausted")


@check(needs=["labels"])
def training(case: Case) -> None:
    """Every training image once an epoch, in random order, epoch after epoch."""
    originals = _originals(case, "training")
    rows = _one_hot(case, "training").argmax(axis=1)
    found, close = _recognise(case, _images(case, "training"), originals)
    _, unseen = _recognise(case, _images(case, "training"), _originals(case, "validation"))
    if unseen.sum() > FEW:
        raise Failure("from_validation", received=int(unseen.sum()))
    if len(rows) != len(originals.files):
        raise Failure("count", expected=len(originals.files), received=len(rows))
    _once_each(found[close], rows, originals)
    changes = int(np.count_nonzero(np.diff(rows)))
    counts = np.bincount(originals.labels)
    usual = len(rows) * (1.0 - float(np.sum((counts / len(rows)) ** 2)))
    if changes < usual / 2:
        raise Failure("not_shuffled", usual=round(usual), received=changes)
    if _object(case.answer("training")).get("again") is not True:
        raise Failure("exhausted")


@check(needs=["labels"])
def learns(case: Case) -> None:
    """A network trained on the training pipeline recognises hidden images."""
    wanted = case.thresholds["accuracy"]
    received = hidden_accuracy(case)
    if received < wanted:
        raise Failure("too_low", wanted=wanted, received=received)


def metrics(case: Case) -> dict[str, float]:
    """The number that the report shows."""
    return {"hidden_accuracy": hidden_accuracy(case)}


def hidden_accuracy(case: Case) -> float:
    """Share of hidden images whose largest output is the position of their class name."""
    hidden = case.secret["labels"]
    rows = case.predictions("model", (len(hidden), int(hidden.max()) + 1))
    return float(np.mean(rows.argmax(axis=1) == hidden))


def _fail_odd(name: str, odd: dict[str, Any]) -> NoReturn:
    """A batch that is no pair of arrays."""
    kind, length = odd.get("type"), odd.get("length")
    part = WORDS["labels" if odd.get("part") == "labels" else "images"]
    if odd.get("kind") == "not_numbers":
        raise Failure("not_numbers", which=WORDS[name], part=part, received=kind)
    if odd.get("kind") == "not_a_batch":
        raise Failure("not_a_batch", which=WORDS[name], part=part, received=kind)
    shown = kind if length is None else f"{kind} of length {length}"
    raise Failure("batch_not_a_pair", which=WORDS[name], received=shown)


def _fail_shape(name: str, expected: list[int], received: list[int]) -> NoReturn:
    """Images of another shape; a swapped size and a single channel have sentences of their own."""
    height, width, _ = expected
    values = {"which": WORDS[name], "expected": _show(["batch", *expected]), "received": _show(received)}
    if received[1:3] == [width, height]:
        raise Failure("swapped", height=height, width=width, **values)
    if received[1:] == [height, width, 1]:
        raise Failure("grey", **values)
    raise Failure("image_shape", **values)


def _once_each(found: Array, rows: Array, originals: Originals) -> None:
    """No recognised file twice, and as many images of each class as the directory has."""
    seen = Counter(found.tolist())
    if len(found) - len(seen) > FEW:
        at, times = seen.most_common(1)[0]
        missing = len(originals.files) - len(seen)
        raise Failure("repeated", file=originals.files[at], times=times, missing=missing)
    for label, name in enumerate(originals.names):
        expected = int(np.count_nonzero(originals.labels == label))
        received = int(np.count_nonzero(rows == label))
        if received != expected:
            raise Failure("class_count", name=name, expected=expected, received=received)


def _one_hot(case: Case, name: str) -> Array:
    """The labels of a pipeline, (images, classes), each row with one 1 and 0 elsewhere."""
    names = _originals(case, name).names
    shape = _shapes(case, name)[0][1]
    if any(labels[1:] != [len(names)] for _, labels, *_ in _shapes(case, name)):
        raise Failure("label_shape", which=WORDS[name], expected=len(names), received=_show(shape))
    rows = case.array(f"{name}_labels", (len(_images(case, name)), len(names)))
    rows = rows.astype(np.float64)
    bad = np.any((rows != 0.0) & (rows != 1.0), axis=1) | (rows.sum(axis=1) != 1.0)
    if bad.any():
        first = rows[int(np.flatnonzero(bad)[0])]
        raise Failure("not_one_hot", which=WORDS[name], received=np.round(first, 3).tolist())
    return rows


def _recognise(case: Case, images: Array, originals: Originals) -> tuple[Array, Array]:
    """For each image: the row of the nearest original, and whether it is near enough to be it."""
    grids = _grids(images)
    squares = np.sum(grids**2, axis=1)[:, np.newaxis] + np.sum(originals.grids**2, axis=1)
    distances = (squares - 2.0 * grids @ originals.grids.T) / grids.shape[1]
    found = distances.argmin(axis=1)
    nearest = np.sqrt(np.maximum(distances[np.arange(len(found)), found], 0.0))
    return found, nearest < case.thresholds["coarse_distance"]


def _originals(case: Case, name: str) -> Originals:
    """The images that were sent for that pipeline, in the order that the brief asks for."""
    prefix = f"{FOLDERS[name]}/"
    files = sorted(file for file in case.material.files if file.startswith(prefix))
    names = sorted({file.split("/")[1] for file in files})
    grids = [_grid(case.material.files[file]) for file in files]
    labels = [names.index(file.split("/")[1]) for file in files]
    return Originals(files, np.stack(grids), np.array(labels), names)


@functools.lru_cache(maxsize=1024)
def _grid(png: bytes) -> Array:
    """The grid of one file; remembered, as several checks ask for it."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return _grids(np.asarray(image)[np.newaxis] / 255.0)[0]


def _grids(images: Array) -> Array:
    """Mean colours of GRID x GRID equal cells: (rows, height, width, 3) -> (rows, GRID*GRID*3)."""
    down, across = _weights(images.shape[1]), _weights(images.shape[2])
    cells = np.einsum("ih,nhwc->niwc", down, images.astype(np.float64), optimize=True)
    cells = np.einsum("jw,niwc->nijc", across, cells, optimize=True)
    return cells.reshape(len(images), -1)


def _weights(size: int) -> Array:
    """(GRID, size): the share of every pixel in every cell; rows sum to 1."""
    edges = np.linspace(0.0, size, GRID + 1)
    left, right = edges[:-1, np.newaxis], edges[1:, np.newaxis]
    pixel = np.arange(size)
    overlap = np.clip(np.minimum(right, pixel + 1) - np.maximum(left, pixel), 0.0, None)
    return overlap / overlap.sum(axis=1, keepdims=True)


def _images(case: Case, name: str) -> Array:
    height, width = case.material.challenges["target_size"]
    images = case.array(f"{name}_images", (None, height, width, 3))
    most = len(case.material.files) + 2 * case.material.challenges["batch_size"]
    if not 0 < len(images) <= most:  # the probe sends no more than that
        raise Failure("no_answer", name=f"{name}_images")
    return images


def _shapes(case: Case, name: str) -> list[Any]:
    """Per batch: shape of the images, shape of the labels, and their dtypes; type-checked."""
    shapes = _object(case.answer(name)).get("batches")
    if not isinstance(shapes, list) or not all(_is_batch(item) for item in shapes):
        raise Failure("no_answer", name=name)
    return shapes


def _is_batch(item: Any) -> bool:
    return (
        isinstance(item, list)
        and len(item) == 4
        and all(isinstance(shape, list) and shape for shape in item[:2])
        and all(type(size) is int for shape in item[:2] for size in shape)
        and all(isinstance(dtype, str) for dtype in item[2:])
    )


def _object(value: Any) -> dict[str, Any]:
    """An answer that must be a JSON object."""
    return value if isinstance(value, dict) else {}


def _show(shape: list[Any]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
