"""Running one piece of code in a sandbox, without a task around it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from conftest import LIMITS

from grader.evidence import Evidence, RawStage, decode
from grader.grading.workers import Workers
from grader.sandbox.contract import Job, Worker

PROBE = """
def probe(submission, job, report):
    report.answer("got", submission.call("attempt"))
"""


def job(source: str, probe: str = PROBE, **changes: Any) -> Job:
    limits = replace(
        LIMITS, **{k: changes.pop(k) for k in ("seconds", "memory_mb", "disk_mb") if k in changes}
    )
    return Job("train", limits, training_seed=1, source=textwrap.dedent(source), probe=probe, **changes)


def run_on(worker: Worker, source: str, probe: str = PROBE, **changes: Any) -> tuple[RawStage, Evidence]:
    raw = worker.run(job(source, probe, **changes), lambda _message: None)
    return raw, decode(raw, None, str)


@pytest.fixture
def run(workers: Workers) -> Callable[..., tuple[RawStage, Evidence]]:
    """Run source in this sandbox's warm worker; the raw stage and the decoded evidence."""
    return lambda source, probe=PROBE, **changes: run_on(workers.get("train"), source, probe, **changes)


@pytest.fixture
def attempt(run) -> Callable[..., Any]:
    """Run source that defines ``attempt()`` and give back what it returned."""

    def call(source: str, **changes: Any) -> Any:
        _raw, evidence = run(source, **changes)
        assert evidence.error is None, evidence.error
        return evidence.answers["got"]

    return call
