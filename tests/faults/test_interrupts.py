"""Ctrl-C, a shutdown, a closed terminal, at each stage: a prompt end, a sentence, and nothing left behind."""

from __future__ import annotations

import json
import os
import pty
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FOUR, ROOT

from .running import REFERENCE, Command, command, containers, gone, run, slow

PROMPT = 10.0  # seconds; a container is killed and removed within one or two
TASK2 = ROOT / "solutions" / "task2_cnn" / "reference.py"
TASK4 = ROOT / "solutions" / "task4_loss" / "reference.py"
INTERRUPTED = "Interrupted before the end"
pytestmark = pytest.mark.usefixtures("no_leftovers")


@pytest.fixture
def no_leftovers(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Temporary files of the command go to a folder that must be empty at the end."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(folder))
    yield
    assert list(folder.iterdir()) == []


@pytest.fixture
def mute() -> Iterator[int]:
    """A port where connections are taken and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def interrupted(running: Command, number: int = signal.SIGINT) -> None:
    """Told to end, it does so promptly, says so, and leaves no container."""
    begun = time.monotonic()
    running.signal(number)
    ran = running.end()
    assert time.monotonic() - begun < PROMPT
    assert (ran.status, INTERRUPTED in ran.err) == (130, True), ran
    assert ran.out == ""
    assert containers(running.process.pid) == []


@pytest.mark.docker
def test_while_the_engine_is_asked_for_its_image(mute: int, engine: None, monkeypatch) -> None:
    with command(
        "task1", REFERENCE, "--sandbox", "docker", environment={"DOCKER_HOST": f"tcp://127.0.0.1:{mute}"}
    ) as running:
        time.sleep(1.5)
        interrupted(running)


@pytest.mark.docker
@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("Starting the sandbox", 0.0),
        pytest.param("Starting the sandbox", 0.05, marks=pytest.mark.full),
        pytest.param("Starting the sandbox", 0.1, marks=pytest.mark.full),
        pytest.param("Starting the sandbox", 0.3, marks=pytest.mark.full),
        pytest.param("Starting the sandbox", 1.0, marks=pytest.mark.full),
        ("training", 1.0),
    ],
    ids=["container 0", "container 1", "container 2", "container 3", "import", "training"],
)
def test_while_one_is_graded(engine: None, tmp_path: Path, said: str, after: float) -> None:
    with command("task1", slow(tmp_path), "--sandbox", "docker") as running:
        running.until(said)
        time.sleep(after)
        interrupted(running)


@pytest.mark.full
@pytest.mark.docker
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["shutdown", "closed terminal"])
def test_told_to_end_by_the_system(engine: None, tmp_path: Path, number: int) -> None:
    with command("task1", slow(tmp_path), "--sandbox", "docker") as running:
        running.until("training")
        interrupted(running, number)


@pytest.mark.docker
@pytest.mark.full
@pytest.mark.parametrize(
    ("task", "solution", "said"),
    [("task2", TASK2, "fresh weights"), ("task4", TASK4, "Predicting")],
    ids=["the grader trains", "hidden examples are predicted"],
)
def test_while_no_submitted_code_runs(engine: None, task: str, solution: Path, said: str) -> None:
    with command(task, solution, "--sandbox", "docker") as running:
        running.until(said)
        interrupted(running)


@pytest.mark.full
@pytest.mark.docker
def test_while_it_is_judged_there_is_a_whole_verdict_or_none(engine: None) -> None:
    with command("task1", REFERENCE, "--sandbox", "docker", "--format", "json") as running:
        running.until("Judging")
        running.signal()
        ran = running.end()
        assert ran.status in (0, 130)
        assert ran.out == "" or json.loads(ran.out)["score"] == 100
        assert INTERRUPTED in ran.err or ran.status == 0
        assert containers(running.process.pid) == []


@pytest.mark.full
@pytest.mark.docker
def test_while_a_data_set_is_fetched(engine: None, tmp_path: Path, mute: int) -> None:
    environment = {"GRADE_CACHE": str(tmp_path / "cache"), "PIP_INDEX_URL": f"http://127.0.0.1:{mute}/simple"}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_EXTRA_INDEX_URL": ""}
    solution = ROOT / "solutions" / "task2_cnn" / "reference.py"
    with command("task2", solution, "--sandbox", "docker", environment=environment) as running:
        running.until("Fetching")
        time.sleep(1)
        interrupted(running)
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


@pytest.mark.full
@pytest.mark.docker
def test_a_grader_that_is_killed_in_the_middle_of_a_training_leaves_no_container(
    engine: None, tmp_path: Path
) -> None:
    with command("task1", slow(tmp_path, 25), "--sandbox", "docker") as running:
        running.until("training")
        running.signal(signal.SIGKILL)
        running.process.wait()
        assert gone(running.process.pid)


@pytest.mark.full
def test_in_the_local_sandbox_no_process_and_no_folder_is_left(tmp_path: Path) -> None:
    with command("task1", slow(tmp_path, 25), "--sandbox", "local") as running:
        running.until("training")
        running.signal()
        ran = running.end(PROMPT)
    assert (ran.status, INTERRUPTED in ran.err) == (130, True)
    assert _in_the_group(running.process.pid) == []


@pytest.mark.full
def test_a_local_job_ends_with_a_grader_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))  # its folder stays
    with command("task1", slow(tmp_path, 25), "--sandbox", "local") as running:
        running.until("training")
        (supervisor,) = _children(running.process.pid)
        running.process.kill()
        running.process.wait()
        end = time.monotonic() + PROMPT
        while Path("/proc", str(supervisor)).exists() and time.monotonic() < end:
            time.sleep(0.1)
        assert not Path("/proc", str(supervisor)).exists()


@pytest.mark.full
@pytest.mark.docker
def test_a_terminal_that_is_closed_ends_the_grading(engine: None, tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(
            sys.executable,
            [sys.executable, "-m", "grader.cli", "task1", str(slow(tmp_path)), "--sandbox", "docker"],
        )
    shown = b""
    while b"training" not in shown:
        shown += os.read(terminal, 4096)
    os.close(terminal)
    begun = time.monotonic()
    _, status = os.waitpid(pid, 0)
    assert time.monotonic() - begun < PROMPT
    assert os.waitstatus_to_exitcode(status) == 130
    assert containers(pid) == []


@pytest.mark.docker
@pytest.mark.parametrize("number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.full)])
def test_a_batch_keeps_what_is_graded_and_goes_on(engine: None, tmp_path: Path, number: int) -> None:
    (tmp_path / "class").mkdir()
    for name in ("ann", "ben"):
        (tmp_path / "class" / f"{name}.py").write_bytes(REFERENCE.read_bytes())
    slow(tmp_path / "class", 25, "zoe.py")
    words = ("batch", tmp_path / "class", "--task", "task1", "--jobs", 1, "--seed", 5)
    with command(*words) as running:
        running.until("ben  task1  passed")
        time.sleep(1)
        begun = time.monotonic()
        running.signal(number)
        ran = running.end()
        assert time.monotonic() - begun < PROMPT
        assert (ran.status, "What is graded is kept" in ran.err) == (130, True), ran
        assert containers(running.process.pid) == []
    results = tmp_path / "class-task1-graded" / "results"
    kept = {path.name: path.read_bytes() for path in results.iterdir() if path.name[:3] in ("ann", "ben")}
    assert len(kept) == 2
    slow(tmp_path / "class", 0, "zoe.py")
    ran = run(*words)
    assert (ran.status, "2 of them unchanged" in ran.err) == (0, True), ran
    assert kept.items() <= {path.name: path.read_bytes() for path in results.iterdir()}.items()


@pytest.mark.full
@pytest.mark.docker
def test_a_batch_that_is_graded_afresh_loses_no_earlier_result(engine: None, tmp_path: Path) -> None:
    """An interrupt is the grader's own failure, and that replaces no result."""
    (tmp_path / "class").mkdir()
    slow(tmp_path / "class", 3, "ann.py")
    words = ("batch", tmp_path / "class", "--task", "task1", "--seed", 5)
    assert run(*words).status == 0
    (record,) = (tmp_path / "class-task1-graded" / "results").iterdir()
    before = record.read_bytes()
    with command(*words, "--fresh") as running:
        time.sleep(4)
        running.signal()
        assert running.end().status == 130
    assert record.read_bytes() == before


@pytest.mark.full
@pytest.mark.docker
def test_a_sitting_keeps_what_was_accepted(engine: None, tmp_path: Path) -> None:
    environment = {"GRADE_STATE": str(tmp_path / "registry")}
    assert run("exam", "start", FOUR, tmp_path / "exam", environment=environment).status == 0
    solution = tmp_path / "exam" / "task1_callback" / "task1_callback.py"
    slow(solution.parent, 4, solution.name)
    words = ("exam", "submit", "task1", tmp_path / "exam")
    with command(*words, environment=environment) as running:
        running.until("training")
        begun = time.monotonic()
        running.signal()
        ran = running.end()
        assert time.monotonic() - begun < PROMPT
        assert (ran.status, "The clock goes on" in ran.err) == (130, True), ran
        assert containers(running.process.pid) == []
    ran = run(*words, environment=environment)
    assert (ran.status, "attempt 1" in ran.out, "5 of 5 points" in ran.out) == (0, True, True), ran


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _in_the_group(group: int) -> list[int]:
    """Processes of that session that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found
