"""flatten() by all its calls; the network by its saved file, and by labels that never left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.evidence import Layer
from grader.task import learning, models
from grader.task.api import Case, Failure, Text, check
from grader.task.functions import compare

CLASSES = 10
IMAGE = (28, 28)
MODEL = ("returns_model",)  # what reads the layers needs a model that loads, trained or not
MAY_LEARN = ("Dense", *models.NORMALISATIONS, "RMSNormalization", "PReLU")  # layers that may have weights
MISTAKES = {
    "column_major": lambda x: x.reshape(len(x), -1, order="F"),
    "axes_swapped": lambda x: x.swapaxes(1, 2).reshape(len(x), -1),
    "channels_first": lambda x: np.moveaxis(x, -1, 1 if x.ndim == 4 else -1).reshape(len(x), -1),
    "batch_lost": lambda x: x.reshape(-1),
    "batch_at_the_end": lambda x: x.reshape(-1, len(x)),
}


@check()
def flatten(case: Case) -> None:
    """One row for each image: row by row, pixel by pixel, the channels of a pixel side by side."""
    compare(case, "flatten", MISTAKES, may_alias=True)


@check()
def returns_model(case: Case) -> None:
    """A Keras model with one input and one output, which loads and predicts without its source."""
    case.completed("model")
    models.returned(case, IMAGE)


@check(needs=MODEL)
def trains(case: Case) -> None:
    """It is compiled, takes the images and integer labels, and trains to the end."""
    models.trains(case, IMAGE, outputs=(CLASSES,), loss="sparse_")


@check(needs=MODEL)
def dense_layers(case: Case) -> None:
    """Flatten, Dense layers with an activation between them, and nothing else that learns."""
    structure = case.structure("model")
    other = next((layer for layer in structure.layers if layer.params and layer.kind not in MAY_LEARN), None)
    if other is not None:
        raise Failure("other_layer", kind=other.kind)
    laid_out = [layer.output_shape for layer in structure.layers if layer.kind in ("Flatten", "Reshape")]
    if not any(len(shape or ()) == 2 for shape in laid_out):
        # Half of the points where the output has too many axes for it, so that fit has failed as well
        credit = 0.5 if len(structure.output_shape or ()) > 2 else 0.0
        raise Failure("no_flatten", credit=credit, cause="trains")
    if not has_activation(structure.layers):
        raise Failure("no_activation", received=len(structure.of_kind("Dense")))


def has_activation(layers: Sequence[Layer]) -> bool:
    """Whether anything from the first Dense layer up to the last, but not that one, is non-linear."""
    dense = [place for place, layer in enumerate(layers) if layer.kind == "Dense"]
    return bool(dense) and any(models.is_nonlinear(layer) for layer in layers[dense[0] : dense[-1]])


@check(needs=MODEL)
def output_layer(case: Case) -> None:
    """Softmax over the ten digits: every row of the predictions is a distribution."""
    models.softmax(case, CLASSES, IMAGE)


@check(needs=["trains"])
def accuracy(case: Case) -> None:
    """Accuracy on the hidden images, with part of the points on the lower rungs of the ladder."""
    rungs = [case.thresholds[f"accuracy_{name}"] for name in ("low", "pass", "good", "top")]
    reached = learning.accuracy(case, case.secret["labels"])
    try:
        learning.climb(case, reached, rungs, Text("an accuracy", "정확도"), chance=1 / CLASSES)
    except Failure as failure:
        if not has_activation(case.structure("model").layers):
            failure.key, failure.cause = "linear", "dense_layers"
        raise


def metrics(case: Case) -> dict[str, float]:
    """Share of hidden images whose largest output is the right digit."""
    return {"hidden_accuracy": learning.accuracy(case, case.secret["labels"])}
