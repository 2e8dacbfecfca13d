"""Waits until the kernel has freed what a job leaves there after its last process has ended.

Descriptors that were on their way between two sockets of the job's own (``SCM_RIGHTS``) are freed by a
collector of the kernel's, which runs when it is called and not when the last process ends. Until then the
next job finds the memory that they hold taken, and the names of such sockets in /proc/net/unix.

Other ways to outlive a job are closed: see :mod:`grader.inside.calls` and the options of the container.
Knowingly not counted: what the kernel gives back by itself when it needs room (pages of files).
"""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from pathlib import Path

SECONDS = 5.0  # for the collector; 2 GB take a tenth of that
_LOOK = 0.01
_ROOM_MB = 64.0  # for what the kernel keeps of names and folders that were looked at
_GROUPS = Path("/sys/fs/cgroup")
_FACTS = ("shmem", "sock", "slab_unreclaimable")
_SOCKETS = Path("/proc/net/unix")


@dataclass(frozen=True)
class HeldResources:
    """What the kernel may keep without any process: sockets, by number and name, and memory in MiB.

    Memory of files without a disk, and the kernel's own of this container; 0 where that is not told.
    """

    sockets: frozenset[str]
    memory_mb: float


def held() -> HeldResources:
    """What is held now."""
    return HeldResources(_sockets(), _memory_mb())


def gone(before: HeldResources) -> bool:
    """Make the kernel collect until no more is held than before the job; False where some of it stays."""
    last, most_mb = time.monotonic() + SECONDS, before.memory_mb + _ROOM_MB
    while True:
        socket.socket(socket.AF_UNIX).close()  # closing a socket makes the kernel's collector run
        now = held()
        if now.sockets <= before.sockets and now.memory_mb <= most_mb:
            return True
        if time.monotonic() > last:
            return False
        time.sleep(_LOOK)


def _sockets() -> frozenset[str]:
    """Number and name of each: the last columns of each line but the first."""
    return frozenset(" ".join(line.split()[6:]) for line in _lines(_SOCKETS)[1:])


def _memory_mb() -> float:
    stat = [*_lines(_GROUPS / "memory.stat"), *_lines(_GROUPS / "memory" / "memory.stat")]
    facts = dict(line.split()[:2] for line in stat)
    kernel = _lines(_GROUPS / "memory" / "memory.kmem.usage_in_bytes")  # of the first version's groups
    return sum(map(int, (facts.get(name, 0) for name in _FACTS)), sum(map(int, kernel))) / (1 << 20)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(errors="replace").splitlines()
    except OSError:
        return []
