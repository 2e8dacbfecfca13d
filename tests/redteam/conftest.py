"""Workers of each policy and kind, kept for the whole module as a batch keeps them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader import task
from grader.sandbox.docker import DockerSandbox, connect
from grader.sandbox.local import LocalSandbox
from grader.workers import Workers, limits_for

from .outside import Outside, watching


@pytest.fixture(scope="module")
def outside(docker_sandbox: DockerSandbox) -> Iterator[Outside]:
    client = connect()
    with watching(client) as found:
        yield found
    client.close()


@pytest.fixture(scope="module")
def batch(docker_sandbox: DockerSandbox) -> Iterator[Workers]:
    with Workers(docker_sandbox, limits_for(task.all_tasks())) as workers:
        yield workers


@pytest.fixture(scope="module")
def single(docker_sandbox: DockerSandbox) -> Iterator[Workers]:
    with Workers(docker_sandbox, limits_for(task.all_tasks()), isolation="submission") as workers:
        yield workers


@pytest.fixture(scope="module")
def local(local_sandbox: LocalSandbox) -> Iterator[Workers]:
    with Workers(local_sandbox, limits_for(task.all_tasks())) as workers:
        yield workers
