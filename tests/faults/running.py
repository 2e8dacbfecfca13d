"""The command in a process of its own, watched as it runs, told to end, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from conftest import ROOT, Ran

from grader.grading.solutions import find
from grader.sandbox.docker import LABEL, connect
from grader.task import loader

REFERENCE = ROOT / "solutions" / "task1_callback" / "reference.py"
WRONG = find(loader.find("task1"), "strict_comparison").raw
TRACES = ("Traceback", "Exception ignored", 'File "/')


class Command:
    """``grade WORDS`` in a session of its own, as a terminal starts it."""

    def __init__(
        self, *words: object, environment: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> None:
        self._files = [tempfile.TemporaryFile("w+") for _ in range(2)]  # noqa: SIM115  closed in close()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "grader.cli", *map(str, words)],
            stdin=subprocess.DEVNULL,
            stdout=self._files[0],
            stderr=self._files[1],
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"} | dict(environment or {}),
            cwd=cwd,
            start_new_session=True,
        )

    @property
    def out(self) -> str:
        return self._read(0)

    @property
    def err(self) -> str:
        return self._read(1)

    def until(self, text: str, seconds: float = 150) -> None:
        """Wait until it has said that."""
        end = time.monotonic() + seconds
        while text not in self.out + self.err:
            ended = self.process.poll() is not None
            if text in self.out + self.err:
                return
            assert not ended, f"ended before {text!r}: {self.out}{self.err}"
            assert time.monotonic() < end, f"never said {text!r}: {self.out}{self.err}"
            time.sleep(0.02)

    def signal(self, number: int = signal.SIGINT) -> None:
        """To the whole process group, as a terminal sends it."""
        with suppress(ProcessLookupError):  # it came to its end
            os.killpg(self.process.pid, number)

    def end(self, seconds: float = 150) -> Ran:
        """Wait for the end; what it said must hold no traceback."""
        self.process.wait(seconds)
        ran = Ran(self.process.returncode, self.out, self.err)
        assert not [trace for trace in TRACES if trace in ran.out + ran.err], ran
        return ran

    def close(self) -> None:
        """Kill it where it still runs."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for file in self._files:
            file.close()

    def _read(self, number: int) -> str:
        found = os.pread(self._files[number].fileno(), 1 << 22, 0)
        return found.decode(errors="replace")


@contextmanager
def command(*words: object, **options: object) -> Iterator[Command]:
    """A command that is killed at the end at the latest."""
    made = Command(*words, **options)  # type: ignore[arg-type]
    try:
        yield made
    finally:
        made.close()


def run(*words: object, **options: object) -> Ran:
    """A command from its start to its end."""
    with command(*words, **options) as made:
        return made.end()


def containers(pid: int | None = None) -> list[str]:
    """The containers of that process, started or not, on the engine that DOCKER_HOST names."""
    client = connect()
    label = LABEL if pid is None else f"{LABEL}={pid}"
    found = client.api.containers(all=True, filters={"label": label})
    client.close()
    return [container["Id"] for container in found]


def gone(pid: int | None = None, seconds: float = 10) -> bool:
    """Whether no container of that process is left, soon."""
    end = time.monotonic() + seconds
    while containers(pid) and time.monotonic() < end:
        time.sleep(0.2)
    return not containers(pid)


def slow(folder: Path, seconds: float = 6, name: str = "slow.py") -> Path:
    """A right solution whose import takes that long."""
    path = folder / name
    path.write_text(f"import time\n\ntime.sleep({seconds})\n" + REFERENCE.read_text())
    return path
