"""keras.datasets and tensorflow_datasets as practice files use them, answered from the job's files."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.inside import learning_sets
from grader.inside.absent import NotServed
from grader.inside.door import Door
from grader.inside.probing import ProbeReport
from grader.inside.replacing import replace
from grader.task.texts import Words

IRIS = {"x_train": np.arange(40.0, dtype=np.float32).reshape(10, 4), "y_train": np.arange(10) % 3}
MNIST = {
    "x_train": np.arange(6 * 4, dtype=np.uint8).reshape(6, 2, 2),
    "y_train": np.arange(6) % 2,
    "x_test": np.zeros((3, 2, 2), np.uint8),
    "y_test": np.array([0, 1, 0]),
    "classes": np.array(["even", "odd"]),
}
FILMS = {
    "x_train": np.array(["A good, good film!", "bad film"]),
    "y_train": np.array([1, 0]),
    "x_test": np.array(["good"]),
    "y_test": np.array([1]),
}
SETS = {"iris": IRIS, "mnist": MNIST, "imdb_reviews": FILMS}


@pytest.fixture
def door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Door]:
    """An open door with three sets; what it changes is as before after the test."""
    served = {}
    for name, arrays in SETS.items():
        np.savez(tmp_path / f"{name}.npz", **arrays)
        served[f"tfds.{name}"] = f"{name}.npz"
    served |= {"keras.datasets.mnist": "mnist.npz", "keras.datasets.imdb": "imdb_reviews.npz"}
    modules = [getattr(keras.datasets, name) for name in learning_sets.NAMES]
    before = [
        (module, name, getattr(module, name))
        for module in modules
        for name in ("load_data", "get_word_index")
        if hasattr(module, name)
    ]
    monkeypatch.setitem(sys.modules, learning_sets.TFDS, None)
    found = Door(served, tmp_path)
    learning_sets.install(found)
    yield found
    for module, name, real in before:
        replace(getattr(module, name), real)


@pytest.fixture
def tfds(door: Door) -> Any:
    return sys.modules[learning_sets.TFDS]


def labels(data: Any) -> list[int]:
    return [int(label) for _, label in data.as_numpy_iterator()]


def test_a_set_of_keras_is_given_as_keras_gives_it(door: Door) -> None:
    (x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
    np.testing.assert_array_equal(x_train, MNIST["x_train"])
    assert (x_train.dtype, y_train.tolist(), x_test.shape, len(y_test)) == (
        np.uint8,
        [0, 1] * 3,
        (3, 2, 2),
        3,
    )
    assert door.asked == {"keras.datasets.mnist": "mnist.npz"}


@pytest.mark.parametrize(
    "statement",
    [
        "from keras.datasets.mnist import load_data",
        "from keras.datasets import mnist; load_data = mnist.load_data",
        "from tensorflow.keras.datasets.mnist import load_data",
        "from tensorflow.keras.datasets import mnist; load_data = mnist.load_data",
        "import tensorflow.keras as k; load_data = k.datasets.mnist.load_data",
        "import tensorflow as tf; load_data = tf.keras.datasets.mnist.load_data",
    ],
)
def test_however_it_is_imported(door: Door, statement: str) -> None:
    names: dict[str, Any] = {}
    exec(statement, names)
    assert names["load_data"]()[1][0].shape == (3, 2, 2)


def test_a_set_that_the_task_does_not_have_is_told_with_those_that_it_has(door: Door) -> None:
    with pytest.raises(NotServed, match=r"keras\.datasets\.cifar10 \(.*keras\.datasets\.mnist"):
        keras.datasets.cifar10.load_data()


WHOLE = IRIS["y_train"].tolist()
SPLITS: list[tuple[Any, Sequence[int]]] = [
    ("train", WHOLE),
    ("train[:80%]", WHOLE[:8]),
    ("train[80%:]", WHOLE[8:]),
    ("train[20%:60%]", WHOLE[2:6]),
    ("train[:3]", WHOLE[:3]),
    ("train[-3:]", WHOLE[-3:]),
    ("train[:2]+train[8:]", WHOLE[:2] + WHOLE[8:]),
]


@pytest.mark.parametrize(("split", "expected"), SPLITS)
def test_splits_by_slices(tfds: Any, split: str, expected: Sequence[int]) -> None:
    assert labels(tfds.load("iris", split=split, as_supervised=True)) == expected


def test_several_splits_at_once_and_those_of_2019(tfds: Any) -> None:
    parts = tfds.load("iris", split=["train[:50%]", "train[50%:]"], as_supervised=True)
    assert [labels(part) for part in parts] == [WHOLE[:5], WHOLE[5:]]
    weighted = tfds.Split.TRAIN.subsplit(weighted=(8, 2))
    assert [len(labels(tfds.load("iris", split=part, as_supervised=True))) for part in weighted] == [8, 2]
    tail = tfds.Split.TRAIN.subsplit(tfds.percent[80:])
    assert labels(tfds.load("iris", split=tail, as_supervised=True)) == WHOLE[8:]


def test_without_a_split_all_are_given_by_name(tfds: Any) -> None:
    data, info = tfds.load("mnist", with_info=True)
    assert set(data) == {"train", "test"}
    assert {key: value.shape for key, value in next(iter(data["train"])).items()} == {
        "image": (2, 2),
        "label": (),
    }
    assert (info.splits["train"].num_examples, info.features["label"].num_classes) == (6, 2)
    assert (info.features["label"].names, info.features["image"].shape) == (["even", "odd"], (2, 2))


def test_the_whole_set_as_arrays(tfds: Any) -> None:
    x, y = tfds.as_numpy(tfds.load("mnist", split="test", batch_size=-1, as_supervised=True))
    assert (np.asarray(x).shape, np.asarray(y).tolist()) == ((3, 2, 2), [0, 1, 0])
    assert [
        len(row)
        for row, _ in tfds.as_numpy(tfds.load("iris", split="train", batch_size=4, as_supervised=True))
    ] == [4, 4, 2]


@pytest.mark.parametrize("split", ["validation", "train[", "train[a:]", "TRAIN"])
def test_a_split_that_there_is_not_is_told(tfds: Any, split: str) -> None:
    with pytest.raises(ValueError, match="Should be one of"):
        tfds.load("iris", split=split)


def test_texts_are_strings_in_one_and_numbers_in_the_other(door: Door, tfds: Any) -> None:
    texts = [
        text.decode()
        for text, _ in tfds.load("imdb_reviews", split="train", as_supervised=True).as_numpy_iterator()
    ]
    assert texts == FILMS["x_train"].tolist()
    (x_train, _), (x_test, _) = keras.datasets.imdb.load_data()
    index = keras.datasets.imdb.get_word_index()
    assert index == {"good": 1, "film": 2, "a": 3, "bad": 4}
    assert [list(row) for row in x_train] == [[1, 6, 4, 4, 5], [1, 7, 5]]
    assert [list(row) for row in x_test] == [[1, 4]]


def told(door: Door) -> Words:
    """The table that the host gets."""
    written = io.BytesIO()
    report = ProbeReport("x.py", written.write)
    door.vocabulary.tell(report)
    return Words.model_validate(report._answers["words"])


@pytest.mark.parametrize("options", [{}, {"num_words": 5}, {"num_words": 6, "index_from": 2, "oov_char": 9}])
def test_the_host_numbers_texts_as_the_set_was_numbered(door: Door, options: dict[str, int]) -> None:
    (x_train, _), _ = keras.datasets.imdb.load_data(**options)
    words = told(door)
    assert [words.numbered(text) for text in FILMS["x_train"]] == [list(row) for row in x_train]
