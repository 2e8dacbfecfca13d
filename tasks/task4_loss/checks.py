"""Each pairing must compute the cross-entropy of its problem; the networks trained with it must work."""

from __future__ import annotations

import contextlib
import fnmatch
from typing import Any, NamedTuple

import numpy as np

from grader.checks import Array, Case, Failure, check

PROBLEMS = ("binary", "one_hot", "integer", "multi_label")
LOW, HIGH = 1e-7, float(np.float32(1.0 - 1e-7))  # where Keras clips probabilities, in float32
MAX_SHOWN = 80  # characters of a name or an error in a message

# family of the problem: activation > loss, and the sentence for it; the first that fits is taken
MISTAKES = (
    ("*: * > regression", "regression_loss"),
    ("softmax: softmax > categorical_logits", "doubled"),
    ("softmax: linear > categorical", "missing_flag"),
    ("softmax: * > binary*", "binary_loss"),
    ("softmax: sigmoid > *", "sigmoid"),
    ("sigmoid: sigmoid > binary_logits", "doubled"),
    ("sigmoid: linear > binary", "missing_flag"),
    ("sigmoid: softmax > *", "softmax"),
    ("sigmoid: * > categorical*", "categorical_loss"),
    ("*: other > *", "activation"),
)


@check()
def answers(case: Case) -> None:
    """At least one problem is answered with three things."""
    if any(_facts(case, problem).get("length") == 3 for problem in PROBLEMS):
        return
    for problem in PROBLEMS:
        case.completed(problem)
    received = _facts(case, PROBLEMS[0])["type"]
    raise Failure("returned_none" if received == "NoneType" else "not_three", received=received)


@check(needs=["answers"])
def binary(case: Case) -> None:
    """One unit, sigmoid, binary cross-entropy; or the two-class softmax, which is the same."""
    try:
        choice = _choice(case, "binary", (1, 2))
        _compare(case, choice, "softmax" if choice.units == 2 else "sigmoid")
    except Failure:
        if _facts(case, "binary").get("units") == 2:
            raise Failure("units", expected=1, received=2, classes=2) from None
        raise


@check(needs=["answers"])
def one_hot(case: Case) -> None:
    """One unit per class, softmax, categorical cross-entropy."""
    wanted = case.material.challenges["challenge_classes"]["one_hot"]
    _compare(case, _choice(case, "one_hot", (wanted,)), "softmax")


@check(needs=["answers"])
def integer(case: Case) -> None:
    """One unit per class, softmax, sparse categorical cross-entropy."""
    wanted = case.material.challenges["challenge_classes"]["integer"]
    _compare(case, _choice(case, "integer", (wanted,)), "softmax")


@check(needs=["answers"])
def multi_label(case: Case) -> None:
    """One unit per label, a sigmoid each, the mean of their binary cross-entropies."""
    wanted = case.material.challenges["challenge_classes"]["multi_label"]
    _compare(case, _choice(case, "multi_label", (wanted,)), "sigmoid")


@check(needs=PROBLEMS)
def trained(case: Case) -> None:
    """The four networks, trained with the pairings, know their hidden rows."""
    for problem in PROBLEMS:
        score = "micro_f1" if problem == "multi_label" else "accuracy"
        wanted = case.thresholds[f"{score}_{problem}"]
        received = _scores(case, problem)[score]
        if received < wanted:
            raise Failure(score, problem=problem, wanted=wanted, received=received)


def metrics(case: Case) -> dict[str, float]:
    """The hidden scores of every problem that has a trained network."""
    found: dict[str, float] = {}
    for problem in PROBLEMS:
        with contextlib.suppress(Failure):
            scores = _scores(case, problem)
            found |= {f"{problem}_{name}": value for name, value in scores.items()}
    return found


# What the student gave


class Choice(NamedTuple):
    """One problem's answer; ``activation`` and ``loss`` are names, for messages only."""

    problem: str
    units: int
    activation: str
    loss: str


def _facts(case: Case, problem: str) -> dict[str, Any]:
    """What the probe said about the returned value; {"type": ...} at least."""
    facts = case.evidence.answers.get(f"{problem}/choice")
    if not isinstance(facts, dict) or not isinstance(facts.get("type"), str):
        return {"type": "?"}
    return facts


def _choice(case: Case, problem: str, units: tuple[int, ...]) -> Choice:
    """The answer, where it is three things that Keras could compute with; else the reason why not."""
    step = case.evidence.answers.get(f"{problem}/step")
    if step == "call":
        case.completed(problem)
    facts = _facts(case, problem)
    if facts.get("length") != 3:
        raise Failure("not_three", received=facts["type"])
    received = facts.get("units")
    if type(received) is not int:
        kind = received.get("type") if isinstance(received, dict) else "?"
        raise Failure("units_type", received=kind)
    if received not in units:
        classes = case.material.challenges["challenge_classes"][problem]
        raise Failure("units", expected=units[0], received=received, classes=classes)
    activation, loss = (str(facts.get(key))[:MAX_SHOWN] for key in ("activation", "loss"))
    if facts.get("classes") != [False, False]:
        name = activation if facts.get("classes") == [True, False] else loss
        raise Failure("not_called", name=name)
    choice = Choice(problem, received, activation, loss)
    if problem in case.evidence.problems:
        _explain_exception(case, choice, step)
    return choice


def _explain_exception(case: Case, choice: Choice, step: object) -> None:
    """Keras, or the student's own function, raised at the activation or at the loss."""
    values: dict[str, Any] = {"activation": choice.activation, "loss": choice.loss}
    problem = case.evidence.problems[choice.problem]
    error = (problem.summary().splitlines() or ["?"])[0][: 2 * MAX_SHOWN]
    lines = f"\n{problem.lines().en}" if problem.places else ""  # code reads the same in Korean
    if step == "activation":
        raise Failure("activation_raised", error=error, lines=lines, **values)
    case.array(f"{choice.problem}/outputs", (None, None, choice.units))
    loss = choice.loss.lower().replace("_", "")
    sparse, categorical = "sparse" in loss, "categorical" in loss
    if choice.problem == "integer" and categorical and not sparse:
        raise Failure("one_hot_loss", **values)
    if choice.problem == "one_hot" and sparse:
        raise Failure("sparse_loss", **values)
    if choice.problem in ("binary", "multi_label") and categorical:
        raise Failure("categorical_loss", **values)
    raise Failure("loss_raised", error=error, lines=lines, **values)


# The comparison with the host's float64 values


def _compare(case: Case, choice: Choice, family: str) -> None:
    """The loss of every batch must be the cross-entropy of the challenge's own logits."""
    arrays, problem = case.material.arrays, choice.problem
    logits = arrays[f"{problem}/logits"].astype(np.float64)[..., : choice.units]
    targets = _targets(arrays[f"{problem}/labels"], problem, choice.units)
    outputs = case.array(f"{problem}/outputs", logits.shape).astype(np.float64)
    received = case.array(f"{problem}/losses", logits.shape[:1]).astype(np.float64)
    expected = _cross_entropy(family, logits, targets)
    tolerance = case.thresholds["loss_tolerance"]
    with np.errstate(all="ignore"):  # what was received may be anything finite
        off = np.abs(received - expected) / expected
        if off.max() <= tolerance:
            return
        mistake = _diagnose(family, logits, outputs, targets, received)
    worst = int(off.argmax())
    raise Failure(
        mistake,
        activation=choice.activation,
        loss=choice.loss,
        expected=float(expected[worst]),
        received=float(received[worst]),
    )


def _targets(labels: Array, problem: str, units: int) -> Array:
    """Labels as 0 and 1 for every unit: (batches, rows, units) float64."""
    if problem == "binary" and units == 2:
        return np.concatenate([1.0 - labels, labels], axis=-1).astype(np.float64)
    if problem == "integer":
        return np.eye(units)[labels]
    return labels.astype(np.float64)


def _diagnose(family: str, logits: Array, outputs: Array, targets: Array, received: Array) -> str:
    """The sentence for the mistake that gives these values: a known activation with a known loss."""
    activation = _name_activation(logits, outputs)
    pairing = f"{family}: {activation} > {_name_loss(outputs, targets, received)}"
    for pattern, mistake in MISTAKES:
        if fnmatch.fnmatchcase(pairing, pattern):
            return mistake
    return "smoothed" if _is_smoothed(family, logits, targets, received) else "value"


def _name_activation(logits: Array, outputs: Array) -> str:
    """Which of the usual activations makes these outputs of the logits, or ``other``."""
    known = {
        "linear": logits,
        "sigmoid": 1.0 / (1.0 + np.exp(-logits)),
        "softmax": np.exp(_log_softmax(logits)),
        "log_softmax": _log_softmax(logits),
    }
    for name, values in known.items():
        if np.allclose(outputs, values, rtol=1e-3, atol=1e-4):
            return name
    return "other"


def _name_loss(outputs: Array, targets: Array, received: Array) -> str:
    """Which of the usual losses, computed as Keras does, has these values, or ``other``."""
    clipped = np.clip(outputs, LOW, HIGH)
    shares = np.clip(outputs / outputs.sum(-1, keepdims=True), LOW, HIGH)
    sparse = clipped / clipped.sum(-1, keepdims=True)
    known = [
        ("categorical", -(targets * np.log(shares)).sum(-1)),
        ("categorical", -(targets * np.log(sparse)).sum(-1)),
        ("categorical_logits", -(targets * _log_softmax(outputs)).sum(-1)),
        ("binary", -(targets * np.log(clipped) + (1.0 - targets) * np.log(1.0 - clipped))),
        ("binary_logits", np.logaddexp(0.0, outputs) - targets * outputs),
        ("regression", (outputs - targets) ** 2),
        ("regression", np.abs(outputs - targets)),
    ]
    for name, values in known:
        if np.allclose(received, _batch_means(values), rtol=5e-3, atol=1e-5):
            return name
    return "other"


def _is_smoothed(family: str, logits: Array, targets: Array, received: Array) -> bool:
    """Whether the values lie, by the same share in every batch, towards labels that are all alike."""
    even = np.full_like(targets, 0.5 if family == "sigmoid" else 1.0 / targets.shape[-1])
    plain, blurred = (_cross_entropy(family, logits, t) for t in (targets, even))
    shares = (received - plain) / (blurred - plain)
    return bool(np.ptp(shares) < 0.01 and 0.0 < shares.mean() < 1.0)


def _cross_entropy(family: str, logits: Array, targets: Array) -> Array:
    """Mean cross-entropy of each batch, from logits: (batches,) float64.

    softmax: -sum(t * log softmax(z)); sigmoid: log(1 + e^z) - t * z, the mean over the units.
    """
    if family == "softmax":
        return _batch_means(-(targets * _log_softmax(logits)).sum(-1))
    return _batch_means(np.logaddexp(0.0, logits) - targets * logits)


def _log_softmax(z: Array) -> Array:
    shifted: Array = z - z.max(axis=-1, keepdims=True)
    total: Array = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted - total


def _batch_means(values: Array) -> Array:
    """The mean over everything but the first axis."""
    means: Array = values.reshape(len(values), -1).mean(axis=1)
    return means


# The trained networks: their outputs are logits, whatever the activation was


def _scores(case: Case, problem: str) -> dict[str, float]:
    """Accuracy; for multi_label the micro-averaged F1 = 2 TP / (2 TP + FP + FN) and Hamming loss."""
    case.completed(f"{problem} training")
    labels = case.secret["hidden_labels"][problem]
    classes = case.material.challenges["data_classes"][problem]
    logits = case.predictions(problem, (len(labels), None))
    if logits.shape[1] != classes and (problem, logits.shape[1]) != ("binary", 1):
        expected = (len(labels), classes)
        raise Failure("wrong_shape", name=problem, expected=expected, received=logits.shape)
    if problem == "multi_label":
        guess, truth = logits > 0.0, labels == 1
        wrong = int((guess != truth).sum())
        hits = int((guess & truth).sum())
        return {"micro_f1": 2 * hits / (2 * hits + wrong), "hamming_loss": wrong / truth.size}
    one = logits.shape[1] == 1
    guess = logits[:, 0] > 0.0 if one else logits.argmax(axis=1)
    return {"accuracy": float(np.mean(guess == labels))}
