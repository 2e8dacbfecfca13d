"""``keras.datasets`` and ``tensorflow_datasets``, answered by the data door with the task's own sets.

A set is an ``.npz`` file with x_train, y_train and, where it has a test part, x_test and y_test; it may have
``classes`` and the ``side`` that tfds gives its images. Texts are strings; ``keras.datasets.imdb`` numbers
them by its own table, as it does.
"""

from __future__ import annotations

import itertools
import re
import sys
import types
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.inside.door import Door
from grader.inside.replacing import replace
from grader.inside.vocabulary import PUNCTUATION

NAMES = ("mnist", "fashion_mnist", "cifar10", "cifar100", "imdb", "reuters", "boston_housing")
TFDS = "tensorflow_datasets"
_TEXTS = ("imdb", "reuters")
_PART = re.compile(r"(\w+)(?:\[(-?\d*)(%?):(-?\d*)(%?)\])?")


def install(door: Door) -> None:
    """Let ``load_data`` of each set, and ``tfds.load``, ask the door."""
    from keras import datasets

    for name in NAMES:
        module = getattr(datasets, name)
        replace(module.load_data, _numbered(door, name) if name in _TEXTS else _loader(door, name))
        if name in _TEXTS:
            replace(module.get_word_index, _word_index(door, name))
    sys.modules[TFDS] = _tfds(door)


def _loader(door: Door, name: str) -> Callable[..., Any]:
    def load_data(*_args: Any, **_options: Any) -> Any:
        arrays = door.arrays(f"keras.datasets.{name}")
        return tuple((arrays[f"x_{part}"], arrays[f"y_{part}"]) for part in ("train", "test"))

    return load_data


def _words(text: object) -> list[str]:
    return str(text).lower().translate(str.maketrans("", "", PUNCTUATION)).split()


def _index(arrays: Mapping[str, Any]) -> dict[str, int]:
    """The words of both parts, the most frequent first, from 1."""
    counts = Counter(word for part in ("x_train", "x_test") for text in arrays[part] for word in _words(text))
    return {word: number for number, (word, _) in enumerate(counts.most_common(), start=1)}


def _word_index(door: Door, name: str) -> Callable[..., dict[str, int]]:
    return lambda *_args, **_options: _index(door.arrays(f"keras.datasets.{name}"))


def _numbered(door: Door, name: str) -> Callable[..., Any]:
    def load_data(
        path: str = "",  # noqa: ARG001  as Keras names it
        num_words: int | None = None,
        skip_top: int = 0,
        maxlen: int | None = None,
        seed: int = 113,  # noqa: ARG001
        start_char: int = 1,
        oov_char: int = 2,
        index_from: int = 3,
        **_options: Any,
    ) -> Any:
        arrays = door.arrays(f"keras.datasets.{name}")
        index = {word: number + index_from for word, number in _index(arrays).items()}
        known = {
            word: number
            for word, number in index.items()
            if number >= skip_top and (num_words is None or number < num_words)
        }
        door.vocabulary.learned(known, oov=oov_char, start=start_char, removes=PUNCTUATION)

        def rows(part: str) -> tuple[Any, Any]:
            found = [
                [start_char, *(known.get(w, oov_char) for w in _words(text))] for text in arrays[f"x_{part}"]
            ]
            kept = [number for number, row in enumerate(found) if maxlen is None or len(row) < maxlen]
            lists = np.empty(len(kept), dtype=object)
            lists[:] = [found[number] for number in kept]
            return lists, arrays[f"y_{part}"][kept].astype(np.int64)

        return rows("train"), rows("test")

    return load_data


class _Split(str):
    """``tfds.Split.TRAIN``, with what it could do in 2019."""

    __slots__ = ()

    def subsplit(self, *parts: Any, weighted: Any = None) -> Any:
        """``subsplit(weighted=(8, 2))``, ``subsplit(tfds.percent[:80])``: as parts of today's form."""
        weights = weighted or (parts[0] if parts and isinstance(parts[0], list | tuple) else None)
        if weights is not None:
            ends = np.rint(100 * np.cumsum([0, *weights]) / sum(weights)).astype(int)
            return tuple(f"{self}[{start}%:{end}%]" for start, end in itertools.pairwise(ends))
        found = [f"{self}[{part.start or 0}%:{100 if part.stop is None else part.stop}%]" for part in parts]
        return found[0] if len(found) == 1 else found


class _Percent:
    def __getitem__(self, part: slice) -> slice:
        return part


def _tfds(door: Door) -> types.ModuleType:
    """A module with what practice files use of it: load, as_numpy, Split, percent, disable_progress_bar."""
    module: Any = types.ModuleType(TFDS)
    module.load = lambda name, **options: _load(door, name, **options)
    module.as_numpy = lambda data: data.as_numpy_iterator() if hasattr(data, "as_numpy_iterator") else data
    module.Split = types.SimpleNamespace(
        TRAIN=_Split("train"), TEST=_Split("test"), VALIDATION=_Split("validation")
    )
    module.percent = _Percent()
    module.disable_progress_bar = module.enable_progress_bar = lambda: None
    module.__path__ = []
    made: types.ModuleType = module
    return made


def _load(
    door: Door,
    name: str,
    split: Any = None,
    batch_size: int | None = None,
    as_supervised: bool = False,
    with_info: bool = False,
    **_options: Any,
) -> Any:
    """``tfds.load``: a Dataset for each split; without one a dictionary of all."""
    plain = str(name).partition(":")[0].partition("/")[0]
    arrays = door.arrays(f"tfds.{plain}")
    feature = _feature(arrays["x_train"])
    parts = {key[2:]: len(arrays[key]) for key in arrays if key.startswith("x_")}

    def made(one: Any) -> Any:
        if isinstance(one, list | tuple):
            return type(one)(made(inner) for inner in one)
        rows = [_rows(part.strip(), parts) for part in str(one).split("+")]
        x = np.concatenate([arrays[f"x_{part}"][cut] for part, cut in rows])
        y = np.concatenate([arrays[f"y_{part}"][cut] for part, cut in rows]).astype(np.int64)
        return _dataset(x, y, arrays.get("side"), feature, batch_size, as_supervised)

    data = {part: made(part) for part in parts} if split is None else made(split)
    return (data, _info(plain, arrays, feature, parts)) if with_info else data


def _feature(x: Any) -> str:
    """What tfds calls such rows."""
    if x.dtype.kind == "U":
        return "text"
    return "image" if x.ndim > 2 else "features"


def _rows(text: str, parts: Mapping[str, int]) -> tuple[str, slice]:
    match = _PART.fullmatch(text)
    if match is None or (match[1] not in parts and match[1] != "all"):
        raise ValueError(f"Unknown split {text!r}. Should be one of {list(parts)}.")
    size = parts[match[1]]

    def place(number: str | None, percent: str | None) -> int | None:
        if not number:
            return None
        return round(size * int(number) / 100) if percent else int(number)

    return match[1], slice(place(match[2], match[3]), place(match[4], match[5]))


def _dataset(x: Any, y: Any, side: Any, feature: str, batch_size: int | None, as_supervised: bool) -> Any:
    import tensorflow as tf

    def row(value: Any, label: Any) -> Any:
        if side is not None and side != x.shape[1]:
            value = tf.cast(tf.image.resize(value, (int(side), int(side))), x.dtype)
        return (value, label) if as_supervised else {feature: value, "label": label}

    data = tf.data.Dataset.from_tensor_slices((x, y)).map(row)
    if batch_size == -1:
        return next(iter(data.batch(max(1, len(x)))))
    return data.batch(batch_size) if batch_size else data


def _info(name: str, arrays: Mapping[str, Any], feature: str, parts: Mapping[str, int]) -> Any:
    classes = [str(word) for word in arrays["classes"]] if "classes" in arrays else None
    count = len(classes) if classes else int(arrays["y_train"].max()) + 1
    names = classes or [str(number) for number in range(count)]
    label = types.SimpleNamespace(
        num_classes=count, names=names, int2str=lambda n: names[int(n)], str2int=names.index, shape=()
    )
    shape = arrays["x_train"].shape[1:]
    if "side" in arrays:
        shape = (int(arrays["side"]),) * 2 + shape[2:]
    x = types.SimpleNamespace(shape=shape, dtype=arrays["x_train"].dtype)
    splits = {part: types.SimpleNamespace(name=part, num_examples=size) for part, size in parts.items()}
    return types.SimpleNamespace(
        name=name,
        full_name=name,
        features={feature: x, "label": label},
        splits=splits,
        supervised_keys=(feature, "label"),
    )
