"""The model by its saved file, which takes raw text, and by its answers to reviews of hidden labels."""

from __future__ import annotations

import numpy as np

from grader.task import learning, models
from grader.task.api import Array, Case, Failure, Text, check

from .data import BATCH

TEXT = ((), (1,))  # a row of inputs: one text, with or without an axis of its own
VECTOR = "TextVectorization"
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional")
CONVOLUTIONS = ("Conv1D", "SeparableConv1D", "DepthwiseConv1D")
IN_ORDER = (
    *RECURRENT,
    *CONVOLUTIONS,
    "Flatten",
    "Reshape",
    "MultiHeadAttention",
)  # order can matter to these


@check()
def returns_model(case: Case) -> None:
    """A Keras model that takes raw text: its vocabulary lies inside, and survives the save."""
    case.completed("model")
    built = case.answer("model.built", models.Built)
    if built.is_model and not case.structure("model").of_kind(VECTOR):
        raise Failure("no_vectorization")
    models.returned(case, *TEXT)


@check(needs=["returns_model"])
def trains(case: Case) -> None:
    """It is compiled, takes text and labels 0 and 1, and trains to the end."""
    models.trains(case, *TEXT, outputs=(1,))


@check(needs=["returns_model"])
def output_layer(case: Case) -> None:
    """One probability for each review."""
    rows = case.predictions("model")
    if rows.shape[1:] != (1,):
        expected, received = [None, 1], [None, *rows.shape[1:]]
        raise Failure("shape", credit=0.5, cause="trains", expected=expected, received=received)
    if rows.min() < -1e-3 or rows.max() > 1 + 1e-3:
        raise Failure("no_probabilities", least=float(rows.min()), most=float(rows.max()))


@check(needs=["returns_model"])
def spelling(case: Case) -> None:
    """Capitals, marks and spaces do not change an answer."""
    alike(case, 2, "spelling_matters")


@check(needs=["returns_model"])
def padding(case: Case) -> None:
    """An answer does not depend on how long the other reviews of its batch are."""
    alike(case, 1, "neighbours_matter")


@check(needs=["trains"])
def accuracy(case: Case) -> None:
    """Accuracy on hidden reviews, with part of the points on the lower rungs of the ladder."""
    rungs = [case.thresholds[f"accuracy_{name}"] for name in ("low", "pass", "good", "top")]
    reached = metrics(case)["hidden_accuracy"]
    try:
        learning.climb(case, reached, rungs, Text("an accuracy", "정확도"))
    except Failure as failure:
        failure.cause = "output_layer"
        rows = case.predictions("model")
        if rows.max() - rows.min() <= case.thresholds["same"]:
            failure.key, failure.values = "constant", failure.values | {"answer": float(rows[0, 0])}
        elif failure.key in ("rung", "top_rung") and not case.structure("model").of_kind(*IN_ORDER):
            failure.key = "no_order"
        raise


def alike(case: Case, block: int, key: str) -> None:
    """Raise where a batch behind the hidden reviews is not answered as the first there, which it repeats."""
    rows = batches(case)
    apart = np.abs(rows[block] - rows[0])[:-1]
    worst, most = int(apart.argmax()), case.thresholds["same"]
    if apart[worst] > most:
        text = str(case.material.hidden_inputs["model"].reshape(-1, BATCH)[block - 3][worst])
        changed = {"count": int(np.sum(apart > most)), "of": BATCH - 1, "text": text}
        raise Failure(key, first=rows[0][worst], second=rows[block][worst], **changed)


def batches(case: Case) -> Array:
    """(3, BATCH): the largest answer to each review of the batches behind the hidden ones."""
    count = len(case.material.hidden_inputs["model"])
    rows = case.predictions("model").astype(np.float64)
    if len(rows) != count or not rows.size:
        raise Failure("wrong_shape", name="model", expected=f"({count}, 1)", received=rows.shape)
    return rows.reshape(count, -1).max(axis=1)[-3 * BATCH :].reshape(3, BATCH)


def metrics(case: Case) -> dict[str, float]:
    """The share of hidden reviews that are on the right side of one half."""
    labels = case.secret["labels"]
    rows = case.predictions("model", (len(case.material.hidden_inputs["model"]), 1))[: len(labels), 0]
    return {"hidden_accuracy": float(np.mean((rows >= 0.5) == labels))}
