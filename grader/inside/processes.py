"""Users, limits and process trees of the operating system. Linux offers all of it, other systems less."""

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

from grader.inside import calls

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_ZYGOTE_UID = 19_999  # below every job's
_OPEN_FILES = 1024
# Of one job, threads count too; fewer than the container's limit, to leave room for the supervisor
_PROCESSES = 200
_PAGE = os.sysconf("SC_PAGE_SIZE")
_LINUX = sys.platform.startswith("linux")
_WALL = 0x40000000 if _LINUX else 0  # children that were made with another signal than SIGCHLD, too


def become_subreaper() -> None:
    """Make orphans of every job children of this process, so that none can hide from it."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def leave_roots_name() -> None:
    """Change the real and saved user id, and keep root's rights: kill(-1) as root then spares this process.

    :func:`kill_descendants` kills all that root's name or the job's may signal; this process is neither.
    """
    os.setresuid(_ZYGOTE_UID, 0, _ZYGOTE_UID)


def confine(uid: int | None, disk_mb: int) -> None:
    """Lower this process's limits and, given a user id, become that user for good."""
    die_with_parent()
    if _LINUX:
        Path("/proc/self/oom_score_adj").write_text("1000")  # under pressure, kill the job first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (disk_mb << 20, disk_mb << 20))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    os.umask(0o077)
    calls.refuse(network=uid is None)  # a job of the local sandbox has what its user has
    if uid is not None:
        resource.setrlimit(resource.RLIMIT_NPROC, (_PROCESSES, _PROCESSES))
        _become(uid)
        die_with_parent()  # a change of user clears it


def kill_tree(pid: int) -> None:
    """Kill a child and its process group."""
    for kill, target in ((os.killpg, pid), (os.kill, pid)):
        try:
            kill(target, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue


def kill_descendants(uid: int | None, zygote: int) -> None:
    """Kill and reap all that is left of a job; the zygote stays."""
    while kill_job(uid, zygote):
        while reap_one():
            pass
        time.sleep(0.005)


def kill_job(uid: int | None, zygote: int) -> bool:
    """Send a kill to all processes of a job, wherever they are in the tree; whether there were any."""
    if uid is not None:
        # All processes of that user at once, and without a fork that could fail. This process's real id is
        # root's, so root's processes would go too: init is exempt, the zygote has left root's name
        with _acting_as(uid), contextlib.suppress(ProcessLookupError):
            os.kill(-1, signal.SIGKILL)
    pids = [pid for pid in descendants(os.getpid()) if pid != zygote and not _waits_for(zygote, pid)]
    for pid in pids:
        kill_tree(pid)
    return bool(pids)


def _waits_for(parent: int, pid: int) -> bool:
    """Whether the process is a zombie: it has ended, and only its parent can reap it.

    A job can make processes that are its own siblings (CLONE_PARENT): the zygote reaps those.
    """
    try:
        _name, _, rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")
    except OSError:
        return False
    state, of, *_ = rest.split()
    return state == "Z" and int(of) == parent


def clear(shared: Sequence[Path], own: Path, uid: int | None) -> bool:
    """Remove a job's own folder; as its user also whatever else it left in folders that jobs share.

    False where something could not be removed.
    """
    if uid is None:
        shutil.rmtree(own, ignore_errors=True)
        return not own.exists()
    with _acting_as(uid), contextlib.suppress(RecursionError):  # folders nested ever deeper
        _remove_all(shared)
    return not any(entry for folder in shared for entry in folder.iterdir())


def _remove_all(folders: Sequence[Path]) -> None:
    for entry in [entry for folder in folders for entry in _entries(folder)]:
        # What belongs to others stays: the folders are sticky
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                _open_up(Path(entry))
                shutil.rmtree(entry, ignore_errors=True)
            else:
                os.unlink(entry)  # noqa: PTH108  an entry is no Path


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in the folder, asked without following a link: it may lead where nothing may be asked."""
    with os.scandir(folder) as found:
        return list(found)


def _open_up(folder: Path) -> None:
    """Give back the owner's rights on the folders below, which a job may have taken from itself."""
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
        for entry in _entries(folder):
            if entry.is_dir(follow_symlinks=False):
                _open_up(Path(entry))


def descendants_mb(zygote: int) -> float:
    """Memory of the zygote and all processes of a job, in MiB (0 where there is no /proc).

    A fork shares the zygote's pages until it writes to them: those are counted once, not for every
    process. Pages of files are not counted. In a container the kernel's own count holds besides.
    """
    own, program = _anonymous_pages(str(zygote)), _command(str(zygote))
    pages = own
    for pid in descendants(os.getpid()):
        if pid == zygote:
            continue
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


_MEMORY = Path("/sys/fs/cgroup")
_OOM_KILLS = (("memory.events", "oom_kill "), ("memory/memory.oom_control", "oom_kill "))
_LIMIT_HITS = (("memory.events", "oom "), ("memory/memory.failcnt", ""))
_MOST_USED, _LIMIT = "memory/memory.max_usage_in_bytes", "memory/memory.limit_in_bytes"
_NEAR = 4 << 20  # bytes: memory this near to its limit may have been refused the next request


def oom_kills() -> int:
    """How often the kernel has killed for memory in this control group (0 where unknown)."""
    return _count(_OOM_KILLS)


def memory_limit_hits() -> int:
    """How often this control group ran into its own limit, and not the machine out of memory."""
    return _count(_LIMIT_HITS)


def memory_limit_reached() -> bool:
    """Whether this control group ever reached its limit: version 1 does not count every hit."""
    used, limit = _count([(_MOST_USED, "")]), _count([(_LIMIT, "")])
    return 0 < limit <= used + _NEAR


def _count(places: Sequence[tuple[str, str]]) -> int:
    for name, key in places:
        try:
            lines = (_MEMORY / name).read_text().splitlines()
        except OSError:
            continue
        return sum(int(line.split()[-1]) for line in lines if line.startswith(key))
    return 0


def descendants(pid: int) -> Iterator[int]:
    """All processes below that one, as far as there is /proc."""
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
            yield from descendants(child)


def reap_one() -> bool:
    """Reap a child that has ended; False where there is none."""
    try:
        return os.waitpid(-1, os.WNOHANG | _WALL)[0] != 0
    except ChildProcessError:
        return False


@contextlib.contextmanager
def _acting_as(uid: int) -> Iterator[None]:
    """Act with that user's rights, and those alone, without a process that the user could signal or trace.

    The effective id alone changes: root's rights rest meanwhile, and who may signal or trace this
    process is decided by its real and saved ids, which stay root's.
    """
    os.seteuid(uid)
    try:
        yield
    finally:
        os.seteuid(0)


def _become(uid: int) -> None:
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def _prctl(option: int, value: int) -> None:
    if _LINUX:
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
