"""The sandbox image: built on first use, tagged by the hash of everything that it is built from."""

from __future__ import annotations

import functools
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import grader
from grader.errors import SandboxUnavailable
from grader.files import digest
from grader.task.loader import root

if TYPE_CHECKING:
    from docker import DockerClient

REPOSITORY = "exam-grader-sandbox"
LOCAL_BASE = "exam-grader-base:bookworm"  # what docker/make-base makes
EXTRA = "GRADE_EXTRA_REQUIREMENTS"  # names a file of further packages for the image
# where a teacher keeps the image, for machines that would build it each time
REGISTRY = "GRADE_IMAGE_REGISTRY"
_PACKAGE = Path(grader.__file__).parent
_NO_BASE = "default"


def ensure(client: DockerClient, notify: Callable[[str], None]) -> str:
    """The image's name, after building it where the engine does not have it yet.

    Raises:
        SandboxUnavailable: with the last line of the build, where it fails.
    """
    name, base = name_for(client), base_image(client)
    if not exists(client, name) and not _pulled(client, name, notify):
        _build(client, name, base, notify)
    return name


def name_for(client: DockerClient) -> str:
    """The image's name with this engine, whether it is there or not."""
    return f"{REPOSITORY}:{tag(base_image(client))}"


def base_image(client: DockerClient) -> str:
    """``GRADE_BASE_IMAGE``, else the base that docker/make-base made, else the Dockerfile's default."""
    chosen = os.environ.get("GRADE_BASE_IMAGE")
    if chosen:
        return chosen
    return LOCAL_BASE if exists(client, LOCAL_BASE) else _NO_BASE


def exists(client: DockerClient, name: str) -> bool:
    """Whether the engine holds an image of that name."""
    import docker.errors

    try:
        client.images.get(name)
    except docker.errors.ImageNotFound:
        return False
    return True


def _pulled(client: DockerClient, name: str, notify: Callable[[str], None]) -> bool:
    """Whether the teacher's registry had it; where it has not, or does not answer, the image is built."""
    import docker.errors
    import urllib3.exceptions

    registry = os.environ.get(REGISTRY)
    if not registry:
        return False
    kept = f"{registry.rstrip('/')}/{name}"
    notify(kept)
    try:
        client.images.pull(kept).tag(name)
    except (docker.errors.DockerException, urllib3.exceptions.HTTPError, OSError):
        return False
    return True


@functools.cache
def tag(base: str) -> str:
    """12 hexadecimal digits over the base's name and every file of the context."""
    return digest(_context(), salt=base)[:12]


def _context() -> Iterator[tuple[str, bytes]]:
    """The files that the image is built from, by their name in the build context."""
    for name in ("Dockerfile", "requirements.txt"):
        yield name, (root() / "docker" / name).read_bytes()
    yield "extra.txt", _extra()
    yield "grader/__init__.py", (_PACKAGE / "__init__.py").read_bytes()
    for path in sorted((_PACKAGE / "inside").glob("*.py")):
        yield f"grader/inside/{path.name}", path.read_bytes()


def _extra() -> bytes:
    """A teacher's own packages, each version with its hashes; nothing where none are asked for."""
    path = os.environ.get(EXTRA)
    if not path:
        return b""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise SandboxUnavailable("sandbox.no_extra", path=path, problem=error.strerror) from None


def _build(client: DockerClient, name: str, base: str, notify: Callable[[str], None]) -> None:
    import docker.errors
    import urllib3.exceptions

    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for path, data in _context():
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(data), 0o644
            tar.addfile(entry, io.BytesIO(data))
    archive.seek(0)
    arguments = {} if base == _NO_BASE else {"BASE": base}
    steps: list[str] = []
    try:
        for line in client.api.build(
            fileobj=archive,
            custom_context=True,
            tag=name,
            buildargs=arguments,
            network_mode="host",
            rm=True,
            forcerm=True,
            decode=True,
        ):
            if "error" in line:
                raise _error(line["error"], steps)
            for text in str(line.get("stream", "")).strip().splitlines():
                steps.append(text)
                if text.startswith("Step"):
                    notify(text)
    except (docker.errors.DockerException, urllib3.exceptions.HTTPError, OSError) as error:
        raise _error(str(error), steps) from error


def _error(error: str, steps: list[str]) -> SandboxUnavailable:
    """The error of a build; it names the teacher's file of packages where that was the last step."""
    begun = [step for step in steps if step.startswith("Step")]
    if os.environ.get(EXTRA) and begun and "/tmp/extra.txt" in begun[-1]:  # noqa: S108  a path in the image
        path = os.environ[EXTRA]
        return SandboxUnavailable("sandbox.extra_error", path=path, detail=_last("", steps[-20:]))
    return SandboxUnavailable("sandbox.image_error", detail=_last(error, steps))


def _last(error: str, steps: list[str]) -> str:
    telling = [step for step in steps if "error" in step.lower()]
    return " / ".join(filter(None, [*telling[-1:], error.strip()]))[:500]
