"""The command, as a user types it: exit status, what is printed, what is written, in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from conftest import ROOT

from grader.grading import pipeline
from grader.report.model import Report
from grader.task.loader import all_tasks
from grader.text import Language, say

REFERENCE = ROOT / "solutions" / "task1_callback" / "reference.py"
STUB = ROOT / "tasks" / "task1_callback" / "stub.py"
SCHEMA = ROOT / "docs" / "report.schema.json"


def test_a_right_solution_passes_with_status_0(grade) -> None:
    ran = grade("task1", REFERENCE, "--sandbox", "local", "--seed", 5)
    assert ran.status == 0
    assert "PASSED" in ran.out
    assert "--seed 5 replays" in ran.out
    assert "not isolated" in ran.out


@pytest.mark.parametrize("name", ["task1", "1", "callback", "task1_callback", "TASK1"])
def test_a_task_has_several_names_and_its_stub_does_not_pass(grade, name: str) -> None:
    ran = grade("grade", name, STUB, "--sandbox", "local")
    assert ran.status == 1
    assert "NOT PASSED" in ran.out
    assert "Hint:" in ran.out


def test_json_is_what_the_schema_says(grade) -> None:
    ran = grade("task1", STUB, "--sandbox", "local", "--format", "json", "--seed", "3")
    found = json.loads(ran.out)
    jsonschema.validate(found, json.loads(SCHEMA.read_text()))
    assert (found["schema_version"], found["task"], found["seed"]) == (1, "task1", 3)
    assert found["sandbox"] == {"kind": "local", "isolated": False, "image": None}
    failed = next(item for item in found["checks"] if item["outcome"] == "fail")
    assert failed["message"]
    assert failed["hint"]


def test_the_schema_file_is_the_models_own(grade) -> None:
    assert json.loads(SCHEMA.read_text()) == Report.model_json_schema(), "run: make schema"


def test_korean_is_all_korean(grade) -> None:
    ran = grade("task1", STUB, "--sandbox", "local", "--lang", "ko")
    assert "미통과" in ran.out
    assert "힌트" in ran.out
    assert "Expected" not in ran.out


def test_output_goes_to_a_file(grade, tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    ran = grade("task1", STUB, "--sandbox", "local", "--format", "json", "--output", path)
    assert ran.out == ""
    assert json.loads(path.read_text())["outcome"] == "fail"


def test_evidence_is_judged_again_to_the_same_report(grade, tmp_path: Path) -> None:
    first = grade("task1", STUB, "--sandbox", "local", "--format", "json", "--keep-evidence", tmp_path / "e")
    again = grade("judge", tmp_path / "e", "--format", "json")
    assert again.status == first.status == 1
    one, two = json.loads(first.out), json.loads(again.out)
    assert one.pop("submission")["sha256"] == two.pop("submission")["sha256"]
    assert one == two


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["task99", "x.py"], "There is no task 'task99'. Did you mean"),
        (["generater", "x.py"], "generator"),
        (["task1", "nothing.py"], "There is no file nothing.py"),
        (["task1", "."], "is a folder"),
        (["task1", str(ROOT / "README.md")], "neither a .py nor an .ipynb"),
        (["task1", str(STUB), "--seed", "-1"], "whole number from 0"),
        (["task1", str(STUB), "--seed", "x"], "not a valid integer"),
        (["task1", str(STUB), "--sandbox", "vm"], "vm"),
        (["task1", str(STUB), "--lang", "fr"], "fr"),
        (["task1"], "No FILE was given"),
        (["judge"], "Missing argument"),
        (["judge", "nowhere"], "holds no saved evidence"),
        (["brief", "tsak1"], "task1"),
        (["--nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_has_status_2_and_a_sentence(grade, words: list[str], told: str) -> None:
    ran = grade(*words)
    assert ran.status == 2
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_a_syntax_error_has_status_2_and_a_caret(grade, tmp_path: Path) -> None:
    path = tmp_path / "my.py"
    path.write_text("x = (\n")
    ran = grade("task1", path)
    assert ran.status == 2
    assert "my.py, line 1" in ran.err
    assert "^" in ran.err


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_sentence_about_a_file_has_no_escape_or_command_of_it(
    grade, tmp_path: Path, language: Language
) -> None:
    """The line that is quoted, and the file's own name: neither title, clipboard nor a CI job's log obeys."""
    file = tmp_path / "kim\x1b]0;pwned\x07\u202e.py"
    file.write_text("x = '\x1b]52;c;eA==\x07\x9b2J\u200b' +* ::error::forged ##[error]forged\n")
    told = grade("task1", file, "--lang", language).err
    assert "forged" in told
    assert not set(told) & set("\x1b\x07\x9b\u200b\u202e")
    assert "::error::" not in told
    assert "##[" not in told


def test_an_unusable_submission_is_json_too(grade, tmp_path: Path) -> None:
    path = tmp_path / "my.py"
    path.write_text("x = 1\n")
    ran = grade("task1", path, "--format", "json")
    found = json.loads(ran.out)
    assert (ran.status, found["error"]) == (2, "screen.missing_class")


def test_docker_that_is_required_but_missing_has_status_3(grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    ran = grade("task1", STUB, "--sandbox", "docker")
    assert ran.status == 3
    assert "No Docker engine answers" in ran.err


@pytest.mark.docker
def test_who_names_a_runtime_never_gets_less_than_a_container(
    grade, engine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADE_RUNTIME", "runsc-of-a-typo")
    result = grade("task1", STUB)
    assert result.status == 3
    assert "runsc-of-a-typo" in result.err
    assert "local" not in result.err
    assert result.out == ""


def test_auto_falls_back_to_local_and_says_why(grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    ran = grade("task1", STUB)
    assert ran.status == 1
    assert "Using the local sandbox" in ran.err.replace("\n", " ")


def test_a_bug_of_ours_has_status_3_and_no_traceback(grade, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(pipeline, "grade", broken)
    ran = grade("task1", STUB, "--sandbox", "local")
    assert ran.status == 3
    assert "A grader error (ZeroDivisionError: ours)" in ran.err
    assert "Traceback" not in ran.err + ran.out


def test_tasks_lists_every_task_under_its_chapter(grade) -> None:
    ran = grade("tasks")
    assert ran.status == 0
    chapters = re.split(r"^(?=\S)", ran.out, flags=re.MULTILINE)
    for task in all_tasks():
        title = say(f"tasks.chapter.{task.manifest.chapter}").en
        (chapter,) = [text for text in chapters if text.startswith(f"{title}\n")]
        assert re.search(rf"^  {task.id} +{task.word} ", chapter, re.MULTILINE)


def test_no_task_of_the_project_stands_among_the_further_ones(grade) -> None:
    assert say("tasks.chapter.further").en not in grade("tasks").out


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
def test_start_writes_stub_and_brief_and_never_overwrites(grade, tmp_path: Path, task) -> None:
    stem = task.folder.name
    ran = grade("start", task.id, tmp_path / "new")
    stub = tmp_path / "new" / f"{stem}.py"
    assert ran.status == 0
    assert stub.read_text() == task.stub("en")
    assert (tmp_path / "new" / f"{stem}.md").read_text() == task.brief("en")
    stub.write_text("mine")
    assert "already" in grade("start", task.id, tmp_path / "new").out
    assert stub.read_text() == "mine"


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
def test_start_in_korean_writes_the_korean_stub(grade, tmp_path: Path, task) -> None:
    assert grade("start", task.id, tmp_path, "--lang", "ko").status == 0
    assert (tmp_path / f"{task.folder.name}.py").read_text() == task.stub("ko")


def test_start_into_a_file_is_refused(grade, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = grade("start", "task1", tmp_path / "file")
    assert ran.status == 2
    assert "Could not write" in ran.err


def test_brief_is_in_the_language_asked_for(grade) -> None:
    assert grade("brief", "task1", "--lang", "ko").out != grade("brief", "task1").out


def test_doctor_names_every_part(grade) -> None:
    ran = grade("doctor")
    for part in ("Python", "Docker engine", "TensorFlow", "data set mnist5k"):
        assert part in ran.out
    assert ran.status == 0


def test_doctor_without_any_sandbox_has_status_3(grade, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.cli import doctor

    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    monkeypatch.setattr(doctor, "_version", lambda _package: None)
    ran = grade("doctor")
    assert ran.status == 3
    assert "pip install" in ran.out


def test_validate_finds_a_task_that_is_not_whole(
    grade, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from grader.task import loader

    monkeypatch.setattr(loader, "solutions_of", lambda _folder: tmp_path)
    ran = grade("validate", "task1", "--sandbox", "local")
    assert ran.status == 1
    assert "expected.toml" in ran.out


def test_the_installed_command_prints_help() -> None:
    program = Path(sys.executable).with_name("grade")
    done = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
    assert "validate" in done.stdout
