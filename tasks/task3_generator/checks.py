"""Judges several epochs of each pipeline against the files themselves, decoded here with Pillow."""

from __future__ import annotations

from collections import Counter
from typing import Any, NoReturn

import numpy as np
import pydantic

from grader.task.api import Array, Case, CheckFunction, Failure, Text, check

from .seen import CERTAIN, RECOGNISED, Files, Odd, Pass, Pipeline, files_of, passes_of, pixel_errors, seen_by

FEW = 2  # images of a pass that may be taken for another one; a mistake shows in many more
NAMES = ("training", "validation")
WORDS = {
    "training": Text("training", "학습"),
    "validation": Text("validation", "검증"),
    "images": Text("images", "이미지"),
    "labels": Text("labels", "레이블"),
}
LOWEST, HIGHEST = -0.25, 1.3  # sharpening ways to resize overshoot [0, 1] by 0.1
DARKEST = 0.6  # the brightest ink of a right pipeline lies above 0.9
STEADY = 0.015  # spread of images' brightness against their files'; 0.007 by the nearest pixel
UNALTERED = 0.95  # likeness of an image that is as in its file, but for the way to resize


class Returned(pydantic.BaseModel):
    """What the probe says of the value that came back."""

    type: str
    length: int | None


@check()
def returns_pipelines(case: Case) -> None:
    """Two things to iterate over, each of which yields (images, labels)."""
    returned = case.answer("returned", Returned)
    if returned.type == "NoneType":
        raise Failure("returned_none")
    if returned.length is None:
        raise Failure("not_a_pair", received=returned.type)
    if returned.length != 2:
        raise Failure("wrong_length", received=returned.length)
    for name in NAMES:
        case.completed(name)
        pipeline = case.answer(name, Pipeline)
        if not pipeline.iterable:
            raise Failure("not_iterable", which=WORDS[name], received=pipeline.type)
        if pipeline.odd is not None:
            _fail_odd(name, pipeline.odd)
        if not pipeline.batches:
            raise Failure("empty", which=WORDS[name])


@check(needs=["returns_pipelines"])
def batches(case: Case) -> None:
    """Batches of the asked size, of float32 images of the asked size, with a label each."""
    expected = [*case.material.challenges["target_size"], 3]
    for name in NAMES:
        shapes = case.answer(name, Pipeline).batches
        for images, labels, dtype, _ in shapes:
            if images[1:] != expected:
                _fail_shape(name, expected, images)
            if dtype != "float32":
                raise Failure("dtype", which=WORDS[name], received=dtype)
            if labels[:1] != images[:1]:
                raise Failure("label_rows", which=WORDS[name], images=images[0], labels=_show(labels))
        _full_batches(name, [images[0] for images, *_ in shapes], case.material.challenges["batch_size"])


def _full_batches(name: str, sizes: list[int], asked: int) -> None:
    """All of the asked size, but the last."""
    for number, received in enumerate(sizes[:-1], start=1):
        if received < asked and set(sizes) <= {asked, received}:
            raise Failure(
                "short_not_last", which=WORDS[name], expected=asked, received=received, number=number
            )
        if received != asked:
            raise Failure("batch_size", which=WORDS[name], expected=asked, received=received, number=number)
    if not 0 < sizes[-1] <= asked:
        raise Failure("batch_size", which=WORDS[name], expected=asked, received=sizes[-1], number=len(sizes))


@check(needs=["returns_pipelines"])
def scaling(case: Case) -> None:
    """Values between 0 and 1: divided by 255, once, in both pipelines."""
    for name in NAMES:
        ranges = case.array(f"{name}_range", (None, 2))
        if not len(ranges):
            raise Failure("no_answer", name=f"{name}_range")
        low, high = float(ranges[:, 0].min()), float(ranges[:, 1].max())
        received = {"which": WORDS[name], "low": low, "high": high}
        if low < LOWEST:
            raise Failure("negative", **received)
        if high > HIGHEST:
            raise Failure("too_large", **received)
        if high < DARKEST:
            raise Failure("too_small", **received)
    for name in NAMES:
        _divided_by_255(case, name)


def _divided_by_255(case: Case, name: str) -> None:
    """The mean of an image as in its file is the file's own: no way to resize moves it over many images.

    Where training images are brighter and darker by turns the pipeline augments: no divisor can be told.
    """
    seen = seen_by(case, name)
    known = seen.known.thumbnails
    plain = seen.likeness >= UNALTERED
    if np.count_nonzero(plain) < len(plain) / 2:
        return
    shares = seen.looks[plain].mean(axis=(1, 2, 3)) / known[seen.found[plain]].mean(axis=(1, 2, 3))
    if name == "training" and float(np.std(shares)) > STEADY:
        return
    ratio = float(seen.looks[plain].mean() / known[seen.found[plain]].mean())
    if abs(ratio - 1.0) > case.thresholds["scale_error"]:
        raise Failure("divisor", which=WORDS[name], divisor=255.0 / ratio if ratio > 0 else 0.0)


@check(needs=["returns_pipelines"])
def labels(case: Case) -> None:
    """One-hot rows over the directory names in alphabetical order, right for every known image."""
    files = files_of(case)
    for name in NAMES:
        rows = _one_hot(case, name)
        seen = seen_by(case, name)
        known = seen.likeness >= CERTAIN
        wrong = np.flatnonzero(known & (rows.argmax(axis=1) != files.labels[seen.found]))
        if wrong.size > FEW + len(rows) // 500:
            at = int(wrong[0])
            original = int(seen.found[at])
            raise Failure(
                "wrong_label",
                which=WORDS[name],
                file=files.files[original],
                expected=int(files.labels[original]),
                received=int(rows[at].argmax()),
                wrong=int(wrong.size),
                known=int(known.sum()),
                names=", ".join(files.names),
            )


@check(needs=["returns_pipelines"])
def validation(case: Case) -> None:
    """Every validation image once in a pass, in order of class and file name, and as it is in its file."""
    files, passes = files_of(case), passes_of(case, "validation")
    wanted = len(files.files) - files.training
    for part in passes:
        # What is altered may look like any file: only unaltered ones show that they lie in train_dir
        trained = np.count_nonzero(part.found[part.likeness >= UNALTERED] < files.training)
        if trained > FEW:
            raise Failure("from_training", received=int(trained), images=len(part.found))
    _unaltered(case, passes)
    for number, part in enumerate(passes, start=1):
        received = len(part.found)
        if not received:
            raise Failure("exhausted")
        if received != wanted:
            key = "count" if number == 1 else "later_count"
            how = _cut_short(case, "validation", wanted - received)
            raise Failure(key, expected=wanted, received=received, **how)
        _in_order(files, part)
    if len(passes) < 2:
        raise Failure("exhausted")


def _cut_short(case: Case, name: str, missing: int) -> dict[str, Any]:
    """Credit for a count that is short because each batch is: that one mistake is told of the batches too."""
    sizes = [images[0] for images, *_ in case.answer(name, Pipeline).batches]
    asked = case.material.challenges["batch_size"]
    if missing <= 0 or sum(max(asked - size, 0) for size in sizes[:-1]) < missing - asked:
        return {}
    if all(size == asked for size in sizes[:-1]):
        return {}
    return {"credit": 0.5, "cause": "batches"}


def _in_order(files: Files, part: Pass) -> None:
    """Fail where an image is not in its file's place; it is half right where only the classes moved."""
    expected = np.arange(len(part.found)) + files.training
    moved = np.flatnonzero(part.found != expected)
    if not moved.size:
        return
    at = int(moved[0])
    values = {
        "position": at + 1,
        "expected": files.files[int(expected[at])],
        "received": files.files[int(part.found[at])],
    }
    labels = files.labels[part.found]
    blocks = int(np.count_nonzero(np.diff(labels))) == len(files.names) - 1
    sorted_inside = all(np.all(np.diff(part.found[labels == label]) > 0) for label in np.unique(labels))
    if blocks and sorted_inside:
        raise Failure("class_order", credit=0.5, cause="labels", **values)
    if np.count_nonzero(np.diff(labels)) <= len(files.names):
        raise Failure("file_order", **values)
    raise Failure("order", **values)


def _unaltered(case: Case, passes: list[Pass]) -> None:
    """Pixel by pixel the file's image, but for a scale and an offset of all values, which scaling judges."""
    if seen_by(case, "validation").is_reversed:
        raise Failure("channels")
    images = case.array("validation_images", (None, None, None, None))
    total = sum(len(part.found) for part in passes)
    if len(images) != total or images.shape[3] not in (1, 3, 4) or not images.size:
        raise Failure("no_answer", name="validation_images")
    for part in passes:
        if not len(part.found):
            continue
        errors = pixel_errors(case, images[part.rows], part.found)
        received = int(np.count_nonzero(errors > case.thresholds["pixel_error"]))
        if received > FEW or np.sqrt(np.mean(errors**2)) > case.thresholds["mean_pixel_error"]:
            raise Failure("altered", received=max(received, 1), images=len(errors))


@check(needs=["returns_pipelines"])
def training(case: Case) -> None:
    """Every training image once an epoch, in random order, recognisable, epoch after epoch."""
    files, passes = files_of(case), passes_of(case, "training")
    for number, part in enumerate(passes, start=1):
        size = len(part.found)
        if not size:
            break
        known = part.likeness >= RECOGNISED
        unseen = np.count_nonzero(part.found[part.likeness >= CERTAIN] >= files.training)
        if unseen > FEW + size // 50:
            raise Failure("from_validation", received=int(unseen), number=number)
        if size != files.training:
            key = "count" if number == 1 else "later_count"
            how = _cut_short(case, "training", files.training - size)
            raise Failure(key, expected=files.training, received=size, number=number, **how)
        if np.count_nonzero(~known) > size // 20:
            _fail_unrecognised(case, part, number)
        _once_each(files, part, number)
    _shuffled(files, passes[0])
    if len(passes) < 2 or not len(passes[-1].found):
        raise Failure("exhausted")


def _fail_unrecognised(case: Case, part: Pass, number: int) -> NoReturn:
    """Images that match no file within what the brief allows; mirrored ones have a sentence of their own."""
    lost = np.flatnonzero(part.likeness < RECOGNISED)
    looks = seen_by(case, "training").looks[part.rows][lost]
    mirrored = [files_of(case).known.find(turned)[1] for turned in (looks[:, :, ::-1], looks[:, ::-1])]
    again = np.maximum(*mirrored) >= RECOGNISED
    key = "mirrored" if again.mean() > 0.5 else "unrecognised"
    raise Failure(key, cause="validation", received=len(lost), images=len(part.found), number=number)


def _once_each(files: Files, part: Pass, number: int) -> None:
    """Hardly any file twice; a pass behind the first may lack images that an endless one had begun with."""
    seen = Counter(part.found.tolist())
    allowed = FEW + len(part.found) // (50 if number == 1 else 7)
    missing = files.training - len(seen)
    if missing > allowed:
        at, times = seen.most_common(1)[0]
        raise Failure("repeated", file=files.files[at], times=times, missing=missing, number=number)


def _shuffled(files: Files, part: Pass) -> None:
    """Classes come mixed, and the images of a class not in the order of their files."""
    labels = files.labels[part.found]
    changes = int(np.count_nonzero(np.diff(labels)))
    counts = np.bincount(files.labels[: files.training])
    usual = len(labels) * (1.0 - float(np.sum((counts / counts.sum()) ** 2)))
    if changes < usual / 2:
        raise Failure("not_shuffled", usual=round(usual), received=changes)
    within = [_rank_correlation(part.found[labels == label]) for label in np.unique(labels)]
    if abs(float(np.mean(within))) > MOST_ORDER:
        raise Failure("in_order")


MOST_ORDER = 0.4  # of chance: 0.06 is usual for about 100 images of a class, three to five classes


def _rank_correlation(rows: Array) -> float:
    """Spearman's, of the place in the pass and the place of the file in its directory."""
    if len(rows) < 3:
        return 0.0
    return float(np.corrcoef(np.arange(len(rows)), np.argsort(np.argsort(rows, kind="stable")))[0, 1])


@check(needs=["returns_pipelines"])
def augmentation(case: Case) -> None:
    """In the second epoch at least half of the training images look otherwise than in the first."""
    seen, passes = seen_by(case, "training"), passes_of(case, "training")
    first, second = (passes[0], passes[1]) if len(passes) > 1 else (passes[0], passes[0])
    files, before, after = np.intersect1d(first.found, second.found, return_indices=True)
    if second is first or not len(files):
        raise Failure("one_epoch", cause="training")
    known = seen.known.thumbnails[files]
    scale = float(seen.looks[first.rows].mean() / known.mean())  # another check judges it
    changes = seen.looks[first.rows][before] - seen.looks[second.rows][after]
    moved = np.sqrt(np.mean(changes**2, axis=(1, 2, 3))) >= case.thresholds["augmented"] * abs(scale)
    if moved.mean() < 0.5:
        plain = np.mean(seen.likeness[first.rows] >= UNALTERED) >= 0.5
        key = "not_augmented" if plain else "same_again"
        raise Failure(key, received=int(moved.sum()), images=len(moved))


@check(needs=["returns_pipelines"])
def learns(case: Case) -> None:
    """A network trained on the training pipeline recognises hidden images."""
    case.completed("model")
    cause = _first_failed(case, batches, scaling, labels, training)
    if not {"model"} & {*case.evidence.models, *case.evidence.predictions}:
        raise Failure("untrained", cause=cause)
    wanted = case.thresholds["accuracy"]
    received = hidden_accuracy(case)
    if received < wanted:
        raise Failure("too_low", cause=cause, wanted=wanted, received=received)


def _first_failed(case: Case, *checks: CheckFunction) -> str | None:
    for item in checks:
        try:
            item.function(case)
        except Failure:
            return item.id
    return None


def metrics(case: Case) -> dict[str, float]:
    """The number that the report shows."""
    return {"hidden_accuracy": hidden_accuracy(case)}


def hidden_accuracy(case: Case) -> float:
    """Share of hidden images whose largest output is the position of their class name."""
    hidden = case.secret["labels"]
    rows = case.predictions("model", (len(hidden), int(hidden.max()) + 1))
    return float(np.mean(rows.argmax(axis=1) == hidden))


def _fail_odd(name: str, odd: Odd) -> NoReturn:
    """A batch that is no pair of arrays."""
    part = WORDS["labels" if odd.part == "labels" else "images"]
    if odd.kind in ("not_numbers", "not_a_batch"):
        raise Failure(odd.kind, which=WORDS[name], part=part, received=odd.type)
    shown = odd.type if odd.length is None else f"{odd.type} of length {odd.length}"
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


def _one_hot(case: Case, name: str) -> Array:
    """The labels of all passes, (images, classes), each row with one 1 and 0 elsewhere."""
    names = files_of(case).names
    shapes = [labels for _, labels, *_ in case.answer(name, Pipeline).batches]
    if any(shape[1:] != [len(names)] for shape in shapes):
        raise Failure("label_shape", which=WORDS[name], expected=len(names), received=_show(shapes[0]))
    rows = case.array(f"{name}_labels", (len(seen_by(case, name).looks), len(names)))
    rows = rows.astype(np.float64)
    bad = np.any((rows != 0.0) & (rows != 1.0), axis=1) | (rows.sum(axis=1) != 1.0)
    if bad.any():
        first = rows[int(np.flatnonzero(bad)[0])]
        raise Failure("not_one_hot", which=WORDS[name], received=np.round(first, 3).tolist())
    return rows


def _show(shape: list[Any]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
