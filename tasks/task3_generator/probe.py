"""Goes through both pipelines once, and trains a small network on what the training one yields."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.inside.probing import Array, Job, Report, Submission

HALF_MAX = 60000.0  # images travel as float16: larger values are cut off here
SPARE_BATCHES = 10


@dataclass
class Epoch:
    """One pass: shapes and dtypes of every batch, and the arrays as long as they can be stacked.

    ``odd`` tells of the first batch that is no pair of arrays; nothing after it is read.
    """

    shapes: list[Any] = field(default_factory=list)
    images: list[Array] = field(default_factory=list)
    labels: list[Array] = field(default_factory=list)
    odd: dict[str, Any] | None = None

    @property
    def count(self) -> int:
        """How many images came."""
        return sum(len(batch) for batch in self.images)


def probe(submission: Submission, job: Job, report: Report) -> None:
    """Report what was returned, one epoch of each pipeline, and the model ``model``."""
    folders = {name: job.folder / name for name in ("train", "validation")}
    size = tuple(job.challenges["target_size"])
    returned = submission.call(
        "make_pipelines",
        str(folders["train"]),
        str(folders["validation"]),
        size,
        job.challenges["batch_size"],
    )
    is_pair = isinstance(returned, tuple | list) and len(returned) == 2
    length = len(returned) if isinstance(returned, tuple | list) else None
    report.answer("returned", {"type": type(returned).__name__, "length": length})
    if not is_pair:
        return
    counts = {name: len(list(folder.glob("*/*.png"))) for name, folder in folders.items()}
    limit = sum(counts.values()) + job.challenges["batch_size"]
    epochs: dict[str, Epoch | None] = {}
    for name, pipeline, count in zip(("training", "validation"), returned, counts.values(), strict=True):
        with report.part(name), report.timed(name):
            epochs[name] = _report_pipeline(name, pipeline, count, limit, (*size, 3), report)
    classes = len([path for path in folders["train"].iterdir() if path.is_dir()])
    first, validation = epochs.get("training"), epochs.get("validation")
    if first is not None and _can_train(first, classes):
        with report.part("model"), report.timed("fit"):
            held_out = _stacked(validation) if validation and _can_train(validation, classes) else None
            model = _train(returned[0], first, held_out, counts["train"], job, report)
            report.model("model", model)


def _report_pipeline(
    name: str,
    pipeline: Any,
    count: int,
    limit: int,
    shape: tuple[int, ...],
    report: Report,
) -> Epoch | None:
    """One epoch, and whether a second one follows; None where this is nothing to go through."""
    if not _is_iterable(pipeline):
        report.answer(name, {"type": type(pipeline).__name__, "iterable": False})
        return None
    report.progress(part=f"{name} pipeline")
    epoch = _read_epoch(pipeline, count, limit, shape)
    whole = epoch.odd is None and bool(epoch.images)
    answer = {
        "type": type(pipeline).__name__,
        "iterable": True,
        "batches": epoch.shapes,
        "odd": epoch.odd,
        "again": whole and next(_batches(pipeline), None) is not None,
    }
    report.answer(name, answer)
    if whole and _stackable(epoch.images):
        pixels = np.concatenate(epoch.images).astype(np.float32)
        report.array(f"{name}_images", np.clip(pixels, -HALF_MAX, HALF_MAX).astype(np.float16))
    if whole and _stackable(epoch.labels):
        report.array(f"{name}_labels", np.concatenate(epoch.labels))
    return epoch


def _is_iterable(pipeline: Any) -> bool:
    import keras

    if isinstance(pipeline, keras.utils.PyDataset):
        return True
    try:
        iter(pipeline)
    except TypeError:
        return False
    return True


def _read_epoch(pipeline: Any, count: int, limit: int, shape: tuple[int, ...]) -> Epoch:
    """As many batches as ``len`` says; without a length, until ``count`` images came or it ends."""
    known = _length(pipeline)
    wanted = limit if known is not None else count
    epoch = Epoch()
    most = limit + SPARE_BATCHES
    for batch in itertools.islice(_batches(pipeline), most if known is None else min(known, most)):
        odd = _odd(batch)
        if odd is not None:
            epoch.odd = odd
            return epoch
        images, labels = (np.asarray(part) for part in batch)
        epoch.shapes.append([images.shape, labels.shape, str(images.dtype), str(labels.dtype)])
        if images.shape[1:] != shape:
            return epoch  # all that follows would be too much to send, and tells nothing new
        epoch.images.append(images)
        epoch.labels.append(labels)
        if epoch.count >= wanted:
            break
    if known is None:
        _cut(epoch, count)
    else:
        _end_epoch(pipeline)
    return epoch


def _cut(epoch: Epoch, count: int) -> None:
    """An endless pipeline's epoch ends with its ``count``-th image, also inside a batch."""
    extra = epoch.count - count
    if extra > 0:
        epoch.images[-1] = epoch.images[-1][:-extra]
        epoch.labels[-1] = epoch.labels[-1][:-extra]


def _length(pipeline: Any) -> int | None:
    """The number of batches, where the pipeline knows it."""
    import keras

    if isinstance(pipeline, keras.utils.PyDataset):
        length = pipeline.num_batches
        return None if length is None else int(length)
    try:
        return len(pipeline)
    except TypeError:  # no length, or an endless or unknown one (tf.data)
        return None


def _batches(pipeline: Any) -> Iterator[Any]:
    """The batches as ``fit`` would ask for them: a PyDataset is asked by index."""
    import keras

    if isinstance(pipeline, keras.utils.PyDataset):
        length = pipeline.num_batches
        indices = itertools.count() if length is None else range(length)
        return (pipeline[index] for index in indices)
    return iter(pipeline)


def _end_epoch(pipeline: Any) -> None:
    """Tell a PyDataset that the epoch is over, as ``fit`` does: it may shuffle now."""
    import keras

    if isinstance(pipeline, keras.utils.PyDataset):
        pipeline.on_epoch_end()


def _odd(batch: Any) -> dict[str, Any] | None:
    """What is wrong with a batch that is no (images, labels) of numbers; None where all is well."""
    if not isinstance(batch, tuple | list) or len(batch) != 2:
        length = len(batch) if isinstance(batch, tuple | list) else None
        return {"kind": "not_a_pair", "type": type(batch).__name__, "length": length}
    for name, part in zip(("images", "labels"), batch, strict=True):
        try:
            array = np.asarray(part)
        except Exception:  # whatever a student's object raises when it is read as an array
            array = np.empty(0, dtype=object)
        if array.dtype.kind not in "biuf":
            return {"kind": "not_numbers", "part": name, "type": type(part).__name__}
        if array.ndim == 0:
            return {"kind": "not_a_batch", "part": name, "type": type(part).__name__}
    return None


def _stackable(parts: list[Array]) -> bool:
    return len({part.shape[1:] for part in parts}) == 1


def _can_train(epoch: Epoch, classes: int) -> bool:
    """Whether every batch has images of the asked shape with a label row of that width each."""
    return (
        epoch.odd is None
        and bool(epoch.count)
        and len(epoch.shapes) == len(epoch.images)
        and all(labels.shape[1:] == (classes,) for labels in epoch.labels)
        and all(len(x) == len(y) for x, y in zip(epoch.images, epoch.labels, strict=True))
    )


def _stacked(epoch: Epoch) -> tuple[Array, Array]:
    """The epoch's images and labels as one array each, float32."""
    return np.concatenate(epoch.images).astype(np.float32), np.concatenate(epoch.labels).astype(np.float32)


def _train(
    pipeline: Any,
    epoch: Epoch,
    held_out: tuple[Array, Array] | None,
    count: int,
    job: Job,
    report: Report,
) -> Any:
    """Fit the grader's own network, going through the pipeline afresh for every epoch."""
    shape, classes = epoch.images[0].shape[1:], epoch.labels[0].shape[1]
    model = _network(shape, classes)
    epochs = job.settings["epochs"]
    live = report.live(epochs)
    for number in range(epochs):
        if number > 0:
            following = _read_epoch(pipeline, count, 2 * count, shape)
            epoch = following if _can_train(following, classes) else epoch
        images, labels = _stacked(epoch)
        model.fit(
            images,
            labels,
            validation_data=held_out,
            batch_size=job.settings["fit_batch_size"],
            initial_epoch=number,
            epochs=number + 1,
            verbose=0,
            callbacks=[live],
        )
    return model


def _network(shape: tuple[int, ...], classes: int) -> Any:
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input(shape=shape),
            layers.Conv2D(16, 5, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(48, activation="relu"),
            layers.Dense(classes, activation="softmax"),
        ]
    )
    optimizer = keras.optimizers.Adam(0.002)
    model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
    return model
