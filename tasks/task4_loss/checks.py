"""Each pairing must compute the cross-entropy of its problem; the networks trained with it must work."""

from __future__ import annotations

import contextlib
import fnmatch
from typing import Any, NamedTuple

import numpy as np
import pydantic

from grader.task.api import Array, Case, Failure, check

PROBLEMS = ("binary", "one_hot", "integer", "multi_label")
LOW, HIGH = 1e-7, float(np.float32(1.0 - 1e-7))  # where Keras clips probabilities, in float32
LEAST_LOST = 0.5  # of the points of the training, where a right pairing does not train: no pass
ALIKE = 0.01  # of a factor that is said to be the same in all batches
LEAST_MOVED = 1e-5  # of the largest output: by less, an activation says the same of two logits
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
    if any(_facts(case, problem).length == 3 for problem in PROBLEMS):
        return
    for problem in PROBLEMS:
        case.completed(problem)
    received = _facts(case, PROBLEMS[0]).type
    raise Failure("returned_none" if received == "NoneType" else "not_three", received=received)


@check(needs=["answers"])
def binary(case: Case) -> None:
    """One unit, sigmoid, binary cross-entropy; or the two-class softmax, which is the same."""
    _pairing(case, "binary")


@check(needs=["answers"])
def one_hot(case: Case) -> None:
    """One unit per class, softmax, categorical cross-entropy."""
    _pairing(case, "one_hot")


@check(needs=["answers"])
def integer(case: Case) -> None:
    """One unit per class, softmax, sparse categorical cross-entropy."""
    _pairing(case, "integer")


@check(needs=["answers"])
def multi_label(case: Case) -> None:
    """One unit per label, a sigmoid each, the mean of their binary cross-entropies."""
    _pairing(case, "multi_label")


@check(needs=["answers"])
def two_classes(case: Case) -> None:
    """With two classes or labels the problem is the same; judged where it is right with several."""
    several = [problem for problem in PROBLEMS if f"{problem}_2" in _questions(case)]
    right = [problem for problem in several if _is_right(case, problem)]
    for problem in right or several:
        name = f"{problem}_2"
        if case.evidence.answers.get(f"{name}/step") == "call":
            case.completed(name)
        if not _is_right(case, name):
            received = _said(_facts(case, name))
            raise Failure("by_count", cause=None if right else problem, problem=problem, received=received)


@check(needs=["answers"])
def trained(case: Case) -> None:
    """The four networks, trained with the pairings, know their hidden rows; each has its share."""
    failures: dict[str, Failure] = {}
    for problem in PROBLEMS:
        try:
            _works(case, problem)
        except Failure as failure:
            failures[problem] = failure
    if not failures:
        return
    # What a wrong pairing does to the training has cost its points; what a right one does has not
    own = [problem for problem in failures if _is_right(case, problem)]
    problem = next(iter(own or failures))
    failure = failures[problem]
    failure.cause = None if own else problem
    failure.credit = 1 - max(len(failures) / len(PROBLEMS), LEAST_LOST if own else 0)
    raise failure


def _works(case: Case, problem: str) -> None:
    """The network of that problem reaches its score."""
    name = f"{problem} training"
    raised = case.evidence.problems.get(name)
    if raised is None and problem not in {**case.evidence.models, **case.evidence.predictions}:
        raise Failure("not_trained", problem=problem)
    if raised is not None and "No gradients" in raised.message:
        raise Failure("no_gradient", problem=problem)
    score = "micro_f1" if problem == "multi_label" else "accuracy"
    wanted, received = case.thresholds[f"{score}_{problem}"], _scores(case, problem)[score]
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


class Facts(pydantic.BaseModel):
    """What the probe says of the value that came back; ``classes``: whether they are classes, not called."""

    type: str = "?"
    length: int | None = None
    units: int | dict[str, str] | None = None  # where it is no whole number: its type
    activation: str = "?"
    loss: str = "?"
    classes: tuple[bool, bool] = (True, True)


class Choice(NamedTuple):
    """The answer to one question; ``activation`` and ``loss`` are names, for messages only."""

    name: str
    problem: str
    units: int
    activation: str
    loss: str


def _questions(case: Case) -> dict[str, tuple[str, int]]:
    """Problem and number of classes of every question, by its name."""
    questions: dict[str, tuple[str, int]] = case.material.challenges["questions"]
    return questions


def _facts(case: Case, name: str) -> Facts:
    """What the probe said about the returned value, where it did."""
    with contextlib.suppress(Failure):
        return case.answer(f"{name}/choice", Facts)
    return Facts()


def _said(facts: Facts) -> str:
    """The returned value in a message."""
    if facts.length != 3:
        return facts.type[:MAX_SHOWN]
    return f"({', '.join(str(part)[:MAX_SHOWN] for part in (facts.units, facts.activation, facts.loss))})"


def _choice(case: Case, name: str, units: tuple[int, ...]) -> Choice:
    """The answer, where it is three things that Keras could compute with; else the reason why not."""
    (problem, classes), step = _questions(case)[name], case.evidence.answers.get(f"{name}/step")
    if step == "call":
        case.completed(name)
    facts = _facts(case, name)
    if facts.length != 3:
        raise Failure("not_three", received=facts.type)
    if not isinstance(facts.units, int):
        raise Failure("units_type", received=(facts.units or {}).get("type", "?"))
    if facts.units not in units:
        raise Failure("units", expected=units[0], received=facts.units, classes=classes)
    activation, loss = facts.activation[:MAX_SHOWN], facts.loss[:MAX_SHOWN]
    if any(facts.classes):
        raise Failure("not_called", name=activation if facts.classes == (True, False) else loss)
    choice = Choice(name, problem, facts.units, activation, loss)
    if name in case.evidence.problems:
        _explain_exception(case, choice, step)
    return choice


def _explain_exception(case: Case, choice: Choice, step: object) -> None:
    """Keras, or the student's own function, raised at the activation or at the loss."""
    values: dict[str, Any] = {"activation": choice.activation, "loss": choice.loss}
    problem = case.evidence.problems[choice.name]
    error = (problem.summary().splitlines() or ["?"])[0][: 2 * MAX_SHOWN]
    lines = f"\n{problem.lines().en}" if problem.places else ""  # code reads the same in Korean
    if step == "activation":
        raise Failure("activation_raised", error=error, lines=lines, **values)
    case.array(f"{choice.name}/outputs", (None, None, choice.units))
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


def _is_right(case: Case, name: str) -> bool:
    """Whether the pairing of that question is right."""
    try:
        _pairing(case, name)
    except Failure:
        return False
    return True


def _pairing(case: Case, name: str) -> None:
    """The pairing of that question gives the cross-entropy of its problem."""
    problem, classes = _questions(case)[name]
    if problem != "binary":
        _compare(case, _choice(case, name, (classes,)), "sigmoid" if problem == "multi_label" else "softmax")
        return
    try:
        choice = _choice(case, name, (1, 2))
        _compare(case, choice, "softmax" if choice.units == 2 else "sigmoid")
    except Failure:
        if _facts(case, name).units == 2:
            raise Failure("units", expected=1, received=2, classes=2) from None
        raise


def _compare(case: Case, choice: Choice, family: str) -> None:
    """The loss of every batch must be the cross-entropy of the challenge's own logits, and of unseen ones."""
    arrays, name = case.material.arrays, choice.name
    logits = arrays[f"{name}/logits"].astype(np.float64)[..., : choice.units]
    targets = _targets(arrays[f"{name}/labels"], choice.problem, choice.units)
    outputs = case.array(f"{name}/outputs", logits.shape).astype(np.float64)
    received = case.array(f"{name}/losses", logits.shape[:1]).astype(np.float64)
    expected = _cross_entropy(family, logits, targets)
    worst = _worst(case, expected, received)
    if worst is not None:
        raise Failure(
            _diagnose(family, logits, outputs, targets, received),
            activation=choice.activation,
            loss=choice.loss,
            expected=float(expected[worst]),
            received=float(received[worst]),
            factor=float(received[worst] / expected[worst]),
        )
    activation = _name_activation(logits, outputs)
    if activation == "other":
        _tell_apart(case, choice)
    else:
        _compare_unseen(case, choice, family, activation)


def _worst(case: Case, expected: Array, received: Array) -> int | None:
    """The batch whose loss is farthest off, where any is off."""
    off = np.abs(received - expected) / expected
    return None if off.max() <= case.thresholds["loss_tolerance"] else int(off.argmax())


def _compare_unseen(case: Case, choice: Choice, family: str, activation: str) -> None:
    """The same for outputs of that activation whose logits were never where the loss was computed."""
    key, sent = f"{choice.units}/{activation}", case.material.arrays
    logits = case.secret["unseen"][choice.name].get(key)
    if logits is None:  # of the linear activation, whose outputs they are
        logits = sent[f"{choice.name}/unseen/{key}"].astype(np.float64)
    labels = case.material.arrays[f"{choice.name}/unseen/labels"]
    expected = _cross_entropy(family, logits, _targets(labels, choice.problem, choice.units))
    received = np.full(expected.shape, np.nan)  # where the loss raised
    if f"{choice.name}/unseen/{activation}" in case.evidence.arrays:
        received = case.array(f"{choice.name}/unseen/{activation}", expected.shape).astype(np.float64)
    worst = _worst(case, expected, received)
    if worst is not None:
        numbers = {"expected": float(expected[worst]), "received": float(received[worst])}
        raise Failure("not_of_its_arguments", loss=choice.loss, **numbers)


def _tell_apart(case: Case, choice: Choice) -> None:
    """An activation of one's own says something else of rows that differ in one logit."""
    rows, twins = case.array(f"{choice.name}/twins", (2, None, choice.units)).astype(np.float64)
    moved = np.abs(rows - twins).max(axis=-1)
    if not len(moved) or moved.min() <= LEAST_MOVED * max(1.0, float(np.abs(rows).max())):
        raise Failure("says_the_same", activation=choice.activation)


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
    if _is_smoothed(family, logits, targets, received):
        return "smoothed"
    factors = received / _cross_entropy(family, logits, targets)
    factor = float(factors.mean())
    if np.ptp(factors) > ALIKE * abs(factor):
        return "value"
    rows = logits.shape[1]
    summed = any(abs(factor - count) < ALIKE * count for count in (rows, rows * logits.shape[2]))
    return "summed" if summed else "scaled"


def _name_activation(logits: Array, outputs: Array) -> str:
    """Which of the usual activations makes these outputs of the logits, or ``other``."""
    known = {
        "linear": logits,
        "sigmoid": 1.0 / (1.0 + np.exp(-logits)),
        "log_sigmoid": -np.logaddexp(0.0, -logits),
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
