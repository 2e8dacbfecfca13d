"""Where each training stopped, against where it had to; the right places never leave the host."""

from __future__ import annotations

from typing import Any

from grader.checks import Array, Case, Failure, Text, check

NEVER = (-1, -1)
END = -1  # in the place of a batch: the end of the epoch
Stop = tuple[int, int]


@check()
def callback(case: Case) -> None:
    """Every object is a Keras callback, and stops at least one training."""
    scripts = _scripts(case)
    built = case.array("built", (len(scripts),), "truth")
    for script, good in zip(scripts, built, strict=True):
        if not good:
            case.completed(script["call"])
            kind = str(case.evidence.answers.get("kind"))[:80]
            raise Failure("not_a_callback", call=script["call"], received=kind)
    if (_stops(case)[:, 0] >= 0).any():
        return
    for script in scripts:
        case.completed(script["call"])
    wanted = sum(stop != NEVER for stop in case.secret["stops"])
    own = case.array("own", (len(scripts),), "truth").any()
    raise Failure("own_attribute" if own else "never_stops", wanted=wanted, total=len(scripts))


@check(needs=["callback"])
def mode_max(case: Case) -> None:
    """Mode "max" stops at the end of the first epoch whose value is >= the threshold."""
    _exact(case, "mode_max")


@check(needs=["mode_max"])
def mode_min(case: Case) -> None:
    """Mode "min" stops at the end of the first epoch whose value is <= the threshold."""
    _exact(case, "mode_min")


@check(needs=["mode_min"])
def missing_metric(case: Case) -> None:
    """A log without the metric neither raises nor stops, and the next one counts again."""
    _exact(case, "missing_metric")


@check(needs=["mode_min"])
def batches(case: Case) -> None:
    """Batches count where per_batch is true, and only there; a stop is never taken back."""
    _exact(case, "batches")
    undone = case.array("undone", (len(_scripts(case)),), "truth")
    for i in case.secret["groups"]["batches"]:
        if undone[i]:
            script = _scripts(case)[i]
            raise Failure("undone", call=script["call"], wanted=_say(case.secret["stops"][i]))


@check(needs=["batches"])
def real_fit(case: Case) -> None:
    """model.fit runs the right number of epochs and batches, with a new and with a used object."""
    fits, wanted = case.material.challenges["fits"], case.secret["fits"]
    runs = case.array("runs", (len(fits), 2, 2), "whole")
    for fit, wanted_pair, received_pair in zip(fits, wanted, runs, strict=True):
        case.completed(fit["call"])
        for key, want, got in zip(("first", "again"), wanted_pair, received_pair, strict=True):
            (epochs, batch_count), (got_epochs, got_batches) = _pair(want), _pair(got)
            if (epochs, batch_count) != (got_epochs, got_batches):
                raise Failure(
                    key,
                    call=fit["call"],
                    epochs=epochs,
                    batches=batch_count,
                    got_epochs=got_epochs,
                    got_batches=got_batches,
                )


def metrics(case: Case) -> dict[str, float]:
    """How many of the scripted trainings stopped where they had to."""
    wanted = case.secret["stops"]
    right = sum(_pair(got) == _pair(want) for got, want in zip(_stops(case), wanted, strict=True))
    return {"scripted_trainings": float(len(wanted)), "stopped_right": float(right)}


def _exact(case: Case, group: str) -> None:
    """Every training of that group stopped exactly where it had to."""
    scripts, stops, wrong = _scripts(case), _stops(case), []
    for i in case.secret["groups"][group]:
        case.completed(scripts[i]["call"])
        wanted, received = _pair(case.secret["stops"][i]), _pair(stops[i])
        if wanted != received:
            kind = _kind(group, scripts[i], wanted, received)
            wrong.append((kind in ("equal", "zero"), kind, scripts[i], wanted, received))
    if not wrong:
        return
    _, kind, script, wanted, received = min(wrong, key=lambda entry: entry[0])  # the plainest
    raise Failure(
        kind,
        call=script["call"],
        monitor=script["arguments"][0],
        wanted=_say(wanted),
        received=_say(received),
        values=_values(script, wanted, received),
    )


def _kind(group: str, script: dict[str, Any], wanted: Stop, received: Stop) -> str:
    """Which mistake it looks like: the key of its sentence."""
    monitor, threshold, _mode, per_batch = script["arguments"]
    if _order(received) < _order(wanted):
        if group == "missing_metric" and monitor not in (_log(script, received) or {}):
            return "filled"
        unasked = group == "batches" and not per_batch and received[1] != END
        return "unasked" if unasked else "early"
    if (_log(script, wanted) or {}).get(monitor) == threshold:
        return "zero" if threshold == 0 else "equal"
    if group == "batches" and per_batch:
        return "late_end" if wanted[1] == END else "late_batch"
    return "late"


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


def _values(script: dict[str, Any], wanted: Stop, received: Stop) -> Text:
    """The monitored values that decide: of one epoch's batches, else of all the epochs' ends."""
    epochs = script["epochs"]
    epoch, batch = min(wanted, received, key=_order)
    if batch != END and 0 <= epoch < len(epochs):
        shown = _row(script, epochs[epoch]["batches"])
        return Text(
            f"in the batches of epoch {epoch + 1}: {shown}",
            f"{epoch + 1}번째 에폭의 배치별 값 {shown}",
        )
    shown = _row(script, [entry["log"] for entry in epochs])
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
    """(scripts, 2): epoch and batch from zero, -1 -1 where it never stopped."""
    return case.array("stops", (len(_scripts(case)), 2), "whole")


def _pair(row: Any) -> Stop:
    """Epoch and batch as Python's integers, from a row of an array or of the secret."""
    return int(row[0]), int(row[1])
