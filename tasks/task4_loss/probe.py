"""Asks choose() for each problem, computes its loss on the challenge, then trains a network with it."""

import inspect
from typing import Any

import keras
import numpy as np

from grader.inside.probing import Job, Report, Submission

MAX_NAME = 60  # characters of a name that is sent back for the messages


def probe(submission: Submission, job: Job, report: Report) -> None:
    """All challenges first, then the trainings of those problems that could be computed."""
    computed = []
    for problem, classes in job.challenges["challenge_classes"].items():
        with report.part(problem):
            report.answer(f"{problem}/step", "call")
            choice = submission.call("choose", problem, classes)
            report.answer(f"{problem}/choice", describe(choice))
            if is_usable(choice, job.arrays[f"{problem}/logits"].shape[-1]):
                compute(problem, choice, job, report)
                computed.append(problem)
    for problem in computed:
        with report.part(f"{problem} training"), report.timed("fit"):
            classes = job.challenges["data_classes"][problem]
            train(problem, submission.call("choose", problem, classes), job, report)


def is_usable(choice: Any, most: int) -> bool:
    """Whether there are three things, the first of them a number of units that can be tried."""
    return (
        isinstance(choice, tuple | list)
        and len(choice) == 3
        and is_whole(choice[0])
        and 1 <= choice[0] <= most
    )


def is_whole(value: Any) -> bool:
    """An integer of Python's or NumPy's, and no bool."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def compute(problem: str, choice: Any, job: Job, report: Report) -> None:
    """Report the activation's outputs (batches, rows, units) and the loss of each batch."""
    units, activation, loss = choice
    logits = job.arrays[f"{problem}/logits"][..., : int(units)]
    report.answer(f"{problem}/step", "activation")
    layer = as_layer(activation)
    # As a plain array, the output no longer carries the logits that Keras attaches to a softmax and
    # quietly uses in their place: a softmax taken twice is seen as such.
    outputs = np.stack([np.array(layer(batch), dtype=np.float32) for batch in logits])
    report.array(f"{problem}/outputs", outputs)
    report.answer(f"{problem}/step", "loss")
    model = keras.Sequential([keras.Input((int(units),)), keras.layers.Identity()])
    model.compile(loss=loss)
    losses = []
    for batch, labels in zip(outputs, job.arrays[f"{problem}/labels"], strict=True):
        y, y_pred = keras.ops.convert_to_tensor(labels), keras.ops.convert_to_tensor(batch)
        losses.append(float(np.mean(model.compute_loss(y=y, y_pred=y_pred))))
    report.array(f"{problem}/losses", np.array(losses))
    report.answer(f"{problem}/step", "done")


def train(problem: str, choice: Any, job: Job, report: Report) -> None:
    """Train a small network with the choice; saved up to its logits, it needs none of its objects."""
    units, activation, loss = choice
    settings = job.settings
    x, y = job.arrays[f"{problem}/x"], job.arrays[f"{problem}/y"]
    inputs = keras.Input(x.shape[1:])
    hidden = keras.layers.Dense(settings["hidden_units"], activation="relu")(inputs)
    logits = keras.layers.Dense(int(units))(hidden)
    model = keras.Model(inputs, as_layer(activation)(logits))
    model.compile(optimizer=keras.optimizers.Adam(settings["learning_rate"]), loss=loss)
    model.fit(
        x,
        y,
        validation_data=(job.arrays[f"{problem}/x_validation"], job.arrays[f"{problem}/y_validation"]),
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        verbose=0,
        callbacks=[report.live(settings["epochs"], part=problem)],
    )
    report.model(problem, keras.Model(inputs, logits))


def as_layer(activation: Any) -> Any:
    """A layer stays itself; a name, a function or None becomes an Activation layer."""
    if isinstance(activation, keras.layers.Layer):
        return activation
    return keras.layers.Activation(activation)


def describe(choice: Any) -> dict[str, Any]:
    """What came back, in names: shown in messages."""
    facts: dict[str, Any] = {"type": type(choice).__name__}
    if isinstance(choice, tuple | list):
        facts["length"] = len(choice)
    if facts.get("length") == 3:
        units, activation, loss = choice
        facts["units"] = int(units) if is_whole(units) else {"type": type(units).__name__}
        facts |= {"activation": name(activation), "loss": name(loss)}
        facts["classes"] = [inspect.isclass(activation), inspect.isclass(loss)]
    return facts


def name(value: Any) -> str:
    """Like ``softmax`` or ``BinaryCrossentropy(from_logits=True)``."""
    if value is None or isinstance(value, str):
        return str(value)[:MAX_NAME]
    if isinstance(value, keras.losses.Loss):
        flag = getattr(value, "from_logits", None)
        return f"{type(value).__name__}({'' if flag is None else f'from_logits={flag}'})"[:MAX_NAME]
    return str(getattr(value, "__name__", type(value).__name__))[:MAX_NAME]
