"""The host's part of tasks in the official exam's form (``form = "official"``): judged is the model alone.

Nobody knows in which form a file gives rows to its model. So a task's ``data.py`` defines ``offer(case)``:
the hidden rows in the forms that the model takes, named ``model``, ``model.VARIANT``; the best score counts.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress

import numpy as np
from PIL import Image

from grader.inside.models import BUILT
from grader.inside.official import SERVED
from grader.task.api import Array, Case, Failure
from grader.task.models import Built

Shape = Sequence[int | None]
NAME = "model"
MOST_NUMBERS = 2**24  # of the rows in one form


def shape(case: Case) -> Shape | None:
    """What the model takes, without the batch axis; None where that is not known."""
    with suppress(Failure):
        built = case.answer(NAME + BUILT, Built)
        if built.is_model and len(built.inputs) == 1 and built.inputs[0]:
            return built.inputs[0][1:]
    return None


def units(case: Case) -> int | None:
    """The last axis of what the model answers; None where that is not known."""
    with suppress(Failure):
        built = case.answer(NAME + BUILT, Built)
        if built.is_model and len(built.outputs) == 1 and built.outputs[0]:
            return built.outputs[0][-1]
    return None


def given(case: Case) -> list[str]:
    """The files that were given for addresses, in their order, as the file itself says: no evidence."""
    served = case.evidence.answers.get(SERVED)
    return [str(name) for name in served.values()] if isinstance(served, dict) else []


def middle(rows: Array) -> float:
    """Where one unit's answer turns: at 0.5 for probabilities, at 0 for logits."""
    return 0.5 if rows.min() >= 0.0 and rows.max() <= 1.0 else 0.0


def returned(case: Case, *, expected: str) -> None:
    """The file made a Keras model of one input and one output, which loads, and predicts the hidden rows.

    ``expected``: shapes of a row that the task has rows for, as they are told where the model takes others.
    """
    case.completed(NAME)
    built = case.answer(NAME + BUILT, Built)
    if built.type == "NoneType":
        raise Failure("official_none")
    if not built.is_model:
        raise Failure("official_no_model", received=built.type)
    for side, shapes in (("inputs", built.inputs), ("outputs", built.outputs)):
        if len(shapes) > 1:
            raise Failure(f"several_{side}", received=len(shapes))
    case.predicts(NAME)
    if not _forms(case, NAME):
        raise Failure("official_shape", expected=expected, received=list(shape(case) or []))


def predictions(case: Case, prefix: str = NAME) -> Iterator[Array]:
    """The predictions in each form of the rows whose name begins so."""
    yield from map(case.predictions, _forms(case, prefix))


def _forms(case: Case, prefix: str) -> list[str]:
    """The names of the forms in which rows were predicted."""
    return [key for key in case.evidence.predictions if key == prefix or key.startswith(f"{prefix}.")]


def best(case: Case, score: Callable[[Array], float], prefix: str = NAME) -> float:
    """The best score of the predictions among the forms of the rows."""
    return max(map(score, predictions(case, prefix)))


def images(case: Case, rows: Array, name: str = NAME) -> Mapping[str, Array]:
    """Images (rows, height, width) or (rows, height, width, 3) of 0 to 255, as the model takes them.

    Divided by 255, as they are, and from -1 to 1. With the model's own size, channels or without, flattened;
    nothing where it takes no images.
    """
    plain = _fitted(rows, shape(case))
    if plain is None:
        return {}
    return {name: plain / np.float32(255.0), f"{name}.raw": plain, f"{name}.centred": plain / 127.5 - 1.0}


def _fitted(rows: Array, wanted: Shape | None) -> Array | None:
    """The images as float32 in that shape of one of them; None where no image fits."""
    if wanted is None:
        return rows.astype(np.float32)
    if len(wanted) == 1 and wanted[0] in (None, math.prod(rows.shape[1:])):
        return rows.reshape(len(rows), -1).astype(np.float32)
    if len(wanted) not in (2, 3) or (len(wanted) == 3 and wanted[2] not in (1, 3)):
        return None
    sizes = zip(wanted[:2], rows.shape[1:3], strict=True)
    height, width = (own if size is None else size for size, own in sizes)
    channels = wanted[2] if len(wanted) == 3 else None
    if not 0 < height * width * (channels or 1) * len(rows) <= MOST_NUMBERS:
        return None
    pixels = resized(rows, (width, height), grey=channels != 3)
    return (pixels[..., np.newaxis] if channels == 1 else pixels).astype(np.float32)


def resized(rows: Array, size: tuple[int, int], *, grey: bool) -> Array:
    """Images (rows, height, width[, 3]) uint8 in that width and height, with three channels or none."""
    return np.stack([_resized(image, size, grey=grey) for image in rows])


def _resized(image: Array, size: tuple[int, int], *, grey: bool) -> Array:
    picture = Image.fromarray(image).convert("L" if grey else "RGB")
    return np.asarray(picture if picture.size == size else picture.resize(size, Image.Resampling.BILINEAR))


def arrays_file(arrays: Mapping[str, Array]) -> bytes:
    """As ``numpy.savez`` writes them: for ``keras.datasets`` x_train, y_train, x_test and y_test."""
    out = io.BytesIO()
    np.savez_compressed(out, **arrays)  # type: ignore[arg-type]
    return out.getvalue()
