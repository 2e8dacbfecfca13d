"""Evidence made by hand, right for its task: what a sandbox would send for a right solution, without one."""

from __future__ import annotations

import functools
import io
import json
import runpy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import factory
import numpy as np
from PIL import Image

from grader.evidence import RawStage
from grader.grading.gallery import galleries
from grader.grading.judge import Verdict, judge
from grader.grading.pipeline import case_of, draw
from grader.inside import wire
from grader.inside.predict import SHOWN
from grader.inside.probing import npy
from grader.inside.thumbnails import thumbnails
from grader.submission.source import Submission
from grader.task import loader
from grader.task.api import Material
from grader.task.loader import Task

SEED = 7
TERMINATION = factory.termination(begun=True)
SOURCE = "import keras\n\n\ndef build_model():\n    return None\n"
LAYERS = [
    ("Conv2D", {"filters": 8, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same"}, "relu"),
    ("MaxPooling2D", {"pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}, None),
    ("Conv2D", {"filters": 16, "kernel_size": [3, 3], "strides": [1, 1], "padding": "same"}, "relu"),
    ("MaxPooling2D", {"pool_size": [2, 2], "strides": [2, 2], "padding": "valid"}, None),
    ("Flatten", {}, None),
    ("Dense", {"units": 10}, "softmax"),
]
DENSE = [("Flatten", {}, None), ("Dense", {"units": 8}, "relu"), ("Dense", {"units": 10}, "softmax")]

HISTORY = {
    "logs": {"loss": [2.0, 1.0], "accuracy": [0.2, 0.9], "val_loss": [1.9, 1.1], "val_accuracy": [0.3, 0.8]},
    "metrics": {"loss": "Mean", "accuracy": "SparseCategoricalAccuracy"},
}


@dataclass(frozen=True)
class Stage:
    """The parts of one stage's result, before they are packed."""

    body: Mapping[str, Any]
    arrays: Mapping[str, Any] = field(default_factory=dict)

    def packed(self, models: Mapping[str, bytes] = {}) -> bytes:
        blobs = {f"array/{name}": npy(array) for name, array in self.arrays.items()}
        return wire.pack(self.body, blobs | {f"model/{name}": data for name, data in models.items()})


@dataclass(frozen=True)
class Made:
    """Right evidence for one task at :data:`SEED`, and what it is judged with."""

    task: Task
    material: Material
    train: Stage
    predict: Stage | None = None
    fit: Stage | None = None

    def verdict(self, train: bytes, predict: bytes | None, fit: bytes | None = None) -> Verdict:
        """What these results of the stages come to; of the fit stage the right one, if none is given."""
        submitted = Submission(loader.find("task2").folder / "my.py", "0" * 64, SOURCE)
        fit = self.fit.packed() if fit is None and self.fit is not None else fit
        stages = [
            None if data is None else RawStage(data, b"", TERMINATION) for data in (train, predict, fit)
        ]
        assert stages[0] is not None
        case = case_of(self.task, submitted, stages[0], stages[1], self.material, stages[2])
        galleries(case)  # what is shown must bear the same evidence
        return judge(self.task, case)


@functools.cache
def made(name: str) -> Made:
    """The evidence of a task by its id."""
    which = loader.find(name)
    material = draw(which, SEED)
    kinds = {"task1": _callback, "task2": _cnn, "task3": _generator, "task4": _loss, "task5": _flatten}
    kinds |= {"task8": _design, "task9": _functions, "task13": _regression}
    right = kinds[name](which, material)
    if right.predict is None:
        return right
    shown = {key + SHOWN: _rows(part.labels, len(part.classes)) for key, part in material.shown.items()}
    return replace(right, predict=Stage(right.predict.body, {**right.predict.arrays, **shown}))


def body(answers: Mapping[str, Any] = {}, **more: Any) -> dict[str, Any]:
    """A result's body as the child writes it."""
    return {"answers": answers, "problems": {}, "seconds": {"fit": 1.0}, "error": None} | more


def _callback(which: Task, material: Material) -> Made:
    count = len(material.challenges["scripts"])
    arrays = {
        "built": np.ones(count, bool),
        "own": np.full((count, 2), -1),
        "undone": np.zeros(count, bool),
        "stops": np.array(material.secret["right"]["stops"]),
        "runs": np.array(material.secret["right"]["fits"]),
    }
    return Made(which, material, Stage(body(), arrays))


def _cnn(
    which: Task, material: Material, kinds: Sequence[Any] = LAYERS, image: Sequence[int] = (28, 28, 1)
) -> Made:
    said = {"model.built": _built([*image], [10])}
    layers = [
        {
            "kind": kind,
            "params": 100 if "units" in facts or "filters" in facts else 0,
            "activation": activation,
            "output_shape": [None, 10],
            "facts": facts,
        }
        | {"effect": 0.5}
        for kind, facts, activation in kinds
    ]
    return Made(
        which,
        material,
        Stage(body(said)),
        _predicted({"model": _rows(material.secret["labels"], 10)}, layers, [None, *image]),
        Stage(body({"model": HISTORY})),
    )


def _flatten(which: Task, material: Material) -> Made:
    calls, network = _functions(which, material).train, _cnn(which, material, DENSE, (28, 28))
    answers = {**calls.body["answers"], **network.train.body["answers"]}
    return replace(network, train=Stage(body(answers), calls.arrays))


def _built(inputs: list[int], outputs: list[int]) -> dict[str, Any]:
    """What the probe says of a right model."""
    named = {"type": "Sequential", "loss": "sparse_categorical_crossentropy"}
    shapes = {"inputs": [[None, *inputs]], "outputs": [[None, *outputs]]}
    return {"is_model": True, "compiled": True, **named, **shapes}


def _generator(which: Task, material: Material) -> Made:
    answers: dict[str, Any] = {"returned": {"type": "tuple", "length": 2}}
    arrays: dict[str, Any] = {}
    height, width = material.challenges["target_size"]
    size = material.challenges["batch_size"]
    rng = np.random.default_rng(SEED)
    for name, folder in (("training", "train"), ("validation", "validation")):
        paths = sorted(path for path in material.files if path.startswith(f"{folder}/"))
        names = sorted({path.split("/")[1] for path in paths})
        rows = _rows(np.array([names.index(path.split("/")[1]) for path in paths]), len(names))
        pictures = [Image.open(io.BytesIO(material.files[path])).convert("RGB") for path in paths]
        images = np.stack([np.asarray(one.resize((width, height))) / 255.0 for one in pictures])
        order = rng.permutation(len(paths)) if name == "training" else np.arange(len(paths))
        counts = [min(size, len(paths) - at) for at in range(0, len(paths), size)]
        shapes = [[[n, height, width, 3], [n, len(names)], "float32", "float32"] for n in counts]
        answers[name] = {"type": "x", "iterable": True, "batches": shapes, "odd": None}
        answers[name]["counts"] = [len(paths)] * 2
        twice = np.concatenate([order, order])
        looks = np.concatenate([thumbnails(np.asarray(one)[np.newaxis] / 255.0) for one in pictures])
        again = (
            0.7 * looks + 0.3 * np.roll(looks, 1, axis=2) if name == "training" else looks
        )  # moved a little
        both = np.concatenate([looks[order], again[order]])
        arrays |= {f"{name}_looks": both.astype(np.float16), f"{name}_labels": rows[twice]}
        arrays[f"{name}_range"] = np.array([[0.0, 1.0]] * 2)
        if name == "validation":
            arrays["validation_images"] = images[twice].astype(np.float16)
    labels = next(value for value in material.secret.values() if isinstance(value, np.ndarray))
    predictions = {"model": _rows(labels, int(labels.max()) + 1)}
    return Made(which, material, Stage(body(answers), arrays), _predicted(predictions, [], None))


def _loss(which: Task, material: Material) -> Made:
    answers: dict[str, Any] = {}
    arrays: dict[str, Any] = {}
    predictions: dict[str, Any] = {}
    for name, (problem, classes) in material.challenges["questions"].items():
        units = 1 if problem == "binary" else classes
        family = "sigmoid" if problem in ("binary", "multi_label") else "softmax"
        answers[f"{name}/step"] = "done"
        named = {"units": units, "activation": family, "loss": "crossentropy", "classes": [False, False]}
        answers[f"{name}/choice"] = {"type": "tuple", "length": 3, **named}
        for logits, asked, place in (
            (material.arrays[f"{name}/logits"], "labels", "losses"),
            (material.secret["unseen"][name][f"{units}/{family}"], "unseen/labels", f"unseen/{family}"),
        ):
            exact = logits.astype(np.float64)[..., :units]
            arrays[f"{name}/{place}"] = _mean_losses(exact, material.arrays[f"{name}/{asked}"], family)
        logits = material.arrays[f"{name}/logits"].astype(np.float64)[..., :units]
        shares = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
        arrays[f"{name}/outputs"] = shares if family == "softmax" else 1 / (1 + np.exp(-logits))
    for problem, labels in material.secret["hidden_labels"].items():
        signs = labels if labels.ndim == 2 else _rows(labels, material.challenges["data_classes"][problem])
        predictions[problem] = 2.0 * signs - 1.0
        if problem == "binary":
            predictions[problem] = predictions[problem][:, 1:]
    return Made(which, material, Stage(body(answers), arrays), _predicted(predictions, [], None))


def _mean_losses(logits: Any, labels: Any, family: str) -> Any:
    """(batches, rows, units) -> (batches,): the mean of -log of what the right answers were given.

    Written otherwise than the task's own: of a unit 1 / (1 + e^-z), or 1 minus that, which is 1 / (1 + e^z);
    of a class 1 / sum(e^(z_i - z)).
    """
    if family == "sigmoid":
        losses = np.log1p(np.exp(np.where(labels == 1, -logits, logits)))
    else:
        classes = labels if labels.ndim < logits.ndim else labels.argmax(-1)
        right = np.take_along_axis(logits, classes.astype(int)[..., None], -1)
        losses = np.log(np.exp(logits - right).sum(-1))
    return losses.reshape(len(losses), -1).mean(-1)


def _regression(which: Task, material: Material) -> Made:
    """A linear unit for each of the two models, and the hidden answers themselves."""
    layers = [{"kind": "Dense", "params": 2, "activation": "linear", "output_shape": [None, 1], "facts": {}}]
    own = {"layers": layers, "params": 2, "output_shape": [None, 1], "families": {}}
    columns = {"line": 1, "table": 10}
    said = {f"{name}.built": _built([count], [1]) | {"loss": "mse"} for name, count in columns.items()}
    structures = {name: own | {"input_shape": [None, count]} for name, count in columns.items()}
    predictions = {name: material.secret[name].reshape(-1, 1) for name in columns}
    fitted = Stage(body(dict.fromkeys(columns, HISTORY)))
    return Made(which, material, Stage(body(said)), Stage(body(structures), predictions), fitted)


def _functions(which: Task, material: Material) -> Made:
    """What right functions return: new arrays of the argument's dtype."""
    answers, arrays = {}, {}
    for name, expected in material.secret["expected"].items():
        dtype = material.arrays[f"{name}/0"].dtype
        arrays[name] = expected.astype(dtype)
        facts = {"type": "ndarray", "is_array": True, "shape": list(expected.shape), "dtype": dtype.name}
        answers[name] = facts | {"changed": False, "aliased": False, "repeats": True}
    return Made(which, material, Stage(body(answers), arrays))


def _design(which: Task, material: Material) -> Made:
    """What the reference answers, as JSON has it."""
    functions = runpy.run_path(str(which.solutions / "reference.py"))
    calls = [(name, name.split("/")[0], given) for name, given in material.challenges["calls"].items()]
    as_given = which.module("probe").as_given
    answers = {name: functions[function](*as_given(given)) for name, function, given in calls}
    return Made(which, material, Stage(body(json.loads(json.dumps(answers)))))


def _predicted(predictions: Mapping[str, Any], layers: list[Any], shape: Any) -> Stage:
    structure: dict[str, Any] = {
        "layers": layers,
        "params": 1000,
        "input_shape": shape,
        "output_shape": [None, 10],
    }
    structure["families"] = {"convolution": 0.9, "pooling": 0.5, "activation": None}
    return Stage(body(dict.fromkeys(predictions, structure)), predictions)


def _rows(labels: Any, classes: int) -> Any:
    """Labels as one-hot rows."""
    return np.eye(classes, dtype=np.float32)[labels]
