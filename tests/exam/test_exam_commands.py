"""``grade exam`` as a user types it, graded by the stand-in: exit status, what is told, what is written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import jsonschema
import pytest
import standin
from conftest import FOUR, ROOT
from standin import FakeClock

from grader.cli import exam as sitting
from grader.cli import exam_start, exam_watch
from grader.cli.options import Options
from grader.exam import registry
from grader.exam.folder import state_path
from grader.exam.report import SittingReport
from grader.task.loader import find


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    made = FakeClock()
    for module in (exam_start, sitting):
        monkeypatch.setattr(module, "Tools", lambda: standin.tools(made))
    return made


@pytest.fixture
def exam(grade, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sitting of ten minutes; the current folder is its own."""
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    monkeypatch.chdir(tmp_path)
    ran = grade("exam", "start", FOUR, "mine", "--minutes", 10, "--seed", 3)
    assert ran.status == 0, ran.err
    for path in (tmp_path / "mine").rglob("*.py"):
        os.utime(path, (clock.wall, clock.wall))
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def save(exam: Path, clock: FakeClock, task: str, text: str) -> None:
    path = next(exam.glob(f"{task}_*")) / f"{find(task).folder.name}.py"
    path.write_text(text)
    os.utime(path, (clock.wall, clock.wall))


def test_start_makes_a_page_and_a_folder_with_brief_and_stub_for_each_task(exam: Path) -> None:
    page = (exam / "START.md").read_text()
    assert "10 minutes" in page
    for name in ("task1_callback", "task2_cnn", "task3_generator", "task4_loss"):
        task = find(name)
        assert f"`{name}/`" in page
        assert (exam / name / "brief.md").read_text() == task.brief("en")
        assert (exam / name / f"{name}.py").read_text() == task.read("stub.py")
    assert "{" not in page


def test_start_speaks_korean(grade, clock, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    ran = grade("exam", "start", "--lang", "ko", FOUR, tmp_path / "시험")
    assert "시험을" in ran.out
    assert "모의시험" in (tmp_path / "시험" / "START.md").read_text()


def test_start_without_a_folder_takes_the_date_and_never_one_that_is_taken(
    grade, clock, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    monkeypatch.chdir(tmp_path)
    assert grade("exam", "start").status == 0
    assert grade("exam", "start").status == 0
    made = sorted(path.name for path in tmp_path.glob("exam-*"))
    assert len(made) == 2
    assert made[1] == f"{made[0]}-2"


def test_start_again_in_the_same_folder_touches_nothing(grade, exam: Path, clock) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    ran = grade("exam", "start", FOUR, exam)
    assert (ran.status, "holds an exam already" in ran.err) == (2, True)
    assert (exam / "task1_callback" / "task1_callback.py").read_text() == "SCORE = 80"


def test_start_goes_on_with_a_start_that_was_interrupted(grade, clock, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    (tmp_path / "mine" / ".exam").mkdir(parents=True)
    (tmp_path / "mine" / ".exam" / "sitting.sqlite3").touch()
    (tmp_path / "mine" / "START.md").write_text("half")
    assert grade("exam", "status", tmp_path / "mine").status == 2
    assert grade("exam", "start", FOUR, tmp_path / "mine").status == 0
    assert grade("exam", "status", tmp_path / "mine").status == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["start", "fundamentls"], "There is: fundamentals"),
        (["start", "fundamentals", "full"], "is not empty"),
        (["start", "fundamentals", "full/file"], "could not be written"),
        (["start", "--minutes", "0"], "from 1 to"),
        (["start", "--minutes", "-5"], "from 1 to"),
        (["start", "--minutes", "99999999"], "from 1 to"),
        (["start", "--minutes", "soon"], "not a valid integer"),
        (["start", "--seed", "-1"], "whole number from 0"),
        (["status"], "belongs to no exam"),
        (["submit"], "belongs to no exam"),
        (["submit", "task1", "nowhere"], "belongs to no exam"),
        (["finish", "full"], "belongs to no exam"),
        (["report", "full"], "belongs to no exam"),
        (["watch", "full"], "belongs to no exam"),
        (["report", "--format", "pdf"], "pdf"),
        (["validate", "nothing"], "There is: fundamentals"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_has_status_2_and_a_sentence(
    grade, tmp_path: Path, monkeypatch, words: list[str], told: str
) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    ran = grade("exam", *words)
    assert ran.status == 2
    assert told in ran.err
    assert "Traceback" not in ran.err + ran.out
    assert [path.name for path in tmp_path.iterdir()] == ["full"], "nothing is left behind"


def test_every_command_of_a_sitting_shows_the_time_left(grade, exam: Path, clock, capsys) -> None:
    clock.forward(65)
    save(exam, clock, "task1", "SCORE = 80")
    for words in (["status"], ["submit"], ["resume"], ["report"]):
        assert "time left 0:08:55" in grade("exam", *words).out, words
    assert exam_watch.watch(None, Options("en"), rounds=1) == 0
    assert "time left 0:08:55" in capsys.readouterr().out
    assert "time left" not in grade("exam", "finish").out
    assert "the exam is over" in grade("exam", "status").out


def test_submit_tells_the_verdict_the_points_and_no_hints(grade, exam: Path, clock) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    ran = grade("exam", "submit", "task1")
    assert ran.status == 0
    assert "task1, attempt 1: accepted at 0:00:00." in ran.out
    assert "Expected 100. Received: 80" in ran.out
    assert "task1: 4 of 5 points." in ran.out
    assert "So far 20 percent; 90 needed to pass." in ran.out
    assert "HINT" not in ran.out


def test_submit_speaks_korean(grade, exam: Path, clock) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    ran = grade("exam", "submit", "task1", "--lang", "ko")
    assert "task1: 5점 만점에 4점." in ran.out
    assert "accepted" not in ran.out


def test_submit_without_a_task_takes_all_that_changed(grade, exam: Path, clock) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    save(exam, clock, "task3", "SCORE = 60")
    ran = grade("exam", "submit")
    assert "task1, attempt 1" in ran.out
    assert "task3, attempt 1" in ran.out
    assert "task2" not in ran.out
    assert "Nothing to submit" in grade("exam", "submit").out


def test_submit_in_a_tasks_folder_takes_that_task(grade, exam: Path, clock, monkeypatch) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    save(exam, clock, "task3", "SCORE = 60")
    monkeypatch.chdir(exam / "task3_generator")
    ran = grade("exam", "submit")
    assert "task3, attempt 1" in ran.out
    assert "task1" not in ran.out


def test_submit_of_an_unchanged_file_shows_its_verdict_again(grade, exam: Path, clock) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    grade("exam", "submit", "task1")
    ran = grade("exam", "submit", "task1")
    assert "unchanged since attempt 1" in ran.out
    assert "Received: 80" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["submit", "task99"], "There is no task 'task99'"),
        (["submit", "generater"], "generator"),
    ],
)
def test_submit_of_no_task_is_a_sentence(grade, exam: Path, words, told: str) -> None:
    ran = grade("exam", *words)
    assert (ran.status, told in ran.err) == (2, True)


def test_submit_of_a_task_of_another_exam_is_a_sentence(grade, clock, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    (tmp_path / "one.toml").write_text(
        'minutes = 5\npass_mark = 50\ncounts = "best"\nhints = true\n[title]\nen = "One"\nko = "하나"\n'
        '[[pools]]\ncategory = { en = "C", ko = "분" }\ntasks = ["task2"]\n'
    )
    assert grade("exam", "start", tmp_path / "one.toml", tmp_path / "x").status == 0
    ran = grade("exam", "submit", "task1", tmp_path / "x")
    assert (ran.status, "not part of this exam. Its tasks: task2." in ran.err) == (2, True)


def test_submit_of_what_cannot_be_graded_has_status_2_and_changes_nothing(grade, exam: Path, clock) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    grade("exam", "submit")
    save(exam, clock, "task1", "UNUSABLE")
    ran = grade("exam", "submit")
    assert ran.status == 2
    assert "changes nothing" in ran.out
    assert "So far 20 percent" in ran.out


def test_the_graders_own_failure_has_status_3_and_keeps_the_submission(grade, exam: Path, clock) -> None:
    save(exam, clock, "task1", "BROKEN")
    ran = grade("exam", "submit")
    assert ran.status == 3
    assert "accepted at" in ran.out
    assert "What was accepted is kept" in ran.err
    assert "time left 0:10:00" in ran.err
    status = grade("exam", "status")
    assert (status.status, "Not graded yet: 1" in status.out) == (0, True)
    assert grade("exam", "finish").status == 3
    assert grade("exam", "report", "--format", "json").status == 3


def test_an_interrupted_grading_is_kept_and_graded_by_the_next_command(
    grade, exam: Path, clock, monkeypatch
) -> None:
    def interrupted(*_arguments: object) -> None:
        raise KeyboardInterrupt

    save(exam, clock, "task1", "SCORE = 80")
    with monkeypatch.context() as patch:
        patch.setattr(standin, "grading", interrupted)
        ran = grade("exam", "submit")
    assert ran.status == 130
    assert "The clock goes on" in ran.err
    assert "nothing was graded" not in ran.err
    assert "task1: 4 of 5 points." in grade("exam", "submit", "task1").out


def test_late_work_is_told_to_be_late(grade, exam: Path, clock) -> None:
    clock.forward(601)
    save(exam, clock, "task1", "SCORE = 100")
    ran = grade("exam", "submit", "task1")
    assert ran.status == 0
    assert "the exam is over" in ran.out
    assert "NOT PASSED  0 percent" in ran.out
    assert "late" in grade("exam", "report").out


def test_finish_grades_what_stands_there_and_has_status_0_whatever_the_marks(
    grade, exam: Path, clock
) -> None:
    save(exam, clock, "task1", "SCORE = 0")
    ran = grade("exam", "finish")
    assert ran.status == 0
    assert "NOT PASSED  0 percent (90 needed)" in ran.out
    assert "Not submitted; it stood in the folder at the end" in ran.out


def test_finish_says_passed(grade, exam: Path, clock) -> None:
    for number in range(1, 5):
        save(exam, clock, f"task{number}", "SCORE = 90")
    assert "\nPASSED  90 percent (90 needed)" in grade("exam", "finish").out


@pytest.mark.parametrize(("answer", "ended"), [(False, False), (True, True)])
def test_finish_asks_in_a_terminal_while_time_is_left(
    grade, exam: Path, clock, monkeypatch, answer: bool, ended: bool
) -> None:
    asked = []
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.confirm", lambda text: asked.append(text) or answer)
    ran = grade("exam", "finish")
    assert (ran.status, asked) == (0, ["End the exam now, with 0:10:00 left?"])
    assert ("the exam is over" in grade("exam", "status").out) is ended
    if ended:
        grade("exam", "finish")
        assert len(asked) == 1


def test_finish_with_yes_does_not_ask(grade, exam: Path, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("click.confirm", lambda text: pytest.fail("asked"))
    assert grade("exam", "finish", "--yes").status == 0


def test_report_in_json_holds_the_whole_sitting(grade, exam: Path, clock) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    grade("exam", "submit")
    clock.wall += 3600
    grade("exam", "finish")
    ran = grade("exam", "report", "--format", "json")
    schema = json.loads((ROOT / "docs" / "sitting.schema.json").read_text())
    assert schema == SittingReport.model_json_schema(), "run: make schema"
    jsonschema.validate(json.loads(ran.out), schema)
    found = SittingReport.model_validate_json(ran.out)
    assert (found.state, found.passed, found.provisional, found.pending) == ("finished", False, False, 0)
    assert (found.tasks[0].task, found.tasks[0].points, found.tasks[0].weight) == ("task1", 4, 1)
    assert found.attempts[0].report is not None
    assert found.attempts[0].report.checks[0].hint == "READ THE HINT"
    assert [event.kind for event in found.clock_events] == ["jump"]


def test_report_goes_to_a_file(grade, exam: Path, clock, tmp_path: Path) -> None:
    ran = grade("exam", "report", "--format", "json", "--output", tmp_path / "report.json")
    assert ran.out == ""
    assert json.loads((tmp_path / "report.json").read_text())["state"] == "open"
    grade("exam", "report", "--output", tmp_path / "report.txt")
    assert "Fundamentals" in (tmp_path / "report.txt").read_text()
    ran = grade("exam", "report", "--format", "html", "--lang", "ko")
    assert ran.out.startswith('<!DOCTYPE html>\n<html lang="ko">')
    ran = grade("exam", "report", "--output", tmp_path / "nowhere" / "report.txt")
    assert (ran.status, "could not be written" in ran.err) == (2, True)


def test_report_opens_a_file_in_the_exams_folder(grade, exam: Path, monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("click.launch", opened.append)
    assert grade("exam", "report", "--open").status == 0
    assert opened == [str(exam / "report.html")]
    assert (exam / "report.html").read_text().startswith("<!DOCTYPE html>")
    assert grade("exam", "report", "--open", "--format", "text").status == 0
    assert opened[1:] == [str(exam / "report.txt")]


def test_what_a_submission_says_cannot_reach_the_terminal(grade, exam: Path, clock, capsys) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    ran = grade("exam", "submit")
    ran_report = grade("exam", "report")
    exam_watch.watch(None, Options("en"), rounds=1)
    for text in (ran.out, ran.err, ran_report.out, capsys.readouterr().out):
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "\x07" not in text


def test_watch_shows_the_last_message_and_ends_with_ctrl_c(
    exam: Path, clock, monkeypatch, capsys, grade
) -> None:
    save(exam, clock, "task1", "SCORE = 80")
    grade("exam", "submit")

    def interrupted(_seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exam_watch.time, "sleep", interrupted)
    ran = grade("exam", "watch")
    assert ran.status == 0
    assert "task1, attempt 1: 80/100" in ran.out
    assert "Received: 80" in ran.out
    assert "\x1b]0" not in ran.out


def test_resume_lists_open_sittings_and_forgets_deleted_ones(grade, exam: Path, clock, tmp_path) -> None:
    grade("exam", "start", FOUR, tmp_path / "other")
    ran = grade("exam", "resume")
    assert str(exam) in ran.out
    assert str(tmp_path / "other") in ran.out
    (tmp_path / "other" / ".exam").rename(tmp_path / "gone")
    grade("exam", "finish", exam)
    assert "No exam is open" in grade("exam", "resume").out
    assert list(registry.known()) == [exam]


def test_resume_says_of_a_damaged_sitting_what_is_wrong(grade, exam: Path, clock) -> None:
    state_path(exam).write_bytes(b"no database" * 999)
    for path in state_path(exam).parent.glob("*-wal"):
        path.unlink()
    ran = grade("exam", "resume")
    assert (ran.status, "is damaged" in ran.out.replace("\n", " ")) == (0, True)
    assert grade("exam", "status").status == 3


def test_resume_finds_a_sitting_that_was_moved_once_a_command_ran_there(
    grade, exam: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    exam.rename(tmp_path / "moved")
    grade("exam", "status", "moved")
    assert list(registry.known()) == [tmp_path / "moved"]


def test_a_registry_that_cannot_be_written_costs_no_exam(grade, exam: Path, tmp_path, monkeypatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "file"))
    assert grade("exam", "status").status == 0
    assert grade("exam", "resume").status == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", '{"folder": 3}', "\x00"])
def test_a_registry_with_nonsense_in_it_is_cleared(grade, exam, tmp_path, content: str) -> None:
    (tmp_path / "registry" / "sittings" / "x.json").write_text(content)
    assert grade("exam", "resume").status == 0
    assert list(registry.known()) == [exam]


def test_validate_says_what_is_wrong_with_each_blueprint(grade, tmp_path: Path) -> None:
    assert grade("exam", "validate").out == "fundamentals: in order\ntf-certificate: in order\n"
    (tmp_path / "bad.toml").write_text("minutes = 5")
    ran = grade("exam", "validate", "fundamentals", tmp_path / "bad.toml")
    assert ran.status == 1
    assert "fundamentals: in order" in ran.out
    assert "bad: " in ran.out
    assert "Traceback" not in ran.err


def test_hints_of_a_task_are_refused_while_the_clock_of_an_exam_without_them_runs(
    grade, exam: Path, clock: FakeClock
) -> None:
    ran = grade("hint", "task1", "exact")
    assert ran.status == 2
    assert "it has no hints while the clock runs" in ran.err
    assert grade("hint", "task6", "conv2d").status == 0  # a task that is not in it
    clock.forward(660)
    assert grade("hint", "task1", "exact").status == 0
