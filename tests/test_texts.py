"""The host numbers and pads texts as the file that it judges did: compared with Keras, imported only here.

What a file reports goes through :mod:`grader.inside.vocabulary`, as in the sandbox.
"""

from __future__ import annotations

import string
import sys
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.inside import vocabulary
from grader.task import texts
from grader.task.texts import Words

PLAIN = settings(max_examples=80, deadline=None)
LETTERS = "abcABC éÉß'\"-.,!?<>\t\n\r\u00a0\u2028"
SAID = st.lists(st.text(LETTERS, max_size=25), min_size=1, max_size=6)
ASCII = st.lists(st.text(string.printable[:-6] + " \t\n", max_size=25), min_size=1, max_size=6)
SIDES = st.sampled_from(["pre", "post"])
HOW = st.fixed_dictionaries(
    {},
    optional={
        "num_words": st.integers(0, 8) | st.none(),
        "oov_token": st.sampled_from(["<OOV>", "a", "OOV", ""]) | st.none(),
        "char_level": st.booleans(),
        "lower": st.booleans(),
        "filters": st.text(LETTERS, max_size=5),
        "split": st.sampled_from([" ", "-", "ab"]),
    },
)


def read(table: Any, **more: Any) -> Words:
    """The table as the host reads it."""
    return Words.model_validate({**table, **more}, strict=True)


@PLAIN
@given(SAID, SAID, HOW, st.integers(1, 9), SIDES, SIDES)
@example(["a a b"], ["a b c"], {"num_words": 2, "oov_token": "<OOV>"}, 4, "post", "post")
@example(["a\tb\rc"], ["a b\rc"], {"filters": ""}, 4, "pre", "pre")
@example(["a-b"], ["a-b"], {"char_level": True}, 4, "pre", "post")
def test_rows_are_those_of_tokenizer_and_pad_sequences(
    fitted: list[str], said: list[str], how: dict[str, Any], length: int, padding: str, truncating: str
) -> None:
    import keras
    from keras.src.legacy.preprocessing.text import Tokenizer

    tokenizer = Tokenizer(**how)
    tokenizer.fit_on_texts(fitted)
    wanted = keras.utils.pad_sequences(
        tokenizer.texts_to_sequences(said), length, padding=padding, truncating=truncating
    )
    words = read(vocabulary._of_tokenizer(tokenizer), padding=padding, truncating=truncating)
    np.testing.assert_array_equal(words.rows(said, length), wanted)


@PLAIN
@given(SAID, SAID, st.integers(2, 9))
def test_table_without_a_file_is_that_of_a_tokenizer(fitted: list[str], said: list[str], limit: int) -> None:
    from keras.src.legacy.preprocessing.text import Tokenizer

    tokenizer = Tokenizer(num_words=limit, oov_token="<OOV>")
    tokenizer.fit_on_texts(fitted)
    words = texts.fitted(fitted, limit=limit, oov="<OOV>")
    assert [words.numbered(text) for text in said] == tokenizer.texts_to_sequences(said)


@settings(max_examples=25, deadline=None)
@given(
    ASCII,
    ASCII,
    st.fixed_dictionaries(
        {},
        optional={
            "max_tokens": st.integers(3, 9),
            "standardize": st.sampled_from(["lower_and_strip_punctuation", "lower", "strip_punctuation"])
            | st.none(),
            "split": st.sampled_from(["whitespace", "character"]),
            "output_sequence_length": st.integers(1, 9),
        },
    ),
)
def test_rows_are_those_of_a_text_vectorization_beside_the_model(
    fitted: list[str], said: list[str], how: dict[str, Any]
) -> None:
    import keras
    import tensorflow as tf

    layer = keras.layers.TextVectorization(**how)
    layer.adapt(tf.constant([*fitted, "z"]))  # a vocabulary without a word is refused
    wanted = layer(tf.constant(said)).numpy()
    words = read(vocabulary._of_layer(layer))
    assert words.length == how.get("output_sequence_length")
    np.testing.assert_array_equal(words.rows(said, words.length or wanted.shape[1]), wanted)


@pytest.mark.parametrize("length", [3, None])
def test_last_padding_is_told_with_the_table(length: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    import keras
    from keras.src.legacy.preprocessing.text import Tokenizer

    real = keras.utils.pad_sequences
    having = [module for module in sys.modules.values() if vars(module).get("pad_sequences") is real]
    for owner, name in (
        (Tokenizer, "fit_on_texts"),
        (keras.layers.TextVectorization, "adapt"),
        *((module, "pad_sequences") for module in having),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.delitem(sys.modules, "tensorflow.keras.preprocessing.sequence", raising=False)
    seen = vocabulary.Vocabulary()
    seen.watch()
    from tensorflow.keras.preprocessing.sequence import pad_sequences

    tokenizer, report = Tokenizer(), Mock()
    tokenizer.fit_on_texts(["a b", "c"])
    pad_sequences([[1, 2, 3], [4]], maxlen=length, padding="post")
    seen.tell(report)
    ((name, table),) = (call.args for call in report.answer.call_args_list)
    words = read(table)
    assert name == vocabulary.WORDS
    assert (words.length, words.padding, words.truncating) == (3, "post", "pre")
