"""The exam's clock: time that has passed, whatever happens to the wall clock.

Within one boot time is measured by a clock that goes on during suspend and that nobody can set. Across a
reboot there is only the wall clock. Where the wall clock jumps, the time that has passed stays as it was,
and the jump is an event that the report shows. Times are seconds; ``elapsed`` counts from the start.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

JUMP = 2.0  # a wall clock that is corrected over the network moves by less
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class Moment:
    """One reading: ``wall`` in seconds since 1970 (UTC), ``running`` in seconds since boot ``boot``."""

    wall: float
    running: float
    boot: str


class Clock(Protocol):
    """What tells the time; tests inject their own."""

    def read(self) -> Moment:
        """The time now."""


class SystemClock:
    """The clocks of the machine."""

    def read(self) -> Moment:
        """The time now."""
        return Moment(time.time(), _running(), _boot())


@dataclass(frozen=True)
class Event:
    """The wall clock did not go with the time that passed.

    "jump": it was moved by ``seconds``. "reboot": the machine was started anew, and ``seconds`` were counted
    for the time between by the wall clock. It happened between ``before`` and ``elapsed``.
    """

    kind: Literal["jump", "reboot"]
    before: float
    elapsed: float
    wall: float
    seconds: float


@dataclass(frozen=True)
class Timeline:
    """How elapsed time follows from a reading: ``running - boot_offset``, or after a reboot from the wall.

    ``last`` is the latest elapsed time that any command has seen: time never goes back behind it.
    """

    boot: str
    boot_offset: float
    wall_offset: float
    last: float

    @classmethod
    def begin(cls, now: Moment) -> Timeline:
        """The timeline of a sitting that starts now."""
        return cls(now.boot, now.running, now.wall, 0.0)

    def observe(self, now: Moment) -> tuple[Timeline, Event | None]:
        """The timeline with this reading taken in, and the event that it shows; its ``last`` is now."""
        elapsed = now.running - self.boot_offset
        # A machine that names no boot shows a new one by a running time that went back
        if now.boot != self.boot or (not now.boot and elapsed < self.last - JUMP):
            return self._rebooted(now)
        elapsed = max(elapsed, self.last)
        moved = now.wall - elapsed - self.wall_offset
        if abs(moved) <= JUMP:
            return replace(self, last=elapsed), None
        event = Event("jump", self.last, elapsed, now.wall, moved)
        return replace(self, last=elapsed, wall_offset=now.wall - elapsed), event

    def _rebooted(self, now: Moment) -> tuple[Timeline, Event]:
        elapsed = max(now.wall - self.wall_offset, self.last)
        event = Event("reboot", self.last, elapsed, now.wall, elapsed - self.last)
        return Timeline(now.boot, now.running - elapsed, now.wall - elapsed, elapsed), event


def elapsed_at(wall: float, started: float, events: Sequence[Event], after: float = 0.0) -> float:
    """The elapsed time that a file's modification time stands for, given when the wall clock was moved.

    Where the clock was set back, one wall time came twice: the earliest meaning is taken that is not before
    ``after``, when the file is known to have been another (the report shows the jump). A file can be older
    than that only if no meaning fits, as a copy with its old time. A time that the clock never showed counts
    as never: infinity.
    """
    offset, begins = started, -math.inf  # a file may be older than the sitting
    meant = []
    for event in events:
        if begins <= wall - offset <= event.elapsed:
            meant.append(wall - offset)
        offset, begins = event.wall - event.elapsed, event.before
    if begins <= wall - offset:
        meant.append(wall - offset)
    fitting = [elapsed for elapsed in meant if elapsed >= after]
    return min(fitting or meant, default=math.inf)


def _running() -> float:
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # goes on during sleep there
    return time.monotonic()


def _boot() -> str:
    """The id of this boot; empty where the system has none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
