"""A Docker engine beside the machine's own, which a test may kill."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path


class Engine:
    """A dockerd with all that it keeps below one folder; it has no network."""

    def __init__(self, folder: Path, base: str) -> None:
        self._folder, self._base = folder, base
        self._process: subprocess.Popen[bytes] | None = None
        self._host = f"unix://{folder}/socket"

    @property
    def environment(self) -> Mapping[str, str]:
        """What a command needs to use it."""
        return {"DOCKER_HOST": self._host, "GRADE_BASE_IMAGE": self._base}

    def start(self) -> None:
        """Start it, and wait until it answers."""
        folder = self._folder
        # In a network of its own: without a bridge, an engine removes the one that another has made
        words = ["unshare", "--net", "dockerd", "--bridge=none", "--iptables=false", f"--host={self._host}"]
        words += [f"--data-root={folder}/data", f"--exec-root={folder}/exec", f"--pidfile={folder}/pid"]
        with open(folder / "log", "ab") as log:
            self._process = subprocess.Popen(words, stdout=log, stderr=log, start_new_session=True)
        end = time.monotonic() + 60
        while self._docker("version").returncode:
            assert time.monotonic() < end, (folder / "log").read_text()[-2000:]
            time.sleep(0.1)

    def load(self, image: str) -> None:
        """Take an image over from the machine's own engine."""
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as save:
            subprocess.run(
                ["docker", "-H", self._host, "load"],
                stdin=save.stdout,
                check=True,
                stdout=subprocess.DEVNULL,
            )
        assert save.returncode == 0

    def kill(self) -> None:
        """As a crash ends it; containers go on without it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        end = time.monotonic() + 10
        while (helpers := self._processes(b"containerd.toml")) and time.monotonic() < end:
            time.sleep(0.05)  # they end with it, and one that is found half dead is waited for by the next
        for pid in helpers:
            os.kill(pid, signal.SIGKILL)
        for left in ("pid", "exec/containerd/containerd.pid"):
            (self._folder / left).unlink(missing_ok=True)

    def containers(self) -> list[str]:
        """All that it has, running or not: id and state."""
        listed = self._docker("ps", "--all", "--format", "{{.ID}} {{.State}}")
        return listed.stdout.decode().splitlines()

    def shims(self) -> list[int]:
        """Processes on the host that hold its containers, whether it runs or not."""
        return self._processes(b"containerd-shim")

    def remove(self) -> None:
        """End it in order, and remove what it kept."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(30)
            self._process.kill()
        for pid in self.shims():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        mounts = Path("/proc/self/mounts").read_text().splitlines()
        for point in sorted((line.split()[1] for line in mounts), reverse=True):
            if point.startswith(str(self._folder)):
                subprocess.run(["umount", "--lazy", point], check=False)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _processes(self, word: bytes) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
                if word in words and str(self._folder).encode() in words:
                    found.append(int(entry.name))
        return found

    def _docker(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(["docker", "-H", self._host, *words], capture_output=True, check=False)
