"""The host's end of a worker, over a stream that stands in for a container's."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import factory
import pytest
from conftest import LIMITS

from grader.errors import SandboxError
from grader.grading.workers import Crew
from grader.inside import wire
from grader.inside.timing import LONGEST
from grader.sandbox.local import LocalSandbox
from grader.sandbox.worker import GRACE_SECONDS, StreamWorker
from sandbox.conftest import job

TERMINATION = factory.termination()


class Stream:
    """Says that it is ready, then that the job has ended; keeps what was asked of it in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.frames = [
            wire.frame(wire.READY, json.dumps({"seconds": 1.0, "versions": {}}).encode()),
            wire.frame(wire.DONE, TERMINATION.model_dump_json().encode()),
        ]

    def send(self, data: bytes) -> None:
        self.asked.append("send")

    def receive(self, timeout: float) -> bytes:
        self.asked.append("receive")
        return self.frames.pop(0)

    def close(self) -> None: ...

    def to_foreground(self) -> None:
        self.asked.append("to_foreground")

    def last_words(self) -> str:
        return ""


def test_a_worker_that_is_waited_for_gives_way_to_no_other() -> None:
    stream = Stream()
    StreamWorker(stream).run(job(""), lambda message: None)
    assert stream.asked == ["to_foreground", "receive", "send", "receive"]


class Late(Stream):
    """Its job is late: it says so every ten seconds of the clock, and goes on for ``seconds``."""

    def __init__(self, clock: list[float], seconds: float) -> None:
        super().__init__()
        self.clock, self.last = clock, clock[0] + seconds
        self.job_begun = False

    def send(self, data: bytes) -> None:
        self.job_begun = True

    def receive(self, timeout: float) -> bytes:
        if not self.job_begun or self.clock[0] > self.last:
            return self.frames.pop(0)
        self.clock[0] += 10
        return wire.frame(wire.LATE)


@pytest.mark.parametrize(("seconds", "ends"), [(200, True), (400, False)])
def test_a_worker_waits_for_a_job_that_is_late_up_to_the_longest_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, ends: bool
) -> None:
    clock = [0.0]
    monkeypatch.setattr("grader.sandbox.worker.time.monotonic", lambda: clock[0])
    worker = StreamWorker(Late(clock, seconds))
    if ends:
        assert worker.run(job(""), lambda message: None).termination == TERMINATION
    else:
        with pytest.raises(SandboxError):
            worker.run(job(""), lambda message: None)
        assert clock[0] <= LONGEST * LIMITS.seconds + 2 * GRACE_SECONDS + 20


def test_a_crew_that_has_ended_opens_no_worker_for_a_thread_that_comes_late(
    local_sandbox: LocalSandbox,
) -> None:
    with Crew(local_sandbox, LIMITS) as crew:
        known = crew.workers()
    with pytest.raises(SandboxError):
        known.get("train")
    with ThreadPoolExecutor(1) as pool, pytest.raises(SandboxError):
        pool.submit(lambda: crew.workers().get("train")).result()
