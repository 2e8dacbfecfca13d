"""Asks choose() for each problem, computes its loss on the challenge, then trains a network with it."""

import contextlib
import inspect
from typing import Any

import keras
import numpy as np

from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule

MAX_NAME = 60  # characters of a name that is sent back for the messages


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """All questions first, then the trainings of those problems that could be computed."""
    computed = []
    for name, (problem, classes) in job.challenges["questions"].items():
        with report.part(name):
            report.answer(f"{name}/step", "call")
            choice = submission.call("choose", problem, classes)
            report.answer(f"{name}/choice", describe(choice))
            if is_usable(choice, job.arrays[f"{name}/logits"].shape[-1]):
                compute(name, choice, job, report)
                computed.append(name)
    for problem, classes in job.challenges["data_classes"].items():
        if problem in computed:
            with report.part(f"{problem} training"), report.timed("fit"):
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


def compute(name: str, choice: Any, job: ProbeJob, report: ProbeReport) -> None:
    """Report the activation's outputs (batches, rows, units) and the loss of each batch.

    Then the outputs for the twins (2, pairs, units), and the losses of outputs that come from the host.
    """
    units, activation, loss = int(choice[0]), choice[1], choice[2]
    logits = job.arrays[f"{name}/logits"][..., :units]
    report.answer(f"{name}/step", "activation")
    layer = as_layer(activation)
    # As a plain array, the output no longer carries the logits that Keras attaches to a softmax and
    # quietly uses in their place: a softmax taken twice is seen as such.
    outputs = np.stack([np.array(layer(batch), dtype=np.float32) for batch in logits])
    report.array(f"{name}/outputs", outputs)
    report.answer(f"{name}/step", "loss")
    report.array(f"{name}/losses", losses(loss, outputs, job.arrays[f"{name}/labels"]))
    twins = job.arrays[f"{name}/twins"][..., :units]
    report.array(f"{name}/twins", np.stack([np.array(layer(rows), dtype=np.float32) for rows in twins]))
    unseen, labels = f"{name}/unseen/{units}/", job.arrays[f"{name}/unseen/labels"]
    for key in [key for key in job.arrays if key.startswith(unseen)]:
        # A loss may well refuse what another activation than its own puts out
        with contextlib.suppress(Exception):
            report.array(f"{name}/unseen/{key.removeprefix(unseen)}", losses(loss, job.arrays[key], labels))
    report.answer(f"{name}/step", "done")


def losses(loss: Any, outputs: Any, labels: Any) -> Any:
    """The loss of each batch (batches,), as a compiled model computes it."""
    model = keras.Sequential([keras.Input((outputs.shape[-1],)), keras.layers.Identity()])
    model.compile(loss=loss)
    found = []
    for batch, truth in zip(outputs, labels, strict=True):
        y, y_pred = keras.ops.convert_to_tensor(truth), keras.ops.convert_to_tensor(batch)
        found.append(float(np.mean(model.compute_loss(y=y, y_pred=y_pred))))
    return np.array(found)


def train(problem: str, choice: Any, job: ProbeJob, report: ProbeReport) -> None:
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
