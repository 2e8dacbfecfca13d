"""The contract that every sandbox keeps.

A :class:`Sandbox` opens workers; a :class:`Worker` holds one supervisor and runs jobs in it, each in a
fresh child. How a job ended, well or not, is a value (:class:`~grader.evidence.RawStage`); that the sandbox
broke is an exception:

* :class:`~grader.errors.SandboxUnavailable`: this kind cannot be had here (no engine, no TensorFlow).
* :class:`~grader.errors.SandboxError`: it broke, or went silent past every limit; try once more.

Both workers and sandboxes are context managers; leaving them leaves no process and no container.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, Self

import numpy as np

from grader.evidence import RawStage, Termination

Array = np.ndarray[Any, np.dtype[Any]]
Progress = Callable[[Mapping[str, Any]], None]
Stage = Literal["train", "load", "fit", "predict"]

THREADS = 2  # TensorFlow's threads, the same everywhere: their number decides the order of sums
OUTPUT_KB = 64  # printed output that is kept for the student


@dataclass(frozen=True)
class Limits:
    """What one job may use: seconds of the machine's time, memory with all that it starts, scratch space.

    Seconds that the machine did not give are added, up to a factor: see :mod:`grader.inside.timing`.
    """

    seconds: float
    memory_mb: int
    disk_mb: int


@dataclass(frozen=True)
class Job:
    """Exactly what a sandbox is sent: nothing else reaches it."""

    stage: Stage
    limits: Limits
    training_seed: int
    filename: str = "submission.py"
    source: str = ""
    cells: Sequence[int] = ()  # the lines at which a notebook's cells begin; none for a .py file
    form: str = "names"  # how it is driven, see grader/task/manifest.py
    probe: str = ""
    challenges: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, Array] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    served: Mapping[str, str] = field(default_factory=dict)  # the file that answers an address, by pattern
    models: Mapping[str, bytes] = field(default_factory=dict)
    trainings: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict
    )  # epochs and so on, by model name


@dataclass(frozen=True)
class Description:
    """How a sandbox keeps code in, for the report."""

    kind: Literal["docker", "local"]
    isolated: bool
    image: str | None = None


class Worker(Protocol):
    """One supervisor, ready for jobs one after another."""

    def wait_ready(self) -> float:
        """Block until the imports are done; the seconds they took inside."""

    def run(self, job: Job, progress: Progress) -> RawStage:
        """Run one job to its end; ``progress`` gets each valid progress message as it comes."""

    def alive(self) -> bool:
        """Whether it may be sent a job, as far as a glance tells."""

    def close(self) -> None:
        """End the supervisor and everything in it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...


class Sandbox(Protocol):
    """Opens workers of one kind."""

    def describe(self) -> Description:
        """What the report says of this sandbox."""

    def open(self, limits: Limits, *, background: bool = False) -> Worker:
        """Start a worker whose jobs stay within those limits; returns before its imports are done.

        ``background``: until its first job it gives way to workers that compute, where that is possible.
        """

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...


__all__ = [
    "Description",
    "Job",
    "Limits",
    "Progress",
    "RawStage",
    "Sandbox",
    "Stage",
    "Termination",
    "Worker",
]
