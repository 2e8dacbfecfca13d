"""The functions by all their calls; the model by what it answers for rows whose labels never left."""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.task import learning, models
from grader.task.api import Array, Case, Failure, Text, check
from grader.task.functions import compare

FEATURES, LABELS = (103,), (14,)
ROUNDING = 1e-3  # how far a sum of probabilities may lie from 1, or one of them outside 0 to 1


def share(part: Any, whole: Any) -> Any:
    """A quotient; raises where anything is divided by 0, for what the student makes of that is not known."""
    if not np.all(whole):
        raise ZeroDivisionError
    return part / whole


def f1(p: Array, t: Array, axis: int | None = None) -> Any:
    """Of all, or of each label (axis 0) or row (axis 1)."""
    return share(2 * (p * t).sum(axis), p.sum(axis) + t.sum(axis))


def most_likely(p: Array, _: float) -> Array:
    """One label a row: the place of the largest probability."""
    return np.eye(p.shape[1])[p.argmax(axis=1)]


MISTAKES = {
    "decide": {
        "argmax": most_likely,
        "place_of_the_largest": lambda p, _: p.argmax(axis=1),
        "above": lambda p, t: p > t,
        "threshold_ignored": lambda p, _: p >= 0.5,
        "rounded": lambda p, _: p.round(),
        "probability_kept": lambda p, t: p * (p >= t),
    },
    "micro_f1": {
        "nothing_undefined": lambda p, t: f1(p, t) if (p | t).any() else np.nan,
        "nothing_is_perfect": lambda p, t: f1(p, t) if (p | t).any() else 1.0,
        "macro": lambda p, t: np.mean(f1(p, t, 0)),
        "mean_of_rows": lambda p, t: np.mean(f1(p, t, 1)),
        "for_each_label": lambda p, t: f1(p, t, 0),
        "precision": lambda p, t: share((p * t).sum(), p.sum()),
        "recall": lambda p, t: share((p * t).sum(), t.sum()),
        "jaccard": lambda p, t: share((p * t).sum(), (p | t).sum()),
        "accuracy": lambda p, t: np.mean(p == t),
        "whole_rows": lambda p, t: np.mean((p == t).all(axis=1)),
        "nothing_fails": f1,
    },
    "hamming_loss": {
        "whole_rows_wrong": lambda p, t: np.mean((p != t).any(axis=1)),
        "whole_rows_right": lambda p, t: np.mean((p == t).all(axis=1)),
        "accuracy": lambda p, t: np.mean(p == t),
        "for_each_label": lambda p, t: (p != t).mean(axis=0),
        "for_each_row": lambda p, t: (p != t).mean(axis=1),
        "by_rows": lambda p, t: (p != t).sum() / len(p),
        "counted": lambda p, t: (p != t).sum(),
        "cancels": lambda p, t: np.mean(p - t),
    },
}


@check()
def decide(case: Case) -> None:
    """Each probability by itself: at least the threshold."""
    compare(case, "decide", MISTAKES["decide"], any_form=True)


@check()
def micro_f1(case: Case) -> None:
    """2 TP / (2 TP + FP + FN), counted over all rows and labels."""
    compare(case, "micro_f1", MISTAKES["micro_f1"], any_form=True)


@check()
def hamming_loss(case: Case) -> None:
    """The share of all rows x labels that are wrong."""
    compare(case, "hamming_loss", MISTAKES["hamming_loss"], any_form=True)


@check()
def returns_model(case: Case) -> None:
    """A Keras model with one input and one output, which loads and predicts without its source."""
    case.completed("build_model")
    models.returned(case, FEATURES)


@check(needs=["returns_model"])
def trains(case: Case) -> None:
    """It is compiled with a loss that judges each label by itself, takes the rows, and trains to the end."""
    loss = case.answer("model.built", models.Built).loss or ""
    if "categorical" in loss.lower():
        raise Failure("categorical_loss", received=loss)
    models.trains(case, FEATURES, outputs=LABELS)


@check(needs=["returns_model"])
def output_layer(case: Case) -> None:
    """14 probabilities, each by itself: no softmax and no logits. A last sigmoid needs no look at values."""
    structure = case.structure("model")
    activation = structure.layers[-1].activation if structure.layers else None
    shape = structure.output_shape or [None, *case.predictions("model").shape[1:]]
    if tuple(shape[1:]) != LABELS:
        credit = 0.5 * (activation == "sigmoid")
        raise Failure("shape", credit=credit, cause="trains", expected=[None, *LABELS], received=shape)
    if activation == "sigmoid":
        return
    rows = case.predictions("model").astype(np.float64)
    if np.abs(rows.sum(axis=1) - 1.0).max() <= ROUNDING:
        raise Failure("softmax", largest=rows.max())
    if rows.min() < -ROUNDING or rows.max() > 1.0 + ROUNDING:
        raise Failure("no_probabilities", least=rows.min(), most=rows.max(), activation=activation)


@check(needs=["trains"])
def hidden_f1(case: Case) -> None:
    """Micro-F1 of the hidden rows, labels predicted from 0.5."""
    climb(case, "f1", Text("a micro-F1", "마이크로 F1"))


@check(needs=["trains"])
def hidden_hamming(case: Case) -> None:
    """Hamming loss of the hidden rows, labels predicted from 0.5."""
    climb(case, "hamming", Text("a Hamming loss", "해밍 손실"), better="lower")


def climb(case: Case, score: str, metric: Text, **how: Any) -> None:
    """A ladder, on which rows that all get the same labels reach nothing."""
    rungs = [case.thresholds[f"{score}_{rung}"] for rung in ("low", "pass", "good", "top")]
    try:
        rows, reached = predicted(case), metrics(case)[f"hidden_{score}"]
        if (rows == rows[0]).all():
            raise Failure("same_labels", often=int(rows[0].sum()), received=reached)
        learning.climb(case, reached, rungs, metric, **how)
    except Failure as failure:
        failure.cause = "output_layer"
        if "missed" in failure.values and rows.sum(axis=1).max() <= 1:
            failure.key = "one_label"
        raise


def predicted(case: Case) -> Array:
    """(rows, 14) bool: which labels the hidden rows get."""
    return case.predictions("model", (len(case.secret["labels"]), *LABELS)) >= 0.5


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    rows, labels = predicted(case), case.secret["labels"]
    return {"hidden_f1": learning.micro_f1(rows, labels), "hidden_hamming": float(np.mean(rows != labels))}
