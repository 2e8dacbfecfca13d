"""Watching one child from outside: its time, its memory, its output, and how it ended."""

from __future__ import annotations

import os
import selectors
import time
from dataclasses import dataclass, field
from typing import Any

from grader.inside import processes, timing, wire
from grader.inside.host import Host
from grader.inside.zygote import Child

_POLL = 0.05  # seconds between two looks at the clock and the memory
_LOOKS = 0.1  # share of the time that looking may take at most: on a slow machine the job pays for it
_LATE = 1.0  # seconds between two messages to the host, which would else take the supervisor for dead
_LAST_WORDS = 0.5  # seconds for what a child that has ended left behind to say something yet
_DRAIN = 60.0  # seconds to read what is in the pipes once nobody is left to write, on a machine that swaps
_CHUNK = 1 << 16
_MAX_PROGRESS_FRAMES = 5000


@dataclass(frozen=True)
class ChildLimits:
    """A job's limits: time, memory of the child and all it started, and what it may write."""

    seconds: float  # of wall time, as far as the machine gave it: see timing.py
    processors: int  # that it may keep busy at a time
    memory_mb: int
    disk_mb: int
    output_kb: int  # printed output kept; the child is stopped at 64 times as much
    result_mb: int


@dataclass
class _Streams:
    """The child's two pipes, read without ever waiting for the child."""

    limits: ChildLimits
    host: Host
    reader: wire.FrameReader
    printed: int = 0
    progress: int = 0
    begun: bool = False  # the child sent a frame; it sends the first one just before it runs the submission
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


@dataclass(frozen=True, kw_only=True)
class WatchedJob:
    """A child with all that belongs to it, by name: process ids and descriptors are all whole numbers."""

    child: Child
    uid: int | None  # the child's own user; None where it has none of its own
    zygote: int  # process id of the child's parent
    printed: int  # descriptor of the pipe with what it prints
    result: int  # descriptor of the pipe with its frames

    def kill(self) -> tuple[int, float]:
        """Kill the child and all that it started; its wait status and CPU seconds.

        All: a child that another process traces is not reported as ended while that one lives.
        """
        while True:
            processes.kill_job(self.uid, self.zygote)
            end = self.child.wait(_POLL)
            if end is not None:
                return end


def watch(job: WatchedJob, limits: ChildLimits, host: Host) -> dict[str, Any]:
    """Forward the child's frames until it ends or breaks a limit; say how it ended.

    Returns a JSON object: ``reason`` is one of exit, signal, time, starved, memory, evicted, output,
    result; ``code`` the exit status or signal; ``seconds`` of wall time, of which the machine withheld
    ``withheld_seconds``; ``cpu_seconds``, ``peak_mb``; ``printed`` bytes in all; ``begun`` whether the child
    came to run what was submitted.

    Raises:
        HostGone: where nobody waits for that any more.
    """
    streams = _streams(job, limits, host)
    oom_before, hits_before = processes.oom_kills(), processes.memory_limit_hits()
    meter = timing.meter(job.zygote, limits.processors, contained=job.uid is not None)
    gauge = _Gauge(limits, job.zygote, meter, host)
    broken, status, cpu_seconds = _forward(job, streams, gauge)
    meter.look()
    if not broken:
        _hear_out(streams, job)
    streams.selector.close()
    if processes.oom_kills() > oom_before and broken != "memory":
        own = processes.memory_limit_hits() > hits_before or processes.memory_limit_reached()
        broken = "memory" if own else "evicted"
    return {
        "reason": broken or streams.broken or ("signal" if os.WIFSIGNALED(status) else "exit"),
        "code": os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status),
        "seconds": meter.seconds,
        "cpu_seconds": max(cpu_seconds, meter.cpu),
        "withheld_seconds": meter.withheld,
        "peak_mb": gauge.peak_mb,
        "printed": streams.printed,
        "begun": streams.begun,
    }


def _streams(job: WatchedJob, limits: ChildLimits, host: Host) -> _Streams:
    sizes = {wire.PROGRESS: wire.MAX_PROGRESS, wire.RESULT: limits.result_mb << 20}
    streams = _Streams(limits, host, wire.FrameReader(sizes))
    streams.selector.register(job.printed, selectors.EVENT_READ, "printed")
    streams.selector.register(job.result, selectors.EVENT_READ, "result")
    return streams


def _forward(job: WatchedJob, streams: _Streams, gauge: _Gauge) -> tuple[str, int, float]:
    """Pass on what the child sends until it has ended: the limit broken (or ""), wait status, CPU seconds."""
    while True:
        streams.host.check()
        if not streams.pump(_POLL):
            time.sleep(_POLL / 5)
        end = job.child.wait(0)
        if end is not None:  # a child that has ended breaks no limit, however late its end is seen
            return "", *end
        if broken := streams.broken or gauge.broken_limit():
            return broken, *job.kill()


def _hear_out(streams: _Streams, job: WatchedJob) -> None:
    """Read all that a child that ended left in its pipes, however seldom this process gets its turn."""
    until = time.monotonic() + _LAST_WORDS
    while time.monotonic() < until and streams.pump(_POLL) and not streams.broken:
        pass
    processes.kill_descendants(job.uid, job.zygote)  # then the pipes end, and nothing else ends the reading
    until = time.monotonic() + _DRAIN
    while time.monotonic() < until and streams.pump(_POLL) and not streams.broken:
        pass


@dataclass
class _Gauge:
    """A job's time and memory against its limits, looked at now and then."""

    limits: ChildLimits
    zygote: int
    meter: timing.Meter
    host: Host
    peak_mb: float = 0.0
    _next: float = 0.0
    _said: float = 0.0

    def broken_limit(self) -> str:
        """The limit that is broken, where this is the moment for a look."""
        begun = self.meter.seconds
        if begun < self._next:
            return ""
        self.meter.look()
        self.peak_mb = max(self.peak_mb, processes.descendants_mb(self.zygote))
        now = self.meter.seconds
        self._next = now + min(max(_POLL, (now - begun) / _LOOKS), 1.0)
        if now > max(self.limits.seconds, self._said + _LATE):
            self._said = now
            self.host.send(wire.LATE)
        if self.peak_mb > self.limits.memory_mb:
            return "memory"
        return timing.over(self.limits.seconds, now, self.meter.withheld)
