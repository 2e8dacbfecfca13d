"""What was practised is kept through kill -9 and shown by topic; what comes next follows a rule."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import factory
import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import HistoryProblem
from grader.practice import history
from grader.practice.history import CheckedPart, PractisedGrading
from grader.practice.progress import recurring, standing
from grader.practice.suggestion import DAY, RESTS, box, suggestions
from grader.report.record import Record
from grader.task import loader
from grader.task.topics import practised, topics
from grader.text import LANGUAGES

MOMENTS = 20
TOLD = "Expected 1. Received: 2."
WRITER = """
import sys
sys.path[:0] = [{tests!r}]
import test_practice
from grader.practice import history
for number in range(10_000):
    history.remember(test_practice.graded("task6", f"{{number:064d}}", conv2d=25), now=float(number))
    print(number, flush=True)
"""


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A history of this test alone, and an empty folder."""
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def graded(task: str, sha256: str = "0" * 64, told: str = TOLD, **points: float) -> Record:
    """A verdict of a task: all of its points but for those checks, which have these."""
    found = loader.find(task)
    reports = {}
    for language in LANGUAGES:
        checks = []
        for name, spec in found.manifest.checks.items():
            got = points.get(name, spec.points)
            wrong = {} if got == spec.points else {"outcome": "fail", "failure": "value", "message": told}
            fields = {"outcome": "pass", "points": got, "max_points": spec.points, **wrong}
            checks.append(factory.check_report(name, **fields))
        submission = factory.SubmissionReport(path="my.py", sha256=sha256)
        pass_score = found.manifest.pass_score
        reports[language] = factory.report(
            checks, task=found.id, submission=submission, pass_score=pass_score
        )
    return factory.record(reports)


def test_verdict_is_remembered_once_and_no_line_of_the_file(own: Path) -> None:
    for _ in range(3):
        history.remember(graded("task6", conv2d=25), now=100.0)
    history.remember(graded("task6", "1" * 64), now=200.0)
    found = history.gradings("task6")
    assert [(grading.at, grading.outcome, grading.score) for grading in found] == [
        (100.0, "fail", 85.0),
        (200.0, "pass", 100.0),
    ]
    assert found[0].checks["conv2d"] == CheckedPart(
        outcome="fail",
        points=25,
        max_points=40,
        failure="value",
        en="Expected 1. Received: 2.",
        ko="Expected 1. Received: 2.",
    )
    assert history.gradings("task7") == []


@pytest.mark.parametrize("value", ["off", "0", "no"])
def test_nothing_is_kept_where_the_user_wants_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GRADE_HISTORY", value)
    history.remember(graded("task6"))
    history.take_hint("task6", "conv2d", 2)
    assert not history.path().exists()


def test_history_survives_kill_9_at_random_moments(own: Path) -> None:
    """Whatever was said to be kept is there, and what was being written is there whole or not at all."""
    draw, kept = random.Random(7), -1
    code = WRITER.format(tests=str(ROOT / "tests"))
    for _ in range(MOMENTS):
        history.forget()
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        kept = int(process.stdout.readline())  # it is at work
        time.sleep(draw.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        told = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        kept = int(told[-1]) if told and told[-1].isdigit() else kept
        found = history.gradings()
        assert [grading.at for grading in found] == [float(number) for number in range(len(found))]
        assert len(found) in (kept + 1, kept + 2)
        history.remember(graded("task7"))  # and it goes on


@pytest.mark.parametrize(
    ("bytes_", "said"),
    [(b"no database", "could not be kept"), (b"SQLite format 3\x00" + b"\xff" * 200, "could not be kept")],
)
def test_damaged_history_is_told_and_can_be_forgotten(grade, bytes_: bytes, said: str) -> None:
    history.path().parent.mkdir(parents=True)
    history.path().write_bytes(bytes_)
    ran = grade("progress")
    assert ran.status == 3
    assert said in ran.err
    assert grade("progress", "--forget").status == 0
    assert "Nothing is remembered yet" in grade("progress").out


def test_history_of_a_newer_version_is_left_alone() -> None:
    history.remember(graded("task6"))
    with sqlite3.connect(history.path()) as db:
        db.execute("PRAGMA user_version = 9")
    db.close()
    with pytest.raises(HistoryProblem, match="newer version"):
        history.gradings()


# Topics


def test_topic_stands_by_the_best_of_each_check() -> None:
    for number, points in enumerate(
        [{"conv2d": 10, "pad_same": 0}, {"conv2d": 30, "pad_same": 30}, {"conv2d": 0}]
    ):
        history.remember(graded("task6", f"{number:064d}", **points), now=float(number))
    history.take_hint("task6", "conv2d", 2)
    history.take_hint("task6", "conv2d", 2)
    history.take_hint("task6", "pad_same", 3)
    checks = practised()
    found = standing(topics()["filter"], checks["filter"], history.gradings(), history.hints())
    assert [(item.task.id, item.check) for item in found.checks] == [("task6", "conv2d")]
    assert (found.share, found.attempts, found.hints, found.last) == (30 / 40, 3, 1, 2.0)
    stride = standing(topics()["softmax"], checks["softmax"], history.gradings(), history.hints())
    assert (stride.tried, stride.share, stride.last) == (False, 0.0, None)


def test_mistake_that_stays_counts_once_and_one_that_comes_back_again() -> None:
    wrong, other = {"conv2d": 0.0}, {"pad_same": 0.0}
    for number, points in enumerate([wrong, wrong, {}, wrong, other, {}, wrong]):
        history.remember(graded("task6", f"{number:064d}", f"told {number}", **points))
    found = recurring(history.gradings())
    assert [(mistake.check, mistake.count, mistake.sentence.en) for mistake in found] == [
        ("conv2d", 3, "told 6")
    ]


# What comes next


def of(task: str, outcome: str, day: float) -> PractisedGrading:
    return PractisedGrading(day * DAY, task, "", outcome, 0.0)


def test_new_comes_before_not_passed_before_due_before_what_rests() -> None:
    gradings = [
        of("task1", "pass", 0),
        of("task2", "fail", 3),
        of("task3", "fail", 1),
        of("task4", "pass", 5.9),
        of("task5", "pass", 4.5),
    ]
    found = suggestions([f"task{n}" for n in (1, 2, 3, 4, 5, 6, 7)], gradings, now=6 * DAY)
    assert [(item.task, item.reason) for item in found] == [
        ("task6", "new"),
        ("task7", "new"),
        ("task3", "not_passed"),
        ("task2", "not_passed"),
        ("task1", "due"),
        ("task5", "due"),
        ("task4", "rest"),
    ]


@pytest.mark.parametrize(
    ("days", "expected"),
    [([0], 0), ([0, 0.5], 0), ([0, 1, 3], 2), ([0, 1, "fail", 5], 0), (list(range(20)), len(RESTS) - 1)],
)
def test_box_is_how_many_days_a_task_was_passed_on_since_it_was_not(days: list, expected: int) -> None:
    gradings = [of("task1", "fail" if day == "fail" else "pass", 2 if day == "fail" else day) for day in days]
    assert box(gradings) == expected


@given(
    st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["pass", "fail"]), st.floats(0, 400)), max_size=30),
    st.floats(0, 500),
)
def test_every_task_is_suggested_once_whatever_was_done(done: list, now: float) -> None:
    syllabus = [f"task{n}" for n in range(1, 6)]
    gradings = [of(f"task{n}", outcome, day) for n, outcome, day in sorted(done, key=lambda item: item[2])]
    assert sorted(item.task for item in suggestions(syllabus, gradings, now * DAY)) == syllabus


# The commands


def steps(text: str) -> list[str]:
    return [line for line in text.splitlines() if line[:2] in ("1 ", "2 ", "3 ")]


def test_hints_come_one_step_at_a_time_and_are_counted(grade) -> None:
    assert "Which check of task6?" in grade("hint", "task6").err
    history.remember(graded("task6", conv2d=25))
    assert steps(grade("hint", "task6").out) == ["1 Think", "2 Idea"]  # the first came with the failed check
    third = grade("hint", "6", "conv2d")
    assert steps(third.out) == ["1 Think", "2 Idea", "3 Nearly"]
    assert "That was the last hint" in third.out
    assert "grade topic filter" in third.out
    assert steps(grade("hint", "task6", "pad_same").out) == ["1 Think"]
    assert [(hint.check, hint.step) for hint in history.hints()] == [("conv2d", 2), ("conv2d", 3)]
    ran = grade("progress")
    assert "1 grading remembered" in ran.out
    assert "has no check 'conv'" in grade("hint", "task6", "conv").err
    assert "1 생각해 보기" in grade("hint", "task6", "pad_same", "--lang", "ko").out


def test_next_says_why_and_how_to_begin(grade) -> None:
    history.remember(graded("task1"))
    ran = grade("next")
    assert ran.out.split()[0] == "task2"
    assert "never tried" in ran.out
    assert "grade start task2" in ran.out
    assert "아직 해 보지 않음" in grade("next", "--lang", "ko").out


def test_progress_shows_bars_and_mistakes_that_come_back(grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for number in range(4):
        wrong = {"conv2d": 10} if number % 2 == 0 else {}
        history.remember(graded("task6", f"{number:064d}", "Expected each weight ...", **wrong))
    ran = grade("progress")
    assert "1 of 20 tasks passed, 1 tried; 4 gradings remembered" in ran.out
    assert "task6 conv2d, 2 times: Expected each weight ..." in ran.out
    assert "██████████ 100%" in ran.out
    assert "today" in ran.out


@pytest.mark.parametrize("name", ["padding", 'Padding: "same" and "valid"', '패딩: "same"과 "valid"'])
def test_topic_is_found_by_id_and_title(grade, name: str) -> None:
    ran = grade("topic", name)
    assert ran.status == 0
    assert ran.out.startswith("# Padding")  # as Markdown, where no terminal reads it


def test_unknown_topic_names_what_is_near(grade) -> None:
    ran = grade("topic", "pading")
    assert ran.status == 2
    assert "padding" in ran.err


def test_topics_lists_each_with_its_tasks(grade) -> None:
    out = grade("topics").out
    for name, checks in practised().items():
        line = next(line for line in out.splitlines() if line.startswith(f"{name} "))
        assert checks[0].task.id in line
