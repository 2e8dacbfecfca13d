"""Fixtures: a command runner, sandboxes that are opened once, and skipping where there is no engine."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest

from grader.cli import app
from grader.grading.workers import Workers
from grader.sandbox.contract import Limits, Sandbox
from grader.sandbox.docker import DockerSandbox, engine_answers
from grader.sandbox.local import LocalSandbox

ROOT = Path(__file__).parent.parent
FOUR = ROOT / "tests" / "exam" / "four.toml"  # an exam that does not change with the project's tasks
REQUIRE_DOCKER = "GRADE_REQUIRE_DOCKER"


def _commit() -> str:
    """The commit's hash; the version where there is no repository."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return metadata.version("exam-practice-grader")
    return done.stdout.strip()


COMMIT = _commit()  # what a sample is drawn by: the same for every run of a commit, another for the next
SECRET_VARIABLE = "GRADE_TEST_SECRET"  # the tests show that no sandbox sees it
os.environ[SECRET_VARIABLE] = "secret"
LIMITS = Limits(seconds=60, memory_mb=2048, disk_mb=64)
# An exam of one's own, of a task of one's own
OWN_EXAM = """
title = {en = "Own", ko = "시험"}
minutes = 30
pass_mark = 60
counts = "best"
hints = true
pools = [{category = {en = "Own", ko = "과제"}, tasks = ["task101"]}]
"""
KINDS = ["local", pytest.param("docker", marks=pytest.mark.docker)]


BY_TASK = ("test_validate", "test_official_files")
ATTACKS = "redteam"  # the folder of what harms the machine or keeps it busy


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With two workers (``-n 2 --dist loadgroup``) one has the attacks, one what counts on the engine.

    Gradings of one task after another go to the worker that is free. Other files stay whole, so that what a
    file shares is made once.
    """
    for item in items:
        engine = item.get_closest_marker("docker") or "engine" in getattr(item, "fixturenames", ())
        kind = "attacks" if ATTACKS in item.path.parts else "engine"
        if item.path.stem in BY_TASK:
            kind = item.name
        item.add_marker(pytest.mark.xdist_group(kind if engine else str(item.path)))


@dataclass(frozen=True)
class Ran:
    """What a run of the command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("CI", raising=False)  # in CI a batch writes elsewhere by default


@pytest.fixture(autouse=True)
def _own_state(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test writes into the user's own state folder; all of a run share one."""
    monkeypatch.setenv("GRADE_STATE", str(tmp_path_factory.getbasetemp() / "state"))


@pytest.fixture
def grade(capsys: pytest.CaptureFixture[str]):
    """Run the command in this process, through its own entry point."""

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            app.main([str(argument) for argument in arguments])
        text = capsys.readouterr()
        return Ran(int(end.value.code or 0), text.out, text.err)

    return run


@pytest.fixture(scope="session")
def engine() -> None:
    """Skip, with the reason, where no engine answers; fail where one is required."""
    problem = engine_answers()
    if problem is not None:
        if os.environ.get(REQUIRE_DOCKER):
            pytest.fail(f"{REQUIRE_DOCKER} is set, but: {problem}")
        pytest.skip(f"needs a Docker engine: {problem}")


@pytest.fixture(scope="session")
def docker_sandbox(engine: None) -> Iterator[DockerSandbox]:
    with DockerSandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def local_sandbox() -> Iterator[LocalSandbox]:
    with LocalSandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="session", params=KINDS)
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    """Each kind of sandbox in turn."""
    return request.getfixturevalue(f"{request.param}_sandbox")


@pytest.fixture(scope="session")
def workers(sandbox: Sandbox) -> Iterator[Workers]:
    """Warm workers of each kind, shared by all tests."""
    with Workers(sandbox, LIMITS) as opened:
        yield opened


@pytest.fixture(scope="session")
def local_workers(local_sandbox: LocalSandbox) -> Iterator[Workers]:
    with Workers(local_sandbox, LIMITS) as opened:
        yield opened
