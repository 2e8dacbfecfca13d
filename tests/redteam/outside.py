"""What an attack must leave as it was: the engine, the host's files and processes, and its network."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import grader
from grader.sandbox import image
from grader.sandbox.docker import LABEL
from grader.task import datasets

MARK = "pwned"  # how attacks name what they leave outside: other names in /tmp are other programs'
OWN, NONE = "exam-grader-", "<none>:<none>"
WARM = 10  # containers at most: under each policy a few are kept, and those given up are closed later


class Outside:
    """Looks at everything outside the sandboxes; two looks that differ show an effect.

    ``own``: the tags of the image that the attacks run in and of its base.
    """

    def __init__(self, client: Any, own: Collection[str] = ()) -> None:
        self._client, self.own = client, own
        self.canary = Path(tempfile.mkdtemp(prefix="redteam-canary-"))
        (self.canary / "answers.txt").write_text("secret")
        self.package = Path(grader.__file__).parent
        self.calls: list[str] = []
        self._listener = socket.create_server(("0.0.0.0", 0), backlog=100)
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]

    def close(self) -> None:
        """Stop listening and remove the canary."""
        self._listener.close()
        for path in self.canary.iterdir():
            path.unlink()
        self.canary.rmdir()

    def look(self) -> Mapping[str, object]:
        """All that is watched, by name. Of this process's containers only more than the warm ones show."""
        self._accept()
        return {
            "containers": self._containers(),
            "images": self._images(),
            "networks": {network.id for network in self._client.networks.list()},
            "volumes": {volume.id for volume in self._client.volumes.list()},
            "canary": _listing(self.canary, contents=True),
            "home": _names(Path.home()),
            "tmp": {name for name in _names(Path(tempfile.gettempdir())) if name.startswith(MARK)},
            "cache": _listing(datasets.cache_folder()),
            "package": _listing(self.package),
            "children": _children(),
            "connections": tuple(self.calls),
        }

    def _containers(self) -> tuple[int, set[str]]:
        """How many more of this process's there are than the warm ones; all that are no grader's."""
        found = [(item["Id"], item["Labels"] or {}) for item in self._client.api.containers(all=True)]
        own = [name for name, labels in found if labels.get(LABEL) == str(os.getpid())]
        foreign = {name for name, labels in found if LABEL not in labels}
        return max(0, len(own) - WARM), foreign

    def _images(self) -> set[tuple[str, str]]:
        """Every tag with what it names; of the grader's own those that the attacks run in.

        Others of its own, and the stages of a build, which have no tag, are another grader's beside.
        """
        return {(tag, name) for tag, name in self._tags() if not tag.startswith(OWN) or tag in self.own}

    def _tags(self) -> set[tuple[str, str]]:
        return {
            (tag, i["Id"]) for i in self._client.api.images() for tag in i["RepoTags"] or () if tag != NONE
        }

    def _accept(self) -> None:
        """Take the connections that have come; the kernel has held them since."""
        with contextlib.suppress(BlockingIOError):
            while True:
                connection, address = self._listener.accept()
                self.calls.append(str(address))
                connection.close()


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """What came, went or is another, of all that changed."""
    found = []
    for name in effects(before, after):
        old, new = before[name], after[name]
        changed = old ^ new if isinstance(old, set) and isinstance(new, set) else (old, new)
        found.append(f"{name}: {changed!r}"[:500])
    return found


def effects(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """The names of what changed."""
    return [name for name in before if before[name] != after[name]]


def _names(folder: Path) -> set[str]:
    return set(os.listdir(folder)) if folder.exists() else set()


def _listing(folder: Path, *, contents: bool = False) -> set[tuple[object, ...]]:
    return {
        (str(path.relative_to(folder)), path.stat().st_mtime_ns, path.read_bytes() if contents else b"")
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def _children() -> set[str]:
    """Processes below this one, by their command; the supervisors of warm local workers are not counted.

    One that has ended and is not yet waited for has no command, one that is just being started has this
    process's: either is looked at again.
    """
    passing = {"", _read(Path("/proc/self/cmdline"))}
    for _ in range(50):
        found = {child: _read(Path("/proc", child, "cmdline")) for child in _child_ids()}
        if not passing & {*found.values()}:
            break
        time.sleep(0.1)
    return {f"{child} {name}" for child, name in found.items() if "grader.inside.supervisor" not in name}


def _child_ids() -> list[str]:
    return [
        child for entry in Path("/proc/self/task").iterdir() for child in _read(entry / "children").split()
    ]


def _read(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text(errors="replace")
    return ""


@contextlib.contextmanager
def watching(client: Any) -> Iterator[Outside]:
    """An Outside that is closed at the end."""
    outside = Outside(client, {image.name_for(client), image.base_image(client)})
    try:
        yield outside
    finally:
        outside.close()
