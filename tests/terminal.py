"""A real terminal to run a command in: a window of tmux, its keys and what it shows."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import pytest

REQUIRED = "GRADE_REQUIRE_SHELLS"


def tmux() -> str:
    """The program; skips the test without it, or fails where it is required."""
    found = shutil.which("tmux")
    if found is None:
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set, but there is no tmux")
        pytest.skip("there is no tmux on this machine")
    return found


class Window:
    """One command in a terminal of its own."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        columns: int = 80,
        lines: int = 40,
    ) -> None:
        self._tmux = [tmux(), "-L", f"grade-{secrets.token_hex(6)}", "-f", "/dev/null"]
        kept = {"GRADE_LANG", "GRADE_STATE", *environment}
        settings = {name: value for name, value in {**os.environ, **environment}.items() if name in kept}
        own = [f"{name}={value}" for name, value in settings.items()]
        words = ["env", "-u", "COLUMNS", "-u", "LINES", *own, *command]
        script = f'{shlex.join(words)}; echo "[ended $?]"; sleep 1000'
        size = ["-x", str(columns), "-y", str(lines)]
        self._run("new-session", "-d", *size, "-c", str(folder), script)

    def screen(self) -> str:
        """What stands there now."""
        return self._run("capture-pane", "-p")

    def keys(self, *keys: str) -> None:
        """Press keys, by tmux's names."""
        self._run("send-keys", *keys)

    def process(self) -> int:
        """The id of the command's process, which is the first child of the terminal's shell."""
        shell = self._run("list-panes", "-F", "#{pane_pid}").strip()
        done = subprocess.run(["pgrep", "-P", shell], capture_output=True, text=True, check=True)
        return int(done.stdout.split()[0])

    def resize(self, columns: int, lines: int) -> None:
        """Make the window larger or smaller."""
        self._run("resize-window", "-x", str(columns), "-y", str(lines))

    def wait(self, *texts: str, seconds: float = 60.0, gone: str = "") -> str:
        """The screen, once it shows all of those texts, and not ``gone``."""
        until = time.monotonic() + seconds
        while True:
            shown = self.screen()
            if all(text in shown for text in texts) and not (gone and gone in shown):
                return shown
            assert time.monotonic() < until, f"no {texts} (or still {gone!r}) after {seconds} s in:\n{shown}"
            time.sleep(0.01)

    def close(self) -> None:
        """End the terminal and what runs in it."""
        subprocess.run([*self._tmux, "kill-server"], capture_output=True, check=False)

    def _run(self, *words: str) -> str:
        done = subprocess.run([*self._tmux, *words], capture_output=True, text=True, check=True)
        return done.stdout

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()
