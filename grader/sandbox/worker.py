"""The host's end of the protocol: one worker over any byte stream to a supervisor."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol, Self, TypeVar

import pydantic

from grader.errors import SandboxError
from grader.evidence import ProgressMessage, RawStage, Termination
from grader.inside import wire
from grader.inside.probing import npy
from grader.inside.timing import LONGEST
from grader.sandbox.contract import OUTPUT_KB, THREADS, Job, Progress

START_SECONDS = 300.0  # for a container to start and TensorFlow to import, with a tenth of a processor
# after a job's own limit or a word that it is late: the supervisor speaks by then, or is dead
GRACE_SECONDS = 20.0
_LIMITS = {
    wire.READY: 64 * 1024,
    wire.PROGRESS: wire.MAX_PROGRESS,
    wire.OUTPUT: 1 << 20,
    wire.RESULT: wire.RESULT_MB << 20,
    wire.LATE: 0,
    wire.DONE: 64 * 1024,
}
_GLANCE = 0.05  # seconds: what came on standard error is read as well before the end is seen
_MOST_EPOCHS = 2000  # kept for the report
_Message = TypeVar("_Message", bound=pydantic.BaseModel)


class Stream(Protocol):
    """Bytes to and from a supervisor."""

    def send(self, data: bytes) -> None:
        """Write all of it; raises OSError where the other end is gone."""

    def receive(self, timeout: float) -> bytes | None:
        """What has come: None after ``timeout`` seconds of silence, b"" at the end."""

    def close(self) -> None:
        """End the supervisor and all below it. Safe to call twice."""

    def to_foreground(self) -> None:
        """Stop giving way to other workers: a job is coming."""

    def last_words(self) -> str:
        """The end of what the supervisor wrote to its standard error."""


class _Ready(pydantic.BaseModel):
    seconds: Annotated[float, pydantic.Field(allow_inf_nan=False)]
    versions: dict[str, str]


@dataclass
class _StageFrames:
    """What a job's frames come to: its result, what it printed, and its epochs; each is shown as it comes."""

    progress: Progress
    result: bytes | None = None
    output: bytearray = field(default_factory=bytearray)
    epochs: list[Mapping[str, Any]] = field(default_factory=list)

    def take(self, tag: bytes, payload: bytes) -> None:
        """One frame, of no kind that ends the job."""
        if tag == wire.OUTPUT:
            self.output += payload[: OUTPUT_KB * 1024 - len(self.output)]
        elif tag == wire.RESULT:
            self.result = payload
        elif tag == wire.PROGRESS and (message := _progress(payload)) is not None:
            self.progress(message)
            if message["epoch"] is not None and len(self.epochs) < _MOST_EPOCHS:
                self.epochs.append(message)

    def stage(self, end: Termination, versions: Mapping[str, str]) -> RawStage:
        """The stage, once the job has ended."""
        return RawStage(self.result, bytes(self.output), end, versions, tuple(self.epochs))


class StreamWorker:
    """Keeps the worker contract over a :class:`Stream`."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._reader = wire.FrameReader(_LIMITS)
        self._ready: _Ready | None = None
        self._pending: list[tuple[bytes, bytes]] = []
        self._until = 0.0  # monotonic time from which a silent supervisor is taken for dead

    def wait_ready(self) -> float:
        """Block until the imports are done; the seconds they took inside."""
        if self._ready is None:
            self._until = time.monotonic() + START_SECONDS
            for tag, payload in self._frames():
                if tag != wire.READY:
                    raise self._error("sandbox.protocol")
                self._ready = self._read(_Ready, payload)
                break
        assert self._ready is not None
        return self._ready.seconds

    def run(self, job: Job, progress: Progress) -> RawStage:
        """Run one job to its end."""
        self._stream.to_foreground()  # before waiting: its imports delay this job now
        self.wait_ready()
        assert self._ready is not None
        try:
            self._stream.send(wire.frame(wire.JOB, encode(job)))
        except OSError as error:
            raise self._error("sandbox.died") from error
        frames = _StageFrames(progress)
        begun, limit = time.monotonic(), job.limits.seconds
        self._until = begun + limit + GRACE_SECONDS
        for tag, payload in self._frames():
            if tag == wire.DONE:
                return frames.stage(self._read(Termination, payload), self._ready.versions)
            if tag == wire.LATE:  # the supervisor lives; past the longest time it is not believed any more
                self._until = min(time.monotonic(), begun + LONGEST * limit) + GRACE_SECONDS
            else:
                frames.take(tag, payload)
        raise self._error("sandbox.died")

    def alive(self) -> bool:
        """Whether the stream is open, and nothing on it breaks the protocol."""
        try:
            while data := self._stream.receive(_GLANCE):  # its word that it is ready may come before the end
                self._pending += self._reader.feed(data)
        except (wire.WireError, OSError):
            return False
        return data is None

    def close(self) -> None:
        """End the supervisor and everything in it."""
        self._stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _frames(self) -> Iterator[tuple[bytes, bytes]]:
        while True:
            while self._pending:
                yield self._pending.pop(0)
            try:
                left = self._until - time.monotonic()
                data = self._stream.receive(max(0.0, left))
                # Either silent, or sending without end and never done
                if data is None or left < -GRACE_SECONDS:
                    raise self._error("sandbox.silent")
                if not data:
                    raise self._error("sandbox.died")
                self._pending += self._reader.feed(data)
            except (wire.WireError, OSError) as error:
                raise self._error("sandbox.protocol") from error

    def _read(self, kind: type[_Message], payload: bytes) -> _Message:
        try:
            return kind.model_validate_json(payload)
        except pydantic.ValidationError as error:
            raise self._error("sandbox.protocol") from error

    def _error(self, key: str) -> SandboxError:
        words = self._stream.last_words().strip()
        self.close()
        return SandboxError(key, detail=words[-600:] or "-")


def encode(job: Job) -> bytes:
    """The one place where bytes for a sandbox are made: a bundle of the job's public parts."""
    limits = {
        "seconds": job.limits.seconds,
        "processors": THREADS,
        "memory_mb": job.limits.memory_mb,
        "disk_mb": job.limits.disk_mb,
        "output_kb": OUTPUT_KB,
        "result_mb": wire.RESULT_MB,
    }
    body = {
        "stage": job.stage,
        "limits": limits,
        "threads": THREADS,
        "training_seed": job.training_seed,
        "filename": job.filename,
        "source": job.source,
        "cells": list(job.cells),
        "form": job.form,
        "served": dict(job.served),
        "probe": job.probe,
        "challenges": job.challenges,
        "settings": job.settings,
        "trainings": job.trainings,
    }
    blobs = {f"array/{name}": npy(array) for name, array in job.arrays.items()}
    blobs |= {f"file/{name}": data for name, data in job.files.items()}
    blobs |= {f"model/{name}": data for name, data in job.models.items()}
    return wire.pack(body, blobs)


def _progress(payload: bytes) -> Mapping[str, Any] | None:
    """A progress message, if it is one; anything else is dropped, since it is only shown."""
    try:
        message = ProgressMessage.model_validate_json(payload)
    except (pydantic.ValidationError, RecursionError):
        return None
    values: Mapping[str, Any] = message.model_dump()
    return values
