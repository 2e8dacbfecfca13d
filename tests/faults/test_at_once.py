"""Two gradings, two batches into one folder, two commands of one sitting, at once: nothing is mixed."""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from conftest import FOUR

from grader.report.record import Record

from .running import REFERENCE, WRONG, command, containers, run

pytestmark = pytest.mark.docker


def test_two_gradings_each_have_their_own_verdict(engine: None, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_bytes(WRONG)
    with ExitStack() as stack:
        both = [
            stack.enter_context(command("task1", path, "--sandbox", "docker", "--format", "json"))
            for path in (REFERENCE, tmp_path / "wrong.py")
        ]
        right, wrong = [running.end() for running in both]
        assert (right.status, json.loads(right.out)["score"]) == (0, 100)
        assert (wrong.status, json.loads(wrong.out)["outcome"]) == (1, "fail")
        assert [containers(running.process.pid) for running in both] == [[], []]


@pytest.mark.full
def test_two_batches_into_one_folder_come_to_the_verdicts_of_one(engine: None, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    for name in ("ann", "ben", "cho", "dan"):
        raw = WRONG if name in ("ben", "dan") else REFERENCE.read_bytes()
        (tmp_path / "class" / f"{name}.py").write_bytes(raw)
    words = ("batch", tmp_path / "class", "--task", "task1", "--jobs", 1, "--seed", 5)
    with ExitStack() as stack:
        both = [stack.enter_context(command(*words)) for _ in range(2)]
        for running in both:
            ran = running.end()
            assert ran.status == 0, ran
    out = tmp_path / "class-task1-graded"
    assert not list(out.rglob("*.part"))
    records = [
        Record.model_validate_json(path.read_text().partition("\n")[2])
        for path in (out / "results").iterdir()
    ]
    outcomes = {record.student: record.outcome for record in records}
    assert outcomes == {"ann": "pass", "ben": "fail", "cho": "pass", "dan": "fail"}
    rows = (out / "results.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + 4
    ran = run(*words)
    assert "4 of them unchanged" in ran.err


@pytest.mark.full
def test_two_commands_of_one_sitting_grade_each_attempt_once(engine: None, tmp_path: Path) -> None:
    environment = {"GRADE_STATE": str(tmp_path / "registry")}
    exam = tmp_path / "exam"
    assert run("exam", "start", FOUR, exam, environment=environment).status == 0
    shutil.copy(REFERENCE, exam / "task1_callback" / "task1_callback.py")
    with ExitStack() as stack:
        both = [
            stack.enter_context(
                command("exam", "submit", "task1", exam, "--sandbox", "docker", environment=environment)
            )
            for _ in range(2)
        ]
        ends = [running.end() for running in both]
    assert [(ran.status, "5 of 5 points" in ran.out) for ran in ends] == [(0, True)] * 2, ends
    ran = run("exam", "report", exam, "--format", "json", environment=environment)
    assert len(json.loads(ran.out)["attempts"]) == 1
