"""A batch through the command, in the local sandbox: what is kept, what is graded again, how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT

from grader.errors import DiskProblem, SandboxError
from grader.grading.solutions import find
from grader.report.formats import files
from grader.report.record import Record
from grader.sandbox.local import LocalSandbox
from grader.task import loader

SOLUTIONS = ROOT / "solutions" / "task1_callback"


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    shutil.copy(SOLUTIONS / "reference.py", folder / "ann.py")
    (folder / "ben.py").write_bytes(find(loader.find("task1"), "ignores_mode").raw)
    (folder / "cho.py").write_text("def (:\n")
    (folder / "dan").mkdir()
    return folder


@pytest.fixture
def batch(grade, classroom: Path):
    """Run `grade batch` on the class in the local sandbox; what it printed and its records."""

    def run(*options: object):
        ran = grade("batch", classroom, "--task", "task1", "--sandbox", "local", "--seed", 5, *options)
        return ran, records(classroom)

    return run


def records(classroom: Path) -> dict[str, Record]:
    files = (classroom.with_name("class-task1-graded") / "results").iterdir()
    found = [Record.model_validate_json(path.read_text().partition("\n")[2]) for path in files]
    return {record.student: record for record in found}


def test_batch_grades_each_and_goes_on_with_what_has_changed(batch, classroom: Path) -> None:
    ran, first = batch()
    assert ran.status == 0
    outcomes = {name: record.outcome for name, record in first.items()}
    assert outcomes == {"ann": "pass", "ben": "fail", "cho": "unusable", "dan": "unusable"}
    assert first["dan"].problems["en"].error == "batch.nothing"
    assert first["cho"].problems["en"].line == 1
    assert "0 of them unchanged" in ran.err

    ran, second = batch()
    assert "4 of them unchanged" in ran.err
    assert second == first

    (classroom / "ben.py").write_bytes((SOLUTIONS / "alternative_early_stopping.py").read_bytes())
    ran, third = batch("--pass-mark", 50)
    assert "3 of them unchanged" in ran.err
    assert third["ben"].outcome == "pass"
    assert ran.status == 1  # cho and dan have no points

    ran, fourth = batch("--fresh")
    assert "0 of them unchanged" in ran.err
    assert fourth["ann"].reports["en"].checks == first["ann"].reports["en"].checks


def test_batch_without_a_seed_draws_one_for_each(grade, classroom: Path) -> None:
    shutil.copy(classroom / "ann.py", classroom / "eve.py")
    grade("batch", classroom, "--task", "task1", "--sandbox", "local")
    seeds = {record.reports["en"].seed for record in records(classroom).values() if record.reports}
    assert len(seeds) == 3


def test_an_error_of_the_grader_is_listed_and_graded_again_next_time(batch, monkeypatch) -> None:
    opened = LocalSandbox.open

    def broken(*_arguments: object, **_options: object):
        raise SandboxError("sandbox.died", detail="-")

    monkeypatch.setattr(LocalSandbox, "open", broken)
    ran, first = batch()
    assert ran.status == 3
    assert "Grader error at ann" in ran.err
    assert first["ann"].outcome == "error"
    monkeypatch.setattr(LocalSandbox, "open", opened)
    ran, second = batch()
    assert ran.status == 0
    assert "2 of them unchanged" in ran.err  # what was unusable without a sandbox
    assert second["ann"].outcome == "pass"


def test_an_exam_is_graded_task_by_task_and_marked_as_a_whole(grade, tmp_path: Path) -> None:
    one = """minutes = 9
pass_mark = 60
counts = "best"
feedback = "checks"
hints = false
title = { en = "Two", ko = "둘" }
[[pools]]
category = { en = "a", ko = "가" }
tasks = ["task1"]
weight = 3
[[pools]]
category = { en = "b", ko = "나" }
tasks = ["task4"]
"""
    (tmp_path / "two.toml").write_text(one)
    (tmp_path / "class" / "ann").mkdir(parents=True)
    shutil.copy(SOLUTIONS / "reference.py", tmp_path / "class" / "ann" / "task1.py")
    shutil.copy(SOLUTIONS / "reference.py", tmp_path / "class" / "=ben.py")
    (tmp_path / "class" / "=cho").mkdir()
    options = ["--exam", tmp_path / "two.toml", "--sandbox", "local", "--seed", 5, "--pass-mark", 10]
    ran = grade("batch", tmp_path / "class", *options)
    assert ran.status == 1, ran.err  # cho has handed in nothing
    rows = (tmp_path / "class-two-graded" / "students.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows == ["student,percent,outcome,task1,task4", "'=cho,0.0,fail,0,0", "ann,75.0,pass,5,0"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "Which task?"),
        (["--task", "task1", "--exam", "fundamentals"], "Which task?"),
        (["--exam", "fundamentls"], "fundamentals"),
        (["--task", "task1", "--seed", "-1"], "A seed is"),
        (["--task", "task99"], "There is no task"),
        (["--task", "task1", "--jobs", "0"], "jobs"),
        (["--task", "task1", "--pattern", "*.py"], "cannot be used"),
    ],
)
def test_batch_refuses_what_it_cannot_mean(grade, classroom: Path, options: list[str], said: str) -> None:
    ran = grade("batch", classroom, *options)
    assert ran.status == 2
    assert said in ran.err


def test_batch_takes_the_local_sandbox_only_when_told(grade, classroom: Path, monkeypatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    ran = grade("batch", classroom, "--task", "task1")
    assert ran.status == 3
    assert "No Docker engine answers" in ran.err


def test_a_damaged_record_is_graded_again(batch, classroom: Path) -> None:
    _ran, first = batch()
    for path in classroom.with_name("class-task1-graded").glob("results/ann*"):
        path.write_text(path.read_text()[:100])
    ran, second = batch()
    assert "3 of them unchanged" in ran.err
    assert second["ann"].score == first["ann"].score


def test_a_record_stays_the_old_one_where_writing_fails(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "record.json"
    files.write(path, json.dumps({"old": 1}), durable=True)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DiskProblem, match="No space"):
        files.write(path, json.dumps({"new": 2}), durable=True)
    assert json.loads(path.read_text()) == {"old": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == ["record.json"]
