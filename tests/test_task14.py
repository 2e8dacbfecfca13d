"""task14: what its reviews say, models judged by their answers, and texts in the stage that trains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import factory
import keras
import numpy as np
import pytest
from keras import layers
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from grader.evidence import Evidence, History, Layer, Structure
from grader.grading.judge import CheckVerdict, judge
from grader.grading.pipeline import draw
from grader.inside import fresh
from grader.task import loader
from grader.task.api import Array, Case

TASK = loader.find("task14")
DATA = TASK.module("data")
MATERIAL = draw(TASK, 1)
LABELS, INPUTS = MATERIAL.secret["labels"], MATERIAL.hidden_inputs["model"]
BUILT = {"type": "Sequential", "is_model": True, "compiled": True, "loss": "binary_crossentropy"}
BUILT |= {"inputs": [[None]], "outputs": [[None, 1]]}


def structure(*kinds: str) -> Structure:
    made = [Layer(kind=kind, params=1, activation=None, output_shape=[None, 1], facts={}) for kind in kinds]
    return Structure(layers=made, params=10, input_shape=[None], output_shape=[None, 1])


def answers() -> Array:
    """Right ones; the batches behind the hidden reviews repeat the first."""
    hidden = np.where(LABELS, 0.9, 0.1)
    return np.concatenate([hidden, *[hidden[: DATA.BATCH]] * 3])[:, None]


def judged(rows: Array, *kinds: str, **changes: Any) -> dict[str, CheckVerdict]:
    right = Evidence(
        train=factory.termination(),
        answers={"model.built": BUILT},
        models={"model": b"x"},
        predictions={"model": rows},
        structures={"model": structure(*(kinds or ("TextVectorization", "Conv1D", "Dense")))},
        fit=factory.termination(),
        histories={"model": History(logs={"loss": [1.0, 0.3]})},
        predict=factory.termination(),
    )
    case = Case(replace(right, **changes), MATERIAL, TASK.manifest.thresholds, TASK.manifest.public)
    return {check.id: check for check in judge(TASK, case).checks if check.outcome != "pass"}


def test_right_answers_get_every_point() -> None:
    assert judged(answers()) == {}


@pytest.mark.parametrize(("block", "check"), [(1, "padding"), (2, "spelling")])
def test_one_other_answer_in_a_batch_is_told_with_its_review(block: int, check: str) -> None:
    rows = answers()
    rows[len(LABELS) + block * DATA.BATCH + 3] += 0.01
    found = judged(rows)
    assert list(found) == [check]
    assert str(INPUTS[len(LABELS) + block * DATA.BATCH + 3]) in found[check].message.en


def test_the_long_review_itself_is_no_question() -> None:
    rows = answers()
    rows[len(LABELS) + 2 * DATA.BATCH - 1] = 0.5
    assert judged(rows) == {}


def test_reviews_beside_a_long_one_had_no_padding_before() -> None:
    alone, beside, _ = INPUTS[len(LABELS) :].reshape(3, DATA.BATCH)
    assert len({len(text.split()) for text in alone}) == 1
    assert set(alone) <= set(INPUTS[: len(LABELS)])
    assert len(beside[-1].split()) > 3 * len(alone[0].split())


def test_half_right_answers_without_an_eye_for_order_are_told_so() -> None:
    rows = answers()
    rows[: len(LABELS) : 4] = 1.0 - rows[: len(LABELS) : 4]
    rows[len(LABELS) :] = np.tile(rows[: DATA.BATCH], (3, 1))
    assert judged(rows)["accuracy"].failure == "rung"
    assert judged(rows, "TextVectorization", "Dense")["accuracy"].failure == "no_order"
    assert judged(rows)["accuracy"].points == 20


def test_one_answer_for_all_is_told_as_such() -> None:
    found = judged(np.ones((len(INPUTS), 1)))
    assert (list(found), found["accuracy"].failure) == (["accuracy"], "constant")


def test_two_outputs_and_logits_are_told() -> None:
    both = np.concatenate([1.0 - answers(), answers()], axis=1)
    assert judged(both)["output_layer"].failure == "shape"
    assert judged(20.0 * answers() - 10.0)["output_layer"].failure == "no_probabilities"


def test_a_model_without_the_layer_that_reads_text_is_told() -> None:
    assert judged(answers(), "Embedding", "Conv1D", "Dense")["returns_model"].failure == "no_vectorization"


def test_words_alone_do_not_tell_praise_from_blame() -> None:
    train = MATERIAL.training["model"]
    words = CountVectorizer()
    linear = LogisticRegression(max_iter=1000).fit(words.fit_transform(train.x), train.y)
    reached = linear.score(words.transform(INPUTS[: len(LABELS)]), LABELS)
    assert TASK.manifest.thresholds["accuracy_low"] < reached < TASK.manifest.thresholds["accuracy_pass"]


def test_hidden_reviews_have_words_that_training_never_has() -> None:
    words = CountVectorizer().fit(MATERIAL.training["model"].x).vocabulary_
    others = set(CountVectorizer().fit(INPUTS).vocabulary_) - set(words)
    assert {"dentist", "pilot"} <= others <= set(DATA.OTHER_FRIENDS.lower().replace("|", " ").split())


# --- texts in the stage that trains


def saved(folder: Path, vectorize: Any) -> bytes:
    model = keras.Sequential([keras.Input((), dtype="string"), vectorize])
    model.save(folder / "own.keras")
    return (folder / "own.keras").read_bytes()


def adapted(words: list[str], **how: Any) -> Any:
    layer = layers.TextVectorization(**how)
    layer.adapt(words)
    return layer


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: adapted(["x" * 61]), fresh.CarriedText),
        (lambda: adapted([f"a{n}" for n in range(20_000)]), fresh.CarriedList),
        (lambda: adapted(["a b", "b"], output_mode="tf_idf"), fresh.CarriedList),
    ],
    ids=["a long word", "many words", "weights of words"],
)
def test_a_vocabulary_carries_words_and_no_more(
    tmp_path: Path, make: Callable[[], Any], error: type[Exception]
) -> None:
    with pytest.raises(error, match="TextVectorization"):
        fresh.make(saved(tmp_path, make()), ["TextVectorization"])


def test_a_vocabulary_of_short_words_survives(tmp_path: Path) -> None:
    made = fresh.make(saved(tmp_path, adapted(["a fine film", "a dull film"])), ["TextVectorization"])
    assert set(made.model.layers[-1].get_vocabulary()) == {"", "[UNK]", "a", "fine", "dull", "film"}
