"""Workers of each policy and kind, kept for the whole module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.grading.workers import limits_for
from grader.sandbox.docker import DockerSandbox, connect
from grader.sandbox.local import LocalSandbox
from grader.task import loader

from .harness import Range
from .outside import Outside, watching


@pytest.fixture(scope="module")
def outside(docker_sandbox: DockerSandbox) -> Iterator[Outside]:
    client = connect()
    with watching(client) as found:
        yield found
    client.close()


@pytest.fixture(scope="module")
def batch(docker_sandbox: DockerSandbox) -> Iterator[Range]:
    with Range(docker_sandbox, limits_for(loader.all_tasks()), "batch") as opened:
        yield opened


@pytest.fixture(scope="module")
def single(docker_sandbox: DockerSandbox) -> Iterator[Range]:
    with Range(docker_sandbox, limits_for(loader.all_tasks()), "submission") as opened:
        yield opened


@pytest.fixture(scope="module")
def local(local_sandbox: LocalSandbox) -> Iterator[Range]:
    with Range(local_sandbox, limits_for(loader.all_tasks()), "batch") as opened:
        yield opened
