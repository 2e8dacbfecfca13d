"""Rule 1: no hidden label, expected value, threshold or check code is in what a sandbox is sent."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from conftest import ROOT

from grader.grading.pipeline import SEEDS, draw, fit_job, new_seed, predict_job, train_job
from grader.inside import wire
from grader.sandbox.worker import encode
from grader.submission.source import Submission
from grader.task.loader import Task, all_tasks

SHORT = 12  # fewer numbers than this can be in a job by chance
INTEGERS = (np.int64, np.int32, np.uint8, np.int8)
FLOATS = (np.float64, np.float32)
OF_THE_ARGUMENT = {"task5": "expected"}  # what flatten() returns has its argument's numbers, in their order

tasks = pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
seeds = pytest.mark.parametrize("seed", [0, 1, SEEDS - 1])


def payloads(task: Task, material: Any, seed: int) -> dict[str, bytes]:
    """All the bytes that the stages are sent."""
    submitted = Submission(ROOT / "x.py", "0" * 64, "x = 1\n")
    models = dict.fromkeys(material.hidden_inputs, b"model file")
    return {
        "train": encode(train_job(task, submitted, material, seed)),
        "fit": encode(fit_job(task, dict.fromkeys(material.training, b"model file"), material, seed)),
        "predict": encode(predict_job(task, models, material, material.hidden_inputs, seed)),
    }


def leaves(value: Any) -> Iterator[Any]:
    """Arrays, lists of numbers, and scalars, however deep they are."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list | tuple):
        if value and all(isinstance(item, int | float) for item in value):
            yield np.array(value)
        else:
            for item in value:
                yield from leaves(item)
    elif hasattr(value, "__dataclass_fields__"):
        yield from leaves({name: getattr(value, name) for name in value.__dataclass_fields__})
    else:
        yield value


def forms(array: np.ndarray) -> Iterator[bytes]:
    """The ways in which an array of secrets could be written into a payload."""
    for dtype in (*INTEGERS, *FLOATS):
        with np.errstate(all="ignore"):
            cast = array.astype(dtype)
        if np.array_equal(cast, array):
            yield cast.tobytes()
            yield json.dumps(cast.ravel().tolist()).encode()


@tasks
@seeds
def test_hidden_arrays_are_in_no_payload(task: Task, seed: int) -> None:
    material = draw(task, seed)
    assert material.secret, "a task without a secret could not be judged"
    sent = payloads(task, material, seed)
    hidden = {name: part for name, part in material.secret.items() if name != OF_THE_ARGUMENT.get(task.id)}
    for secret in leaves(hidden):
        if isinstance(secret, np.ndarray) and secret.size >= SHORT and np.unique(secret).size > 1:
            for form in forms(secret):
                for stage, payload in sent.items():
                    assert form not in payload, f"{stage} holds an array of the secret"


@tasks
@seeds
def test_expected_values_are_in_no_payload(task: Task, seed: int) -> None:
    """No float of the secret that is not a round number equals any float that is sent."""
    material = draw(task, seed)
    floats = [np.ravel(x) for x in leaves(material.secret) if np.asarray(x).dtype.kind == "f"]
    values = np.unique(np.concatenate([np.zeros(0), *floats]))
    telling = values[np.mod(values * 4096, 1) != 0]
    for stage, payload in payloads(task, material, seed).items():
        body, _blobs = wire.unpack(payload)
        numbers = re.findall(r"-?\d+\.\d+(?:e-?\d+)?", json.dumps(body))
        found = np.array([float(number) for number in numbers] or [np.inf])
        close = np.isclose(found[:, None], telling[None, :], rtol=1e-9, atol=0)
        assert not close.any(), f"{stage} holds {found[close.any(axis=1)]}"


@tasks
def test_payloads_do_not_depend_on_secrets_thresholds_or_words(task: Task) -> None:
    """The strongest form: change all that is secret, and not one byte that is sent changes."""
    material = draw(task, 7)
    thresholds = {name: value + 1 for name, value in task.manifest.thresholds.items()}
    checks = {name: check.model_copy(update={"points": 1}) for name, check in task.manifest.checks.items()}
    manifest = task.manifest.model_copy(update={"thresholds": thresholds, "checks": checks, "pass_score": 1})
    other = replace(task, manifest=manifest, words={})
    assert payloads(task, material, 7) == payloads(other, replace(material, secret={}), 7)


@tasks
def test_no_threshold_is_in_a_payload(task: Task) -> None:
    for payload in payloads(task, draw(task, 7), 7).values():
        body, _blobs = wire.unpack(payload)
        text = json.dumps(body["settings"]) + body["probe"]
        for value in task.manifest.thresholds.values():
            assert not re.search(rf"(?<![\d.]){re.escape(str(value))}(?![\d.])", text)
        assert not set(task.manifest.thresholds) & set(task.manifest.public)


@tasks
def test_no_check_code_is_in_a_payload(task: Task) -> None:
    sent = b"".join(payloads(task, draw(task, 7), 7).values()).decode(errors="replace")
    for function in vars(task.module("checks")).values():
        code = getattr(function, "function", function)
        if inspect.isfunction(code) and code.__module__ == task.module("checks").__name__:
            for line in inspect.getsource(code).splitlines()[1:]:
                if len(line.strip()) > 45:
                    assert json.dumps(line.strip())[1:-1] not in sent
    assert "Failure" not in sent
    assert "grader.task.api" not in sent


@tasks
def test_the_seed_of_the_draws_is_in_no_payload(task: Task) -> None:
    seed = 1234567891
    for payload in payloads(task, draw(task, seed), seed).values():
        assert str(seed).encode() not in payload


def test_a_new_seed_cannot_be_found_by_trying_all_within_a_grading() -> None:
    tries = 50_000_000 * max(task.manifest.limits.train_seconds for task in all_tasks())  # in native code
    assert sorted(new_seed() for _ in range(9))[4] > 1000 * tries
    assert SEEDS <= 2**53  # exact where numbers are floats: JSON's readers, spreadsheets


@tasks
def test_draws_are_the_same_for_a_seed_and_differ_between_seeds(task: Task) -> None:
    first, again, other = (payloads(task, draw(task, seed), 5) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_training_labels_enter_the_fit_stage_alone_and_hidden_inputs_never_do() -> None:
    task = next(task for task in all_tasks() if task.id == "task2")
    material = draw(task, 7)
    sent = payloads(task, material, 7)
    labels, hidden = material.training["model"].y.tobytes(), material.hidden_inputs["model"].tobytes()
    assert [labels in sent[stage] for stage in ("train", "fit", "predict")] == [False, True, False]
    assert [hidden in sent[stage] for stage in ("train", "fit", "predict")] == [False, False, True]
