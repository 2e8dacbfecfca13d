"""One function for each check of task.toml. `needs` names what leaves nothing to judge where it fails."""

from __future__ import annotations

from grader.task import learning, models
from grader.task.api import Case, Text, check

CLASSES = 10
IMAGE = (64,)


@check()
def returns_model(case: Case) -> None:
    """A Keras model with one input and one output, which loads and predicts without its source."""
    models.returned(case, IMAGE)


@check(needs=["returns_model"])
def trains(case: Case) -> None:
    """It is compiled, takes the images and integer labels, and trains to the end."""
    models.trains(case, IMAGE, outputs=(CLASSES,), loss="sparse_")


@check(needs=["returns_model"])
def output_layer(case: Case) -> None:
    """Softmax over the ten digits."""
    models.softmax(case, CLASSES, IMAGE)


@check(needs=["returns_model"])
def parameter_budget(case: Case) -> None:
    """No more parameters than the budget."""
    models.within_budget(case, case.public["max_params"])


@check(needs=["trains"])
def accuracy(case: Case) -> None:
    """Accuracy on the hidden images, with half of the points on the lower rung."""
    rungs = [case.thresholds["accuracy_pass"], case.thresholds["accuracy_top"]]
    reached = learning.accuracy(case, case.secret["labels"])
    learning.climb(case, reached, rungs, Text("an accuracy", "정확도"), chance=1 / CLASSES)


def metrics(case: Case) -> dict[str, float]:
    """The numbers that the report shows."""
    return {"hidden_accuracy": learning.accuracy(case, case.secret["labels"])}
