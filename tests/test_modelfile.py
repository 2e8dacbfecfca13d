"""A model file is opened where Keras wrote it for a model of built-in layers, and never otherwise."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from grader.inside.modelfile import FOREIGN, ForeignModelFile, check, load
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


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_layer_that_runs_code_from_elsewhere_is_refused_wherever_it_stands(sound: bytes, kind: str) -> None:
    config: Any = {"class_name": "Sequential", "config": {"layers": [{"deep": [{"class_name": kind}]}]}}
    with pytest.raises(ForeignModelFile, match=f"a {kind} layer"):
        check(changed(sound, ("config.json", json.dumps(config).encode())))


@pytest.mark.parametrize("outputs", [{"a": np.zeros(2)}, [np.zeros(2)], np.array(["a"]), np.array([None])])
def test_predictions_that_are_no_array_of_numbers_are_refused(outputs: Any) -> None:
    with pytest.raises(TypeError, match="predictions of"):
        numbers(outputs)
