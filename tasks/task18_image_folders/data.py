"""Archives in the layouts of well-known ones, each class a digit (and a colour, where there are many)."""

from __future__ import annotations

import io
import math
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from grader.task import official
from grader.task.api import Array, Case, Loader, Material, Settings

SIDE = 64  # of a hidden image and of those of tfds; the others have sizes of their own
PETS, HORSES, HANDS = ("cats", "dogs"), ("horses", "humans"), ("paper", "rock", "scissors")
GREEN = ("AnnualCrop", "Forest", "HerbaceousVegetation")
LAND = (*GREEN, "Highway", "Industrial", "Pasture", "PermanentCrop", "Residential", "River", "SeaLake")
SIGNS = [f"{number:02}" for number in range(43)]
INKS = ((255, 90, 90), (90, 255, 90), (110, 140, 255), (255, 255, 90), (255, 255, 255))
# Classes, the least and the most pixels of a side, patches of colour along a side
KINDS = {"plain": (3, (48, 80), 4), "land": (10, (48, 80), 1), "signs": (43, (28, 40), 1)}
PARTS = ("train", "validation", "hidden")
Images = Sequence[Sequence[Image.Image]]  # by class


class Layout(NamedTuple):
    """An archive: the folders of its parts, its classes, and the ending and kind of its images."""

    file: str
    folders: Mapping[str, str]
    classes: Sequence[str]
    ending: str = "png"
    kind: str = "plain"


TOP, FILTERED = ({part: f"{top}{part}/" for part in PARTS[:2]} for top in ("", "cats_and_dogs_filtered/"))
SIGN_LAYOUT = Layout("traffic-signs.zip", TOP, SIGNS, kind="signs")
LAYOUTS = {  # what answers an address, in the order in which they are looked at; the first one an upload
    "*cats_and_dogs*.zip": Layout("cats_and_dogs_filtered.zip", FILTERED, PETS, "jpg"),
    "*validation-horse-or-human*.zip": Layout("validation-horse-or-human.zip", {"validation": ""}, HORSES),
    "*horse-or-human*.zip": Layout("horse-or-human.zip", {"train": ""}, HORSES),
    "*kagglecatsanddogs*.zip": Layout("PetImages.zip", {"train": "PetImages/"}, ("Cat", "Dog"), "jpg"),
    "*happy-or-sad*.zip": Layout("happy-or-sad.zip", {"train": ""}, ("happy", "sad")),
    "*rps-test-set*.zip": Layout("rps-test-set.zip", {"validation": "rps-test-set/"}, HANDS),
    "*rps*.zip": Layout("rps.zip", {"train": "rps/"}, HANDS),
    "*eurosat*.zip": Layout("eurosat.zip", {"train": "2750/"}, LAND, "jpg", "land"),
    "*traffic*sign*.zip": SIGN_LAYOUT,
    "*gtsrb*.zip": SIGN_LAYOUT,
}
LEARNING_SETS = {  # of tfds: its classes, its parts, the side of its images, their kind
    "horses_or_humans": (HORSES, ("train", "test"), 300, "plain"),
    "rock_paper_scissors": (("rock", "paper", "scissors"), ("train", "test"), 300, "plain"),
    "cats_vs_dogs": (("cat", "dog"), ("train",), SIDE, "plain"),
    "eurosat": (LAND, ("train",), SIDE, "land"),
}
Drawn = Mapping[tuple[str, str], Images]  # by kind and part


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """All images of every kind and part; no digit is drawn twice."""
    mnist = load("mnist5k")
    digits = [iter(rng.permutation(np.flatnonzero(mnist["y"] == digit))) for digit in rng.permutation(10)]

    def images(kind: str, part: str, number: int) -> Sequence[Image.Image]:
        of = digits[9 - number if kind == "plain" else number % 10]
        ink = None if kind == "plain" else INKS[(number + number // 10) % 5]
        _, sides, patches = KINDS[kind]
        count = settings[kind][PARTS.index(part)]
        return [picture(rng, mnist["x"][next(of)], sides, patches, ink) for _ in range(count)]

    drawn = {
        (kind, part): [images(kind, part, number) for number in range(classes)]
        for kind, (classes, *_) in KINDS.items()
        for part in PARTS
    }
    archives = {layout.file: layout for layout in LAYOUTS.values()}
    sets = {f"{name}.npz": learning_set(*of, drawn) for name, of in LEARNING_SETS.items()}
    return Material(
        files=sets | {name: archive(layout, drawn) for name, layout in archives.items()},
        served={pattern: layout.file for pattern, layout in LAYOUTS.items()}
        | {f"tfds.{name}": f"{name}.npz" for name in LEARNING_SETS},
        secret={kind: arrays(drawn[kind, "hidden"], rng) for kind in KINDS},
    )


def offer(case: Case) -> Mapping[str, Array]:
    """The hidden images of the model's classes in its size, as many as there is room for."""
    size, units = official.shape(case), official.units(case) or 0
    kind = next((name for name, (classes, *_) in KINDS.items() if units <= classes), "plain")
    rows, labels = case.secret[kind]
    room = official.MOST_NUMBERS // math.prod(number or SIDE for number in size or (SIDE, SIDE, 3))
    return official.images(case, rows[labels < max(2, units)][: max(1, room)])


def archive(layout: Layout, drawn: Drawn) -> bytes:
    """A zip file of folders, one for each class, below each part's folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        for part, folder in layout.folders.items():
            for word, of in zip(layout.classes, drawn[layout.kind, part], strict=False):
                for number, image in enumerate(of):
                    name = f"{folder}{word}/{word}.{number}.{layout.ending}"
                    file.writestr(zipfile.ZipInfo(name), encoded(image, layout.ending))
    return out.getvalue()


def encoded(image: Image.Image, ending: str) -> bytes:
    """The bytes of its file, which several archives share."""
    if ending not in image.info:
        out = io.BytesIO()
        image.save(out, "JPEG" if ending == "jpg" else "PNG", quality=90, compress_level=1)
        image.info[ending] = out.getvalue()
    data: bytes = image.info[ending]
    return data


def learning_set(names: Sequence[str], parts: Sequence[str], side: int, of: str, drawn: Drawn) -> bytes:
    """The arrays of a set of tfds."""
    made: dict[str, Array] = {"classes": np.array(names), "side": np.array(side)}
    rng = np.random.default_rng(len(names))
    for part, source in zip(parts, PARTS, strict=False):
        made[f"x_{part}"], made[f"y_{part}"] = arrays(drawn[of, source][: len(names)], rng)
    return official.arrays_file(made)


def arrays(images: Images, rng: np.random.Generator) -> tuple[Array, Array]:
    """The images in one size, (rows, 64, 64, 3) uint8, with the number of each one's class, in any order."""
    rows = [
        np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BILINEAR)) for of in images for image in of
    ]
    labels = np.repeat(np.arange(len(images)), [len(of) for of in images])
    order = rng.permutation(len(rows))
    return np.stack(rows)[order], labels[order]


def picture(
    rng: np.random.Generator, digit: Array, sides: tuple[int, int], patches: int, ink: Sequence[int] | None
) -> Image.Image:
    """A bright digit, stretched to a size of its own, on dark patches of colour."""
    width, height = size = tuple(rng.integers(*sides, 2, endpoint=True).tolist())
    colour = rng.integers(150, 256, 3).tolist() if ink is None else ink
    ground = Image.fromarray(rng.integers(0, 121, (patches, patches, 3), dtype=np.uint8))
    image = ground.resize(size, Image.Resampling.NEAREST)
    mask = Image.fromarray(digit).resize(size, Image.Resampling.BILINEAR)
    image.paste(tuple(colour), (0, 0, width, height), mask)
    return image
