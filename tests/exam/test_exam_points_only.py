"""An exam that shows points and nothing else until its end, as the official one; models handed in alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import standin
from conftest import FOUR
from standin import Exam, FakeClock

from grader.cli import exam as sitting
from grader.cli import exam_start
from grader.exam import blueprint as blueprints
from grader.exam.report import SittingReport

ENDINGS = [".h5", ".keras", ".hdf5"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    made = FakeClock()
    for module in (exam_start, sitting):
        monkeypatch.setattr(module, "Tools", lambda: standin.tools(made))
    return made


@pytest.fixture
def exam(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Exam:
    """A sitting in which models count and only points are shown; the current folder is its own."""
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    made = blueprints.find(str(FOUR)).model_copy(update={"feedback": "points", "model_files": True})
    begun = Exam.begin(tmp_path / "mine", made, clock=clock)
    monkeypatch.chdir(begun.folder)
    return begun


def save_model(exam: Exam, text: str, name: str) -> None:
    path = exam.file("task1").parent / name
    path.write_text(text)
    os.utime(path, (exam.clock.wall, exam.clock.wall))


def test_points_are_all_that_a_submission_shows(grade, exam: Exam) -> None:
    exam.save("task1", "SCORE = 55.5")
    ran = grade("exam", "submit", "task1")
    assert (ran.status, "task1: 2 of 5 points." in ran.out) == (0, True)
    assert not [word for word in ("55", "Expected", "HINT") if word in ran.out + ran.err]


def test_an_unchanged_file_does_not_show_its_checks_either(grade, exam: Exam) -> None:
    exam.save("task1", "SCORE = 55.5")
    assert grade("exam", "submit", "task1").status == grade("exam", "submit", "task1").status == 0
    assert "Expected" not in grade("exam", "submit", "task1").out


@pytest.mark.parametrize("form", ["text", "json", "html"])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_form_of_the_report_tells_more_before_the_end(grade, exam: Exam, form: str, language: str) -> None:
    exam.save("task1", "SCORE = 55.5")
    exam.save("task2", "SCORE = 99.25")
    grade("exam", "submit")
    told = grade("exam", "report", "--format", form, "--lang", language).out
    assert not [word for word in ("55.5", "99.25", "Expected", "HINT") if word in told]


def test_the_sum_is_no_finer_than_the_points(grade, exam: Exam) -> None:
    exam.save("task1", "SCORE = 99.9")
    grade("exam", "submit")
    report = SittingReport.model_validate_json(grade("exam", "report", "--format", "json").out)
    assert (report.percent, report.tasks[0].score, report.feedback) == (20.0, 80.0, "points")


def test_all_is_told_after_the_end_and_counts_exactly(grade, exam: Exam) -> None:
    exam.save("task1", "SCORE = 55.5")
    grade("exam", "submit")
    grade("exam", "finish", "--yes")
    report = SittingReport.model_validate_json(grade("exam", "report", "--format", "json").out)
    assert (report.percent, report.feedback, report.attempts[0].score) == (13.8, "checks", 55.5)
    assert report.attempts[0].report is not None
    assert "READ THE HINT" in report.attempts[0].report.checks[-1].hint


def test_what_cannot_be_graded_is_told_all_the_same(grade, exam: Exam) -> None:
    exam.save("task1", "UNUSABLE")
    assert "could not be graded" in grade("exam", "submit", "task1").out


def test_the_start_page_says_so(grade, clock: FakeClock, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    for language, words in (
        ("en", ["retired", "nothing else", "mymodel.h5"]),
        ("ko", ["종료", "mymodel.h5"]),
    ):
        folder = tmp_path / language
        assert grade("exam", "start", "tf-certificate", folder, "--lang", language).status == 0
        page = (folder / "START.md").read_text(encoding="utf-8")
        assert [word for word in words if word not in page] == []
        assert ".A trained" not in page
        assert ".학습한" not in page


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_model_alone_is_taken_where_the_code_is_the_stub(grade, exam: Exam, ending: str) -> None:
    save_model(exam, "SCORE = 80", f"mymodel{ending}")
    assert "task1: 4 of 5 points." in grade("exam", "submit").out
    assert exam.look().attempts[0].file.endswith(f"mymodel{ending}")


def test_of_models_that_which_was_saved_last_is_taken(grade, exam: Exam) -> None:
    save_model(exam, "SCORE = 20", "mymodel.h5")
    exam.clock.forward(5)
    save_model(exam, "SCORE = 60", "mymodel.keras")
    assert "task1: 3 of 5 points." in grade("exam", "submit").out


def test_the_code_counts_where_there_is_some_though_it_wrote_a_model(grade, exam: Exam) -> None:
    exam.save("task1", "SCORE = 40")
    exam.clock.forward(5)
    save_model(exam, "SCORE = 100", "mymodel.h5")
    assert "task1: 2 of 5 points." in grade("exam", "submit").out


def test_a_model_counts_for_nothing_where_the_exam_does_not_allow_it(grade, exam: Exam, tmp_path) -> None:
    other = Exam.begin(tmp_path / "other", clock=exam.clock)
    save_model(other, "SCORE = 100", "mymodel.h5")
    assert grade("exam", "finish", str(other.folder), "--yes").status == 0
    assert other.look().attempts == []


def test_a_model_that_stands_there_at_the_end_is_taken_in(grade, exam: Exam) -> None:
    save_model(exam, "SCORE = 100", "mymodel.h5")
    exam.clock.forward(3600)
    assert [attempt.file for attempt in exam.look().attempts] == ["task1_callback/mymodel.h5"]
