"""The local sandbox: a subprocess with a scrubbed environment, limits, and a temporary folder.

For one's own code on one's own machine. It is not isolated: what runs in it has its user's files and
network. It knowingly does not stop a process that means harm; it stops the accidents of one's own
code: endless loops, endless output, too much memory, left-over processes.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Self

import grader
from grader.errors import SandboxUnavailable
from grader.sandbox.contract import Description, Limits
from grader.sandbox.worker import StreamWorker

_KEEP = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_QUIT_SECONDS = 1.5


def supervisor_environment(home: str) -> dict[str, str]:
    """The environment of a supervisor, the same in every sandbox but for the home folder."""
    return {
        "HOME": home,
        "KERAS_HOME": "/dev/null/keras",  # no settings of the user's, and none are written
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "MPLBACKEND": "Agg",  # plots are drawn where there is no screen
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8:backslashreplace",
    }


class LocalSandbox:
    """Runs supervisors as subprocesses of the interpreter that runs the grader."""

    def __enter__(self) -> Self:
        if importlib.util.find_spec("tensorflow") is None:
            raise SandboxUnavailable("sandbox.no_tensorflow")
        if not hasattr(os, "fork"):
            raise SandboxUnavailable("sandbox.no_fork")
        return self

    def __exit__(self, *exception: object) -> None:
        return

    def describe(self) -> Description:
        """Never isolated."""
        return Description("local", isolated=False)

    def open(self, limits: Limits, *, background: bool = False) -> StreamWorker:
        """Start a supervisor as a subprocess; the limits come with each job."""
        del limits, background  # a lower priority could not be raised again
        return StreamWorker(_Pipes())


class _Pipes:
    """A supervisor's standard streams, and its temporary folder."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="grade-")
        self._words = Path(self._folder, "stderr")
        environment = {k: v for k, v in os.environ.items() if k in _KEEP}
        package = str(Path(grader.__file__).parent.parent)
        start = (
            "import sys, runpy; sys.path.insert(0, sys.argv.pop(1));"
            "runpy.run_module('grader.inside.supervisor', run_name='__main__', alter_sys=True)"
        )
        with self._words.open("wb") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", start, package, "local", self._folder],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                env=environment | supervisor_environment(self._folder),
                cwd=self._folder,
                start_new_session=True,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)
        self._closed = False
        self._reading = threading.Lock()

    def send(self, data: bytes) -> None:
        if self._closed:
            raise BrokenPipeError("the worker is closed")
        self._in.write(data)
        self._in.flush()

    def receive(self, timeout: float) -> bytes | None:
        with self._reading:
            if self._closed:
                return b""
            if not self._selector.select(timeout):
                return None
            return os.read(self._out.fileno(), 1 << 20)

    def to_foreground(self) -> None:
        return

    def last_words(self) -> str:
        if not self._words.exists():
            return ""
        return self._words.read_bytes()[-4000:].decode(errors="replace")

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(OSError):
            self._in.close()
        try:
            self._process.wait(_QUIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._reading:  # a thread that still reads has come to the end
            self._selector.close()
            self._out.close()
        shutil.rmtree(self._folder, ignore_errors=True)
