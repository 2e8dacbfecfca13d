"""The one trusted process of a sandbox: imports TensorFlow once, then forks a child for every job.

Started as ``python -P -m grader.inside.supervisor docker|local FOLDER``. Jobs come as frames on standard
input, results leave as frames on standard output; at the end of the input it ends. The child gets a
user id of its own (docker), a folder of its own, limits, and two pipes; it is watched from outside
and everything that it left behind is killed before the job is called done.

Knowingly not caught here: the host's own deadline, a few seconds later, covers a supervisor that died.
"""

from __future__ import annotations

import gc
import json
import os
import secrets
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader.inside import processes, wire
from grader.inside.watch import Limits, watch

# Above every account of the image, below 65536 where some engines' ids end. The first is drawn: the
# kernel counts a user's resources over all containers, so that a job must not share its id with another's
_UIDS = range(20_000, 60_000)
SHARED = Path("/dev/shm")  # noqa: S108  the one other place where a container's job can write
_READ = 1 << 20


def main(mode: str, folder: str) -> None:
    """Serve jobs until the input ends."""
    requests, replies = _take_over_streams()

    def send(tag: bytes, payload: bytes = b"") -> None:
        _write_all(replies, wire.frame(tag, payload))

    processes.become_subreaper()
    send(wire.READY, json.dumps(_import_everything()).encode())
    reader = wire.FrameReader({wire.JOB: 1 << 30})
    uid = _UIDS.start + secrets.randbelow(len(_UIDS)) if mode == "docker" else None
    while data := os.read(requests, _READ):
        for _tag, payload in reader.feed(data):
            ended = _serve(payload, Path(folder), uid, (requests, replies), send)
            send(wire.DONE, json.dumps(ended).encode())
            uid = None if uid is None else uid + 1


def _take_over_streams() -> tuple[int, int]:
    """Keep the protocol's two streams for the supervisor alone; prints go to standard error."""
    requests, replies = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    return requests, replies


def _import_everything() -> dict[str, Any]:
    """Import what jobs need, without running an operation: thread pools do not survive a fork."""
    start = time.perf_counter()
    import keras
    import numpy
    import tensorflow

    from grader.inside import stages  # noqa: F401  imported here so that no child has to

    gc.collect()
    gc.freeze()  # children then share these pages for as long as they live
    return {
        "seconds": time.perf_counter() - start,
        "versions": {
            "python": sys.version.split()[0],
            "tensorflow": tensorflow.__version__,
            "keras": keras.__version__,
            "numpy": numpy.__version__,
        },
    }


def _serve(
    payload: bytes,
    folder: Path,
    uid: int | None,
    private: tuple[int, int],
    send: Callable[[bytes, bytes], None],
) -> dict[str, Any]:
    """Run one job in a child of its own and say how it ended."""
    limits = Limits(**wire.unpack(payload)[0]["limits"])
    printed, printed_in = os.pipe()
    result, result_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        for descriptor in (*private, printed, result):
            os.close(descriptor)
        _be_child(payload, folder, uid, limits, printed_in, result_in)
    os.close(printed_in)
    os.close(result_in)
    try:
        return watch(pid, printed, result, limits, send)
    finally:
        os.close(printed)
        os.close(result)
        processes.kill_descendants(uid)
        processes.clear((folder, SHARED), _folder_of(folder, pid), uid)


def _be_child(
    payload: bytes, folder: Path, uid: int | None, limits: Limits, printed: int, result: int
) -> None:
    """The child's whole life; it never returns into the supervisor's code."""
    try:
        os.setsid()
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        processes.confine(uid, limits.disk_mb)
        home = _folder_of(folder, os.getpid())
        home.mkdir(mode=0o700)
        os.chdir(home)
        os.environ.update(HOME=str(home), TMPDIR=str(home))
        tempfile.tempdir = str(home)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from grader.inside.stages import run_job

        run_job(payload, lambda data: _write_all(result, data))
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # ours: the host reports it as the grader's failure
        traceback.print_exc()
        os._exit(70)
    os._exit(0)


def _folder_of(folder: Path, pid: int) -> Path:
    return folder / f"job-{pid}"


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)  # nothing is left to save; skips TensorFlow's slow shutdown
