"""The host's own programs, apart from the folder that a user stands in: there lie hand-ins of strangers.

Python runs a ``pip.py`` of the current folder for ``-m pip``, matplotlib takes its settings from a
``matplotlibrc`` there, and a program is looked for there where PATH has an empty or relative part.
tests/test_host.py lists who may start a program, and lays such traps.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def empty_folder() -> Iterator[None]:
    """Stand in a new, empty folder for a moment. Relative paths of other threads go astray meanwhile."""
    with tempfile.TemporaryDirectory(prefix="grade-") as folder, contextlib.chdir(folder):
        yield


def run_python(*words: str) -> subprocess.CompletedProcess[str]:
    """Run this interpreter in isolated mode, in an empty folder; what it said, when it has ended.

    The settings of pip, proxies and certificates hold: they are variables and files of the home folder.
    One that names a file relative to the current folder names none.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        return subprocess.run(
            [sys.executable, "-I", *words], cwd=folder, env=kept, capture_output=True, text=True, check=False
        )


def forget_relative_programs() -> None:
    """Take from PATH the parts that mean another program in every folder, for us and all that we start."""
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    os.environ["PATH"] = os.pathsep.join(part for part in parts if Path(part).is_absolute())
