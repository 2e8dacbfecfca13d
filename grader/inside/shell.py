"""The few commands of a shell by which notebooks fetch and unpack data, done in Python.

Others are told and passed over: there is no shell in the sandbox, and nothing that a command line may say
reaches one.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
import tarfile
import urllib.parse
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.inside.absent import NotServed
from grader.inside.door import Door

_ENDS = (";", "&&", "||", "|", "&", "\n")
_SILENT = ("pip", "pip3", "apt", "apt-get", "conda", "nvidia-smi", "true", "echo")


class Commands:
    """Runs lines of commands by the door; ``told`` gets a sentence for each that is not run."""

    def __init__(self, door: Door, told: Callable[[str], None]) -> None:
        self._door = door
        self._told = told
        self._commands = {
            "wget": self._wget,
            "curl": self._curl,
            "unzip": self._unzip,
            "tar": self._tar,
            "mkdir": self._mkdir,
            "rm": self._rm,
            "ls": self._ls,
            "cd": self._cd,
        }

    def run(self, line: str) -> int:
        """The status of the last command; what the others could not do is told."""
        status = 0
        for words in _commands(line):
            status = self._one(words)
        return status

    def knows(self, words: Sequence[str]) -> bool:
        """Whether that command is answered here."""
        return bool(words) and Path(words[0]).name in {*self._commands, *_SILENT}

    def _one(self, words: Sequence[str]) -> int:
        name = Path(words[0]).name
        if name in _SILENT:
            return 0
        if name not in self._commands:
            self._told(shlex.join(words))
            return 127
        try:
            self._commands[name](words[1:])
        except NotServed:
            raise
        except (OSError, ValueError, shutil.ReadError, tarfile.TarError, IndexError) as error:
            print(f"{name}: {error or 'what?'}")
            return 1
        return 0

    def _wget(self, words: Sequence[str]) -> None:
        options, rest = _options(words, "O P", ("output-document", "directory-prefix"))
        name = options.get("O") or options.get("output-document")
        folder = Path(options.get("P") or options.get("directory-prefix") or ".")
        for address in rest:
            self._door.fetch(address, Path(name) if name else folder / _last(address))

    def _curl(self, words: Sequence[str]) -> None:
        options, rest = _options(words, "o H X d", ("output",))
        name = options.get("o") or options.get("output")
        for address in rest:
            self._door.fetch(address, Path(name or _last(address)))

    def _unzip(self, words: Sequence[str]) -> None:
        options, rest = _options(words, "d", ())
        shutil.unpack_archive(rest[0], options.get("d", "."), "zip")

    def _tar(self, words: Sequence[str]) -> None:
        options, rest = _options(words, "C f", ("directory", "file"))
        archive = options.get("f") or options.get("file") or next((name for name in rest if "." in name), "")
        with tarfile.open(archive) as file:
            file.extractall(options.get("C") or options.get("directory") or ".", _harmless(file))  # noqa: S202

    def _mkdir(self, words: Sequence[str]) -> None:
        for name in _options(words, "m", ())[1]:
            Path(name).mkdir(parents=True, exist_ok=True)

    def _rm(self, words: Sequence[str]) -> None:
        for name in _options(words, "", ())[1]:
            shutil.rmtree(name) if Path(name).is_dir() else Path(name).unlink(missing_ok=True)

    def _ls(self, words: Sequence[str]) -> None:
        for name in _options(words, "", ())[1] or ["."]:
            print("\n".join(sorted(path.name for path in Path(name).iterdir())))

    def _cd(self, words: Sequence[str]) -> None:
        os.chdir(words[0] if words else ".")


def install(shell: Commands) -> None:
    """Let ``os.system``, ``os.popen`` and ``subprocess`` ask it where it knows the command."""
    real = subprocess.Popen

    def popen(args: Any, *rest: Any, **options: Any) -> Any:
        words = shlex.split(args) if isinstance(args, str) else [os.fspath(word) for word in args]
        if not shell.knows(words):
            return real(args, *rest, **options)
        return _Done(args, shell.run(args if isinstance(args, str) else shlex.join(words)))

    def popen_text(line: str, *_more: Any) -> io.StringIO:
        shell.run(line)
        return io.StringIO()

    for module, name, own in (
        (os, "system", shell.run),
        (os, "popen", popen_text),
        (subprocess, "Popen", popen),
    ):
        setattr(module, name, own)


def _harmless(archive: tarfile.TarFile) -> list[tarfile.TarInfo]:
    """The files and folders of an archive that lie below the folder it is unpacked into."""
    found = (member for member in archive if member.isreg() or member.isdir())
    return [
        member for member in found if not member.name.startswith("/") and ".." not in member.name.split("/")
    ]


class _Done:
    """A process that has ended, as ``subprocess`` uses one."""

    stdin = stdout = stderr = None

    def __init__(self, args: Any, returncode: int) -> None:
        self.args, self.returncode, self.pid = args, returncode, 0

    def __enter__(self) -> _Done:
        return self

    def __exit__(self, *_error: object) -> None:
        return

    def communicate(self, *_args: Any, **_options: Any) -> tuple[bytes, bytes]:
        return b"", b""

    def wait(self, *_args: Any, **_options: Any) -> int:
        return self.returncode

    def poll(self) -> int:
        return self.returncode

    kill = terminate = __exit__


def _commands(line: str) -> Iterator[list[str]]:
    """The words of each command of a line; none where its quotes do not match."""
    lexer = shlex.shlex(line.replace("\\\n", " "), posix=True, punctuation_chars=";&|<>")
    lexer.whitespace_split = True
    words: list[str] = []
    try:
        for word in lexer:
            if word in _ENDS:
                if words:
                    yield words
                words = []
            else:
                words.append(word)
    except ValueError:
        return
    if words:
        yield words


def _options(words: Sequence[str], letters: str, names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The options with a value, by letter or name, and what is no option; others are passed over."""
    found: dict[str, str] = {}
    rest: list[str] = []
    waiting = iter(words)
    for word in waiting:
        if word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            if name in names:
                found[name] = value if equals else next(waiting, "")
        elif word.startswith("-") and len(word) > 1:
            if word[-1] in letters.split():
                found[word[-1]] = next(waiting, "")
        else:
            rest.append(word)
    return found, rest


def _last(address: str) -> str:
    return Path(urllib.parse.urlparse(address).path).name or "index.html"
