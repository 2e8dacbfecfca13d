"""What a probe works with: the submission's names, the job's public material, and a place for answers.

A task's ``probe.py`` defines ``probe(submission, job, report)``. It runs in the sandbox beside the
submitted code, so it may hold nothing that must stay secret: it asks and reports, it never judges.
"""

from __future__ import annotations

import contextlib
import io
import json
import tempfile
import time
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from grader.inside import wire
from grader.inside.tracebacks import describe

Array = np.ndarray[Any, np.dtype[Any]]


class MissingName(Exception):
    """The submission does not define a name that the task asks for."""


class CannotSave(Exception):
    """What was to be saved as a model is no Keras model, or Keras cannot write it."""


@dataclass(frozen=True)
class ProbeJob:
    """The public material of one grading.

    challenges: JSON values drawn for this grading. arrays: training data and challenge arrays.
    settings: the manifest's ``[public]`` numbers. folder: where the job's files were written.
    """

    challenges: Mapping[str, Any]
    arrays: Mapping[str, Array]
    settings: Mapping[str, Any]
    folder: Path


@dataclass(frozen=True)
class SubmittedModule:
    """The submitted module, already executed."""

    module: types.ModuleType

    def get(self, name: str) -> Any:
        """The object of that name; raises MissingName where the module has none."""
        try:
            return getattr(self.module, name)
        except AttributeError:
            raise MissingName(name) from None

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """Call the function or class of that name."""
        return self.get(name)(*args, **kwargs)


@dataclass
class ProbeReport:
    """Collects what goes back to the host: answers (JSON), arrays, models, and what went wrong."""

    filename: str
    write: Callable[[bytes], None]
    _answers: dict[str, Any] = field(default_factory=dict)
    _arrays: dict[str, Array] = field(default_factory=dict)
    _models: dict[str, bytes] = field(default_factory=dict)
    _problems: dict[str, dict[str, Any]] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=dict)
    _cells: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, name: str, value: Any) -> None:
        """Record a JSON value. Anything that JSON cannot hold is recorded as ``{"type": its type}``."""
        try:
            self._answers[name] = json.loads(json.dumps(value, default=_plain))
        except (TypeError, ValueError, RecursionError):
            self._answers[name] = {"type": type(value).__name__}

    def array(self, name: str, value: Any) -> None:
        """Record an array of numbers (any shape; bool, int or float dtype), else only its type."""
        try:
            array = np.asarray(value)
        except Exception:  # whatever a student's object raises when it is read as an array
            array = np.empty(0, dtype=object)
        if array.dtype.kind in "biuf":
            self._arrays[name] = array
        else:
            self.answer(name, {"type": type(value).__name__})

    def model(self, name: str, model: Any) -> None:
        """Record a Keras model in its ``.keras`` form; raises CannotSave where that fails."""
        if not callable(getattr(model, "save", None)):
            raise CannotSave(f"{type(model).__name__} is not a Keras model")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "model.keras")
            try:
                model.save(path)
            except Exception as error:
                raise CannotSave(f"{type(error).__name__}: {error}") from error
            self._models[name] = path.read_bytes()

    @contextlib.contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Keep an exception of one part of a probe from ending the others; it is reported by name."""
        try:
            yield
        except Exception as error:
            self._problems[name] = describe(error, self.filename)

    def cell(self, error: BaseException) -> None:
        """Tell of an exception that ended a cell of a notebook."""
        self._cells.append(describe(error, self.filename))

    @contextlib.contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Add the wall time of the block, in seconds, to the report's timing under that name."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - start

    def progress(self, **values: Any) -> None:
        """Show a step of the work on the host, live: ``epoch``, ``epochs``, ``part``, ``logs``."""
        payload = json.dumps(values, default=_plain).encode()
        if len(payload) <= wire.MAX_PROGRESS:
            self.write(wire.frame(wire.PROGRESS, payload))

    def live(self, epochs: int, part: str = "") -> Any:
        """A Keras callback that shows each epoch's logs on the host as training goes on."""
        import keras

        def epoch_end(epoch: int, logs: Mapping[str, Any] | None) -> None:
            numbers = {str(k): float(v) for k, v in (logs or {}).items()}
            self.progress(part=part, epoch=epoch + 1, epochs=epochs, logs=numbers)

        return keras.callbacks.LambdaCallback(on_epoch_end=epoch_end)

    def send(self, error: dict[str, Any] | None = None) -> None:
        """Send all that was recorded as the job's one result."""
        blobs = {f"array/{name}": npy(array) for name, array in self._arrays.items()}
        blobs |= {f"model/{name}": model for name, model in self._models.items()}
        body = {
            "answers": self._answers,
            "problems": self._problems,
            "seconds": self._seconds,
            "cells": self._cells,
            "error": error,
        }
        self.write(wire.frame(wire.RESULT, wire.pack(body, blobs)))


def npy(array: Array) -> bytes:
    """The array in NumPy's ``.npy`` form, without pickles."""
    out = io.BytesIO()
    np.save(out, array, allow_pickle=False)
    return out.getvalue()


def read_npy(data: bytes) -> Array:
    """The array that :func:`npy` wrote (host -> sandbox: the sender is trusted)."""
    array: Array = np.load(io.BytesIO(data), allow_pickle=False)
    return array


def model_inputs(array: Array) -> Array:
    """As Keras takes it: texts as Python's strings, which it refuses in NumPy's own form."""
    return array.astype(object) if array.dtype.kind == "U" else array


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the job's files below the folder; the names come from the host."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _plain(value: Any) -> Any:
    """JSON's view of NumPy and TensorFlow numbers and arrays."""
    if hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    raise TypeError(type(value).__name__)
