"""The fit stage: the grader trains a model, where no submitted code runs.

What the train stage leaves is a model file of the submission's own making. Only its configuration is read,
the layers and what they were compiled with, under the guards of :mod:`grader.inside.fresh`. Weights are
made afresh by its initializers and the grading's seed, so that weights which were trained elsewhere are
worth nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.inside import fresh
from grader.inside.probing import Array, ProbeReport, model_inputs

FIT = ".fit"  # after a model's name: the problem of a model that was made, and cannot be trained
_NAME = 80  # letters of a metric's name that are kept
ARRAYS = ("x", "y", "validation_x", "validation_y")  # sent as NAME.x and so on


class NotCompiled(ValueError):
    """Nothing says by which optimizer and loss the model is to be trained."""


def fit(
    name: str,
    data: bytes,
    how: Mapping[str, Any],
    arrays: Mapping[str, Array],
    report: ProbeReport,
    part: str,
) -> None:
    """Report the answer ``NAME`` (its History) and the trained model.

    ``how``: ``epochs``, ``batch_size``, ``keeps`` (see ``grader.task.api.Training``). A model that cannot be
    trained is handed on all the same, with fresh weights: its layers are judged. That problem is reported as
    ``NAME.fit``, the one of a file that no model can be made of as ``NAME``.
    """
    made = None
    with report.part(name):
        made = fresh.make(data, how["keeps"])
    if made is None:
        return
    with report.part(name + FIT), report.timed("fit"):
        report.answer(name, _trained(made, how, _of(name, arrays), report.live(how["epochs"], part)))
    with report.part(name):
        if not made.model.built:  # its input's shape was to come from the first batch
            made.model(_of(name, arrays)["x"][:1])
        report.model(name, made.model)


def _of(name: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {part: model_inputs(arrays[f"{name}.{part}"]) for part in ARRAYS if f"{name}.{part}" in arrays}


def _trained(
    made: fresh.Made, how: Mapping[str, Any], data: Mapping[str, Array], live: Any
) -> dict[str, Any]:
    """What History has, and the class of each metric, as JSON."""
    if not made.compiled:
        raise NotCompiled("the model was not compiled")
    fresh.compile_again(made)
    validation = (data["validation_x"], data["validation_y"]) if "validation_x" in data else None
    history = made.model.fit(
        data["x"],
        data["y"],
        validation_data=validation,
        epochs=how["epochs"],
        batch_size=how["batch_size"],
        verbose=0,
        callbacks=[live],
    )
    logs = {key[:_NAME]: [float(value) for value in values] for key, values in history.history.items()}
    return {"logs": logs, "metrics": _metrics(made.model)}


def _metrics(model: Any) -> dict[str, str]:
    """The class of each metric by its name; of a metric of metrics, those inside."""
    waiting, found = list(model.metrics), {}
    while waiting:
        metric = waiting.pop()
        inner = getattr(metric, "metrics", None)
        waiting += inner or []
        if not inner:
            found[metric.name[:_NAME]] = type(metric).__name__
    return found
