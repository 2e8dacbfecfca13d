"""A folder of files that Python, pip, matplotlib and others would run or read as settings, if they lay there.

What runs writes its name into a file of marks. A process with the environment of ``Traps`` writes down each
file of the folder that it opens or runs, and each program that it starts.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

# Modules that no distribution names, but that something imports by itself
_MODULES = ["sitecustomize", "usercustomize", "pip", "conftest", "ensurepip", "jupyter_config", "setup"]
_PROGRAMS = [
    "python",
    "python3",
    "git",
    "docker",
    "fc-list",
    "xdg-open",
    "latex",
    "rustc",
    "lsb_release",
    "uname",
]
_SETTINGS = {
    "matplotlibrc": "text.usetex: True\nbackend: module://evil\n",
    "pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
    "pip/pip.conf": "[global]\nindex-url = http://127.0.0.1:9/\n",
    "pip.ini": "[global]\nindex-url = http://127.0.0.1:9/\n",
    "pyvenv.cfg": "home = .\n",
    "setup.cfg": "[install]\nprefix = .\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-p evil'\n",
    "evil.pth": "import evil\n",
    "evil-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n",
    "evil-1.0.dist-info/entry_points.txt": "[pydantic]\nevil = evil\n",
    "ipython_config.py": "raise SystemExit\n",
    "locale/ko/LC_MESSAGES/messages.mo": "not a catalogue",
    "docker-compose.yml": "services: {}\n",
    "Dockerfile": "FROM evil\n",
    ".netrc": "machine localhost login evil password evil\n",
    ".env": "GRADE_SANDBOX=local\n",
    ".dockerignore": "*\n",
    ".pydistutils.cfg": "[install]\nprefix = .\n",
    ".docker/config.json": '{"credsStore": "evil"}',
    ".git/config": "[core]\n\tfsmonitor = ./evil\n",
    "fundamentals.toml": "not TOML",
    "tasks/task1_callback/task.toml": "not TOML",
    "messages/cli.toml": "not TOML",
}
_AUDIT = """
import json, os, sys

_folder, _log = {folder!r}, os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def _note(event, name):
    os.write(_log, (json.dumps([event, name]) + "\\n").encode())

def _hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        name = os.path.join(os.getcwd(), os.fsdecode(arguments[0]))
        if name.startswith(_folder):
            _note(event, name)
    elif event == "exec" and str(getattr(arguments[0], "co_filename", "")).startswith(_folder):
        _note(event, arguments[0].co_filename)
    elif event == "subprocess.Popen":
        program, words, folder, environment = arguments
        words = [str(word) for word in words]
        names = sorted(os.environ if environment is None else environment)
        _note(event, [words, str(folder or os.getcwd()), names])
    elif event in ("os.system", "os.exec", "os.posix_spawn", "os.spawn"):
        _note(event, str(arguments[0]))

sys.addaudithook(_hook)
"""


@dataclass(frozen=True)
class Started:
    """A program that was started: its words, its folder, the names of its variables."""

    words: list[str]
    folder: str
    variables: list[str]


class Traps:
    """The folder with the traps, and what a watched process did."""

    def __init__(self, folder: Path, aside: Path) -> None:
        self.folder, self._aside = folder, aside
        self._marks, self._log = aside / "marks", aside / "log"
        hooks = aside / "hooks"
        hooks.mkdir(parents=True)
        log, home = str(self._log), f"{folder.resolve()}{os.sep}"
        (hooks / "sitecustomize.py").write_text(_AUDIT.format(folder=home, log=log), encoding="utf-8")
        self._laid = lay(folder, self._marks)

    def environment(self) -> dict[str, str]:
        """Of a watched process that a careless user starts: programs of the current folder come first."""
        path = os.pathsep.join(["", ".", os.environ["PATH"]])
        names = {f"XDG_{name}_HOME": str(self._aside / name) for name in ("CONFIG", "CACHE", "DATA", "STATE")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return kept | names | {
            "PATH": path,
            "HOME": str(self._aside),
            "GRADE_CACHE": str(self._aside / "cache"),
            "PYTHONPATH": str(self._aside / "hooks"),
            "PYTHONSTARTUP": str(self.folder / "evil.py"),
        }  # fmt: skip

    def sprung(self) -> list[str]:
        """The traps that ran, wherever, and those that the watched process opened or ran."""
        touched = {str(name) for event, name in self._events() if event in ("open", "exec")}
        return [*self._ran(), *sorted(touched & self._laid)]

    def started(self) -> list[Started]:
        """Every program that the watched process started."""
        events = self._events()
        assert not [event for event in events if event[0].startswith("os.")], events
        return [Started(*what) for event, what in events if event == "subprocess.Popen"]

    def _ran(self) -> list[str]:
        return self._marks.read_text(encoding="utf-8").split() if self._marks.exists() else []

    def _events(self) -> list[tuple[str, list[object] | str]]:
        return [json.loads(line) for line in self._log.read_text(encoding="utf-8").splitlines()]


def lay(folder: Path, marks: Path) -> set[str]:
    """Fill a folder with traps; the paths of all. Each that runs writes its name into ``marks``."""
    names = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions(), *_MODULES, "evil"}
    laid = {f"{name}.py": _module(name, marks) for name in names if name.isidentifier()}
    for name in ("venv", "pip"):
        laid |= {f"{name}/{part}.py": _module(name, marks) for part in ("__init__", "__main__")}
    laid |= _SETTINGS
    programs = {name: f"#!/bin/sh\necho {name} >>'{marks}'\nexit 1\n" for name in _PROGRAMS}
    for name, text in (laid | programs).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in programs:
        (folder / name).chmod(0o755)
    return {str(folder.resolve() / name) for name in laid | programs}


def _module(name: str, marks: Path) -> str:
    return (
        f"import os\nwith open({str(marks)!r}, 'a') as marks:\n    marks.write('{name}\\n')\nos._exit(99)\n"
    )
