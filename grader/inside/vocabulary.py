"""How a file in the official exam's form makes numbers of words: seen as it does so, and told to the host.

The hidden texts must be numbered as the file numbered its own. So the last fitted ``Tokenizer`` (the largest
one: labels may have one, too) or a ``TextVectorization`` beside the model, and the way of padding, are
reported. What a file says here is a part of what it hands in, like its model: it decides about its own
numbers alone.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from grader.inside.probing import ProbeReport
from grader.inside.replacing import replace

WORDS = "words"  # the answer
MOST = 10_000  # words that are reported, the most frequent ones
PUNCTUATION = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'"


class Vocabulary:
    """What was seen: tables of words, and the last padding."""

    def __init__(self) -> None:
        self._tables: list[Callable[[], Mapping[str, Any]]] = []
        self._padding: dict[str, Any] = {}

    def watch(self) -> None:
        """See from now on every Tokenizer that is fitted, layer that is adapted, and padding."""
        import keras
        from keras.src.legacy.preprocessing.text import Tokenizer

        fit, adapt = Tokenizer.fit_on_texts, keras.layers.TextVectorization.adapt

        def fit_on_texts(tokenizer: Any, texts: Any) -> None:
            fit(tokenizer, texts)
            self._tables.append(lambda: _of_tokenizer(tokenizer))

        def adapted(layer: Any, *args: Any, **options: Any) -> None:
            adapt(layer, *args, **options)
            self._tables.append(lambda: _of_layer(layer))

        Tokenizer.fit_on_texts, keras.layers.TextVectorization.adapt = fit_on_texts, adapted
        self._watch_padding()

    def _watch_padding(self) -> None:
        import keras

        real = keras.utils.pad_sequences

        @functools.wraps(real)
        def pad_sequences(sequences: Any, maxlen: Any = None, *args: Any, **options: Any) -> Any:
            padded = real(sequences, maxlen, *args, **options)
            names = dict(zip(("dtype", "padding", "truncating"), args, strict=False)) | options
            self._padding = {key: str(names.get(key, "pre")) for key in ("padding", "truncating")}
            self._padding["length"] = int(padded.shape[1])
            return padded

        replace(real, pad_sequences)

    def learned(self, index: Mapping[str, int], **options: Any) -> None:
        """A table that came with the data."""
        self._tables.append(lambda: _table(index, **options))

    def tell(self, report: ProbeReport) -> None:
        """Report the largest table; nothing where the file made none."""
        if self._tables:
            largest = max((table() for table in self._tables), key=lambda table: len(table["index"]))
            report.answer(WORDS, {**largest, **self._padding})


def _of_tokenizer(tokenizer: Any) -> Mapping[str, Any]:
    return _table(
        tokenizer.word_index,
        limit=tokenizer.num_words or None,
        oov=tokenizer.word_index.get(tokenizer.oov_token),
        split=str(tokenizer.split),
        filters="" if tokenizer.char_level else str(tokenizer.filters),
        lower=bool(tokenizer.lower),
        letters=bool(tokenizer.char_level),
    )


def _of_layer(layer: Any) -> Mapping[str, Any]:
    how = layer.get_config()
    index = {str(word): number for number, word in enumerate(layer.get_vocabulary()) if number > 1}
    standardize = how["standardize"]  # one of the student's own is taken for the usual one
    return _table(
        index,
        oov=1,
        removes="" if standardize in (None, "lower") else PUNCTUATION,
        lower=standardize not in (None, "strip_punctuation"),
        letters=how["split"] == "character",
        padding="post",
        truncating="post",
        length=how["output_sequence_length"],
    )


def _table(index: Mapping[str, int], *, limit: int | None = None, **options: Any) -> Mapping[str, Any]:
    found = sorted((number, word[:60]) for word, number in index.items() if limit is None or number < limit)
    return {"index": {word: number for number, word in found[:MOST]}, **options}
