"""The supervisor's two streams to the host. Where the host closes them, all work here ends."""

from __future__ import annotations

import os
import select
import time

from grader.inside import wire

_READ = 1 << 20
_LOOK = 1.0  # seconds between two looks at a host that does not read
_PATIENCE = 120.0  # seconds for the host to read: a killed engine keeps the streams open and reads nothing


class HostGone(Exception):
    """Nobody waits for a job's result any more."""


class Host:
    """Jobs come from it as frames, results go to it as frames."""

    def __init__(self, requests: int, replies: int) -> None:
        self._requests, self._replies = requests, replies
        os.set_blocking(replies, False)
        self._end = select.poll()
        self._end.register(requests, 0)  # hang-ups are reported unasked
        self._room = select.poll()
        self._room.register(replies, select.POLLOUT)

    @property
    def descriptors(self) -> tuple[int, int]:
        """Of both streams: no other process may keep them."""
        return self._requests, self._replies

    def read(self) -> bytes:
        """What has come; b"" at the end."""
        return os.read(self._requests, _READ)

    def send(self, tag: bytes, payload: bytes = b"") -> None:
        """Send a frame, however long that takes.

        Raises:
            HostGone: where nobody reads it, and nobody ever will.
        """
        view, last = memoryview(wire.frame(tag, payload)), time.monotonic()
        while view:
            try:
                view = view[os.write(self._replies, view) :]
                last = time.monotonic()
            except BlockingIOError:
                self.check()
                if time.monotonic() - last > _PATIENCE:
                    raise HostGone from None
                self._room.poll(_LOOK * 1000)
            except BrokenPipeError:
                raise HostGone from None

    def check(self) -> None:
        """Raise HostGone where the host has closed its end."""
        if self._end.poll(0):
            raise HostGone
