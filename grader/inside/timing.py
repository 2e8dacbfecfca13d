"""Measures from outside how much of the wall time a busy machine withheld from a job.

At every look: how many of the job's threads want to run, and how much processor the job has had. Where it
wanted two processors and got one, half of the time was withheld. What it sleeps or waits for is its own,
and so are threads beyond its processors, which take turns, and threads that give way to all others.
A thread's state says that it wants to run, whatever keeps it: others on a busy machine, a quota (throttling),
a hypervisor (steal). Where a look comes late, as after a pause of the whole container, all was withheld but
what the job has used meanwhile.

Knowingly not counted: a wait for the disk, since a submission can make one for itself that looks the same.
And a submission may find a way to have its threads seen waiting: it gains no more than LONGEST, and no point.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from grader.inside import processes

LONGEST = 4.0  # times its limit: a job ends then, whatever the machine withheld
_PATIENT = 1.8  # times its limit: until then a job has its whole limit in time that was given
_NEAR = 0.75  # times its limit: enough given time from then on, so that a busy loop ends within twice it
_WINDOW = 1.0  # seconds that are weighed together: a turn on a busy processor takes a few hundredths
_USED = (  # by the control group of a container; with 1 s = how many
    ("/sys/fs/cgroup/cpu.stat", "usage_usec", 1e6),
    ("/sys/fs/cgroup/cpuacct/cpuacct.usage", "", 1e9),
)


@dataclass
class Meter:
    """Estimates withheld time by samples: ``wanting`` counts runnable threads, ``used`` CPU seconds."""

    processors: int
    wanting: Callable[[], int]
    used: Callable[[], float]
    clock: Callable[[], float] = time.monotonic
    _withheld: float = 0.0  # in windows that are over
    _active: float = 0.0  # in this window: seconds in which at least one thread wanted to run
    _wanted: float = 0.0  # in this window: processor seconds wanted, as far as there are processors for it
    _start: float = field(init=False)
    _begun: tuple[float, float] = field(init=False)  # this window: clock, used
    _last: tuple[float, float] = field(init=False)  # the last look

    def __post_init__(self) -> None:
        self._start = self.clock()
        self._begun = self._last = (self._start, self.used())
        self._first_used = self._last[1]

    def look(self) -> None:
        """Take in what has happened since the last look."""
        wanting = self.wanting()
        now, used = self.clock(), self.used()
        passed, worked = now - self._last[0], used - self._last[1]
        if passed > _WINDOW:
            self._close(self._last)
            self._withheld += max(0.0, passed - worked)
            self._begun = (now, used)
        else:
            self._active += passed * (wanting > 0)
            self._wanted += passed * min(wanting, self.processors)
        self._last = (now, used)
        if now - self._begun[0] >= _WINDOW:
            self._close(self._last)

    def _close(self, at: tuple[float, float]) -> None:
        self._withheld += self._of_this_window()
        self._active = self._wanted = 0.0
        self._begun = at

    def _of_this_window(self) -> float:
        if not self._wanted:
            return 0.0
        share = (self._last[1] - self._begun[1]) / self._wanted
        return self._active * (1 - min(1.0, max(0.0, share)))

    @property
    def seconds(self) -> float:
        """Wall seconds so far."""
        return self.clock() - self._start

    @property
    def cpu(self) -> float:
        """Processor seconds that the job has used."""
        return self._last[1] - self._first_used

    @property
    def withheld(self) -> float:
        """Seconds of the wall time in which the job would have gone on, had the machine let it."""
        return self._withheld + self._of_this_window()


def over(limit: float, seconds: float, withheld: float) -> str:
    """Why a job is over its limit: "time" if it had its time, "starved" if that was withheld, else ""."""
    if seconds <= limit:
        return ""
    given = seconds - withheld
    if given >= limit or (seconds >= _PATIENT * limit and given >= _NEAR * limit):
        return "time"
    return "starved" if seconds >= LONGEST * limit else ""


def meter(zygote: int, processors: int, *, contained: bool) -> Meter:
    """A meter of what runs below this process beside the zygote; ``contained``: in a container of its own."""
    seen = _Threads(zygote)
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else processors
    used = (_of_container() if contained else None) or (lambda: seen.used)
    return Meter(min(processors, usable), seen.look, used)


@dataclass
class _Threads:
    """The threads of all processes of a job. Without /proc there are none, and no time counts as withheld."""

    zygote: int
    used: float = 0.0  # processor seconds of those that were seen, at the last look
    _known: dict[str, float] = field(default_factory=dict)

    def look(self) -> int:
        """How many processors they want: one each, of those that they have not barred themselves from."""
        wanting, now = 0, {}
        processors: set[int] = set()
        for pid in processes.descendants(os.getpid()):
            for thread in _threads(pid) if pid != self.zygote else ():
                now[thread.id] = thread.used
                if thread.wants:
                    wanting += 1
                    processors |= thread.processors()
        self.used += sum(max(0.0, used - self._known.get(thread, 0.0)) for thread, used in now.items())
        self._known = now
        return min(wanting, len(processors))


@dataclass(frozen=True)
class _Thread:
    """``wants``: to run, and has not stood back behind all others (nice, SCHED_IDLE)."""

    id: str
    wants: bool
    used: float

    def processors(self) -> set[int]:
        try:
            return os.sched_getaffinity(int(self.id))
        except OSError:  # ended meanwhile
            return set()


def _threads(pid: int) -> list[_Thread]:
    found = []
    own = os.getpriority(os.PRIO_PROCESS, 0)
    try:
        for name in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208  many times a second
            words = Path(f"/proc/{pid}/task/{name}/stat").read_bytes().rpartition(b")")[2].split()
            wants = words[0] == b"R" and int(words[16]) <= own and int(words[38]) != _IDLE
            found.append(_Thread(name, wants, (int(words[11]) + int(words[12])) / _TICKS))
    except (OSError, IndexError, ValueError):  # ended meanwhile
        pass
    return found


_IDLE = 5  # SCHED_IDLE
_TICKS = os.sysconf("SC_CLK_TCK")


def _of_container() -> Callable[[], float] | None:
    """Processor seconds of this container but for this process, or None; short-lived processes count too."""
    for path, key, unit in _USED:
        try:
            _number(path, key)
        except (OSError, ValueError, StopIteration):
            continue
        return lambda: _number(path, key) / unit - time.process_time()
    return None


def _number(path: str, key: str) -> int:
    lines = (line.split() for line in Path(path).read_text().splitlines())
    return next(int(words[-1]) for words in lines if words[0] == key or not key)
