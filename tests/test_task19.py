"""task19: its three sets of texts, which of the hidden ones a model is given in what form, and how judged."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import factory
import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB

from grader.evidence import Evidence
from grader.grading.judge import CheckVerdict, judge
from grader.grading.pipeline import draw
from grader.task import loader
from grader.task.api import Array, Case

TASK = loader.find("task19")
DATA = TASK.module("data")
MATERIAL = draw(TASK, 1)
JSON, CSV, NPZ = DATA.JSON, DATA.CSV, DATA.NPZ
WORDS = {"index": {"the": 2, "court": 3}, "oov": 1, "length": 9, "padding": "post", "truncating": "post"}


def public(name: str) -> tuple[list[str], list[Any]]:
    file = io.BytesIO(MATERIAL.files[name])
    if name == JSON:
        rows = json.load(file)
        return [row["headline"] for row in rows], [row["is_sarcastic"] for row in rows]
    if name == CSV:
        table = pd.read_csv(file)
        return table["text"].to_list(), table["category"].to_list()
    arrays = np.load(file)
    return arrays["x_train"].tolist() + arrays["x_test"].tolist(), arrays["y_train"].tolist()


def case(shape: list[int | None] | None, units: int = 1, rows: Array | None = None, **answers: Any) -> Case:
    built = {"type": "Sequential", "is_model": True, "compiled": True, "loss": "x"}
    built |= {"inputs": [] if shape is None else [[None, *shape]], "outputs": [[None, units]]}
    evidence = Evidence(
        train=factory.termination(),
        answers={"model.built": built, **answers},
        models={"model": b"x"},
        predictions={} if rows is None else {"model": rows},
        predict=factory.termination(),
    )
    return Case(evidence, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public)


def offered(shape: list[int | None] | None, units: int = 1, **answers: Any) -> Mapping[str, Array]:
    given: Mapping[str, Array] = DATA.offer(case(shape, units, **answers))
    return given


def failed(units: int, rows: Array) -> dict[str, CheckVerdict]:
    return {check.id: check for check in judge(TASK, case([120], units, rows)).checks if check.message.en}


@pytest.mark.parametrize("name", [JSON, CSV, NPZ])
def test_hidden_texts_are_not_among_the_public_ones(name: str) -> None:
    texts, labels = public(name)
    hidden, secret = MATERIAL.secret[name]
    assert len(set(texts)) == len(texts) >= {JSON: 22_000, CSV: 2_000, NPZ: 5_000}[name]
    assert set(hidden).isdisjoint(texts)
    assert set(hidden).isdisjoint(MATERIAL.files[name].decode(errors="replace").splitlines())
    assert len(set(labels)) == len(set(secret.tolist())) == (5 if name == CSV else 2)


def test_sets_have_hidden_texts_in_different_numbers() -> None:
    assert len({len(labels) for _, labels in MATERIAL.secret.values()}) == 3


def test_no_word_decides_alone_and_all_together_nearly_always_do() -> None:
    texts, labels = public(JSON)
    hidden, secret = MATERIAL.secret[JSON]
    words = CountVectorizer(binary=True)
    counts = words.fit_transform(texts)
    together = MultinomialNB().fit(counts, labels).score(words.transform(hidden), secret)
    shares = (np.array(labels) @ counts) / np.asarray(counts.sum(axis=0)).ravel()
    assert together > TASK.manifest.thresholds["accuracy_top"]
    assert 0.05 < shares.min() < shares.max() < 0.95


def test_same_seed_same_texts_another_seed_others() -> None:
    assert draw(TASK, 1).files == MATERIAL.files
    assert set(draw(TASK, 2).secret[JSON][0]) != set(MATERIAL.secret[JSON][0])


@pytest.mark.parametrize(
    ("shape", "length"),
    [([120], 120), ([7], 7), ([None], 9), (None, 9)],
    ids=["own", "short", "any", "unknown"],
)
def test_rows_have_the_length_of_the_model_else_of_the_file(shape: list[int | None], length: int) -> None:
    rows = offered(shape, words=WORDS)["model"]
    first = MATERIAL.secret[JSON][0][0].replace(",", "").replace(":", "").split()[:length]
    numbers = [WORDS["index"].get(word, 1) for word in first]  # type: ignore[attr-defined]
    assert rows.shape == (600, length)
    assert rows[0].tolist() == numbers + [0] * (length - len(numbers))


@pytest.mark.parametrize("shape", [[], [1]])
def test_model_of_texts_gets_texts(shape: list[int | None]) -> None:
    texts = offered(shape)["model"]
    assert texts.tolist() == MATERIAL.secret[JSON][0]


@pytest.mark.parametrize("words", [None, {"index": 1}, {**WORDS, "length": 10**9}, [1], "x"])
def test_without_a_table_words_are_numbered_as_the_brief_says(words: Any) -> None:
    rows = offered([None], **({} if words is None else {"words": words}))["model"]
    assert rows.shape == (600, 120)
    assert (rows[:, 30:] == 0).all()
    assert rows.max() < 1000


@pytest.mark.parametrize("shape", [[28, 28], [10**7], [1, 1]])
def test_model_of_something_else_gets_nothing(shape: list[int | None]) -> None:
    assert offered(shape) == {}


@pytest.mark.parametrize(
    ("units", "served", "name"),
    [
        (1, {}, JSON),
        (2, {"a": JSON, "b": NPZ}, NPZ),
        (1, {"a": NPZ, "b": JSON, "c": CSV}, JSON),
        (6, {"a": JSON}, CSV),
        (1, ["no", "such"], JSON),
    ],
)
def test_set_is_that_which_the_model_is_for(units: int, served: Any, name: str) -> None:
    rows = offered([], units, served=served)["model"]
    assert rows.tolist() == MATERIAL.secret[name][0]


@pytest.mark.parametrize("name", [JSON, NPZ])
@pytest.mark.parametrize("form", ["probability", "logit", "two"])
def test_every_form_of_two_kinds_is_right(name: str, form: str) -> None:
    labels = MATERIAL.secret[name][1]
    right = labels[:, None] * 0.8 + 0.1
    rows = {"probability": right, "logit": 9 * right - 4.5, "two": np.hstack([1 - right, right])}[form]
    assert failed(rows.shape[1], rows) == {}
    assert failed(rows.shape[1], 1 - rows)["accuracy"].points == 0


@pytest.mark.parametrize("first", [0, 1])
def test_topics_may_be_numbered_in_any_order(first: int) -> None:
    labels = MATERIAL.secret[CSV][1]
    order = np.array([3, 0, 4, 2, 1]) + first
    assert failed(5 + first, np.eye(5 + first)[order[labels]]) == {}
    assert failed(5 + first, np.eye(5 + first)[np.zeros_like(labels)])["accuracy"].points == 0


@pytest.mark.parametrize("shape", [(600, 3), (600, 120, 1), (600,), (7, 1)])
def test_outputs_of_another_form_are_told(shape: tuple[int, ...]) -> None:
    found = judge(TASK, case([120], 1, np.ones(shape)))
    assert {check.id: check.failure for check in found.checks}["output"] == "shape"
    assert found.metrics == {}
