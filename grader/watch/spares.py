"""A sandbox with workers in reserve, so that none is waited for: not after a training that was ended
because its file was saved again, and not after a worker died."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Self

from grader.errors import GraderError
from grader.sandbox.contract import Description, Limits, Sandbox, Worker


class SpareSandbox:
    """Keeps the contract of the sandbox within, and workers ready beside those in use, once asked to."""

    def __init__(self, within: Sandbox) -> None:
        self._within, self._count = within, 0
        self._ready: deque[Future[Worker]] = deque()
        self._pool = ThreadPoolExecutor(thread_name_prefix="spare")
        self._lock = threading.Lock()
        self._closed = False

    def describe(self) -> Description:
        """What the report says of the sandbox."""
        return self._within.describe()

    def open(self, limits: Limits, *, background: bool = False) -> Worker:
        """A worker in reserve, else a new one; another is made ready in its place."""
        worker = self._from_reserve() or self._within.open(limits, background=background)
        self.fill(limits, self._count)
        return worker

    def _from_reserve(self) -> Worker | None:
        """The first one that lives: a worker may have died while it waited, or never have come up."""
        while True:
            with self._lock:
                if not self._ready:
                    return None
                spare = self._ready.popleft()
            with suppress(GraderError):
                worker = spare.result()
                if worker.alive():
                    return worker
                worker.close()

    def fill(self, limits: Limits, count: int) -> None:
        """Make workers ready until the reserve has so many; they give way to what computes."""
        with self._lock:
            self._count = max(count, self._count)
            while len(self._ready) < self._count and not self._closed:
                self._ready.append(self._pool.submit(self._within.open, limits, background=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """Close the reserve; the sandbox within is its owner's."""
        with self._lock:
            self._closed = True
        self._pool.shutdown(wait=True)
        for spare in self._ready:
            with suppress(GraderError):
                spare.result().close()
