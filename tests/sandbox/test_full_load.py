"""Grading while others keep every processor busy: right solutions pass, endless ones end in time."""

from __future__ import annotations

import csv
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import COMMIT, LIMITS

from grader.grading.workers import Workers
from grader.sandbox.docker import DockerSandbox
from grader.task import loader
from sandbox.conftest import run_on
from sandbox.test_timing import FITS, SLEEPS, SPINS

pytestmark = [pytest.mark.docker, pytest.mark.full, pytest.mark.alone]
# One task, another for each commit, so that the time does not grow with the tasks; "all" takes all
ALL = os.environ.get("GRADE_FULL_LOAD") == "all"
TASKS = [which.id for which in loader.all_tasks()]
DRAWN = TASKS if ALL else random.Random(COMMIT).sample(TASKS, 1)
TIMES = 5 if ALL else 3


@contextmanager
def every_processor_busy() -> Iterator[None]:
    busy = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _number in range(os.cpu_count() or 1)
    ]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


@pytest.mark.parametrize("source", [SPINS, SLEEPS, FITS], ids=["busy loop", "sleep", "endless fit"])
def test_under_full_load_what_never_ends_is_failed_within_twice_its_limit(
    docker_sandbox: DockerSandbox, source: str
) -> None:
    with Workers(docker_sandbox, LIMITS) as workers:
        worker = workers.get("train")
        worker.wait_ready()
        with every_processor_busy():
            raw, _evidence = run_on(worker, source, seconds=10.0)
    assert raw.termination.reason == "time"
    assert 10 < raw.termination.seconds < 20


@pytest.mark.parametrize("name", DRAWN)
def test_under_full_load_the_reference_gets_every_point_each_time(
    grade, docker_sandbox: DockerSandbox, tmp_path: Path, name: str
) -> None:
    which = loader.find(name)
    folder = tmp_path / "class"
    folder.mkdir()
    for number in range(TIMES):
        shutil.copy(which.solutions / "reference.py", folder / f"student{number}.py")
    with every_processor_busy():
        ran = grade("batch", folder, "--task", name, "--sandbox", "docker", "--out", tmp_path / "out")
    with (tmp_path / "out" / "results.csv").open(encoding="utf-8-sig") as table:
        scores = [float(row["score"] or "nan") for row in csv.DictReader(table)]
    assert scores == [which.max_score] * TIMES, ran.err
