"""A disk that is full, and an engine that may be killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import REQUIRE_DOCKER

from grader.sandbox import image
from grader.sandbox.docker import connect

from .engine import Engine


def unavailable(reason: str) -> None:
    """Skip with the reason, or fail where an engine is required."""
    if os.environ.get(REQUIRE_DOCKER):
        pytest.fail(f"{REQUIRE_DOCKER} is set, but: {reason}")
    pytest.skip(reason)


@pytest.fixture(autouse=True, scope="session")
def signals_as_a_terminal_has_them() -> Iterator[None]:
    """A command inherits what is ignored: behind nohup, or a shell's ``&``, no Ctrl-C would reach it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGHUP)}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Makes a folder on a disk of its own: ``small_disk(size="64k")``; another size changes it."""
    if os.geteuid() != 0:
        unavailable("mounting a small disk needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    made = False

    def make(size: str, *options: str) -> Path:
        nonlocal made
        words = ["-o", ",".join(["remount" if made else "rw", f"size={size}", *options])]
        subprocess.run(["mount", "-t", "tmpfs", *words, "tmpfs", folder], check=True)
        made = True
        return folder

    yield make
    if made:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.fixture(scope="module")
def second_engine(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine of these tests' own, with the sandbox image on it."""
    if os.geteuid() != 0 or shutil.which("dockerd") is None:
        unavailable("a second engine needs root and dockerd")
    client = connect()
    base = image.base_image(client)
    name = image.ensure(client, lambda _step: None)
    client.close()
    made = Engine(tmp_path_factory.mktemp("engine"), base)
    try:
        made.start()
        made.load(name)
        yield made
    finally:
        made.remove()
