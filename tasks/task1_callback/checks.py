"""Where each training stopped, against where it had to; the right places never leave the host.

Every check has trainings of its own, and one mistake costs one check: the trainings of a mode are left
out of the others where the mode by itself is wrong, those with per_batch where batches are.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from grader.evidence import Problem
from grader.task.api import Array, Case, Failure, Text, check

NEVER = (-1, -1)
END = -1  # in the place of a batch: the end of the epoch
Stop = tuple[int, int]
MODES = ("max", "min")
NEAR = 1e-3  # of the threshold: a value so near is said to lie beside it
# Where several trainings of a check are wrong, the sentence that says most about the mistake
TELLING = ("filled", "other_metric", "unasked", "near", "equal", "zero", "nan", "infinite")


@check()
def callback(case: Case) -> None:
    """Every object is a Keras callback, and in at least one training it decides to stop."""
    scripts = _scripts(case)
    built = case.array("built", (len(scripts),), "truth")
    for script, good in zip(scripts, built, strict=True):
        if not good and script["call"] not in case.evidence.problems:
            kind = case.answer("kind", str)[:80]
            raise Failure("not_a_callback", call=script["call"], received=kind)
    if (_stops(case)[:, 0] >= 0).any():
        return
    for script in scripts:
        _completed(case, script["call"], "ended")
    wanted = sum(stop != NEVER for stop in case.secret["right"]["stops"])
    raise Failure("never_stops", wanted=wanted, total=len(scripts))


@check(needs=["callback"])
def mode_max(case: Case) -> None:
    """Mode "max" stops at the end of the first epoch whose value is above the threshold."""
    _compare(case, "mode_max", _trials(case, "mode_max"))


@check(needs=["callback"])
def mode_min(case: Case) -> None:
    """Mode "min" stops at the end of the first epoch whose value is below the threshold."""
    _compare(case, "mode_min", _trials(case, "mode_min"))


@check(needs=["callback"])
def monitor(case: Case) -> None:
    """Other metrics, of names alike, do not matter."""
    _compare(case, "monitor", _counted(case, "monitor"))


@check(needs=["callback"])
def exact(case: Case) -> None:
    """Equal is reached, the least bit less is not; zero and infinity are numbers, NaN reaches nothing."""
    _compare(case, "exact", _counted(case, "exact"))


@check(needs=["callback"])
def missing_metric(case: Case) -> None:
    """A log without the metric neither raises nor stops, and the next one counts again."""
    _compare(case, "missing_metric", _counted(case, "missing_metric"))


@check(needs=["callback"])
def batches(case: Case) -> None:
    """Batches count where per_batch is true, and only there; a stop is never taken back."""
    trials = _counted(case, "batches")
    _compare(case, "batches", trials, "ended")
    undone = _undone(case)
    for trial in trials:
        if undone[trial.index]:
            raise Failure("undone", call=trial.call, wanted=_say(trial.wanted))


@check(needs=["callback"])
def real_fit(case: Case) -> None:
    """model.fit runs the right number of epochs and batches."""
    if _is_own(case):
        raise Failure("own_attribute")
    for fit in _counted_fits(case):
        _completed(case, fit.call, "ended")
        fit.compare(0, "first", _root(case))


@check(needs=["callback"])
def reuse(case: Case) -> None:
    """A second model.fit with the same object does so too; judged by those whose first one was right."""
    if _is_own(case):
        raise Failure("own_attribute", cause="real_fit")
    fits = _counted_fits(case)
    begun = [fit for fit in fits if fit.is_right(0)]
    for fit in begun or fits:
        _completed(case, fit.call)
        fit.compare(1, "again", None if begun else "real_fit")


def metrics(case: Case) -> dict[str, float]:
    """How many of the scripted trainings stopped where they had to."""
    wanted = case.secret["right"]["stops"]
    right = sum(_pair(got) == _pair(want) for got, want in zip(_stops(case), wanted, strict=True))
    return {"scripted_trainings": float(len(wanted)), "stopped_right": float(right)}


# Which trainings show something


class Trial(NamedTuple):
    """A scripted training: where it had to stop, and where it did."""

    index: int
    script: dict[str, Any]
    wanted: Stop
    received: Stop
    raised: bool

    @property
    def call(self) -> str:
        """The call as messages show it."""
        return str(self.script["call"])

    @property
    def mode(self) -> str:
        """Its direction, one of MODES."""
        return str(self.script["arguments"][2])

    @property
    def per_batch(self) -> bool:
        """Whether batches count."""
        return bool(self.script["arguments"][3])

    @property
    def is_right(self) -> bool:
        """It stopped where it had to, and nothing was raised."""
        return self.wanted == self.received and not self.raised


class Fit(NamedTuple):
    """A real fit and a second one: how many epochs and batches had to run, and how many did."""

    call: str
    wanted: list[Stop]
    received: list[Stop]

    def is_right(self, which: int) -> bool:
        """Whether the first (0) or the second (1) ran as it had to."""
        return self.wanted[which] == self.received[which]

    def compare(self, which: int, key: str, cause: str | None) -> None:
        """Fail where that one did not."""
        if self.is_right(which):
            return
        (epochs, count), (got_epochs, got_count) = self.wanted[which], self.received[which]
        received = {"got_epochs": got_epochs, "got_batches": got_count}
        raise Failure(key, call=self.call, cause=cause, epochs=epochs, batches=count, **received)


def _trials(case: Case, group: str, rule: str = "right") -> list[Trial]:
    """The trainings of a group, beside the stops of a rule of the secret."""
    scripts, stops, found = _scripts(case), _stops(case), []
    for i in case.secret["groups"][group]:
        wanted, received = _pair(case.secret[rule]["stops"][i]), _pair(stops[i])
        raised = scripts[i]["call"] in case.evidence.problems
        found.append(Trial(i, scripts[i], wanted, received, raised))
    return found


def _rules(case: Case) -> dict[str, str]:
    """How each mode works where nothing else is asked; a mode that fits neither rule is not in it."""
    return {
        mode: rule
        for mode in MODES
        for rule in ("late", "flipped", "right")
        if all(trial.is_right for trial in _trials(case, f"mode_{mode}", rule))
    }


def _counted(case: Case, group: str) -> list[Trial]:
    """The trainings of a group that show something new; all where none would."""
    rules = _rules(case)
    whole = group == "batches" or _batches_are_right(case)
    if not rules:
        return [trial for trial in _trials(case, group) if whole or not trial.per_batch]
    by_rule = {rule: _trials(case, group, rule) for rule in set(rules.values())}
    return [
        trial
        for mode, rule in rules.items()
        for trial in by_rule[rule]
        if trial.mode == mode and (whole or not trial.per_batch)
    ]


def _batches_are_right(case: Case) -> bool:
    undone = _undone(case)
    return all(trial.is_right and not undone[trial.index] for trial in _counted(case, "batches"))


def _counted_fits(case: Case) -> list[Fit]:
    """The fits that show something new, as for the scripted trainings."""
    fits, rules, whole = case.material.challenges["fits"], _rules(case), _batches_are_right(case)
    runs, found = case.array("runs", (len(fits), 2, 2), "whole"), []
    for i, fit in enumerate(fits):
        _monitor, _threshold, mode, per_batch = fit["arguments"]
        if (whole or not per_batch) and (mode in rules or not rules):
            wanted = case.secret[rules.get(mode, "right")]["fits"][i]
            found.append(Fit(fit["call"], [_pair(pair) for pair in wanted], [_pair(run) for run in runs[i]]))
    return found


def _root(case: Case) -> str | None:
    """The check that tells the mistake, where neither mode works by any rule."""
    return None if _rules(case) else "mode_max"


# What is said of a wrong one


def _compare(case: Case, group: str, trials: list[Trial], raised: str = "raised_in_part") -> None:
    """Every training stopped exactly where it had to; else the one that says most about the mistake."""
    for trial in trials:
        _completed(case, trial.call, raised)
    wrong = [(_kind(group, trial), trial) for trial in trials if not trial.is_right]
    if not wrong:
        return
    kind, trial = min(wrong, key=_how_little_it_tells)
    raise Failure(
        kind,
        cause=_root(case),
        call=trial.call,
        monitor=trial.script["arguments"][0],
        wanted=_say(trial.wanted),
        received=_say(trial.received),
        values=_values(trial),
    )


def _how_little_it_tells(wrong: tuple[str, Trial]) -> int:
    kind, trial = wrong
    if kind == "near" and trial.script["arguments"][1] == 0:
        return len(TELLING) - 1  # a threshold of zero has mistakes of its own
    return TELLING.index(kind) if kind in TELLING else len(TELLING)


def _completed(case: Case, call: str, key: str = "raised_in_part") -> None:
    """As ``case.completed``; with the key "ended", what is raised on purpose is told by it."""
    problem = case.evidence.problems.get(call)
    if problem is None or key != "ended" or not _is_on_purpose(problem):
        case.completed(call)
        return
    failure = Failure("ended", call=call, error=problem.message.strip(), lines=problem.lines())
    failure.line = problem.line
    raise failure


def _is_on_purpose(problem: Problem) -> bool:
    """Whether it is an exception that ends more than the hook."""
    return problem.type == "EndedByException"


def _kind(group: str, trial: Trial) -> str:
    """Which mistake it looks like: the key of its sentence."""
    early = _order(trial.received) < _order(trial.wanted)
    value = (_log(trial.script, trial.received if early else trial.wanted) or {}).get(
        trial.script["arguments"][0]
    )
    if group == "missing_metric" and early and value is None:
        return "filled" if _zero_reaches(trial) else "other_metric"
    if group == "exact" and value is not None:
        return _kind_on_the_line(trial.script["arguments"][1], value, early)
    if early:
        unasked = group == "batches" and not trial.per_batch and trial.received[1] != END
        return "unasked" if unasked else "early"
    if group == "batches" and trial.per_batch:
        return "late_end" if trial.wanted[1] == END else "late_batch"
    return "late"


def _kind_on_the_line(threshold: float, value: float, early: bool) -> str:
    """The same by the value at which a stop was wrong (early), or was missing."""
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "infinite"
    if not early and value == threshold != 0:
        return "equal"
    if not early and value == 0:
        return "zero"
    if abs(value - threshold) <= NEAR * max(1.0, abs(threshold)):
        return "near"
    return "early" if early else "late"


def _zero_reaches(trial: Trial) -> bool:
    _monitor, threshold, mode, _per_batch = trial.script["arguments"]
    return bool(threshold <= 0 if mode == "max" else threshold >= 0)


def _order(stop: Stop) -> tuple[float, float]:
    """Sorts stops by time: an epoch's end comes after its batches, NEVER after all."""
    epoch, batch = stop
    never = float("inf")
    return (never if epoch < 0 else epoch, never if batch == END else batch)


def _say(stop: Stop) -> Text:
    """A place in a training, counted from 1 as Keras's progress bar does."""
    epoch, batch = stop[0] + 1, stop[1] + 1
    if stop[0] < 0:
        return Text("never", "멈추지 않음")
    if stop[1] == END:
        return Text(f"at the end of epoch {epoch}", f"{epoch}번째 에폭이 끝날 때")
    return Text(f"at batch {batch} of epoch {epoch}", f"{epoch}번째 에폭의 {batch}번째 배치 뒤")


def _values(trial: Trial) -> Text:
    """The monitored values that decide: of one epoch's batches, else of all the epochs' ends."""
    epochs = trial.script["epochs"]
    epoch, batch = min(trial.wanted, trial.received, key=_order)
    if batch != END and 0 <= epoch < len(epochs):
        shown = _row(trial.script, epochs[epoch]["batches"])
        return Text(
            f"in the batches of epoch {epoch + 1}: {shown}",
            f"{epoch + 1}번째 에폭의 배치별 값 {shown}",
        )
    shown = _row(trial.script, [entry["log"] for entry in epochs])
    return Text(f"at the ends of the epochs: {shown}", f"에폭이 끝날 때의 값 {shown}")


def _row(script: dict[str, Any], logs: list[dict[str, float] | None]) -> str:
    found = [(log or {}).get(script["arguments"][0]) for log in logs]
    return ", ".join("-" if value is None else str(value) for value in found)


def _log(script: dict[str, Any], stop: Stop) -> dict[str, float] | None:
    """The log of that place; None where there is no such place."""
    epoch, batch = stop
    if not 0 <= epoch < len(script["epochs"]):
        return None
    batches = script["epochs"][epoch]["batches"]
    log: dict[str, float] | None = script["epochs"][epoch]["log"]
    if batch != END:
        log = batches[batch] if 0 <= batch < len(batches) else None
    return log


def _scripts(case: Case) -> list[dict[str, Any]]:
    scripts: list[dict[str, Any]] = case.material.challenges["scripts"]
    return scripts


def _stops(case: Case) -> Array:
    """(scripts, 2): epoch and batch from zero, -1 -1 where it never stopped.

    Where no training was, and the callback set an attribute of its own instead: where it did that.
    """
    return case.array("own" if _is_own(case) else "stops", (len(_scripts(case)), 2), "whole")


def _is_own(case: Case) -> bool:
    """Whether the callback stops itself in the place of the model."""
    shape = (len(_scripts(case)), 2)
    stopped, own = case.array("stops", shape, "whole"), case.array("own", shape, "whole")
    return not (stopped[:, 0] >= 0).any() and bool((own[:, 0] >= 0).any())


def _undone(case: Case) -> Array:
    """(scripts,): whether stop_training was set back after it had been true."""
    return case.array("undone", (len(_scripts(case)),), "truth")


def _pair(row: Any) -> Stop:
    """Epoch and batch as Python's integers, from a row of an array or of the secret."""
    return int(row[0]), int(row[1])
