"""Three sets of texts in the layouts of well-known ones: headlines (JSON), topics (CSV), film reviews."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

import numpy as np

from grader.inside.vocabulary import WORDS
from grader.task import official, texts
from grader.task.api import Array, Case, Failure, Loader, Material, Settings

from . import written

JSON, CSV, NPZ = "sarcasm.json", "bbc-text.csv", "imdb.npz"
SERVED = {
    "*sarcasm*.json": JSON,
    "*bbc*text*.csv": CSV,
    "keras.datasets.imdb": NPZ,
    "tfds.imdb_reviews": NPZ,
}
FITTED = 20_000  # headlines by which words are numbered for a model that comes without a table
LENGTH = 120  # of a row, where neither the model nor the file says it


def prepare(rng: np.random.Generator, load: Loader, settings: Settings) -> Material:
    """Three public files; of each set hidden texts (rows,) str and their labels (rows,) int."""
    del load
    plans = {JSON: written.HEADLINES, CSV: written.ARTICLES, NPZ: written.REVIEWS}
    public: dict[str, tuple[list[str], Array]] = {}
    hidden: dict[str, tuple[list[str], Array]] = {}
    for (name, plan), given, kept in zip(
        plans.items(), settings["public_rows"], settings["hidden_rows"], strict=True
    ):
        said, labels = written.texts(rng, given + kept, plan)
        public[name], hidden[name] = (said[:given], labels[:given]), (said[given:], labels[given:])
    return Material(
        files={
            JSON: headlines_file(*public[JSON]),
            CSV: topics_file(*public[CSV]),
            NPZ: reviews_file(*public[NPZ], settings["train_reviews"]),
        },
        served=SERVED,
        secret=hidden,
    )


def headlines_file(said: Sequence[str], labels: Array) -> bytes:
    """JSON: a list of objects."""
    rows = enumerate(zip(said, labels.tolist(), strict=True))
    return json.dumps(
        [
            {"article_link": f"https://example.org/news/{number}", "headline": text, "is_sarcastic": label}
            for number, (text, label) in rows
        ]
    ).encode()


def topics_file(said: Sequence[str], labels: Array) -> bytes:
    """CSV with a header."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("category", "text"))
    rows.writerows((written.TOPICS[label], text) for text, label in zip(said, labels, strict=True))
    return out.getvalue().encode()


def reviews_file(said: Sequence[str], labels: Array, train: int) -> bytes:
    """Arrays of text and labels: the first rows to train on, the others to test."""
    x = np.array(said)
    given = {"x_train": x[:train], "y_train": labels[:train], "x_test": x[train:], "y_test": labels[train:]}
    return official.arrays_file(given | {"classes": np.array(["neg", "pos"])})


def offer(case: Case) -> Mapping[str, Array]:
    """The hidden texts of the model's set, as text or as numbers of words; none where it takes neither."""
    hidden, shape = case.secret[asked(case)][0], official.shape(case)
    if shape is not None and list(shape) in ([], [1]):
        return {official.NAME: np.array(hidden)}  # which Keras brings into the shape of a row
    words = table(case)
    length = (shape[0] if shape else None) or words.length or LENGTH
    if (shape is not None and len(shape) > 1) or not 0 < length <= texts.MOST_LENGTH:
        return {}
    return {official.NAME: words.rows(hidden, length)}


def asked(case: Case) -> str:
    """The file of the set that the model is for: by its outputs, and by what it was given last.

    Both are the submission's words: they choose among hidden sets, and decide nothing else.
    """
    if (official.units(case) or 0) > 2:
        return CSV
    return next((name for name in reversed(official.given(case)) if name in (JSON, NPZ)), JSON)


def table(case: Case) -> texts.Words:
    """How the file numbered its words; where that is not known, as the brief says."""
    with suppress(Failure):
        return case.answer(WORDS, texts.Words)
    rows = json.loads(case.material.files[JSON])[:FITTED]
    return texts.fitted((row["headline"] for row in rows), limit=1000, oov="<OOV>")
