"""The process that every job is forked from: it has imported TensorFlow and never sees a byte of a job.

The supervisor reads jobs and forwards results; a child forked from it could find in its memory what
earlier jobs left there. So children are forked from here instead, and get their job as an open file
that only they read. The zygote also waits for them, and tells the supervisor how they ended.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from grader.inside import processes, wire

_READ = 1 << 20
_FORK_SECONDS = 30.0  # on a machine that swaps; the host waits longer


class ZygoteGone(RuntimeError):
    """The zygote ended or went silent: the supervisor cannot go on."""


class Child:
    """A job's process, as the supervisor sees it."""

    def __init__(self, pid: int, control: _Lines) -> None:
        self.pid = pid
        self._control = control

    def wait(self, timeout: float | None) -> tuple[int, float] | None:
        """Its wait status and CPU seconds once it has ended, or None after ``timeout`` seconds."""
        told = self._control.read(timeout)
        return None if told is None else (told["status"], told["cpu_seconds"])


class Zygote:
    """Starts the process and asks it for children."""

    def __init__(self, folder: Path, private: Sequence[int], *, as_users: bool) -> None:
        ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            ours.close()
            for descriptor in private:
                os.close(descriptor)
            _live(theirs, folder, as_users)
        theirs.close()
        self._socket = ours
        self._control = _Lines(ours)

    def ready(self) -> dict[str, Any]:
        """Block until the imports are done: the seconds they took, and versions."""
        return self._told(None)

    def fork(self, uid: int | None, disk_mb: int, files: Sequence[int]) -> Child:
        """A child that runs the job in file 0 of ``files``, prints to file 1, writes frames to file 2."""
        order = json.dumps({"uid": uid, "disk_mb": disk_mb}).encode()
        socket.send_fds(self._socket, [order], list(files))
        return Child(self._told(_FORK_SECONDS)["pid"], self._control)

    def _told(self, timeout: float | None) -> dict[str, Any]:
        told = self._control.read(timeout)
        if told is None:
            raise ZygoteGone("silent")
        return told


class _Lines:
    """JSON objects, one a line, from a socket."""

    def __init__(self, source: socket.socket) -> None:
        self._source = source
        self._buffer = b""

    def read(self, timeout: float | None) -> dict[str, Any] | None:
        """The next object, or None after ``timeout`` seconds (None: wait for ever)."""
        while b"\n" not in self._buffer:
            if not select.select([self._source], [], [], timeout)[0]:
                return None
            data = self._source.recv(4096)
            if not data:
                raise ZygoteGone("ended")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        told: dict[str, Any] = json.loads(line)
        return told


def _live(control: socket.socket, folder: Path, as_users: bool) -> None:
    """The zygote's whole life: import, then fork a child for each order, one at a time."""
    try:
        if as_users:
            processes.leave_roots_name()
        processes.die_with_parent()

        def tell(**values: Any) -> None:
            control.sendall(json.dumps(values).encode() + b"\n")

        tell(**_import_everything())
        while True:
            order, files, _flags, _address = socket.recv_fds(control, 4096, 3)
            if not order:
                os._exit(0)
            _fork_one(json.loads(order), files, folder, control, tell)
    except BaseException:
        traceback.print_exc()
    os._exit(71)


def _fork_one(
    order: dict[str, Any],
    files: Sequence[int],
    folder: Path,
    control: socket.socket,
    tell: Callable[..., None],
) -> None:
    while processes.reap_one():  # children that the last job made its siblings (CLONE_PARENT), killed since
        pass
    pid = os.fork()
    if pid == 0:
        control.close()
        _be_child(order["uid"], order["disk_mb"], folder, *files)
    for descriptor in files:
        os.close(descriptor)
    tell(pid=pid)
    _pid, status, usage = os.wait4(pid, 0)
    tell(status=status, cpu_seconds=usage.ru_utime + usage.ru_stime)


def _import_everything() -> dict[str, Any]:
    """Import what jobs need, without running an operation: thread pools do not survive a fork."""
    start = time.perf_counter()
    # Keras would import it, and it makes folders of root's where jobs write. A job imports it for itself
    sys.modules["matplotlib"] = None  # type: ignore[assignment]
    import keras
    import numpy
    import tensorflow

    from grader.inside import stages  # noqa: F401  imported here so that no child has to

    del sys.modules["matplotlib"]
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


def _be_child(uid: int | None, disk_mb: int, folder: Path, job: int, printed: int, result: int) -> None:
    """The child's whole life; it never returns into the zygote's code."""
    try:
        os.setsid()
        os.dup2(printed, 1)
        os.dup2(printed, 2)
        processes.confine(uid, disk_mb)
        home = folder_of(folder, os.getpid())
        home.mkdir(mode=0o700)
        os.chdir(home)
        os.environ.update(HOME=str(home), TMPDIR=str(home))
        tempfile.tempdir = str(home)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from grader.inside.stages import run_job

        run_job(_read_all(job), lambda data: write_all(result, data))
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # run_job catches the submission's own: this one is the grader's error
        traceback.print_exc()
        os._exit(wire.GRADER_ERROR)
    os._exit(0)


def folder_of(folder: Path, pid: int) -> Path:
    """The folder of a job below the folder that jobs share."""
    return folder / f"job-{pid}"


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of it, however the kernel chops it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _read_all(descriptor: int) -> bytes:
    """A whole file from its beginning; its descriptor is closed."""
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        return file.read()
