"""What a supervisor sends, from the first byte to the end of a job: a stage, or a sandbox that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.errors import SandboxError
from grader.evidence import RawStage
from grader.report.live import describe
from grader.sandbox.contract import OUTPUT_KB, Job, Limits
from grader.sandbox.worker import StreamWorker

JOB = Job("train", Limits(1, 1, 1), 1)
MAX_LENGTH = 2048
WORDS = [
    *(
        "REDY",
        "PROG",
        "OUTP",
        "RSLT",
        "DONE",
        "JOB ",
        "\x00\x00\x00",
        '{"seconds": 1, "versions": {}}',
        '"epoch": 1',
    ),
    *('"reason": "exit"', '"code": 0', '"cpu_seconds": 1', '"peak_mb": 1', '"printed": 1', '"clean": true'),
    *(
        '"begun": true',
        '"stage": ""',
        '"part": "x"',
        '"logs": {"loss": 1}',
        "NaN",
        "Infinity",
        "1e999",
        "-1",
        "\\ud800",
    ),
]


class _Stream:
    """Gives the bytes in pieces of one size, then ends."""

    def __init__(self, data: bytes, step: int) -> None:
        self._pieces = [data[at : at + step] for at in range(0, len(data), step)]

    def send(self, data: bytes) -> None: ...

    def receive(self, timeout: float) -> bytes | None:
        return self._pieces.pop(0) if self._pieces else b""

    def close(self) -> None: ...

    def to_foreground(self) -> None: ...

    def last_words(self) -> str:
        return ""


def one(data: bytes) -> None:
    told: list[Mapping[str, Any]] = []
    worker = StreamWorker(_Stream(data[1:], 1 + (data[0] if data else 0)))
    try:
        stage = worker.run(JOB, told.append)
    except SandboxError:
        return
    assert isinstance(stage, RawStage)
    assert len(stage.output) <= OUTPUT_KB * 1024
    for message in told:
        assert "\n" not in describe(message, "en")
