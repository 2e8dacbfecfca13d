"""Watching one child from outside: its time, its memory, its output, and how it ended."""

from __future__ import annotations

import os
import selectors
import time
from dataclasses import dataclass, field
from typing import Any

from grader.inside import processes, wire
from grader.inside.host import Host
from grader.inside.zygote import Child

_POLL = 0.05  # seconds between two looks at the clock and the memory
_LAST_WORDS = 0.5  # seconds to read what is still in the pipes after the child has ended
_CHUNK = 1 << 16
_MAX_PROGRESS_FRAMES = 5000


@dataclass(frozen=True)
class Limits:
    """A job's limits: wall time, memory of the child and all it started, and what it may write."""

    seconds: float
    memory_mb: int
    disk_mb: int
    output_kb: int  # printed output kept; the child is stopped at 64 times as much
    result_mb: int


@dataclass
class _Streams:
    """The child's two pipes, read without ever waiting for the child."""

    limits: Limits
    host: Host
    reader: wire.FrameReader
    printed: int = 0
    progress: int = 0
    begun: bool = False  # a frame came: the child writes its first before it runs what was submitted
    has_result: bool = False
    broken: str = ""
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)

    def pump(self, timeout: float) -> bool:
        """Read what is there; False once both pipes are closed. ``broken`` names an excess."""
        if not self.selector.get_map():
            return False
        for key, _ in self.selector.select(timeout):
            data = os.read(key.fd, _CHUNK)
            if not data:
                self.selector.unregister(key.fd)
            elif key.data == "printed":
                self._take_printed(data)
            else:
                self._take_frames(data)
        return True

    def _take_printed(self, data: bytes) -> None:
        keep = self.limits.output_kb * 1024
        if self.printed < keep:
            self.host.send(wire.OUTPUT, data[: keep - self.printed])
        self.printed += len(data)
        if self.printed > 64 * keep:
            self.broken = "output"

    def _take_frames(self, data: bytes) -> None:
        try:
            for tag, payload in self.reader.feed(data):
                self.begun = True
                if tag == wire.RESULT and not self.has_result:
                    self.has_result = True
                    self.host.send(tag, payload)
                elif tag == wire.PROGRESS and self.progress < _MAX_PROGRESS_FRAMES:
                    self.progress += 1
                    self.host.send(tag, payload)
        except wire.WireError:
            self.broken = "result"


def watch(
    child: Child,
    uid: int | None,
    zygote: int,
    printed: int,
    result: int,
    limits: Limits,
    host: Host,
) -> dict[str, Any]:
    """Forward the child's frames until it ends or breaks a limit; say how it ended.

    Returns a JSON object: ``ended`` is one of exit, signal, time, memory, output, result; ``code``
    the exit status or signal; ``seconds``, ``cpu_seconds``, ``peak_mb``; ``printed`` bytes in all;
    ``begun`` whether the child came to run what was submitted.

    Raises:
        HostGone: where nobody waits for that any more.
    """
    sizes = {wire.PROGRESS: wire.MAX_PROGRESS, wire.RESULT: limits.result_mb << 20}
    streams = _Streams(limits, host, wire.FrameReader(sizes))
    streams.selector.register(printed, selectors.EVENT_READ, "printed")
    streams.selector.register(result, selectors.EVENT_READ, "result")
    oom_before = processes.oom_kills()
    start = time.monotonic()
    broken, peak_mb, ended = "", 0.0, None
    while ended is None:
        host.check()
        if not streams.pump(_POLL):
            time.sleep(_POLL / 5)
        ended = child.wait(0)
        peak_mb = max(peak_mb, processes.descendants_mb(zygote))
        broken = broken or streams.broken or _broken_limit(limits, start, peak_mb)
        if broken and ended is None:
            ended = _killed(child, uid, zygote)
    last = time.monotonic() + _LAST_WORDS
    while not broken and time.monotonic() < last and streams.pump(_POLL):
        pass
    streams.selector.close()
    status, cpu_seconds = ended
    if processes.oom_kills() > oom_before:
        broken = "memory"
    return {
        "ended": broken or streams.broken or ("signal" if os.WIFSIGNALED(status) else "exit"),
        "code": os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status),
        "seconds": time.monotonic() - start,
        "cpu_seconds": cpu_seconds,
        "peak_mb": peak_mb,
        "printed": streams.printed,
        "begun": streams.begun,
    }


def _killed(child: Child, uid: int | None, zygote: int) -> tuple[int, float]:
    """How the child ended when all of its job was killed.

    All: a child that another process traces is not reported as ended while that one lives.
    """
    while True:
        processes.kill_job(uid, zygote)
        ended = child.wait(_POLL)
        if ended is not None:
            return ended


def _broken_limit(limits: Limits, start: float, peak_mb: float) -> str:
    if time.monotonic() - start > limits.seconds:
        return "time"
    return "memory" if peak_mb > limits.memory_mb else ""
