"""The probe of a task whose functions are written by hand: calls each with every challenge, twice.

A task takes it as its own: ``from grader.inside.functions import probe`` is all of its probe.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.inside.probing import Array, ProbeJob, ProbeReport, SubmittedModule

MOST_SENT = 1_000_000  # numbers of one answer that are sent; of a larger one its shape is
NEAR = 1e-3  # relative: a second answer so near is the same, in whatever order sums were taken


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """Call the functions of ``challenges["calls"]``; an argument is a JSON value or ``{"array": its name}``.

    Reported of call number n of a function f: the answer "f/n" (see ``_facts``) and the array "f/n", or what
    was raised in the part "f/n".
    """
    for function, calls in job.challenges["calls"].items():
        for number, arguments in enumerate(calls):
            name = f"{function}/{number}"
            with report.part(name):
                _ask(submission, function, arguments, name, job, report)


def _ask(
    submission: SubmittedModule,
    function: str,
    arguments: list[Any],
    name: str,
    job: ProbeJob,
    report: ProbeReport,
) -> None:
    given = _fresh(arguments, job)
    result = submission.call(function, *given)
    value = _as_array(result)
    facts = _facts(result, value) | {
        "changed": any(not _same(now, then) for now, then in zip(given, _fresh(arguments, job), strict=True)),
        "aliased": any(_share(value, argument) for argument in given),
    }
    value = None if value is None else value.copy()  # as it is now, whatever the second call does to it
    again = _as_array(submission.call(function, *_fresh(arguments, job)))
    report.answer(name, facts | {"repeats": _agree(value, again)})
    if value is not None and value.size <= MOST_SENT:
        report.array(name, value)


def _fresh(arguments: list[Any], job: ProbeJob) -> list[Any]:
    """The arguments of a call: every array a copy of its own, a list of JSON a tuple, as shapes are given."""
    given = [job.arrays[a["array"]].copy() if isinstance(a, dict) else a for a in arguments]
    return [tuple(a) if isinstance(a, list) else a for a in given]


def _as_array(result: Any) -> Array | None:
    """The result as an array of numbers; None where it is none."""
    try:
        array = np.asarray(result)
    except Exception:  # whatever a student's object raises when it is read as an array
        return None
    return array if array.dtype.kind in "biuf" else None


def _facts(result: Any, value: Array | None) -> dict[str, Any]:
    """The result's type, whether it is an array or a tensor, its shape and dtype as far as it has any."""
    import tensorflow as tf

    is_array = isinstance(result, np.ndarray | np.generic) or bool(tf.is_tensor(result))
    own = getattr(result, "dtype", "")  # of what is no array of numbers: complex numbers, texts
    return {
        "type": type(result).__name__,
        "is_array": is_array,
        "shape": [] if value is None else list(value.shape),
        "dtype": str(getattr(own, "name", own)) if value is None else value.dtype.name,
    }


def _same(now: Any, then: Any) -> bool:
    if not isinstance(then, np.ndarray):
        return bool(now == then)
    return (now.shape, now.dtype, now.tobytes()) == (then.shape, then.dtype, then.tobytes())


def _share(value: Array | None, argument: Any) -> bool:
    """Whether the result lies in the argument's memory, so that a change of one is one of both."""
    return value is not None and isinstance(argument, np.ndarray) and np.may_share_memory(value, argument)


def _agree(value: Array | None, again: Array | None) -> bool:
    if value is None or again is None:
        return value is again
    return value.shape == again.shape and np.allclose(value, again, rtol=NEAR, atol=NEAR**2, equal_nan=True)
