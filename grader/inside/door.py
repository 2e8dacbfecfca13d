"""The data door: what a file in the official exam's form would fetch, answered from the task's public part.

There is no network in a sandbox. So the ways in which such files get their data are answered with files that
the job brought: ``urlretrieve``, ``urlopen``, ``requests``, ``pandas.read_csv``, ``get_file``,
``keras.datasets``, ``wget`` in a line of a shell. It is a courtesy: nothing that it says is evidence.
"""

from __future__ import annotations

import email.message
import fnmatch
import io
import shutil
import sys
import types
import urllib.parse
import urllib.request
import urllib.response
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from grader.inside.absent import NotServed
from grader.inside.replacing import replace
from grader.inside.vocabulary import Vocabulary


class Door:
    """Addresses by pattern (``*horse-or-human.zip``) and the files that answer them, in their order."""

    def __init__(self, served: Mapping[str, str], folder: Path) -> None:
        self._served = served
        self._folder = folder
        self.asked: dict[str, str] = {}  # what was given for an address
        self.vocabulary = Vocabulary()

    def find(self, address: str) -> Path:
        """The file for an address; raises NotServed."""
        plain = urllib.parse.unquote(address).partition("?")[0].lower()
        for pattern, name in self._served.items():
            if fnmatch.fnmatchcase(plain, pattern):
                self.asked[address[:200]] = name
                return self._folder / name
        known = ", ".join(self._served) or "-"
        raise NotServed(f"{address[:200]} ({known})")

    def read(self, address: str) -> bytes:
        """The bytes for an address; raises NotServed."""
        return self.find(address).read_bytes()

    def fetch(self, address: str, to: Path) -> Path:
        """A copy of the file for an address, at that place; raises NotServed."""
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.find(address), to)
        return to

    def arrays(self, name: str) -> dict[str, Any]:
        """The arrays of a learning set (``keras.datasets.mnist``, ``tfds.iris``); raises NotServed."""
        with np.load(self.find(name), allow_pickle=False) as arrays:
            return dict(arrays)

    def upload(self) -> dict[str, bytes]:
        """What a Colab user would choose: the first file, put into the working folder as well."""
        name = next(iter(self._served.values()))
        path = Path(shutil.copyfile(self._folder / name, Path(name).name))
        return {path.name: path.read_bytes()}


def install(door: Door) -> None:
    """Let everything that fetches ask the door; learning_sets.py has the sets that are known by name."""
    _urllib(door)
    _requests(door)
    _get_file(door)
    _colab(door)


def _urllib(door: Door) -> None:
    real = urllib.request.urlopen

    def urlopen(url: Any, *args: Any, **kwargs: Any) -> Any:
        address = url if isinstance(url, str) else url.full_url
        if not address.lower().startswith(("http:", "https:", "ftp:")):
            return real(url, *args, **kwargs)
        data = door.read(address)
        return urllib.response.addinfourl(io.BytesIO(data), _headers(data), address, 200)

    urllib.request.urlopen = urlopen  # which urlretrieve and pandas call, too


def _headers(data: bytes) -> email.message.Message:
    headers = email.message.Message()
    headers["Content-Length"] = str(len(data))
    return headers


def _requests(door: Door) -> None:
    import requests

    def request(_self: Any, method: str, url: str, *_args: Any, **_kwargs: Any) -> Any:  # noqa: ARG001
        data = door.read(url)
        answer: Any = requests.Response()
        answer.status_code, answer.url, answer.reason = 200, url, "OK"
        answer.headers.update(_headers(data).items())
        answer._content, answer._content_consumed, answer.raw = data, True, io.BytesIO(data)
        return answer

    vars_of: Any = requests.Session
    vars_of.request = request


def _get_file(door: Door) -> None:
    import keras

    def get_file(
        fname: str | None = None,
        origin: str | None = None,
        *_args: Any,
        cache_dir: Any = None,
        **options: Any,
    ) -> str:
        address = origin or str(fname)
        name = Path(fname or urllib.parse.urlparse(address).path).name
        folder = Path(cache_dir or ".keras").resolve() / options.get("cache_subdir", "datasets")
        if not (options.get("extract") or options.get("untar")):
            return str(door.fetch(address, folder / name))
        stem, dot, _ = name.partition(".")
        path = door.fetch(address, folder / (name if dot else f"{name}_archive"))
        inside = folder / (f"{stem}_extracted" if dot else name)
        for place in (folder, inside):  # beside the archive, as earlier versions did, and where today's do
            shutil.unpack_archive(path, place, "zip" if zipfile.is_zipfile(path) else "tar")
        return str(inside)

    replace(keras.utils.get_file, get_file)


def _colab(door: Door) -> None:
    files: Any = types.ModuleType("google.colab.files")
    files.upload, files.download = door.upload, lambda *_names: None
    drive: Any = types.ModuleType("google.colab.drive")
    drive.mount = drive.flush_and_unmount = lambda *_args, **_options: None
    colab: Any = types.ModuleType("google.colab")
    colab.files, colab.drive, colab.__path__ = files, drive, []
    sys.modules.update({"google.colab": colab, "google.colab.files": files, "google.colab.drive": drive})
