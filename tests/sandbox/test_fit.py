"""A model is trained for real in a sandbox, from a file alone: one small one, in each kind of sandbox."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from conftest import LIMITS

from grader.evidence import RawStage, decode, models_of
from grader.grading.workers import Workers
from grader.sandbox.contract import Job

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:keras.*")  # Keras's, as it saves
TRAIN = {"model.x": np.eye(4, dtype=np.float32), "model.y": np.arange(4)}
HOW = {"model": {"epochs": 3, "batch_size": 2, "keeps": []}}


def file_of(folder: Path, learning_rate: float) -> bytes:
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(4, activation="softmax")])
    model.compile(
        keras.optimizers.SGD(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"]
    )
    model.save(folder / "model.keras")
    return (folder / "model.keras").read_bytes()


def test_a_model_is_trained_epoch_by_epoch_and_handed_on(workers: Workers, tmp_path: Path) -> None:
    job = Job("fit", LIMITS, 1, arrays=TRAIN, models={"model": file_of(tmp_path, 1.0)}, trainings=HOW)
    told: list[Mapping[str, Any]] = []
    raw = workers.run("fit", job, told.append)
    assert [message["epoch"] for message in told if message["epoch"]] == [1, 2, 3]
    train = RawStage(raw.result, b"", raw.termination)
    history = decode(train, None, str, fit=raw).histories["model"]
    assert history.epochs == 3
    assert history.logs["loss"][2] < history.logs["loss"][0]
    assert set(models_of(raw)) == {"model"}
    again = workers.run("fit", job, lambda _message: None)
    assert decode(train, None, str, fit=again).histories["model"] == history
