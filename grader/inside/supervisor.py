"""The trusted process of a sandbox: reads jobs, has a child forked for each, watches it, cleans up after it.

Started as ``python -P -m grader.inside.supervisor docker|local FOLDER``. Jobs come as frames on standard
input, results leave as frames on standard output; at the end of the input it ends. The child is forked
from the zygote; it gets a user id of its own (docker), a folder of its own, limits, and two pipes. It is
watched from outside, and everything that it left behind is killed and removed before the job is called
done. No process is ever forked from this one once it has read a job: see :mod:`grader.inside.zygote`.

Knowingly not caught here: the host's own deadline, a few seconds later, covers a supervisor that died.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import Any

from grader.inside import processes, remains, wire
from grader.inside.host import Host, HostGone
from grader.inside.watch import ChildLimits, WatchedJob, watch
from grader.inside.zygote import Zygote, folder_of, write_all

# Above every account of the image, below 65536 where some engines' ids end. The first is drawn: the
# kernel counts a user's resources over all containers, so that a job must not share its id with another's
_UIDS = range(20_000, 60_000)
SHARED = (Path("/dev/shm"), Path("/tmp"))  # noqa: S108  the other places where a container's job can write


def main(mode: str, folder: str) -> None:
    """Serve jobs until the input ends; a job is ended with it."""
    host = _take_over_streams()
    processes.become_subreaper()
    zygote = Zygote(Path(folder), host.descriptors, as_users=mode == "docker")
    uid = _UIDS.start + secrets.randbelow(len(_UIDS)) if mode == "docker" else None
    try:
        _serve_all(Path(folder), uid, zygote, host)
    except HostGone:
        return


def _serve_all(folder: Path, uid: int | None, zygote: Zygote, host: Host) -> None:
    host.send(wire.READY, json.dumps(zygote.ready()).encode())
    reader = wire.FrameReader({wire.JOB: 1 << 30})
    before = remains.held()
    while data := host.read():
        for _tag, payload in reader.feed(data):
            termination = _serve(payload, folder, uid, zygote, host)
            if uid is not None:  # in a container, which no other process shares
                termination["clean"] = remains.gone(before) and termination["clean"]
            host.send(wire.DONE, json.dumps(termination).encode())
            uid = None if uid is None else uid + 1


def _take_over_streams() -> Host:
    """Keep the protocol's two streams for the supervisor alone; prints go to standard error."""
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    return Host(requests, replies)


def _serve(payload: bytes, folder: Path, uid: int | None, zygote: Zygote, host: Host) -> dict[str, Any]:
    """Run one job in a child of its own and say how it ended."""
    limits = ChildLimits(**wire.unpack(payload)[0]["limits"])
    job = _anonymous_file(payload)
    printed, printed_in = os.pipe()
    result, result_in = os.pipe()
    child = zygote.fork(uid, limits.disk_mb, (job, printed_in, result_in))
    for descriptor in (job, printed_in, result_in):
        os.close(descriptor)
    termination = {}
    watched = WatchedJob(child=child, uid=uid, zygote=zygote.pid, printed=printed, result=result)
    try:
        termination = watch(watched, limits, host)
    finally:
        os.close(printed)
        os.close(result)
        processes.kill_descendants(uid, zygote.pid)
        termination["clean"] = processes.clear((folder, *SHARED), folder_of(folder, child.pid), uid)
    return termination


def _anonymous_file(data: bytes) -> int:
    """A file without a name that holds the data: whoever gets its descriptor can read it, nobody else."""
    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("job")
    else:
        with tempfile.TemporaryFile() as file:
            descriptor = os.dup(file.fileno())
    write_all(descriptor, data)
    return descriptor


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # nothing is left to save
