"""Texts as numbers, as the file that is judged made them of its own: Keras's ``Tokenizer`` on the host.

Source of the rules: the documentation of ``tf.keras.preprocessing.text.Tokenizer`` and
``tf.keras.utils.pad_sequences``; tests compare them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

import numpy as np
import pydantic

from grader.task.api import Array

FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
MOST_LENGTH = 2000  # numbers of a padded row

Side = Literal["pre", "post"]
_Number = Annotated[int, pydantic.Field(ge=0, lt=2**31)]


class Words(pydantic.BaseModel):
    """A table of words and how texts are cut: at ``split``, or any white space; ``filters`` become that, too.

    Characters of ``removes`` go. ``letters``: each character is a word.

    ``oov`` is the number of a word that has none, None where such a word is left out; ``start`` the number in
    front of each row. ``length``: of a padded row, where it is known.
    """

    index: dict[str, _Number]
    oov: _Number | None = None
    start: _Number | None = None
    split: Annotated[str, pydantic.Field(min_length=1, max_length=20)] | None = None
    filters: str = pydantic.Field(default="", max_length=200)
    removes: str = pydantic.Field(default="", max_length=200)
    lower: bool = True
    letters: bool = False
    length: Annotated[int, pydantic.Field(ge=1, le=MOST_LENGTH)] | None = None
    padding: Side = "pre"
    truncating: Side = "pre"

    def words(self, text: str) -> list[str]:
        """The words of a text."""
        text = text.lower() if self.lower else text
        parts: dict[str, str | int | None] = dict.fromkeys(self.removes, "")
        parts |= dict.fromkeys(self.filters, self.split or " ")
        text = text.translate(str.maketrans(parts))
        return [word for word in (text if self.letters else text.split(self.split)) if word]

    def numbered(self, text: str) -> list[int]:
        """The numbers of the words of a text."""
        numbers = (self.index.get(word, self.oov) for word in self.words(text))
        front = [] if self.start is None else [self.start]
        return front + [number for number in numbers if number is not None]

    def rows(self, texts: Sequence[str], length: int) -> Array:
        """Texts (rows,) as int32 (rows, length), padded and truncated with zeros."""
        found = np.zeros((len(texts), length), np.int32)
        for row, text in zip(found, texts, strict=True):
            numbers = self.numbered(text)
            numbers = numbers[-length:] if self.truncating == "pre" else numbers[:length]
            if numbers:
                place = slice(-len(numbers), None) if self.padding == "pre" else slice(len(numbers))
                row[place] = numbers
        return found


def fitted(texts: Iterable[str], *, limit: int, oov: str) -> Words:
    """The table of ``Tokenizer(num_words=limit, oov_token=oov)`` after ``fit_on_texts(texts)``."""
    made = Words(index={}, oov=1, split=" ", filters=FILTERS, padding="post", truncating="post")
    counts = Counter(word for text in texts for word in made.words(text))
    names = [oov, *(word for word, _ in counts.most_common())]  # in the order of their first place, if equal
    index = {word: number for number, word in enumerate(names[: limit - 1], start=1)}
    return made.model_copy(update={"index": index})
