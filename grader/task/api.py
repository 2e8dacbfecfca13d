"""All that a task author sees: :func:`check`, :class:`Failure`, :class:`Case`, :class:`Material`.

A task's ``data.py`` defines ``prepare(rng, load, settings) -> Material``; its ``checks.py`` defines functions
``(case: Case) -> None`` marked with ``@check``, and may define ``metrics(case) -> dict[str, float]``.
Both run on the host.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, overload

import numpy as np
import pydantic

from grader.evidence import KINDS, Evidence, History, Problem, Structure
from grader.inside import fresh
from grader.inside.fitting import FIT
from grader.inside.predict import PREDICTIONS
from grader.task import idioms
from grader.text import NOTHING, Text, say

Array = np.ndarray[Any, np.dtype[Any]]
Loader = Callable[[str], Mapping[str, Array]]
Settings = Mapping[str, Any]  # the manifest's [public] table
Kind = Literal["number", "whole", "truth"]
Form = TypeVar("Form")
_MOST_ANSWER = 2**18  # characters of JSON: each wrong item of a longer one would make an error to keep
_MOST_PLACE = 80  # characters of the place in an answer that a message names
_REFUSED = {  # what the fit stage refuses, by the exception's name there
    "NotCompiled": "not_compiled",
    "ForeignTraining": "foreign_training",
    "CarriedList": "carried_list",
    "CarriedDigits": "carried_digits",
    "CarriedText": "carried_text",
    "ConfigurationTooLarge": "configuration_too_large",
    "StateNotKept": "state_not_kept",
}
_KINDS = {"number": "biuf", "whole": "iu", "truth": "b"}  # NumPy's letters for them
_KIND_WORDS = {
    "number": Text("numbers", "숫자"),
    "whole": Text("whole numbers", "정수"),
    "truth": Text("truth values", "참/거짓 값"),
}


_reader: Callable[[Any], pydantic.TypeAdapter[Any]] = functools.lru_cache(maxsize=256)(pydantic.TypeAdapter)


@dataclass(frozen=True)
class PublicValidation:
    """The public validation part of one model: what a report may show of its answers. Never scored.

    ``inputs`` are what the model takes; ``labels`` (rows,) the place of each row's class in ``classes``;
    ``images`` (rows, height, width) or (rows, height, width, 3) uint8, where there is something to see.
    """

    inputs: Array
    labels: Array
    classes: Sequence[str]
    images: Array | None = None


@dataclass(frozen=True)
class Training:
    """How the grader itself trains one model, without submitted code.

    ``x`` (rows, ...) and ``y`` (rows, ...) are what the model takes and is to answer; the validation
    arrays, where there are some, are given to ``fit`` as ``validation_data``. The architecture and what it
    was compiled with are the submission's; its weights are not, they are made afresh. ``keeps`` names
    layers of preprocessing whose state is the submission's as well, since it was adapted to data:
    ``TextVectorization``, ``Normalization`` ...
    """

    x: Array
    y: Array
    epochs: int
    batch_size: int = 32
    validation_x: Array | None = None
    validation_y: Array | None = None
    keeps: Sequence[str] = ()


@dataclass(frozen=True)
class Material:
    """What one grading is made of, drawn from its seed.

    Into the train stage go ``challenges`` (JSON), ``arrays`` (training data, challenge arrays) and
    ``files`` (relative path -> bytes); in the official form ``served`` says which of these answers an
    address (a pattern in small letters: ``*/horse-or-human.zip``, ``keras.datasets.mnist``). Into the fit
    stage goes ``training`` (by model name), where the grader trains and no submitted code runs. Into the
    predict stage go ``hidden_inputs`` and the inputs of ``shown`` (both by model name). ``secret`` (hidden
    labels, expected values) never leaves the host.
    """

    challenges: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    served: Mapping[str, str] = field(default_factory=dict)
    training: Mapping[str, Training] = field(default_factory=dict)
    hidden_inputs: Mapping[str, Array] = field(default_factory=dict)
    shown: Mapping[str, PublicValidation] = field(default_factory=dict)
    secret: Mapping[str, Any] = field(default_factory=dict)


class Failure(Exception):
    """A check did not hold.

    ``key`` names a sentence: ``[CHECK.failure.KEY]`` in the task's hints.toml, else
    ``failure.KEY`` in the grader's messages/judging.toml. ``values`` fill its placeholders.
    ``credit``, 0 to 1, is the share of the check's points that is earned all the same. ``cause`` is the id of
    an earlier check: where that has failed too, the message says that both come from one cause.
    """

    line: int | None = None  # of the source, where an exception names the student's own
    example: Text = NOTHING  # a case to try, told with the hint: not in an exam without hints
    hint: Text = NOTHING  # in the place of the sentence's own

    def __init__(self, key: str, /, *, credit: float = 0.0, cause: str | None = None, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.credit = credit
        self.cause = cause
        self.values = values


@dataclass(frozen=True)
class CheckFunction:
    """A check: its id (the function's name), what must have passed before it, and the function."""

    id: str
    needs: tuple[str, ...]
    function: Callable[[Case], None]


def check(*, needs: Sequence[str] = ()) -> Callable[[Callable[[Case], None]], CheckFunction]:
    """Mark a function as a check; where a check that it ``needs`` did not pass, it is skipped.

    ``needs`` is for what leaves no evidence to judge by: one mistake costs its own points only.
    Every check needs the built-in ``runs``: the submission ran to its end within its limits.
    """

    def mark(function: Callable[[Case], None]) -> CheckFunction:
        return CheckFunction(function.__name__, ("runs", *needs), function)

    return mark


@dataclass(frozen=True)
class Case:
    """What a check gets: one submission's evidence, and the material of its challenges."""

    evidence: Evidence
    material: Material
    thresholds: Mapping[str, int | float]
    public: Mapping[str, Any]

    @property
    def secret(self) -> Mapping[str, Any]:
        """Expected values and hidden labels."""
        return self.material.secret

    def completed(self, part: str) -> None:
        """Fail where the submission raised in that part of the probe, with its own lines."""
        problem = self.evidence.problems.get(part)
        if problem is None:
            return
        if problem.type == "MissingName":
            raise Failure("missing_name", name=problem.message)
        if problem.type == "ForeignModelFile":
            failure = Failure("cannot_load", name=part, message=problem.summary())
            failure.hint = say("failure_hint.model_alone")  # code hands on no file that is loaded here
            raise failure
        if problem.type == "CannotSave":
            raise Failure("cannot_save", part=part, message=problem.message)
        key = problem.kind if problem.kind in KINDS else "raised_in_part"
        failure = Failure(key, part=part, **problem.words())
        failure.line, failure.hint = problem.line, idioms.modern(problem)
        raise failure

    @overload
    def answer(self, name: str) -> Any: ...

    @overload
    def answer(self, name: str, form: type[Form]) -> Form: ...

    def answer(self, name: str, form: type[Any] | None = None) -> Any:
        """The JSON value of that name, as ``form``: a pydantic model or a type like ``int``, ``list[int]``.

        Nothing is converted: a bool is no int, "3" is no number. Fails where the value is missing or of
        another form, as a forged one may be.
        """
        if name not in self.evidence.answers:
            raise Failure("no_answer", name=name)
        value = self.evidence.answers[name]
        if form is None:
            return value
        text = json.dumps(value)
        if len(text) > _MOST_ANSWER:
            raise Failure("wrong_form", name=name)
        try:
            return _reader(form).validate_json(text, strict=True)
        except pydantic.ValidationError as error:
            place = ".".join(
                map(str, (name, *error.errors(include_url=False, include_input=False)[0]["loc"]))
            )
            raise Failure("wrong_form", name=place[:_MOST_PLACE]) from None

    def array(self, name: str, shape: Sequence[int | None] | None = None, kind: Kind = "number") -> Array:
        """The finite array of that name, of that shape (None: any size along that axis) and kind."""
        array = self._checked(self.evidence.arrays, name, shape)
        if array.dtype.kind not in _KINDS[kind]:
            raise Failure("wrong_kind", name=name, expected=_KIND_WORDS[kind], received=array.dtype.name)
        return array

    def predictions(self, name: str, shape: Sequence[int | None] | None = None) -> Array:
        """What the saved model of that name answered to its hidden inputs."""
        self.predicts(name)
        return self._checked(self.evidence.predictions, name, shape)

    def predicts(self, name: str) -> None:
        """Fail where the saved model of that name could not be loaded, or raised for its hidden inputs."""
        self.completed(name)
        self._loaded(name)
        problem = self.evidence.predict_problems.get(name + PREDICTIONS)
        if problem is not None:
            raise Failure("cannot_predict", name=name, message=problem.summary())

    def trained(self, name: str) -> History:
        """What the grader's own training of that model gave; fails where the model could not be trained."""
        self.completed(name)
        self._loaded(name)
        problem = self.evidence.fit_problems.get(name + FIT)
        if problem is not None:
            key = _REFUSED.get(problem.type, "cannot_train")
            raise Failure(key, name=name, error=problem.summary(), **_refused(problem))
        if name not in self.evidence.histories:
            raise Failure("no_answer", name=name)
        return self.evidence.histories[name]

    def structure(self, name: str) -> Structure:
        """The layers of the saved model of that name."""
        self.completed(name)
        self._loaded(name)
        if name not in self.evidence.structures:
            raise Failure("no_answer", name=name)
        return self.evidence.structures[name]

    def _loaded(self, name: str) -> None:
        problem = self.evidence.fit_problems.get(name) or self.evidence.predict_problems.get(name)
        if problem is not None and problem.type in _REFUSED:
            raise Failure(_REFUSED[problem.type], name=name, **_refused(problem))
        if problem is not None:
            raise Failure("cannot_load", name=name, message=problem.summary())

    def _checked(self, arrays: Mapping[str, Array], name: str, shape: Sequence[int | None] | None) -> Array:
        if name not in arrays:
            kind = self.evidence.answers.get(name)
            if isinstance(kind, dict) and set(kind) == {"type"}:
                raise Failure("not_an_array", name=name, received=kind["type"])
            raise Failure("no_answer", name=name)
        array = arrays[name]
        if shape is not None and not fits(array.shape, shape):
            expected = tuple("?" if size is None else size for size in shape)
            raise Failure("wrong_shape", name=name, expected=_show(expected), received=array.shape)
        if not np.all(np.isfinite(array)):
            bad = int(array.size - np.count_nonzero(np.isfinite(array)))
            raise Failure("not_finite", name=name, bad=bad, size=array.size)
        return array


def _refused(problem: Problem) -> dict[str, Any]:
    return {
        "message": problem.message,
        "most_in_a_list": fresh.MOST_IN_A_LIST,
        "most_letters": fresh.MOST_LETTERS,
        "most_digits": fresh.MOST_DIGITS,
        "most_bytes": fresh.MOST_BYTES,
    }


def fits(shape: Sequence[int | None], wanted: Sequence[int | None]) -> bool:
    """Whether a shape is as wanted, where None stands for any size."""
    return len(shape) == len(wanted) and all(b in (None, a) for a, b in zip(shape, wanted, strict=True))


def _show(shape: Sequence[object]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


__all__ = [
    "Array",
    "Case",
    "CheckFunction",
    "Failure",
    "Kind",
    "Loader",
    "Material",
    "PublicValidation",
    "Settings",
    "Text",
    "Training",
    "check",
    "fits",
]
