"""Makes a model afresh from the configuration in a model file, where that carries no weights of its own.

A configuration may say how a model is built and trained, and nothing that was learned elsewhere. So beside
the guards of :mod:`grader.inside.modelfile` (classes and functions of Keras alone) it may hold no long list
and no array, be no longer than a large network's, and have no more digits in all than such a one; what a
model is compiled with is looked at in the same way. State of preprocessing layers is taken over only where
a task says so.

Knowingly left: up to MOST_DIGITS digits, some of which a submission is free to choose (rates, scales, sizes).
"""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.inside import builtin, modelfile
from grader.inside.builtin import ForeignModelFile

# Of twelve networks for small tasks the largest has 22 KiB and 640 digits; MobileNetV2 159 KiB and 4561
MOST_BYTES = 256 << 10
MOST_DIGITS = 3000
MOST_IN_A_LIST = 32  # numbers or words; the longest of Keras's own applications has 4
MOST_ADAPTED = 96  # means, variances and counts of all Normalization layers; one for 10 columns has 21
MOST_LETTERS = 300  # of one text
MOST_WORDS = 20_000  # of all vocabularies that are taken over
MOST_LETTERS_OF_A_WORD = 60  # or of a few words in a row
STATES = {  # layers that are adapted to data > where their configuration says what was given in the code
    "Discretization": "bin_boundaries",
    "IntegerLookup": "vocabulary",
    "Normalization": "mean",
    "StringLookup": "vocabulary",
    "TextVectorization": "vocabulary",
}
_COMPILED = {
    *("optimizer", "loss", "loss_weights", "metrics", "weighted_metrics"),
    *("run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss"),
}


class ConfigurationTooLarge(ValueError):
    """Longer than that of a large network."""


class CarriedList(ValueError):
    """A list or an array of numbers or words, where weights or answers may lie."""


class CarriedText(ValueError):
    """A text as long as no name is."""


class CarriedDigits(ValueError):
    """More digits than a large network needs."""


class StateNotKept(ValueError):
    """A layer that was adapted to data, where the task takes no such state over."""


class ForeignTraining(ValueError):
    """Compiled with something that is not Keras's own, and that only the submission's code could make."""


@dataclass(frozen=True)
class Made:
    """A model with fresh weights, and the configuration of its ``compile``, if there was such a call."""

    model: Any
    compiled: Any


def make(data: bytes, keeps: Sequence[str] = ()) -> Made:
    """The model that the file describes.

    Raises:
        ForeignModelFile: where the file is no model of built-in layers.
        ConfigurationTooLarge, CarriedList, CarriedText, CarriedDigits, StateNotKept: see there.
    """
    import keras

    config, compiled = modelfile.parts(data, MOST_BYTES, ConfigurationTooLarge)
    kept = list(_kept(config, keeps))
    long = [own for kind, own in kept if kind != "Normalization"]  # a mean of a column each is no long list
    check_carries_nothing(config, long)
    model = keras.saving.deserialize_keras_object(config, safe_mode=True)
    if not isinstance(model, keras.Model):
        raise ForeignModelFile(f"a {type(model).__name__}, which is no model")
    if kept:
        _take_over(modelfile.load(data), model, keeps)
    return Made(model, compiled)


def compile_again(made: Made) -> None:
    """Compile the model as it was compiled.

    Raises:
        ForeignTraining: where that takes more than Keras; whatever Keras raises.
    """
    if not isinstance(made.compiled, dict) or not set(made.compiled) <= _COMPILED:
        raise ForeignTraining("compile")
    for argument, value in made.compiled.items():
        for item in modelfile.objects(value):
            try:
                builtin.check(item, training=True)
            except ForeignModelFile:
                raise ForeignTraining(f"{argument}={_name(item)}") from None
    check_carries_nothing(made.compiled)
    made.model.compile_from_config(made.compiled)


def check_carries_nothing(config: Any, kept: Sequence[Mapping[str, Any]] = ()) -> None:
    """Raise where a configuration holds more than it takes to say how a model is built.

    ``kept``: configurations of layers whose vocabularies and the like may be as long as they are.
    """
    free = {id(value) for item in kept for value in item.values() if isinstance(value, list)}
    digits = 0
    for key, value in _values(config, free):
        if isinstance(value, list):
            if (count := sum(1 for _ in _leaves(value))) > MOST_IN_A_LIST:
                raise CarriedList(f"{key}: [{count}]")
        elif isinstance(value, str):
            if len(value) > MOST_LETTERS:
                raise CarriedText(f"{key}: {value[:40]!r}... ({len(value)})")
        elif isinstance(value, int | float):
            digits += significant(value)
    if digits > MOST_DIGITS:
        raise CarriedDigits(str(digits))


def significant(number: float) -> int:
    """How many digits a number is written with, but for zeros at both ends: 1 of 0.001, 3 of 128."""
    return len(re.sub(r"e.*|\D", "", repr(number)).strip("0"))


def _values(config: Any, free: set[int]) -> Iterator[tuple[str, Any]]:
    """Every list, text and number in it with the key that it stands under; without recursion."""
    waiting: list[tuple[str, Any]] = [("", config)]
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [(str(name), inner) for name, inner in value.items()]
        elif isinstance(value, list) and id(value) not in free:
            yield key, value
            waiting += [(key, inner) for inner in value]
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield key, value


def _leaves(value: list[Any]) -> Iterator[Any]:
    """The numbers and words of a list and of the lists in it."""
    waiting = list(value)
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting += item
        elif isinstance(item, str | int | float):
            yield item


def _kept(config: Any, keeps: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and configuration of the layers whose state the task takes over.

    Raises:
        StateNotKept: where a layer has a state, and the task does not say so.
    """
    for item in modelfile.objects(config):
        kind, own = item.get("class_name"), item.get("config")
        if kind not in STATES or not isinstance(own, dict):
            continue
        if kind in keeps:
            yield kind, own
        elif own.get(STATES[kind]) is None:
            raise StateNotKept(kind)


def _take_over(old: Any, new: Any, keeps: Sequence[str]) -> None:
    """Give the new model's layers of those kinds the state that the old one's have.

    Raises:
        CarriedList, CarriedText: where they have been adapted to more than MOST_ADAPTED means and variances,
            to more words than MOST_WORDS or longer ones, or weigh words (tf_idf) by numbers of their own.
    """
    adapted = words = 0
    pairs = zip(modelfile.flatten(old), modelfile.flatten(new), strict=True)
    for had, layer in pairs:
        if type(layer).__name__ not in keeps:
            continue
        state: dict[str, Any] = {}
        had.save_own_variables(state)
        if type(layer).__name__ == "Normalization":
            adapted += sum(math.prod(value.shape) for value in state.values())
            if adapted > MOST_ADAPTED:
                raise CarriedList(f"Normalization: [{adapted}]")
        if type(layer).__name__ == "TextVectorization":
            words += _words(had)
            if words > MOST_WORDS:
                raise CarriedList(f"TextVectorization: [{words}]")
        layer.load_own_variables(state)
        if hasattr(had, "save_assets"):
            with tempfile.TemporaryDirectory() as folder:
                had.save_assets(folder)
                layer.load_assets(folder)


def _words(layer: Any) -> int:
    """How many its vocabulary has; raises where one of them is long, or where each has a weight."""
    if layer.get_config()["output_mode"] == "tf_idf":
        raise CarriedList("TextVectorization: tf_idf")
    vocabulary = layer.get_vocabulary()
    longest = max(map(len, vocabulary), default=0)
    if longest > MOST_LETTERS_OF_A_WORD:
        raise CarriedText(f"TextVectorization: a word of {longest} letters")
    return len(vocabulary)


def _name(item: Mapping[str, Any]) -> str:
    name = item.get("config") if item.get("class_name") == "function" else item.get("class_name")
    return {"__lambda__": "lambda"}.get(str(name), str(name))[:80]
