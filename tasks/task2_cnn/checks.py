"""Structure is read off the saved model; accuracy is computed here, on labels that never left."""

from __future__ import annotations

import numpy as np

from grader.checks import Case, Failure, check

CONVOLUTIONS = ("Conv2D", "SeparableConv2D", "DepthwiseConv2D")
POOLINGS = (
    "MaxPooling2D",
    "AveragePooling2D",
    "GlobalMaxPooling2D",
    "GlobalAveragePooling2D",
)
CLASSES = 10
IMAGE = [None, 28, 28, 1]


@check()
def returns_model(case: Case) -> None:
    """A compiled Keras model over 28x28x1 images that trains and loads without the student's code."""
    returned = case.answer("returned")
    if returned == "NoneType":
        raise Failure("returned_none")
    if "compiled" not in case.evidence.answers:
        raise Failure("not_a_model", received=returned)
    if case.answer("compiled") is not True:
        raise Failure("not_compiled")
    received = case.structure("model").input_shape
    if received != IMAGE:
        raise Failure("input_shape", received=received)


@check(needs=["returns_model"])
def convolutions(case: Case) -> None:
    """At least two convolutions, each of which sees more than one pixel."""
    layers = case.structure("model").of_kind(*CONVOLUTIONS)
    wanted = case.public["min_convolutions"]
    if len(layers) < wanted:
        raise Failure("too_few", wanted=wanted, received=len(layers))
    for layer in layers:
        kernel = layer.facts.get("kernel_size")
        if not isinstance(kernel, list) or kernel == [1, 1]:
            raise Failure("one_by_one", received=kernel)
    linear = [layer for layer in layers if layer.activation == "linear"]
    nonlinear = case.structure("model").of_kind("ReLU", "LeakyReLU", "Activation", "PReLU", "ELU")
    if len(linear) > len(nonlinear):
        raise Failure("no_activation", received=len(linear))


@check(needs=["returns_model"])
def pooling(case: Case) -> None:
    """At least one pooling layer, or a convolution with a stride, that shrinks the feature maps."""
    structure = case.structure("model")
    if not structure.of_kind(*POOLINGS):
        raise Failure("none")


@check(needs=["returns_model"])
def output_layer(case: Case) -> None:
    """Softmax over the ten digits: every row of the predictions is a distribution."""
    output = case.structure("model").output_shape
    if output != [None, CLASSES]:
        raise Failure("shape", received=output)
    rows = case.predictions("model", (None, CLASSES)).astype(np.float64)
    sums = rows.sum(axis=1)
    worst = float(sums[np.argmax(np.abs(sums - 1.0))])
    if abs(worst - 1.0) > 1e-3 or rows.min() < 0.0:
        last = case.structure("model").layers[-1].activation
        raise Failure("not_softmax", worst=worst, activation=last)


@check(needs=["returns_model"])
def parameter_budget(case: Case) -> None:
    """No more parameters than the budget."""
    received, limit = case.structure("model").params, case.public["max_params"]
    if received > limit:
        raise Failure("over", limit=limit, received=received)


@check(needs=["returns_model"])
def accuracy(case: Case) -> None:
    """Accuracy on the hidden images, with part of the points on the lower rungs of the ladder."""
    reached = hidden_accuracy(case)
    rungs = [case.thresholds[f"accuracy_{name}"] for name in ("low", "mid", "top")]
    climbed = sum(reached >= rung for rung in rungs)
    if climbed < len(rungs):
        raise Failure("rung", credit=climbed / 4, received=reached, missed=rungs[climbed])


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    params = float(case.structure("model").params)
    return {"hidden_accuracy": hidden_accuracy(case), "params": params}


def hidden_accuracy(case: Case) -> float:
    """Share of hidden images whose largest output is the right digit."""
    labels = case.secret["labels"]
    rows = case.predictions("model", (len(labels), CLASSES))
    return float(np.mean(rows.argmax(axis=1) == labels))
