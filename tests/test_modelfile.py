"""A model file is opened where Keras wrote it for a model of built-in layers, and never otherwise."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest
from keras import layers, ops

from grader.inside.builtin import LAYERS, ForeignModelFile
from grader.inside.modelfile import CONFIG, check, load
from grader.inside.predict import numbers

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:keras.*")  # Keras's, as it saves


def saved(model: keras.Model, folder: Path) -> bytes:
    model.save(folder / "model.keras")
    return (folder / "model.keras").read_bytes()


@pytest.fixture
def sound(tmp_path: Path) -> bytes:
    return saved(keras.Sequential([keras.Input((3,)), layers.Dense(2, name="last")]), tmp_path)


def changed(data: bytes, *more: tuple[str | zipfile.ZipInfo, bytes], how: int = zipfile.ZIP_STORED) -> bytes:
    """The same members and more, stored in that way; content None takes a member away."""
    out, new = io.BytesIO(), dict(more)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", how) as archive:
        for name in old.namelist():
            if name not in new:
                archive.writestr(name, old.read(name))
        for name, content in new.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_a_model_as_keras_saves_it_loads_and_leaves_no_file(
    sound: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert [layer.name for layer in load(sound).layers] == ["last"]
    assert list((tmp_path / "work").iterdir()) == []


def test_a_model_with_a_vocabulary_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = layers.TextVectorization(max_tokens=5, output_sequence_length=2)
    words.adapt(["a b", "c"])
    model = keras.Sequential([keras.Input((), dtype="string"), words, layers.Embedding(5, 2)])
    monkeypatch.chdir(tmp_path)
    assert load(saved(model, tmp_path)).layers[0].get_vocabulary() == words.get_vocabulary()


@pytest.mark.parametrize(
    "member",
    [
        "/tmp/pwned",
        "../pwned",
        "assets/../../pwned",
        "assets\\..\\pwned",
        "code.py",
        "ASSETS/x",
        "assets/..\\x",
    ],
)
def test_a_member_that_keras_does_not_write_is_refused(sound: bytes, member: str) -> None:
    with pytest.raises(ForeignModelFile, match="member"):
        check(changed(sound, (member, b"x")))


def test_a_compressed_member_is_refused(sound: bytes) -> None:
    with pytest.raises(ForeignModelFile, match="compressed"):
        check(changed(sound, how=zipfile.ZIP_DEFLATED))


@pytest.mark.parametrize("data", [b"", b"PK", b"\x89HDF\r\n\x1a\n" + bytes(100)])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    with pytest.raises(ForeignModelFile, match="archive"):
        check(data)


def test_a_missing_and_a_doubled_member_are_refused(sound: bytes) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("config.json", "{}")
    with pytest.raises(ForeignModelFile, match="with the members"):
        check(out.getvalue())
    again = io.BytesIO(sound)
    with zipfile.ZipFile(again, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("config.json", "{}")
    with pytest.raises(ForeignModelFile, match="with the members"):
        check(again.getvalue())


def refused(sound: bytes, item: Any, match: str) -> None:
    config: Any = {"module": "keras", "class_name": "Sequential", "config": {"layers": [{"deep": [item]}]}}
    with pytest.raises(ForeignModelFile, match=match):
        check(changed(sound, ("config.json", json.dumps(config).encode())))


FOREIGN = ("Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer", "Wrapper")


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_layer_that_runs_code_from_elsewhere_is_refused_wherever_it_stands(sound: bytes, kind: str) -> None:
    refused(sound, {"module": "keras.layers", "class_name": kind, "config": {}}, f"a {kind} layer")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("keras", "layers.Lambda"),
        ("keras.layers", "core.Lambda"),
        ("keras.layers.Lambda", "__init__"),
        ("keras.src.layers.core.lambda_layer", "Lambda"),
        ("keras.config", "set_floatx"),
        ("keras", "config.set_floatx"),
        ("keras.utils", "get_file"),
        ("keras.utils", "FeatureSpace"),
        ("keras.saving", "KerasFileEditor"),
        ("keras.models", "load_model"),
        ("keras.callbacks", "CSVLogger"),
        ("keras.export", "ExportArchive"),
        ("keras.src.ops.core", "Map"),
        ("keras.src.ops.core", "WhileLoop"),
        ("keras.src.ops.linalg", "JVP"),
        ("keras.src.ops.numpy", "Operation"),
        ("keras.src.ops.numpy", "backend"),
        ("keras_hub.models", "Backbone"),
        ("builtins", "eval"),
        ("os", "system"),
        ("", "Dense"),
        (None, "Dense"),
        ("keras.layers", ["Dense"]),
        (["keras"], "Dense"),
        (None, "__lambda__"),
        ("tensorflow", "__typespec__"),
    ],
)
def test_what_is_no_built_in_layer_is_refused_as_a_class_and_as_a_function(
    sound: bytes, module: Any, name: Any
) -> None:
    refused(sound, {"module": module, "class_name": name, "config": {}}, "layer")
    refused(sound, {"module": module, "class_name": "function", "config": name}, "layer")


def test_a_class_without_a_module_and_a_registered_name_are_refused(sound: bytes) -> None:
    refused(sound, {"class_name": "Dense", "config": {}}, "no layer of Keras's own")
    item = {"module": "keras.layers", "class_name": "Dense", "config": {}, "registered_name": "my>Lambda"}
    refused(sound, item, "registered name")


def test_a_huge_configuration_is_refused(sound: bytes) -> None:
    config = {"module": "keras", "class_name": "Sequential", "config": {"name": "x" * CONFIG}}
    with pytest.raises(ForeignModelFile, match="a configuration of"):
        check(changed(sound, ("config.json", json.dumps(config).encode())))


def test_what_a_model_was_compiled_with_is_left_out_wherever_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loss_of_its_own(y: Any, p: Any) -> Any:
        return ops.mean(y - p)

    inner = keras.Sequential([keras.Input((3,)), layers.Dense(2)])
    outer = keras.Sequential([keras.Input((3,)), inner])
    for model in (inner, outer):
        model.compile("adam", loss_of_its_own)
    monkeypatch.chdir(tmp_path)
    assert load(saved(outer, tmp_path)).output_shape == (None, 2)


def test_every_listed_layer_is_there_and_no_other_of_keras_is_left_out_unawares() -> None:
    known = {
        name
        for name, item in vars(keras.layers).items()
        if isinstance(item, type) and issubclass(item, layers.Layer)
    }
    listed = set(LAYERS.split())
    aliases = {name for name in known if getattr(layers, name).__name__ in listed}
    assert listed <= known
    assert known - listed - aliases == {*FOREIGN, "Layer"}


IMAGE, SEQUENCE, ROW, WORDS = (16, 16, 3), (8, 4), (6,), ()
BUILT_IN: dict[str, tuple[tuple[int, ...], Any]] = {
    "augmentation": (
        IMAGE,
        lambda x: layers.RandomZoom(0.1)(
            layers.RandomRotation(0.1)(layers.RandomFlip()(layers.RandomTranslation(0.1, 0.1)(x)))
        ),
    ),
    "more augmentation": (
        IMAGE,
        lambda x: layers.RandAugment()(layers.RandomBrightness(0.1)(layers.RandomContrast(0.1)(x))),
    ),
    "a pipeline": (IMAGE, lambda x: layers.Pipeline([layers.RandomFlip(), layers.Rescaling(0.5)])(x)),
    "rescaling and resizing": (
        IMAGE,
        lambda x: layers.Resizing(8, 8)(layers.Rescaling([1.0, 2.0, 3.0], np.ones(3))(x)),
    ),
    "convolutions": (
        IMAGE,
        lambda x: layers.Conv2DTranspose(2, 3)(
            layers.SeparableConv2D(2, 3)(layers.DepthwiseConv2D(3, depthwise_constraint="max_norm")(x))
        ),
    ),
    "regularised": (
        ROW,
        lambda x: layers.Dense(
            3,
            kernel_regularizer=keras.regularizers.L1L2(0.1, 0.1),
            bias_constraint="non_neg",
            kernel_initializer=keras.initializers.VarianceScaling(seed=1),
            bias_initializer=keras.initializers.Constant(np.ones(3)),
        )(x),
    ),
    "normalisations": (
        IMAGE,
        lambda x: layers.GroupNormalization(3)(
            layers.LayerNormalization()(layers.BatchNormalization()(layers.RMSNormalization()(x)))
        ),
    ),
    "wrappers": (
        SEQUENCE,
        lambda x: layers.Bidirectional(layers.GRU(2), backward_layer=layers.GRU(2, go_backwards=True))(
            layers.TimeDistributed(layers.Dense(2))(layers.SpectralNormalization(layers.Conv1D(2, 2))(x))
        ),
    ),
    "recurrent cells": (
        SEQUENCE,
        lambda x: layers.RNN([layers.LSTMCell(2), layers.GRUCell(2), layers.SimpleRNNCell(2)])(x),
    ),
    "attention": (SEQUENCE, lambda x: layers.Attention()([layers.MultiHeadAttention(2, 2)(x, x), x])),
    "merges": (
        ROW,
        lambda x: layers.Concatenate()([layers.Add()([x, x]), layers.Multiply()([x, x])]),
    ),
    "an activation that is a layer": (IMAGE, lambda x: layers.Conv2D(2, 3, activation=layers.PReLU())(x)),
    "an operation for an activation": (ROW, lambda x: layers.Dense(2, activation=ops.sigmoid)(x)),
    "precision": (ROW, lambda x: layers.Dense(2, dtype="mixed_float16")(x)),
    "a map of precisions": (ROW, lambda x: layers.Dense(2, dtype=keras.dtype_policies.DTypePolicyMap())(x)),
    "nested models": (
        IMAGE,
        lambda x: keras.Sequential([keras.Sequential([layers.Conv2D(2, 3)]), layers.Flatten()])(x),
    ),
    "operations": (
        SEQUENCE,
        lambda x: ops.softmax(
            ops.where(x[:, 1:, ..., None] > 0, ops.cast(x[:, 1:, :, None], "float32") * 2 + 1, -1.0), axis=2
        ),
    ),
    "more operations": (
        SEQUENCE,
        lambda x: ops.norm(ops.logsumexp(ops.matmul(x, ops.transpose(x, (0, 2, 1))), axis=-1), axis=-1),
    ),
    "an array in an operation": (ROW, lambda x: x * np.arange(6, dtype=np.float32)),
    "operations on images": (IMAGE, lambda x: ops.image.rgb_to_grayscale(ops.image.resize(x, (8, 8)))),
    "words": (WORDS, lambda x: layers.TextVectorization(vocabulary=["a", "b"], output_mode="count")(x)),
    "a look-up": (WORDS, lambda x: layers.StringLookup(vocabulary=["a", "b"], output_mode="one_hot")(x)),
    "hashes": (WORDS, lambda x: layers.CategoryEncoding(4)(layers.Hashing(4)(layers.Reshape((1,))(x)))),
    "adapted": (ROW, lambda x: layers.Normalization(mean=[0.0] * 6, variance=[1.0] * 6)(x)),
    "ranges": (ROW, lambda x: layers.Discretization([0.0, 1.0])(x)),
}


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_model_of_built_in_layers_loads_and_predicts_the_same(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shape, made = BUILT_IN[name]
    inputs = keras.Input(shape, dtype="float32" if shape else "string")
    model = keras.Model(inputs, made(inputs))
    monkeypatch.chdir(tmp_path)
    batch = np.random.default_rng(0).random((4, *shape), dtype=np.float32) if shape else ops.array(["a"] * 4)
    again = load(saved(model, tmp_path))
    np.testing.assert_array_equal(again(batch, training=False), model(batch, training=False))


ACTIVATIONS = sorted(set(vars(keras.activations)) - {"get", "serialize", "deserialize"})


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if not name.startswith("_")])
def test_every_activation_loads(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    function = getattr(keras.activations, name)
    stack = [keras.Input((4,)), layers.Activation(function), layers.Dense(4, activation=function)]
    monkeypatch.chdir(tmp_path)
    assert load(saved(keras.Sequential(stack), tmp_path)).layers[1].activation is function


def test_adapted_layers_keep_what_they_learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    number = layers.IntegerLookup(output_mode="int")
    number.adapt([3, 5])
    model = keras.Sequential([keras.Input((), dtype="int64"), number])
    monkeypatch.chdir(tmp_path)
    assert load(saved(model, tmp_path)).layers[0].get_vocabulary() == number.get_vocabulary()


@pytest.mark.parametrize("outputs", [{"a": np.zeros(2)}, [np.zeros(2)], np.array(["a"]), np.array([None])])
def test_predictions_that_are_no_array_of_numbers_are_refused(outputs: Any) -> None:
    with pytest.raises(TypeError, match="predictions of"):
        numbers(outputs)


def linked(file: Any, kernel: str) -> None:
    del file[kernel]
    file[kernel] = h5py.ExternalLink("/etc/passwd", "/")


def stored_elsewhere(file: Any, kernel: str) -> None:
    del file[kernel]
    file.create_dataset(kernel, (3, 2), "f4", external=[("/etc/passwd", 0, 24)])


def circular(file: Any, kernel: str) -> None:
    folder = kernel.rpartition("/")[0]
    del file[folder]
    file[folder] = h5py.SoftLink(f"/{folder}")


def mapped_from_elsewhere(file: Any, kernel: str) -> None:
    del file[kernel]
    layout = h5py.VirtualLayout((3, 2), "f4")
    layout[:] = h5py.VirtualSource("/work/other.h5", "d", (3, 2), "f4")
    file.create_virtual_dataset(kernel, layout)


@pytest.mark.parametrize("change", [linked, stored_elsewhere, circular, mapped_from_elsewhere])
def test_weights_that_lie_elsewhere_are_not_loaded(
    sound: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        weights = io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(weights, "r+") as file:
        change(file, "layers/dense/vars/0")
    with pytest.raises((ValueError, KeyError, OSError)):
        load(changed(sound, ("model.weights.h5", weights.getvalue())))
