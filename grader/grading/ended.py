"""How a submission's run ended, told: what the built-in check ``runs`` says."""

from __future__ import annotations

from grader.errors import MAX_MESSAGE
from grader.evidence import KINDS, Evidence, Problem, Termination
from grader.inside.official import SERVED
from grader.inside.wire import GRADER_ERROR, RESULT_MB
from grader.task import idioms
from grader.task.manifest import Form, TaskLimits
from grader.text import NOTHING, Text, bounded, messages, say
from grader.washing import legible

WITHHELD = ("starved", "evicted")  # the machine did not give the time, or the memory, of the limits
_MOST_SERVED, _MOST_LETTERS = 5, 500  # addresses that are told, and letters of all
_WORKED = 0.5  # a submission that computed for less than this share of its time was waiting


def why_not(limits: TaskLimits, evidence: Evidence) -> tuple[str, Text] | None:
    """What kept a run from its end, by a word and a sentence; None where it came to it."""
    end = evidence.train
    stopped = _stopped(limits, end, evidence)
    if stopped is not None:
        return stopped
    if end.code == GRADER_ERROR and not end.begun:
        return "grader", say("runs.grader")
    error = _decisive(evidence)
    if error is not None:
        return _raised(error)
    if not evidence.has_result:
        return "exit", say("runs.exit", code=end.code)
    if evidence.fit is not None and evidence.fit_error is not None:
        return _fit_broke(limits, evidence, evidence.fit, evidence.fit_error)
    if evidence.predict is not None and evidence.predict_error is not None:
        return _predict_broke(limits, evidence)
    return None


def _stopped(limits: TaskLimits, end: Termination, evidence: Evidence) -> tuple[str, Text] | None:
    """Why a stage that trains did not come to its end by itself; None where it did."""
    if end.reason in WITHHELD:
        return end.reason, _withheld(limits.train_seconds, limits.memory_mb, end)
    if end.reason == "time":
        return "time", _too_long(limits.train_seconds, end) + _reached(evidence)
    if end.reason == "memory":
        return "memory", say("runs.memory", limit=limits.memory_mb)
    if end.reason in ("output", "result"):
        return end.reason, say(f"runs.{end.reason}", megabytes=end.printed / 2**20, limit=RESULT_MB)
    if end.reason == "signal":
        return "signal", say("runs.signal", code=end.code)
    return None


def _fit_broke(limits: TaskLimits, evidence: Evidence, end: Termination, error: Problem) -> tuple[str, Text]:
    """What ended the stage in which the grader trains."""
    stopped = _stopped(limits, end, evidence)
    if stopped is not None:
        return stopped
    if not end.begun:
        return "predict", say("runs.predict", error=error.summary())
    return "fit_ended", say("runs.fit_ended", error=error.summary())


def withheld(seconds: float, memory_mb: int, end: Termination) -> tuple[str, dict[str, float]]:
    """What the machine did not give to a stage of those limits: a sentence's key and its values."""
    if end.reason == "evicted":
        return "sandbox.evicted", {"peak": end.peak_mb, "limit": memory_mb}
    return "sandbox.starved", {"limit": seconds} | _figures(end)


def _withheld(seconds: float, memory_mb: int, end: Termination) -> Text:
    key, values = withheld(seconds, memory_mb, end)
    return say(key, **values)


def _figures(end: Termination) -> dict[str, float]:
    return {"seconds": end.seconds, "cpu": end.cpu_seconds, "withheld": end.withheld_seconds}


def _too_long(limit: float, end: Termination) -> Text:
    return say("runs.time_waited" if _waited(end) else "runs.time", limit=limit, **_figures(end))


def _waited(end: Termination) -> bool:
    """Whether the time went by without work, and not since the machine was busy."""
    return end.cpu_seconds < _WORKED * (end.seconds - end.withheld_seconds)


def _reached(evidence: Evidence) -> Text:
    """How far training had come, as far as the submission's own progress tells."""
    if not evidence.epochs:
        return NOTHING
    told = evidence.epochs[-1]
    logs = ", ".join(f"{name} {value:.4f}" for name, value in told["logs"].items())
    return say("runs.time_reached", epoch=told["epoch"], epochs=told["epochs"] or "?", logs=logs)


def what_to_do(key: str, evidence: Evidence) -> Text:
    """The hint for what :func:`why_not` named."""
    error = _decisive(evidence)
    if error is not None and (advice := idioms.modern(error)) != NOTHING:
        return advice
    if error is not None and (served := _served(evidence)) != NOTHING:
        return served
    if key == "time" and _waited(evidence.train):
        key = "time_waited"
    known = messages()
    return known[f"runs_hint.{key}"] if f"runs_hint.{key}" in known else known[f"failure_hint.{key}"]


def _decisive(evidence: Evidence) -> Problem | None:
    """The exception that stopped the run; where a name is missing, the failed cell that may have made it."""
    found = [evidence.error] if evidence.error else list(evidence.problems.values())
    if evidence.cells and any(problem.type == "MissingName" for problem in found):
        return evidence.cells[0]
    return evidence.error


def what_failed(evidence: Evidence, form: Form) -> Text:
    """A note on cells of a notebook, or what ended a script, without which it could be graded; or nothing.

    And on the data that were given in the place of what was asked for.
    """
    if not evidence.cells:
        return _served(evidence)
    first = evidence.cells[0]
    told = f"failure.{first.kind}" if first.kind in KINDS else "runs.raised"
    key = "runs.cells" if form == "names" else "runs.parts"
    note = say(key, count=len(evidence.cells), first=say(told, **first.words()))
    if (advice := idioms.modern(first)) != NOTHING:
        note = _lines(note, advice)
    return bounded(_lines(note, _served(evidence)), MAX_MESSAGE)


def _served(evidence: Evidence) -> Text:
    """What was given for which address, as the sandbox says; nothing where nothing was asked for."""
    served = evidence.answers.get(SERVED)
    if not isinstance(served, dict) or not served:
        return NOTHING
    pairs = ", ".join(f"{address} -> {given}" for address, given in list(served.items())[:_MOST_SERVED])
    return say("runs.served", pairs=legible(pairs)[:_MOST_LETTERS])


def _lines(first: Text, second: Text) -> Text:
    return Text(f"{first.en}\n{second.en}".strip(), f"{first.ko}\n{second.ko}".strip())


def _raised(error: Problem) -> tuple[str, Text]:
    if error.type == "SystemExit":
        return "exit", say("runs.exit", code=_status(error.message))
    if error.type == "MissingName":
        return "missing_name", say("failure.missing_name", name=error.message)
    if error.type == "CannotSave":
        return "cannot_save", say("failure.cannot_save", part="", message=error.message)
    if error.kind in KINDS:
        return error.kind, say(f"failure.{error.kind}", **error.words())
    if error.type == "ModuleNotFoundError":
        return "module", say("runs.module", error=error.message, lines=error.lines())
    return "raised", say("runs.raised", error=error.summary(), lines=error.lines())


def _status(code: str) -> str:
    """The exit status that Python makes of what was given to ``sys.exit``, and the text where it was one."""
    if code in ("", "None", "False"):
        return "0"
    if code == "True":
        return "1"
    return code if code.removeprefix("-").isdecimal() else f"1: {code}"


def _predict_broke(limits: TaskLimits, evidence: Evidence) -> tuple[str, Text]:
    assert evidence.predict is not None
    assert evidence.predict_error is not None
    if evidence.predict.reason in WITHHELD:
        return evidence.predict.reason, _withheld(limits.predict_seconds, limits.memory_mb, evidence.predict)
    if evidence.predict.reason == "time":
        return "predict_time", say("runs.predict_time", limit=limits.predict_seconds)
    if evidence.predict.reason == "memory":
        return "memory", say("runs.memory", limit=limits.memory_mb)
    if not evidence.predict.begun:
        return "predict", say("runs.predict", error=evidence.predict_error.summary())
    if evidence.predict.reason == "signal":
        return "predict_signal", say("runs.predict_signal", code=evidence.predict.code)
    if evidence.predict.reason in ("result", "output"):
        return "predict_result", say("runs.predict_result")
    return "predict_ended", say("runs.predict_ended", error=evidence.predict_error.summary())
