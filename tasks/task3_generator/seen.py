"""Which files a pipeline's images are: every image of every pass, known again by its thumbnail.

Whatever the scale of the values and the size of the images, and after the augmentation that the brief allows
(grader/task/likeness.py). Over ten right pipelines 1 image of 8000 was taken for another one; likeness from
0.76.
"""

from __future__ import annotations

import functools
import io
from typing import Annotated, NamedTuple

import numpy as np
import pydantic
from PIL import Image

from grader.inside.thumbnails import CELLS, thumbnails
from grader.task.api import Array, Case, Failure
from grader.task.likeness import KnownImages

CERTAIN = 0.8  # likeness from which a file is held against an image: 99 of 100 of right pipelines' lie above
RECOGNISED = 0.7  # likeness; mirrored images, and those moved too far, mostly lie below
PROBED, CLEARLY = 12, 0.02  # images, and likeness, by which the order of the channels is told
LUMINANCE = np.array([0.299, 0.587, 0.114])  # of red, green and blue, as Pillow and TensorFlow turn them grey


class Odd(pydantic.BaseModel):
    """What the probe says of a batch that is no pair of arrays."""

    kind: str
    type: str
    part: str = ""
    length: int | None = None


_Shape = Annotated[list[int], pydantic.Field(min_length=1)]


class Pipeline(pydantic.BaseModel):
    """What the probe says of a pipeline: of each batch the shapes and dtypes, of each pass its images."""

    type: str
    iterable: bool
    batches: list[tuple[_Shape, _Shape, str, str]] = []
    counts: list[pydantic.NonNegativeInt] = []
    odd: Odd | None = None


class Files(NamedTuple):
    """The files of both directories, those to train on first, each in alphabetical order."""

    files: list[str]
    known: KnownImages
    labels: Array
    names: list[str]
    training: int  # how many of them are to train on


class Pass(NamedTuple):
    """One pass of a pipeline: for each image the row of its file, how alike, and where it stands."""

    found: Array
    likeness: Array
    rows: slice  # of the arrays that hold all passes


def files_of(case: Case) -> Files:
    """The images that were sent, in the order that the brief asks for."""
    files = [
        file
        for prefix in ("train/", "validation/")
        for file in sorted(case.material.files)
        if file.startswith(prefix)
    ]
    names = sorted({file.split("/")[1] for file in files})
    looks = _known(tuple(case.material.files[file] for file in files))
    labels = [names.index(file.split("/")[1]) for file in files]
    training = sum(file.startswith("train/") for file in files)
    return Files(files, looks, np.array(labels), names, training)


@functools.lru_cache(maxsize=4)
def _known(pngs: tuple[bytes, ...]) -> KnownImages:
    """The files' thumbnails; remembered, as every check asks for them."""
    images = [np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))[np.newaxis] / 255.0 for png in pngs]
    return KnownImages(np.concatenate([thumbnails(image) for image in images]))


@functools.lru_cache(maxsize=4)
def _in_grey(known: KnownImages) -> KnownImages:
    return KnownImages(np.repeat((known.thumbnails @ LUMINANCE)[..., np.newaxis], 3, axis=3))


class Seen(NamedTuple):
    """All images of a pipeline's passes: thumbnails with the channels as in the files, and what they are.

    ``known`` has the files as they were compared with: grey ones where the images are.
    """

    looks: Array
    found: Array
    likeness: Array
    is_reversed: bool
    known: KnownImages


def seen_by(case: Case, name: str) -> Seen:
    """What the images of that pipeline are; fails where they are none."""
    looks = case.array(f"{name}_looks", (None, CELLS, CELLS, 3)).astype(np.float32)
    most = case.public["epochs"] * 4 * len(case.material.files)
    if not 0 < len(looks) <= most:  # the probe sends no more than that
        raise Failure("no_answer", name=f"{name}_looks")
    return _recognised(looks.tobytes(), files_of(case).known)


@functools.lru_cache(maxsize=4)
def _recognised(raw: bytes, known: KnownImages) -> Seen:
    """Remembered, as every check asks for it."""
    looks = np.frombuffer(raw, np.float32).reshape(-1, CELLS, CELLS, 3)
    if np.all(looks == looks[..., :1]):  # one mistake: grey images are known again by the files' luminance
        known = _in_grey(known)
    some = looks[:: max(1, len(looks) // PROBED)]
    as_is, turned = (float(np.median(known.find(view)[1])) for view in (some, some[..., ::-1]))
    is_reversed = turned > max(as_is, RECOGNISED) + CLEARLY
    looks = looks[..., ::-1] if is_reversed else looks
    return Seen(looks, *known.find(looks), is_reversed, known)


def passes_of(case: Case, name: str) -> list[Pass]:
    """The passes of a pipeline, the first never empty."""
    seen = seen_by(case, name)
    counts = case.answer(name, Pipeline).counts
    if sum(counts) != len(seen.found) or not counts[:1] > [0]:
        raise Failure("no_answer", name=name)
    ends = np.cumsum(counts).tolist()
    parts = [slice(end - count, end) for end, count in zip(ends, counts, strict=True)]
    return [Pass(seen.found[part], seen.likeness[part], part) for part in parts]


def pixel_errors(case: Case, images: Array, found: Array) -> Array:
    """Root mean square difference of each image (rows, height, width, channels) to its file's, in [0, 1]."""
    files = files_of(case).files
    size = images.shape[1:3]
    wanted = np.stack([_stretched(case.material.files[files[row]], size) for row in found])
    received = images[..., :3].astype(np.float64)
    if images.shape[3] == 1:
        wanted = (wanted @ LUMINANCE)[..., np.newaxis]
    slope, offset = np.polyfit(wanted.ravel(), received.ravel(), 1)
    if slope <= 0:
        return np.ones(len(images))
    differences = (received - offset) / slope - wanted
    return np.sqrt(np.mean(differences**2, axis=(1, 2, 3)))


@functools.lru_cache(maxsize=1024)
def _stretched(png: bytes, size: tuple[int, int]) -> Array:
    """One file as (height, width, 3) float64 in [0, 1]."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    return np.asarray(image.resize((size[1], size[0]), Image.Resampling.BILINEAR), dtype=np.float64) / 255.0
