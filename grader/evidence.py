"""Evidence: what came out of the sandboxes, decoded strictly. Only its form is checked here.

Wire types are strict pydantic models; arrays are read without NumPy's object support, and only when
the bytes that a header promises are really there. A model file stays opaque bytes.
"""

from __future__ import annotations

import io
import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar

import numpy as np
import pydantic

from grader.errors import EvidenceProblem
from grader.inside import wire
from grader.text import LANGUAGES, Text, plain, say
from grader.washing import uncoloured

Array = np.ndarray[Any, np.dtype[Any]]
TerminationReason = Literal["exit", "signal", "time", "starved", "memory", "evicted", "output", "result"]

# Python 3.11 counts its parser's depth for all threads together (CPython issue 106905): of two that parse at
# once, a source or the header of an array, one could be called broken.
PARSING = threading.Lock()
MAX_DIMENSIONS = 8
MAX_DEPTH = 40  # of an answer's lists and objects: deeper ones exhaust the stack of whoever shows them
_KINDS = "biuf"  # NumPy's letters for bool, int, unsigned int, float: the only dtypes that are judged
_MAX_LINES = 6
# Kinds of exceptions that have a sentence of their own
KINDS = ("network", "not_served", "file", "input", "absent")


class _Wire(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True)


_Number = Annotated[float, pydantic.Field(allow_inf_nan=False)]
_Size = Annotated[int, pydantic.Field(ge=0, lt=2**62)]  # JSON's integers have thousands of digits
_Count = Annotated[int, pydantic.Field(ge=0, le=10_000_000)]
_Answer = TypeVar("_Answer", bound=_Wire)
_Name = Annotated[str, pydantic.Field(max_length=80)]


class Termination(_Wire):
    """How the child that ran a stage came to its end, as the supervisor saw it."""

    reason: TerminationReason
    code: Annotated[int, pydantic.Field(ge=-(2**31), lt=2**31)]
    seconds: _Number
    cpu_seconds: _Number
    withheld_seconds: _Number = 0.0  # of those: the job could have run, but the machine was busy with others
    peak_mb: _Number
    printed: _Size
    clean: bool = True  # all that the job left behind was removed
    begun: bool = False  # the submitted code had started: an end after that is not the grader's error


class ProgressMessage(_Wire):
    """A progress message: what a submission says of its training, for the live display."""

    stage: str = pydantic.Field(default="", max_length=40)
    part: str = pydantic.Field(default="", max_length=40)
    epoch: _Count | None = None
    epochs: _Count | None = None
    logs: dict[_Name, float] = pydantic.Field(default={}, max_length=20)


# JSON has no tuples: a list is accepted for the pair, while its two members stay strict
_Line = Annotated[int, pydantic.Field(strict=True, ge=0, le=10_000_000)]
_Frame = Annotated[tuple[_Line, pydantic.StrictStr], pydantic.Strict(False)]
_Seconds = Annotated[float, pydantic.Field(ge=0.0, allow_inf_nan=False)]


class _Problem(_Wire):
    type: str = pydantic.Field(max_length=200)
    message: str = pydantic.Field(max_length=4000)
    frames: list[_Frame] = pydantic.Field(max_length=50)
    kind: str = pydantic.Field(default="", max_length=40)


class _Body(_Wire):
    answers: dict[str, Any]
    problems: dict[str, _Problem] = pydantic.Field(max_length=1000)
    seconds: dict[str, _Seconds]
    error: _Problem | None
    cells: list[_Problem] = pydantic.Field(default=[], max_length=50)


_Share = Annotated[float, pydantic.Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class Layer(_Wire):
    """One layer of a saved model. ``facts`` has Keras's own names (``filters``, ``padding`` ...).

    ``effect`` (grader/inside/ablation.py) is the share of the predictions' variation that depends on what the
    layer does: 1 where all of it does, 0 where the layer makes no difference, None where that cannot be told
    (constant predictions) or was not looked at.
    """

    kind: str
    params: _Size
    activation: str | None
    output_shape: list[_Size | None] | None
    facts: dict[str, Any]
    effect: _Share | None = None


class Structure(_Wire):
    """A saved model's layers in order, nested models opened; None stands for the batch axis.

    ``families``: the effect of all layers of a family (``convolution``, ``pooling`` ...) at once.
    """

    layers: list[Layer]
    params: _Size
    input_shape: list[_Size | None] | None
    output_shape: list[_Size | None] | None
    families: dict[str, _Share | None] = {}

    def of_kind(self, *kinds: str) -> list[Layer]:
        """The layers of those Keras classes, in order."""
        return [layer for layer in self.layers if layer.kind in kinds]


class History(_Wire):
    """What ``fit`` gave where the grader itself trained: a fact, unlike what a submission tells.

    ``logs``: Keras's own, one number an epoch for each name (``loss``, ``val_loss`` ...), NaN where it was
    NaN. ``metrics``: the class of each metric by its name, which is the submission's to choose.
    """

    logs: dict[_Name, list[float]] = pydantic.Field(max_length=200)
    metrics: dict[_Name, _Name] = pydantic.Field(default={}, max_length=100)

    @property
    def epochs(self) -> int:
        """How many epochs were trained."""
        return max(map(len, self.logs.values()), default=0)


@dataclass(frozen=True)
class Problem:
    """An exception in the sandbox, with the student's own lines."""

    type: str
    message: str
    places: tuple[Text, ...] = ()
    kind: str = ""  # one of KINDS, as the sandbox says
    line: int | None = None  # of the source: the student's own line nearest to the exception

    @property
    def code(self) -> str:
        """What the student's own line nearest to the exception says."""
        return self.places[-1].en.partition(": ")[2] if self.places else ""

    def summary(self) -> str:
        """Type and message on one line, as Python would end a traceback."""
        first = self.message.strip()
        return f"{self.type}: {first}" if first else self.type

    def words(self) -> dict[str, Any]:
        """The values of the placeholders of its sentence."""
        return {"error": self.summary(), "message": self.message, "lines": self.lines()}

    def lines(self) -> Text:
        """The student's lines that led there, outermost first; a sentence where there are none."""
        if not self.places:
            return say("evidence.no_lines")
        places = self.places[-_MAX_LINES:]
        return Text(*("\n".join(f"  {place.pick(language)}" for place in places) for language in LANGUAGES))


@dataclass(frozen=True)
class RawStage:
    """One stage as it left the sandbox: the result bundle, printed output, and how it ended."""

    result: bytes | None
    output: bytes
    termination: Termination
    versions: Mapping[str, str] = field(default_factory=dict)
    epochs: tuple[
        Mapping[str, Any], ...
    ] = ()  # the progress messages that told of an epoch: shown, never scored


@dataclass(frozen=True)
class Evidence:
    """All that is known of one submission's run, decoded."""

    train: Termination
    error: Problem | None = None
    cells: tuple[Problem, ...] = ()  # the failed cells of a notebook; the other cells were run all the same
    answers: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)
    models: Mapping[str, bytes] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)
    predictions: Mapping[str, Array] = field(default_factory=dict)
    structures: Mapping[str, Structure] = field(default_factory=dict)
    fit: Termination | None = None  # the stage in which the grader trains, where a task has one
    fit_error: Problem | None = None
    fit_problems: Mapping[str, Problem] = field(default_factory=dict)
    histories: Mapping[str, History] = field(default_factory=dict)
    predict: Termination | None = None
    predict_error: Problem | None = None
    predict_problems: Mapping[str, Problem] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    has_result: bool = True
    epochs: tuple[Mapping[str, Any], ...] = ()


Locate = Callable[[int], Text]


def decode(
    train: RawStage, predict: RawStage | None, locate: Locate, fit: RawStage | None = None
) -> Evidence:
    """Decode all stages; ``locate`` turns a line number into where it is and what the student wrote there.

    Raises:
        EvidenceProblem: where a result is not what this project's own child writes.
    """
    if train.result is None:
        return Evidence(train=train.termination, has_result=False, epochs=train.epochs)
    body, blobs = _unpack(train.result)
    facts: dict[str, Any] = {"epochs": train.epochs, "seconds": body.seconds}
    if fit is not None:
        facts |= {"fit": fit.termination, "epochs": fit.epochs} | _decode_fit(fit, body.seconds)
    if predict is not None:
        facts |= {"predict": predict.termination} | _decode_predict(predict)
    return Evidence(
        train=train.termination,
        error=_problem(body.error, locate),
        cells=tuple(_found(item, locate) for item in body.cells),
        answers=body.answers,
        arrays={name: read_array(data) for name, data in wire.below("array/", blobs).items()},
        models=wire.below("model/", blobs),
        problems={name: _found(item, locate) for name, item in body.problems.items()},
        **facts,
    )


def models_of(stage: RawStage) -> Mapping[str, bytes]:
    """The model files that a stage gave, opaque; empty where there is no sound result."""
    if stage.result is None:
        return {}
    return wire.below("model/", _unpack(stage.result)[1])


def read_array(data: bytes) -> Array:
    """Decode an ``.npy`` file of numbers.

    Raises:
        EvidenceProblem: for objects, structures, more than 8 axes, or a size that is not the header's.
    """
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        with PARSING:
            shape, fortran, dtype = read(stream)
    except Exception as error:
        # NumPy's parser may raise anything for hostile bytes: each means that this is no array
        raise EvidenceProblem("evidence.bad_array", problem=type(error).__name__) from error
    wanted = math.prod(shape) * dtype.itemsize
    left = len(data) - stream.tell()
    if dtype.kind not in _KINDS or dtype.hasobject or dtype.names or dtype.itemsize > 8:
        raise EvidenceProblem("evidence.bad_array", problem=f"dtype {dtype.str}")
    if len(shape) > MAX_DIMENSIONS or any(size < 0 for size in shape) or wanted != left:
        raise EvidenceProblem("evidence.bad_array", problem=f"shape {shape} in {left} bytes")
    try:
        flat = np.frombuffer(data, dtype=dtype, offset=stream.tell())
        return flat.reshape(shape, order="F" if fortran else "C")
    except (ValueError, TypeError, OverflowError) as error:  # an axis that is a bool, or beyond any size
        raise EvidenceProblem("evidence.bad_array", problem=f"shape {shape}") from error


def _decode_fit(stage: RawStage, seconds: Mapping[str, float]) -> dict[str, Any]:
    if stage.result is None:
        return {"fit_error": Problem(stage.termination.reason, str(stage.termination.code))}
    body, _blobs = _unpack(stage.result)
    return {
        "fit_error": _problem(body.error, plain),
        "fit_problems": {name: _found(item, plain) for name, item in body.problems.items()},
        "histories": {name: _read(History, value) for name, value in body.answers.items()},
        "seconds": {**seconds, **body.seconds},
    }


def _decode_predict(stage: RawStage) -> dict[str, Any]:
    if stage.result is None:
        return {"predict_error": Problem(stage.termination.reason, str(stage.termination.code))}
    body, blobs = _unpack(stage.result)
    return {
        "predict_error": _problem(body.error, plain),
        "predictions": {name: read_array(data) for name, data in wire.below("array/", blobs).items()},
        "structures": {name: _read(Structure, value) for name, value in body.answers.items()},
        "predict_problems": {name: _found(item, plain) for name, item in body.problems.items()},
    }


def _unpack(data: bytes) -> tuple[_Body, dict[str, bytes]]:
    try:
        body, blobs = wire.unpack(data)
        if _is_deep(body):
            raise wire.WireError(f"bundle body nested deeper than {MAX_DEPTH}")
        return _Body.model_validate(body), blobs
    except wire.WireError as error:
        raise EvidenceProblem("evidence.malformed", problem=str(error)) from error
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise EvidenceProblem("evidence.malformed", problem=problem) from error


def _is_deep(value: Any) -> bool:
    """Whether JSON nests deeper than MAX_DEPTH. Not recursive: the sender would decide how deep that goes."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return True


def _read(kind: type[_Answer], value: Any) -> _Answer:
    try:
        return kind.model_validate(value)
    except pydantic.ValidationError as error:
        problem = str(error.errors()[0]["msg"])
        raise EvidenceProblem("evidence.malformed", problem=problem) from error


def _found(problem: _Problem, locate: Locate) -> Problem:
    places = tuple(locate(line) for line, _function in problem.frames)
    line = problem.frames[-1][0] if problem.frames else None
    return Problem(problem.type, uncoloured(problem.message), places, problem.kind, line)


def _problem(problem: _Problem | None, locate: Locate) -> Problem | None:
    return None if problem is None else _found(problem, locate)
