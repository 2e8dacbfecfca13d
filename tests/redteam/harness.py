"""Grades an attack and says what it gained: points it did not earn, an effect outside, a harmed neighbour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from grader.errors import GraderError, UnusableSubmission
from grader.grading.pipeline import GradingResult, grade
from grader.grading.workers import Isolation, Workers
from grader.report.record import Record, graded_record, problem_record
from grader.sandbox.contract import Limits, Sandbox
from grader.submission import source
from grader.task import loader
from grader.washing import legible

from .attack import Attack
from .forms import broken_forms, broken_sentence
from .outside import Outside, differences, effects
from .strangers import Stranger

SEED = 20260
POLICIES: tuple[Isolation, ...] = ("batch", "submission")
EVERY = 10  # with a container for each submission, a good one follows every tenth attack only
_TRACES = ("Traceback (most recent", 'File "/')


class Range:
    """Workers under one policy, for one attack after another.

    "batch": the same for all of them. "submission": each has new ones; two sets take turns, so that the
    next container imports TensorFlow while an attack runs in the other.
    """

    def __init__(self, sandbox: Sandbox, limits: Limits, policy: Isolation) -> None:
        self.policy = policy
        sets = 1 if policy == "batch" else 2
        self._sets = [Workers(sandbox, limits, isolation=policy) for _ in range(sets)]

    def next(self) -> Workers:
        """The workers for the next attack."""
        self._sets.append(self._sets.pop(0))
        self._sets[0].get("train")  # those of the attack after it
        return self._sets[-1]

    def good_after(self, number: int) -> bool:
        """Whether a good submission follows the attack of that number."""
        return self.policy == "batch" or number % EVERY == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        for workers in self._sets:
            workers.close()


@dataclass
class Met:
    """What an attack gained; nothing but empty lists is right."""

    attack: Attack | Stranger
    outcome: str = "?"
    score: float = 0.0
    forged: list[str] = field(default_factory=list)  # the verdict is not as it must be
    escaped: list[str] = field(default_factory=list)  # something outside has changed
    changes: list[str] = field(default_factory=list)  # what that is
    harmed: list[str] = field(default_factory=list)  # a good submission after it is graded worse

    @property
    def gains(self) -> list[str]:
        return [*self.forged, *self.escaped, *self.harmed]


def meet(attack: Attack, workers: Workers, outside: Outside, folder: Path, *, good_after: bool = True) -> Met:
    """Grade the attack, look at everything outside, then grade a good submission on the same workers."""
    met, before = Met(attack), outside.look()
    try:
        record = _graded(attack, workers, folder, met)
    except Exception as error:  # whatever it is, it should have been a verdict
        met.forged.append(f"no verdict: {type(error).__name__}: {error}")
    else:
        met.forged += broken_forms(record, pages=attack.kind == "reports", shown=attack.expected.shown)
    after = outside.look()
    met.escaped += effects(before, after)
    met.changes += differences(before, after)
    if good_after:
        met.harmed += _harm(workers)
    return met


def _graded(attack: Attack, workers: Workers, folder: Path, met: Met) -> Record:
    which = attack.task()
    first = attack.before(folder)
    if first is not None:
        grade(which, source.read(first, which), workers, SEED - 1)
    path = attack.written(folder)
    try:
        read = source.read(path, which)
    except UnusableSubmission as error:
        met.outcome = "unusable"
        met.forged += _differences(attack, "unusable", 0.0, error.key, [], error.text.en)
        met.forged += broken_sentence(which.id, path)
        return problem_record(legible(path.stem), legible(path.name), "key", which, error)
    graded = grade(which, read, workers, SEED)
    met.outcome, met.score = graded.verdict.outcome, graded.verdict.score
    failed = [check for check in graded.verdict.checks if check.outcome not in ("pass", "skipped")]
    met.forged += _differences(
        attack,
        graded.verdict.outcome,
        graded.verdict.score,
        failed[0].failure if failed else None,
        [check.id for check in failed],
        "\n".join(f"{check.message.en}\n{check.hint.en}" for check in failed),
    )
    met.forged += _unlike_words(graded)
    return graded_record(legible(path.stem), legible(path.name), "key", graded)


def _differences(
    attack: Attack, outcome: str, score: float, failure: str | None, failed: list[str], words: str
) -> Iterator[str]:
    expected = attack.expected
    if outcome != expected.outcome:
        yield f"outcome {outcome} ({score:g}), not {expected.outcome}: {words[:300]}"
    if score > expected.max_score:
        yield f"{score:g} points, of which at most {expected.max_score:g} are earned"
    if expected.failure is not None and failure != expected.failure:
        yield f"failure {failure}, not {expected.failure}: {words[:300]}"
    if missing := [check for check in expected.failed if check not in failed]:
        yield f"{missing} not among the failed checks {failed}: {words[:300]}"
    yield from (f"not told: {told!r}, but: {words[:300]}" for told in expected.told if told not in words)


def _unlike_words(graded: GradingResult) -> Iterator[str]:
    """What no failed check may tell: nothing, a traceback, or endless text."""
    for check in graded.verdict.checks:
        if check.outcome in ("fail", "error"):
            if not check.message.en.strip():
                yield f"{check.id} fails without a sentence"
            if any(trace in check.message.en for trace in _TRACES):
                yield f"{check.id} shows a traceback: {check.message.en[:300]}"
            if len(check.message.en) > 8000:
                yield f"{check.id} has a message of {len(check.message.en)} characters"


def _harm(workers: Workers) -> Iterator[str]:
    which = loader.find("task1")
    try:
        good = grade(which, source.read(which.solutions / "reference.py", which), workers, SEED)
    except GraderError as error:
        yield f"the next submission was not graded: {error}"
        return
    if good.verdict.score != good.verdict.max_score:
        wrong = [
            f"{check.id}: {check.message.en}" for check in good.verdict.checks if check.outcome != "pass"
        ]
        yield f"the next submission got {good.verdict.score:g}: {wrong[:1]}"
