"""Users, limits and process trees, as the kernel sees them. Linux has it all; elsewhere less."""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_OPEN_FILES = 1024
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LINUX = sys.platform.startswith("linux")


def become_subreaper() -> None:
    """Make orphans of every job children of this process, so that none can hide from it."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def confine(uid: int | None, disk_mb: int) -> None:
    """Lower this process's limits and, given a user id, become that user for good."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if _LINUX:
        Path("/proc/self/oom_score_adj").write_text("1000")  # under pressure, kill the job first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk_mb << 20, disk_mb << 20))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    os.umask(0o077)
    if uid is not None:
        _become(uid)
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user clears it


def wait_for(pid: int, *, block: bool) -> tuple[int, float] | None:
    """Wait status and CPU seconds of that child, or None while it runs."""
    reaped, status, usage = os.wait4(pid, 0 if block else os.WNOHANG)
    return (status, usage.ru_utime + usage.ru_stime) if reaped else None


def kill_tree(pid: int) -> None:
    """Kill a child and its process group."""
    for kill, target in ((os.killpg, pid), (os.kill, pid)):
        try:
            kill(target, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def kill_descendants(uid: int | None) -> None:
    """Kill and reap all that is left of a job: every process of its user, every descendant of ours."""
    if uid is not None:
        _as_user(uid, _kill_everything)
    while pids := list(_descendants(os.getpid())):
        for pid in pids:
            kill_tree(pid)
        while _reap_one():
            pass
        time.sleep(0.005)


def remove_folder(folder: Path, uid: int | None) -> None:
    """Remove a job's folder, as the user who owns it."""
    if uid is None:
        shutil.rmtree(folder, ignore_errors=True)
    else:
        _as_user(uid, lambda: shutil.rmtree(folder, ignore_errors=True))
        shutil.rmtree(folder, ignore_errors=True)


def descendants_mb() -> float:
    """Resident memory of all this process's descendants, in MiB (0 where there is no /proc)."""
    pages = 0
    for pid in _descendants(os.getpid()):
        try:
            pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        except (OSError, IndexError):
            continue
    return pages * _PAGE / (1 << 20)


def oom_kills() -> int:
    """How often the kernel has killed for memory in this control group (0 where unknown)."""
    for name in ("memory.events", "memory/memory.oom_control"):
        try:
            lines = Path("/sys/fs/cgroup", name).read_text().splitlines()
        except OSError:
            continue
        return sum(int(line.split()[1]) for line in lines if line.startswith("oom_kill "))
    return 0


def _descendants(pid: int) -> Iterator[int]:
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return
    for thread in threads:
        try:
            children = (thread / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _descendants(child)


def _reap_one() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _as_user(uid: int, action: object) -> None:
    """Run the action in a short-lived child that has become that user."""
    pid = os.fork()
    if pid == 0:
        try:
            _become(uid)
            action()  # type: ignore[operator]
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def _kill_everything() -> None:
    os.kill(-1, signal.SIGKILL)  # as an ordinary user: everything of that user, itself included


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _prctl(option: int, value: int) -> None:
    if _LINUX:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
