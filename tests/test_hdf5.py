"""Models saved as HDF5: those of today and of Keras 2 load; whatever is not stored in the file is refused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from grader.inside import hdf5, models, official
from grader.inside.builtin import ForeignModelFile
from grader.inside.probing import ProbeReport

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:keras.*")  # Keras's, as it saves
IMAGE = (8, 8, 3)
MODELS: dict[str, Callable[[], Any]] = {
    "a line": lambda: keras.Sequential([layers.Input((1,)), layers.Dense(1)]),
    "a network for images": lambda: keras.Sequential(
        [
            layers.Input(IMAGE),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, activation="relu", kernel_regularizer="l2"),
            layers.BatchNormalization(),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(2, activation="softmax"),
        ]
    ),
    "one for texts": lambda: keras.Sequential(
        [layers.Input((5,)), layers.Embedding(9, 4), layers.Bidirectional(layers.LSTM(3)), layers.Dense(1)]
    ),
    "a nested one": lambda: keras.Sequential(
        [
            layers.Input(IMAGE),
            keras.Sequential([layers.RandomFlip(), layers.Conv2D(2, 3)]),
            layers.GlobalAveragePooling2D(),
        ]
    ),
    "one of the functional API": lambda: _functional(),
}


def _functional() -> Any:
    given = keras.Input(IMAGE)
    first, second = layers.Conv2D(2, 3, padding="same")(given), layers.Conv2D(2, 1)(given)
    return keras.Model(given, layers.Flatten()(layers.Concatenate()([first, second])))


@pytest.fixture(autouse=True)
def inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder that a job has."""
    monkeypatch.chdir(tmp_path)


def saved(model: Any) -> bytes:
    model.save("saved.h5")
    return Path("saved.h5").read_bytes()


def changed(change: Callable[[Any], None]) -> bytes:
    """A network's file, changed."""
    path = Path("saved.h5")
    saved(MODELS["a network for images"]())
    with h5py.File(path, "r+") as file:
        change(file)
    return path.read_bytes()


def older(value: Any) -> Any:
    """A configuration as Keras 2 wrote it: classes without their module, a batch's shape by its old name."""
    if isinstance(value, list):
        return [older(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") == "DTypePolicy":
        return value["config"]["name"]
    gone = ("module", "registered_name", "optional", "ragged", "quantization_config")
    names = {"batch_shape": "batch_input_shape"}
    return {names.get(key, key): older(item) for key, item in value.items() if key not in gone}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("compiled", [False, True])
def test_a_model_of_built_in_layers_loads_and_predicts_the_same(name: str, compiled: bool) -> None:
    model = MODELS[name]()
    if compiled:
        model.compile("adam", "mse", metrics=["mse"])  # by these names no Keras 3 loads it compiled
    found = hdf5.load(saved(model))
    rows = np.random.default_rng(0).integers(0, 9, (4, *model.input_shape[1:])).astype("float32")
    np.testing.assert_array_equal(model.predict(rows, verbose=0), found.predict(rows, verbose=0))
    assert not found.compiled


def test_a_file_as_keras_2_wrote_it_loads() -> None:
    def change(file: Any) -> None:
        file.attrs["model_config"] = json.dumps(older(json.loads(file.attrs["model_config"])))
        file.attrs["keras_version"] = "2.9.0"

    assert hdf5.load(changed(change)).output_shape == (None, 2)


def _weights(file: Any) -> Any:
    """The group of the convolution's weights, and the name of its kernel."""
    found: list[str] = []
    file["model_weights"].visit(lambda name: found.append(name) if name.endswith("kernel") else None)
    return file["model_weights"], next(name for name in found if "conv2d" in name)


def _replaced(make: Callable[[Any, str, tuple[int, ...]], None]) -> Callable[[Any], None]:
    """The kernel taken away, and something else made in its place."""

    def change(file: Any) -> None:
        group, name = _weights(file)
        shape = group[name].shape
        del group[name]
        make(group, name, shape)

    return change


def _virtual(group: Any, name: str, shape: tuple[int, ...]) -> None:
    layout = h5py.VirtualLayout(shape, "f4")
    layout[...] = h5py.VirtualSource("/etc/other.h5", "secret", shape=shape)
    group.create_virtual_dataset(name, layout)


def _config(change: Callable[[Any], None]) -> Callable[[Any], None]:
    def changes(file: Any) -> None:
        config = json.loads(file.attrs["model_config"])
        change(config["config"]["layers"])
        file.attrs["model_config"] = json.dumps(config)

    return changes


def _deep(file: Any) -> None:
    file.create_group("model_weights" + "/deeper" * 200)


def _loop(file: Any) -> None:
    file["model_weights"]["again"] = file["model_weights"]


FOREIGN: dict[str, Callable[[Any], None]] = {
    "an external link": _replaced(lambda g, n, s: g.__setitem__(n, h5py.ExternalLink("/etc/other.h5", "/x"))),
    "a soft link": _replaced(lambda g, n, s: g.__setitem__(n, h5py.SoftLink("/optimizer_weights"))),
    "external data": _replaced(
        lambda g, n, s: g.create_dataset(n, s, "f4", external=[("/etc/hostname", 0, h5py.h5f.UNLIMITED)])
    ),
    "virtual data": _replaced(_virtual),
    "a shape that is promised": _replaced(
        lambda g, n, s: g.create_dataset(n, (10**6, 10**6), "f4", chunks=(1, 1))
    ),
    "compressed data": _replaced(lambda g, n, s: g.create_dataset(n, data=np.zeros(s), compression="gzip")),
    "text for numbers": _replaced(lambda g, n, s: g.create_dataset(n, data=np.array([b"x"] * 4))),
    "a loop of groups": _loop,
    "groups nested without end": _deep,
    "weights in a link": lambda file: (
        file.move("model_weights", "other") or file.__setitem__("model_weights", h5py.SoftLink("/other"))
    ),
    "no weights": lambda file: file.__delitem__("model_weights"),
    "no configuration": lambda file: file.attrs.__delitem__("model_config"),
    "no JSON": lambda file: file.attrs.__setitem__("model_config", "{"),
    "nested without end": lambda file: file.attrs.__setitem__("model_config", "[" * 30_000),
    "a Lambda layer": _config(lambda found: found[1].update(class_name="Lambda")),
    "a layer of elsewhere": _config(lambda found: found[1].update(module="os", class_name="system")),
    "a layer of its own": _config(
        lambda found: found[1].update(class_name="Mine", registered_name="own>Mine")
    ),
    "a loader of files": _config(lambda found: found[1].update(class_name="TFSMLayer")),
}


REASONS = {  # where another rule would refuse the file as well
    "an external link": "with the link",
    "a soft link": "with the link",
    "external data": "elsewhere, or compressed",
    "virtual data": "elsewhere, or compressed",
    "compressed data": "elsewhere, or compressed",
    "a shape that is promised": "promised and not there",
    "text for numbers": "no numbers",
    "a loop of groups": "stands twice",
    "groups nested without end": "nested more than",
    "no weights": "without weights",
    "weights in a link": "with the link",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_what_keras_does_not_write_for_built_in_layers_is_refused(name: str) -> None:
    with pytest.raises(ForeignModelFile, match=REASONS.get(name)):
        hdf5.load(changed(FOREIGN[name]))
    assert os.listdir() == ["saved.h5"]


@pytest.mark.parametrize("size", [0, 1, 8, 100, 2000])
def test_a_file_that_was_cut_is_refused(size: int) -> None:
    data = saved(MODELS["a line"]())
    with pytest.raises(ForeignModelFile):
        hdf5.load(data[:size])


def test_what_is_handed_on_has_no_optimizer_which_is_larger_than_the_model() -> None:
    model = keras.Sequential([layers.Input((100,)), layers.Dense(1000), layers.Dense(1)])
    model.compile("adam", "mse")
    model.fit(np.zeros((2, 100)), np.zeros((2, 1)), verbose=0)
    written: list[bytes] = []
    report = ProbeReport("x.py", written.append)
    with_optimizer = len(saved(model))
    official.load("model", Path("saved.h5").read_bytes(), report)
    models.describe(report, model, (), name="other", trained=True)
    sizes = [len(data) for data in report._models.values()]
    assert len(sizes) == 2
    assert max(sizes) < 4 * model.count_params() + 100_000 < with_optimizer / 2
