"""A hundred mixed submissions in Docker: the verdicts of grading each alone, and a kill -9 in the middle."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import COMMIT, ROOT

from grader.errors import UnusableSubmission
from grader.grading import pipeline
from grader.grading.solutions import solutions
from grader.grading.workers import Crew, limits_for
from grader.report.record import Record
from grader.sandbox.docker import DockerSandbox
from grader.submission import source
from grader.task import loader

pytestmark = [pytest.mark.docker, pytest.mark.full]
SEED, COUNT = 11, 100
TASK1 = loader.find("task1")
GOOD = (ROOT / "solutions" / "task1_callback" / "reference.py").read_text()
HOSTILE = {
    "exits": GOOD + "\nimport os\nos._exit(0)\n",
    "kills_itself": GOOD + "\nimport os\nos.kill(os.getpid(), 9)\n",
    "kills_all": GOOD + "\nimport os\nos.kill(-1, 9)\n",
    "forks_on": GOOD + "\nimport os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)\n",
    "prints_on": GOOD + "\nwhile True:\n    print('x' * 100_000)\n",
    "hogs": GOOD + "\nx = bytearray(1)\nwhile True:\n    x += x\n",
    "fills": GOOD + "\nopen('/work/f', 'wb').write(bytes(50 << 20))\n",
    "forges": GOOD
    + "\nimport os\nfor d in range(3, 20):\n    try:\n        os.write(d, b'RSLT' + bytes(4))\n"
    "    except OSError:\n        pass\n",
    "bomb": GOOD
    + "\nimport os\nfor _ in range(9999):\n    try:\n        os.fork()\n    except OSError:\n        pass\n",
    "endless": GOOD + "\nwhile True:\n    pass\n",
}
BROKEN = {"syntax": "def (:\n", "empty": "", "raises": GOOD + "\nraise RuntimeError('at import')\n"}


def kinds() -> dict[str, tuple[str, bytes]]:
    """Distinct submissions by name, each with its suffix: right and wrong, hostile, broken ones."""
    ours = {s.path.stem: (s.path.suffix, s.raw) for s in solutions(TASK1) if s.kind != "stub"}
    return ours | {name: (".py", text.encode()) for name, text in (HOSTILE | BROKEN).items()}


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    """A hundred files; the slow hostile ones once, the others again and again."""
    folder = tmp_path / "class"
    folder.mkdir()
    again = [name for name in kinds() if name not in ("endless", "bomb", "hogs")]
    names = [*kinds(), *again * 9][:COUNT]
    for number, name in enumerate(names):
        suffix, data = kinds()[name]
        (folder / f"{number:03}_{name}{suffix}").write_bytes(data)
    return folder


def command(classroom: Path) -> list[str]:
    options = ["--task", "task1", "--jobs", "2", "--seed", str(SEED)]
    return [sys.executable, "-m", "grader.cli", "batch", str(classroom), *options]


def stored(classroom: Path) -> dict[str, tuple[int, bytes]]:
    files = (classroom.with_name("class-task1-graded") / "results").glob("[!.]*.record")
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def records(classroom: Path) -> dict[str, Record]:
    found = [
        Record.model_validate_json(data.partition(b"\n")[2]) for _time, data in stored(classroom).values()
    ]
    return {record.student: record for record in found}


def verdict(record: Record) -> tuple:
    if record.problems:
        return (record.outcome, record.problems["en"].error)
    if (
        record.student[4:] in HOSTILE
    ):  # which limit a bomb meets first is a matter of chance, its points are not
        return (record.outcome, record.score)
    checks = [(check.id, check.outcome, check.points, check.failure) for check in record.reports["en"].checks]
    return (record.outcome, record.score, checks)


def test_a_hundred_are_graded_once_each_across_a_kill_and_as_alone(
    classroom: Path, docker_sandbox: DockerSandbox
) -> None:
    graded_across_a_kill(classroom)
    compared_with_each_alone(classroom, docker_sandbox)


def graded_across_a_kill(classroom: Path) -> None:
    """Killed after forty or more, the same command grades the others only, and a third time none."""
    with subprocess.Popen(command(classroom), stderr=subprocess.DEVNULL) as first:
        while len(stored(classroom)) < 40:
            assert first.poll() is None
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
    kept = stored(classroom)
    second = subprocess.run(command(classroom), capture_output=True, text=True, check=True)
    assert f"{len(kept)} of them unchanged" in second.stderr
    assert kept.items() <= stored(classroom).items()
    assert len(records(classroom)) == COUNT

    whole, start = stored(classroom), time.monotonic()
    third = subprocess.run(command(classroom), capture_output=True, text=True, check=True)
    assert time.monotonic() - start < 5
    assert f"{COUNT} of them unchanged" in third.stderr
    assert stored(classroom) == whole


def compared_with_each_alone(classroom: Path, docker_sandbox: DockerSandbox) -> None:
    """A verdict of the batch is that of its submission by itself: half of them, drawn by the commit."""
    batch = records(classroom)
    assert len(batch) == COUNT
    outcomes = {record.outcome for record in batch.values()}
    assert outcomes == {"pass", "fail", "unusable"}
    first = {student[4:]: student for student in sorted(batch, reverse=True)}
    first = {name: first[name] for name in random.Random(COMMIT).sample(sorted(first), len(first) // 2)}

    def alone(student: str) -> tuple:
        (path,) = classroom.glob(f"{student}.*")
        try:
            submitted = source.read(path, TASK1)
        except UnusableSubmission as error:
            return ("unusable", error.key)
        graded = pipeline.grade(TASK1, submitted, crew.workers(), SEED).verdict
        if student[4:] in HOSTILE:
            return (graded.outcome, graded.score)
        return (graded.outcome, graded.score, [(c.id, c.outcome, c.points, c.failure) for c in graded.checks])

    with Crew(docker_sandbox, limits_for([TASK1]), "submission") as crew, ThreadPoolExecutor(2) as pool:
        expected = dict(zip(first, pool.map(alone, first.values()), strict=True))
    different = {s: verdict(r) for s, r in batch.items() if verdict(r) != expected.get(s[4:], verdict(r))}
    assert different == {}
    assert not [s for s, r in batch.items() if s[4:] in HOSTILE and r.outcome == "error"]
    assert os.getpid() > 0  # this process is alive: "kills_all" reached nobody
