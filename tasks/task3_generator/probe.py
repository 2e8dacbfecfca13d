"""Goes through both pipelines several times, and trains a small network on what the training one yields."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from grader.inside.probing import Array, ProbeJob, ProbeReport, SubmittedModule
from grader.inside.thumbnails import thumbnails

HALF_MAX = 60000.0  # pixels travel as float16: larger values are cut off here
SPARE_BATCHES = 10
VALIDATION_PASSES = 2
MOST_AREA = 4  # times the asked one: larger images are known by their thumbnails alone


@dataclass
class Epoch:
    """One pass: shapes and dtypes of every batch, and what it holds, batch by batch.

    ``odd`` tells of the first batch that is no pair of arrays; nothing after it is read. ``images`` are kept
    where they are not too large, ``looks`` (thumbnails) always; ``low`` and ``high`` are over all pixels.
    """

    shapes: list[Any] = field(default_factory=list)
    images: list[Array] = field(default_factory=list)
    looks: list[Array] = field(default_factory=list)
    labels: list[Array] = field(default_factory=list)
    odd: dict[str, Any] | None = None
    low: float = np.inf
    high: float = -np.inf

    @property
    def count(self) -> int:
        """How many images came."""
        return sum(len(batch) for batch in self.looks)

    def add(self, images: Array, labels: Array, most_area: int) -> None:
        """Keep a batch of images (rows, height, width, channels)."""
        self.looks.append(thumbnails(images))
        self.labels.append(labels)
        if images.shape[1] * images.shape[2] <= most_area:
            self.images.append(images)
        if images.size:
            self.low = min(self.low, float(images.min()))
            self.high = max(self.high, float(images.max()))


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """Report what was returned, some epochs of each pipeline, and the model ``model``."""
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
    passes = {"training": job.settings["epochs"], "validation": VALIDATION_PASSES}
    epochs: dict[str, list[Epoch]] = {}
    for name, pipeline, count in zip(passes, returned, counts.values(), strict=True):
        with report.part(name), report.timed(name):
            epochs[name] = _passes(name, pipeline, count, passes[name], size, report)
            _report_passes(name, epochs[name], report)
    classes = len([path for path in folders["train"].iterdir() if path.is_dir()])
    training = [epoch for epoch in epochs.get("training", []) if _can_train(epoch, size, classes)]
    if training and training[0] is epochs["training"][0]:
        with report.part("model"), report.timed("fit"):
            held_out = [
                epoch for epoch in epochs.get("validation", [])[:1] if _can_train(epoch, size, classes)
            ]
            model = _train(training, held_out, job, report)
            report.model("model", model)


def _passes(
    name: str, pipeline: Any, count: int, most: int, size: tuple[int, ...], report: ProbeReport
) -> list[Epoch]:
    """Pass after pass, until one is empty or odd; none where this is nothing to go through."""
    iterable = _is_iterable(pipeline)
    report.answer(name, {"type": type(pipeline).__name__, "iterable": iterable})
    found: list[Epoch] = []
    while iterable and len(found) < most:
        report.progress(part=f"{name} pipeline")
        epoch = _read_epoch(pipeline, count, MOST_AREA * size[0] * size[1])
        found.append(epoch)
        answer = {"batches": found[0].shapes, "odd": found[0].odd, "counts": [item.count for item in found]}
        report.answer(name, {"type": type(pipeline).__name__, "iterable": True, **answer})
        if epoch.odd is not None or not epoch.count:
            break
    return found


def _report_passes(name: str, epochs: list[Epoch], report: ProbeReport) -> None:
    """What all passes hold, one after another: thumbnails, labels, the values' range; validation's pixels."""
    looks = [batch for epoch in epochs for batch in epoch.looks]
    labels = [batch for epoch in epochs for batch in epoch.labels]
    pixels = [batch for epoch in epochs for batch in epoch.images]
    if not looks:
        return
    report.array(f"{name}_looks", _half(np.concatenate(looks)))
    report.array(f"{name}_range", np.array([[epoch.low, epoch.high] for epoch in epochs if epoch.count]))
    if _stackable(labels):
        report.array(f"{name}_labels", np.concatenate(labels))
    if name == "validation" and len(pixels) == len(looks) and _stackable(pixels):
        report.array(f"{name}_images", _half(np.concatenate(pixels)))


def _half(values: Array) -> Array:
    return np.clip(values.astype(np.float32), -HALF_MAX, HALF_MAX).astype(np.float16)


def _is_iterable(pipeline: Any) -> bool:
    import keras

    if isinstance(pipeline, keras.utils.PyDataset):
        return True
    try:
        iter(pipeline)
    except TypeError:
        return False
    return True


def _read_epoch(pipeline: Any, count: int, most_area: int) -> Epoch:
    """As many batches as ``len`` says; without a length, until ``count`` images came or it ends."""
    known = _length(pipeline)
    wanted = 2 * count if known is not None else count
    epoch = Epoch()
    most = count + SPARE_BATCHES
    for batch in itertools.islice(_batches(pipeline), most if known is None else min(known, most)):
        epoch.odd = _odd(batch)
        if epoch.odd is not None:
            return epoch
        images, labels = (np.asarray(part) for part in batch)
        epoch.shapes.append([images.shape, labels.shape, str(images.dtype), str(labels.dtype)])
        if images.ndim != 4 or images.shape[3] not in (1, 3, 4) or not images.size:
            return epoch  # nothing that could be known again
        epoch.add(images, labels, most_area)
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
        for parts in (epoch.images, epoch.looks, epoch.labels):
            if parts:
                parts[-1] = parts[-1][:-extra]


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


def _can_train(epoch: Epoch, size: tuple[int, ...], classes: int) -> bool:
    """Whether every batch has images of the asked shape with a label row of that width each."""
    return (
        epoch.odd is None
        and bool(epoch.count)
        and len(epoch.shapes) == len(epoch.images)
        and all(images.shape[1:] == (*size, 3) for images in epoch.images)
        and all(labels.shape[1:] == (classes,) for labels in epoch.labels)
        and all(len(x) == len(y) for x, y in zip(epoch.images, epoch.labels, strict=True))
    )


def _stacked(epoch: Epoch) -> tuple[Array, Array]:
    """The epoch's images and labels as one array each, float32."""
    return np.concatenate(epoch.images).astype(np.float32), np.concatenate(epoch.labels).astype(np.float32)


def _train(training: list[Epoch], held_out: list[Epoch], job: ProbeJob, report: ProbeReport) -> Any:
    """Fit the grader's own network, on another pass of the pipeline in every epoch while there are some."""
    model = _network(training[0].images[0].shape[1:], training[0].labels[0].shape[1])
    epochs = job.settings["epochs"]
    live = report.live(epochs)
    for number in range(epochs):
        images, labels = _stacked(training[min(number, len(training) - 1)])
        model.fit(
            images,
            labels,
            validation_data=_stacked(held_out[0]) if held_out else None,
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
