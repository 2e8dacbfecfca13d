"""Builds the submission's model and saves it; the grader trains it where no submitted code runs."""

from typing import Any

import keras
import numpy as np

from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule


def probe(submission: SubmittedModule, _job: ProbeJob, report: ProbeReport) -> None:
    """Save the model as it was built and compiled.

    No Keras model, and one with several inputs or outputs, is reported as such.
    """
    model = submission.call("build_model")
    report.answer("returned", type(model).__name__)
    if not isinstance(model, keras.Model):
        return
    inputs, outputs = shapes(model, "inputs"), shapes(model, "outputs")
    report.answer("compiled", model.compiled)
    report.answer("inputs", inputs)
    report.answer("outputs", outputs)
    if len(inputs) > 1 or len(outputs) > 1:
        return
    if model.compiled:
        report.answer("loss", name_of(model.loss))
    with report.part("model"):
        if not getattr(model, "built", True):
            model(np.zeros((1, 28, 28, 1), np.float32))
        report.model("model", model)


def shapes(model: keras.Model, side: str) -> list[list[int | None]]:
    """The shape of every input or output; none for a model that is built by its first batch."""
    return [list(tensor.shape) for tensor in getattr(model, side, [])]


def name_of(value: Any) -> str:
    """A string as it is, a loss by its own name, a class or function by its definition's."""
    if isinstance(value, str):
        return value
    own = getattr(value, "name", None) if isinstance(value, keras.losses.Loss) else None
    return own or getattr(value, "__name__", None) or type(value).__name__
