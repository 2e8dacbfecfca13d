"""The names that Jupyter defines, for a notebook and for a script that was made of one."""

from __future__ import annotations

import contextlib
import linecache
import os
import re
import sys
from pathlib import Path
from typing import Any

from grader.inside import absent

_SCRIPT = re.compile(r"^# (?:In\[[ \d]*\]:|%%)|\bget_ipython\(", re.MULTILINE)  # nbconvert's, and an editor's
_RUN = ("time", "timeit", "prun", "memit", "capture")  # their argument or body is Python
_QUIET = """
alias autoreload automagic colors config debug env history html javascript js latex load_ext logstart
lsmagic markdown matplotlib pinfo pinfo2 pdef pdoc psource pprint precision pylab reload_ext reset
set_env svg tensorboard tensorflow_version who who_ls whos xmode
"""  # of what they do nothing is missed


class Shell:
    """What ``get_ipython()`` gives: magics that are Python are run, the others and the system's are not."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.user_ns = namespace
        self.captured = absent.Silent("capture")
        self._inputs: list[str] = [""]
        self._outputs: dict[int, Any] = {}
        self._magics = 0
        namespace.update(In=self._inputs, Out=self._outputs)
        namespace.update(get_ipython=lambda: self, display=display, _="", __="", ___="")
        self._shown: Any = namespace["_"]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return absent.Silent(name)

    def begin(self, text: str) -> None:
        """A cell is run."""
        self._inputs.append(text)

    def show(self, value: Any) -> None:
        """A cell's last value; ``_`` is left alone once the notebook has given it a meaning of its own."""
        if value is None:
            return
        names = self.user_ns
        count = len(self._inputs) - 1
        self._outputs[count] = names[f"_{count}"] = value
        if names.get("_") is self._shown:
            names.update(_=value, __=self._shown, ___=names.get("__"))
            self._shown = value

    def system(self, command: object) -> None:
        """Nothing: there is no shell to run anything in."""
        _not_run(f"!{command}")

    def getoutput(self, command: object, *_more: object, **_options: object) -> list[str]:
        """Of a command that is not run: no lines."""
        _not_run(f"!{command}")
        return []

    def run_line_magic(self, name: str, line: str = "", *_more: object) -> Any:
        """What ``%name line`` gives."""
        name = name.lstrip("%")
        if name == "pwd":
            return str(Path.cwd())
        if name == "env" and line.isidentifier():
            return os.environ.get(line)
        if name in _RUN and line:
            return self._python(line)
        if name not in _QUIET.split():
            _not_run(f"%{name} {line}")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        """Run a body that is Python, write one that is a file."""
        if name in _RUN:
            self._python(cell)
        elif name in ("writefile", "file"):
            _write(line.strip().split(" ")[-1], cell)
        elif name not in _QUIET.split():
            _not_run(f"%%{name} {line}")

    def magic(self, words: str) -> Any:
        """The old form of a line magic."""
        name, _, line = words.partition(" ")
        return self.run_line_magic(name, line)

    def _python(self, text: str) -> Any:
        self._magics += 1
        name = f"<magic {self._magics}>"
        linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
        try:
            code = compile(text, name, "eval", dont_inherit=True)
        except SyntaxError:
            code = compile(text, name, "exec", dont_inherit=True)
        return eval(code, self.user_ns)  # noqa: S307  what this process is for


def is_script_of_a_notebook(source: str) -> bool:
    """Whether a .py was made from a notebook, or is run like one in an editor."""
    return _SCRIPT.search(source) is not None


def prepare(namespace: dict[str, Any]) -> Shell:
    """Define Jupyter's names there."""
    return Shell(namespace)


def display(*values: object, **_options: object) -> None:
    """Show values as text. What fails to be shown fails nothing else, as in Jupyter."""
    for value in values:
        with contextlib.suppress(Exception):
            text = str(value)
            if text:
                print(text)


def _not_run(what: str) -> None:
    print(f"(not run here / 실행하지 않음: {what.strip()[:200]})")


def _write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    sys.path.append(str(Path.cwd()))  # a later cell may import it
