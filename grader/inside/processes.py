"""Users, limits and process trees, as the kernel sees them. Linux has it all; elsewhere less."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_OPEN_FILES = 1024
_PROCESSES = 200  # threads count; fewer than the container's limit, to leave room for the supervisor
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
        resource.setrlimit(resource.RLIMIT_NPROC, (_PROCESSES, _PROCESSES))
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
    """Kill and reap all that is left of a job."""
    if uid is not None:
        # In a container, all but this process and init, at once and without a fork that could fail
        with contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    while pids := list(_descendants(os.getpid())):
        for pid in pids:
            kill_tree(pid)
        while _reap_one():
            pass
        time.sleep(0.005)


def clear(shared: Sequence[Path], own: Path, uid: int | None) -> None:
    """Remove a job's own folder; as its user also whatever else it left in folders that jobs share."""
    if uid is None:
        shutil.rmtree(own, ignore_errors=True)
    else:
        _as_user(uid, lambda: _remove_all(shared))


def _remove_all(folders: Sequence[Path]) -> None:
    for entry in [entry for folder in folders for entry in folder.iterdir()]:
        # What belongs to others stays: the folders are sticky
        if entry.is_dir() and not entry.is_symlink():
            _open_up(entry)
            shutil.rmtree(entry, ignore_errors=True)
        else:
            with contextlib.suppress(OSError):
                entry.unlink()


def _open_up(folder: Path) -> None:
    """Give back the owner's rights on the folders below, which a job may have taken from itself."""
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
        for entry in folder.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                _open_up(entry)


def descendants_mb() -> float:
    """Memory of all this process's descendants, in MiB (0 where there is no /proc).

    A fork shares this process's pages until it writes to them: those are counted once, not for every
    process. Pages of files are not counted. In a container the kernel's own count holds besides.
    """
    own, program = _anonymous_pages("self"), _command("self")
    pages = own
    for pid in _descendants(os.getpid()):
        mine = _anonymous_pages(str(pid))
        pages += max(0, mine - own) if _command(str(pid)) == program else mine
    return pages * _PAGE / (1 << 20)


def _anonymous_pages(pid: str) -> int:
    try:
        _size, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
    except (OSError, ValueError):
        return 0
    return int(resident) - int(shared)


def _command(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


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


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _prctl(option: int, value: int) -> None:
    if _LINUX:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
