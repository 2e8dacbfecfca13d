"""The wall clock jumps while something is graded: limits, verdicts and what is known go by other clocks."""

from __future__ import annotations

import ast
import itertools
import shutil
import time
from pathlib import Path

import pytest
from conftest import ROOT

from .running import REFERENCE

WALL = {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime", "now", "utcnow", "today"}
# Where the wall clock is meant: the sitting's own clock, the date in a new folder's name, days of practice,
# and the time of day of the last verdict
MEANT = {"exam/clock.py", "cli/exam_start.py", "practice/history.py", "cli/progress.py", "watch/panel.py"}
SOURCES = sorted((ROOT / "grader").rglob("*.py"))


@pytest.fixture
def jumping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the wall clock finds it moved by another day, forward and back."""
    real, moved = time.time, itertools.cycle([86_400.0, -86_400.0, 3e8, -3e8])
    monkeypatch.setattr(time, "time", lambda: real() + next(moved))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "grader")))
def test_no_module_measures_by_the_wall_clock(path: Path) -> None:
    if str(path.relative_to(ROOT / "grader")) in MEANT:
        return
    called = [
        node.func
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    read = [
        f"{found.value.id}.{found.attr}"
        for found in called
        if isinstance(found.value, ast.Name)
        and found.value.id in ("time", "datetime", "date")
        and found.attr in WALL
    ]
    assert read == []


def test_a_grading_comes_to_its_verdict(grade, jumping: None) -> None:
    begun = time.monotonic()
    ran = grade("task1", REFERENCE, "--sandbox", "local")
    assert ran.status == 0, ran
    assert time.monotonic() - begun < 60


@pytest.mark.full
def test_a_batch_comes_to_its_verdicts_and_knows_them_again(grade, jumping: None, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    for name in ("ann", "ben"):
        shutil.copy(REFERENCE, tmp_path / "class" / f"{name}.py")
    words = ("batch", tmp_path / "class", "--task", "task1", "--sandbox", "local", "--seed", 5)
    ran = grade(*words)
    assert (ran.status, ran.err.count("passed  100/100")) == (0, 2), ran
    ran = grade(*words)
    assert (ran.status, "2 of them unchanged" in ran.err) == (0, True), ran


@pytest.mark.docker
@pytest.mark.full
def test_a_grading_in_docker_comes_to_its_verdict(grade, engine: None, jumping: None) -> None:
    ran = grade("task1", REFERENCE, "--sandbox", "docker")
    assert ran.status == 0, ran
