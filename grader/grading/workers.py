"""Workers kept warm: opened when first asked for, used for many jobs, replaced at any sign of trouble."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Literal, Self, TypeVar

from grader.errors import SandboxError
from grader.evidence import RawStage
from grader.sandbox.contract import Job, Limits, Progress, Sandbox, Stage, Worker
from grader.task.loader import Task

Result = TypeVar("Result")
Isolation = Literal["batch", "submission"]
_WORKER: Mapping[Stage, str] = {
    "train": "submitted",
    "load": "submitted",  # a stranger's file is opened where a stranger's code would run
    "fit": "trusted",
    "predict": "trusted",
}
JOBS = 50  # at most for one worker: whatever jobs may have left in the kernel ends with its container


def try_again(
    once: Callable[[], Result], is_broken: Callable[[Result], bool], close: Callable[[], None]
) -> Result:
    """What a try gives; where the grader itself broke in it, what a second one gives on new workers.

    ``close`` gives up the workers of a try that broke. The second result is the last, broken or not.
    """
    first = once()
    if not is_broken(first):
        return first
    close()
    return once()


@dataclass
class Workers:
    """Two workers of one sandbox, which never share a supervisor: one runs submitted code, the other none.

    ``isolation`` "batch" keeps them for the next submission, "submission" opens new ones for each.
    Not for several threads at once.
    """

    sandbox: Sandbox
    limits: Limits
    isolation: Isolation = "batch"
    _open: dict[str, Worker] = field(default_factory=dict)
    _jobs: dict[str, int] = field(default_factory=dict)
    _spent: list[Worker] = field(default_factory=list)
    _stopped: bool = False

    def get(self, stage: Stage) -> Worker:
        """The worker for that stage, started where there is none."""
        return self._get(_WORKER[stage])

    def _get(self, name: str) -> Worker:
        if self._stopped:
            raise SandboxError("sandbox.stopped")
        if name not in self._open:
            self._close_spent()
            self._open[name] = self.sandbox.open(self.limits, background=name == "trusted")
            self._jobs[name] = 0
            if self._stopped:  # stop() was called while this worker was opened, and did not close it
                self.close()
                raise SandboxError("sandbox.stopped")
        return self._open[name]

    def run(self, stage: Stage, job: Job, progress: Progress) -> RawStage:
        """Run a job; its worker is given up at any sign of trouble and after its last job."""
        name = _WORKER[stage]
        raw = self._get(name).run(job, progress)
        self._jobs[name] += 1
        ended = raw.termination
        trouble = ended.reason != "exit" or ended.code != 0 or not ended.clean
        if trouble or self._jobs[name] >= JOBS:
            self._spent.append(self._open.pop(name))  # closed later: the verdict does not wait for that
        return raw

    def done(self) -> None:
        """A submission is graded: keep what may be kept for the next."""
        if self.isolation == "submission":
            self.close()

    def close(self) -> None:
        """Close all of them."""
        self._spent += self._open.values()
        self._open.clear()
        self._close_spent()

    def stop(self) -> None:
        """Close all of them for good, from another thread: what runs ends with SandboxError."""
        self._stopped = True
        self.close()

    def _close_spent(self) -> None:
        with ExitStack() as stack:  # an interrupt while one is closed leaves no other open
            while self._spent:
                stack.callback(self._spent.pop().close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class Crew:
    """Gives each thread its own workers, and closes all of them at the end."""

    def __init__(self, sandbox: Sandbox, limits: Limits, isolation: Isolation = "batch") -> None:
        self._sandbox, self._limits, self._isolation = sandbox, limits, isolation
        self._own = threading.local()
        self._all: list[Workers] = []
        self._stopped = False

    def workers(self) -> Workers:
        """The workers of the calling thread."""
        if not hasattr(self._own, "workers"):
            self._own.workers = Workers(self._sandbox, self._limits, self._isolation)
            self._all.append(self._own.workers)
            if self._stopped:
                self._own.workers.stop()
        workers: Workers = self._own.workers
        return workers

    @property
    def stopped(self) -> bool:
        """Whether :meth:`stop` was called: errors after that come from it."""
        return self._stopped

    def stop(self) -> None:
        """End what runs on any of them; what a thread asks for later ends with SandboxError."""
        self._stopped = True
        for workers in self._all:
            workers.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()  # a thread of a pool that is still being left must not open another


def limits_for(tasks: Iterable[Task]) -> Limits:
    """The limits of a worker that may run every stage of those tasks; each job has its own besides."""
    all_limits = [task.manifest.limits for task in tasks]
    return Limits(
        max(max(limits.train_seconds, limits.predict_seconds) for limits in all_limits),
        max(limits.memory_mb for limits in all_limits),
        max(limits.disk_mb for limits in all_limits),
    )
