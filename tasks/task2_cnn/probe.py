"""Builds the submission's model, trains it on the public images, and saves it."""

from typing import Any

import keras

from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """Train for the manifest's epochs, and save the model.

    What ``fit(x, y)`` cannot train (not compiled, the wrong loss or shape) is saved as it is: its layers are
    judged all the same. No Keras model, and one with several inputs or outputs, is reported as such.
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
        with report.part("fit"), report.timed("fit"):
            train(model, job, report)
    with report.part("model"):
        if not getattr(model, "built", True):
            model(job.arrays["x_train"][:1])
        report.model("model", model)


def train(model: keras.Model, job: ProbeJob, report: ProbeReport) -> None:
    """The one call of ``fit`` that the brief shows."""
    epochs = job.settings["epochs"]
    model.fit(
        job.arrays["x_train"],
        job.arrays["y_train"],
        validation_data=(job.arrays["x_validation"], job.arrays["y_validation"]),
        epochs=epochs,
        batch_size=job.settings["batch_size"],
        verbose=0,
        callbacks=[report.live(epochs)],
    )


def shapes(model: keras.Model, side: str) -> list[list[int | None]]:
    """The shape of every input or output; none for a model that is built by its first batch."""
    return [list(tensor.shape) for tensor in getattr(model, side, [])]


def name_of(value: Any) -> str:
    """A string as it is, a loss by its own name, a class or function by its definition's."""
    if isinstance(value, str):
        return value
    own = getattr(value, "name", None) if isinstance(value, keras.losses.Loss) else None
    return own or getattr(value, "__name__", None) or type(value).__name__
