"""What counts, and when: sittings of 600 seconds on a clock that the tests set, graded by a stand-in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from conftest import FOUR
from standin import Exam, FakeClock, grading

from grader.errors import GraderError, SandboxError, UsageProblem
from grader.exam import blueprint as blueprints
from grader.task import loader


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    return Exam.begin(tmp_path / "exam")


def told(exam: Exam, task: str = "task1") -> list[tuple]:
    """Score, counted, marks and flags of each attempt at a task."""
    attempts = [attempt for attempt in exam.report().attempts if attempt.task == task]
    return [(item.score, item.counted, item.marks, item.flags) for item in attempts]


def percent_with(task_score: float) -> float:
    return task_score / 4


def test_a_submission_is_graded_and_counts(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    accepted = exam.submit("task1")
    assert [item.new for item in accepted] == [True]
    assert told(exam) == [(80, True, True, [])]
    assert exam.report().percent == percent_with(80)


def test_a_file_saved_and_submitted_at_the_last_second_counts(exam: Exam) -> None:
    exam.clock.forward(600)
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    assert told(exam) == [(80, True, True, [])]


def test_waiting_for_another_commands_transaction_is_not_the_students_delay(exam: Exam) -> None:
    class Waiting(FakeClock):
        def read(self):
            now = super().read()
            self.forward(2)
            return now

    exam.clock.forward(599)
    exam.save("task1", "SCORE = 80")
    exam.clock = Waiting(exam.clock.wall, exam.clock.running)
    exam.submit("task1")
    assert told(exam) == [(80, True, True, [])]


def test_a_file_submitted_a_second_late_is_graded_and_does_not_count(exam: Exam) -> None:
    exam.clock.forward(601)
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    assert told(exam) == [(80, False, False, ["late"])]
    report = exam.report()
    assert (report.percent, report.state) == (0, "time_up")
    assert report.attempts[0].report is not None


def test_a_file_saved_at_the_last_second_and_found_later_counts_and_is_flagged(exam: Exam) -> None:
    exam.clock.forward(600)
    exam.save("task1", "SCORE = 80")
    exam.clock.forward(3600)
    assert told(exam) == [(80, True, True, ["from_folder"])]
    attempt = exam.report().attempts[0]
    assert "modification time alone" in attempt.notes[0]
    assert attempt.elapsed == pytest.approx(600, abs=0.01)


def test_a_file_saved_a_second_late_and_found_later_does_not_count(exam: Exam) -> None:
    exam.clock.forward(601)
    exam.save("task1", "SCORE = 80")
    exam.clock.forward(3600)
    assert told(exam) == [(80, False, False, ["late"])]


def test_what_a_command_saw_in_time_counts_although_it_was_changed_later(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.clock.forward(590)
    exam.look()
    exam.clock.forward(20)
    exam.save("task1", "SCORE = 100")
    assert told(exam) == [(80, True, True, ["seen"]), (100, False, False, ["late"])]


def test_a_file_that_a_command_saw_in_time_needs_no_modification_time(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.look()
    exam.clock.forward(700)
    os.utime(exam.file("task1"), (exam.clock.wall, exam.clock.wall))
    assert told(exam) == [(80, True, True, ["seen"])]


def test_what_was_submitted_is_not_taken_in_again_at_the_end(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    exam.clock.forward(700)
    assert told(exam) == [(80, True, True, [])]


def test_a_stub_is_not_taken_in_at_the_end(exam: Exam) -> None:
    exam.clock.forward(700)
    assert exam.report().attempts == []
    assert exam.report().pending == 0


def test_the_folder_is_taken_in_once(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.clock.forward(700)
    exam.look()
    exam.save("task1", "SCORE = 90", mtime=exam.clock.wall - 300)
    assert told(exam) == [(80, True, True, ["from_folder"])]


def test_a_file_deleted_before_the_end_counts_as_it_was_seen_last(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.look()
    exam.file("task1").unlink()
    exam.clock.forward(700)
    assert told(exam) == [(80, True, True, ["seen"])]


def test_submitting_a_deleted_file_is_a_sentence_and_loses_nothing(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    exam.file("task1").unlink()
    with pytest.raises(UsageProblem, match=r"task1_callback/task1_callback\.py"):
        exam.submit("task1")
    assert told(exam) == [(80, True, True, [])]


def test_a_whole_folder_that_is_gone_loses_nothing(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    for path in exam.file("task1").parent.iterdir():
        path.unlink()
    exam.file("task1").parent.rmdir() if exam.folder.joinpath("task1_callback").exists() else None
    exam.clock.forward(700)
    assert told(exam) == [(80, True, True, [])]


def test_a_grading_that_runs_over_the_end_counts(exam: Exam) -> None:
    exam.clock.forward(599)
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")

    def slow(*arguments):
        exam.clock.forward(300)
        return grading(*arguments)

    exam.grade(slow)
    assert told(exam) == [(80, True, True, [])]


def test_a_grading_that_begins_after_the_end_counts_if_it_was_accepted_before(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    exam.clock.forward(5000)
    assert told(exam) == [(80, True, True, [])]


def test_a_machine_asleep_across_the_end_wakes_to_an_exam_that_is_over(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.clock.forward(8 * 3600)  # the running clock goes on during suspend
    exam.save("task2", "SCORE = 100")
    look = exam.look()
    assert (look.over, look.left) == (True, 0)
    assert told(exam, "task1") == [(80, True, True, ["from_folder"])]
    assert told(exam, "task2") == [(100, False, False, ["late"])]
    assert exam.report().clock_events == []


@pytest.mark.parametrize("moved", [-3600, 3600], ids=["back", "forward"])
def test_a_moved_wall_clock_neither_adds_nor_removes_time_and_is_flagged(exam: Exam, moved: float) -> None:
    exam.clock.forward(300)
    exam.clock.wall += moved
    exam.clock.forward(299)
    assert exam.look().left == pytest.approx(1)
    exam.clock.forward(2)
    assert exam.look().over
    report = exam.report()
    assert [(event.kind, event.seconds) for event in report.clock_events] == [("jump", moved)]
    assert "not affected" in report.clock_events[0].message


@pytest.mark.parametrize("moved", [-3600, 3600], ids=["back", "forward"])
@pytest.mark.parametrize(("saved", "in_time"), [(100, True), (599, True), (602, False)])
def test_saves_are_judged_rightly_around_a_jump(exam: Exam, moved: float, saved: int, in_time: bool) -> None:
    for second in range(0, 700, 50):
        if second == 300:
            exam.clock.wall += moved
        if second == saved // 50 * 50:
            exam.save("task1", "SCORE = 80", mtime=exam.clock.wall + saved % 50)
            break
        exam.clock.forward(50)
        exam.look() if second < 550 and saved >= 300 else None
    exam.clock.forward(2000)
    assert [item[1] for item in told(exam)] == [in_time]


def test_a_clock_set_back_after_the_end_makes_no_late_file_early(exam: Exam) -> None:
    exam.clock.forward(500)
    exam.look()
    exam.clock.forward(300)
    exam.clock.wall -= 3600
    exam.save("task1", "SCORE = 80")
    assert told(exam) == [(80, False, False, ["late"])]


def test_a_reboot_is_bridged_by_the_wall_clock_and_flagged(exam: Exam) -> None:
    exam.clock.forward(100)
    exam.look()
    exam.clock.reboot(400)
    assert exam.look().left == pytest.approx(100)
    assert [event.kind for event in exam.report().clock_events] == ["reboot"]
    assert "restarted" in exam.report().clock_events[0].message


def test_a_reboot_with_the_clock_set_back_gives_no_time(exam: Exam) -> None:
    exam.clock.forward(500)
    exam.look()
    exam.clock.reboot(-100_000)
    assert exam.look().left == pytest.approx(100)


def test_an_unchanged_file_is_not_a_new_attempt(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    first = exam.submit("task1")
    exam.clock.forward(700)
    again = exam.submit("task1")
    assert (again[0].new, again[0].attempt.id) == (False, first[0].attempt.id)
    assert len(exam.report().attempts) == 1


def test_a_file_changed_back_is_a_new_attempt_with_other_challenges(exam: Exam) -> None:
    for score in (80, 60, 80):
        exam.save("task1", f"SCORE = {score}")
        exam.submit("task1")
    attempts = exam.report().attempts
    assert [item.number for item in attempts] == [1, 2, 3]
    assert len({item.seed for item in attempts}) == 3
    assert attempts[0].report is not None
    assert attempts[0].report.seed == attempts[0].seed == blueprints.challenge_seed(7, "task1", 1)


@pytest.mark.parametrize(("counts", "percent", "number"), [("best", 20, 2), ("last", 10, 3)])
def test_the_blueprint_says_which_attempt_counts(tmp_path: Path, counts, percent: float, number: int) -> None:
    made = blueprints.find(str(FOUR)).model_copy(update={"counts": counts})
    exam = Exam.begin(tmp_path / "exam", made)
    for score in (20, 80, 40):
        exam.save("task1", f"SCORE = {score}")
        exam.submit("task1")
    report = exam.report()
    assert (report.percent, report.tasks[0].attempt) == (percent, number)
    assert [item.marks for item in report.attempts] == [item.number == number for item in report.attempts]


def test_an_unusable_file_takes_nothing_away_even_where_the_last_counts(tmp_path: Path) -> None:
    exam = Exam.begin(tmp_path / "exam", blueprints.find(str(FOUR)).model_copy(update={"counts": "last"}))
    for text in ("SCORE = 80", "UNUSABLE"):
        exam.save("task1", text)
        exam.submit("task1")
    assert told(exam) == [(80, True, True, []), (0, False, False, ["unusable"])]
    assert exam.report().attempts[1].problem is not None


@pytest.mark.parametrize("text", ["BROKEN", "ERROR"])
def test_the_graders_own_failure_costs_nothing_and_is_graded_again(exam: Exam, text: str) -> None:
    exam.save("task1", text)
    exam.submit("task1")
    with pytest.raises(GraderError) as error:
        exam.grade()
    assert error.value.exit_status == 3
    look = exam.look()
    assert len(look.pending) == 1
    assert look.pending[0].trouble["ko"].message
    exam.clock.forward(700)  # the verdict comes after the end; it was accepted before
    exam.grade(lambda task, submitted, seed: grading(task, submitted.__class__("x.py", b"SCORE = 80"), seed))
    assert told(exam) == [(80, True, True, [])]


def test_a_failure_at_one_attempt_does_not_lose_those_graded_before(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.save("task2", "BROKEN")
    exam.submit("task1", "task2")
    with pytest.raises(SandboxError):
        exam.grade()
    assert [attempt.score for attempt in exam.look().attempts if attempt.record] == [80]


def test_finish_takes_in_what_stands_there_and_ends_the_exam(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.clock.forward(100)
    exam.finish()
    exam.clock.forward(100)
    exam.save("task2", "SCORE = 100")
    exam.submit("task2")
    report = exam.report()
    assert (report.state, report.seconds_used, report.percent) == ("finished", 100, percent_with(80))
    assert told(exam, "task2") == [(100, False, False, ["late"])]


def test_finish_twice_changes_nothing(exam: Exam) -> None:
    exam.clock.forward(100)
    exam.finish()
    exam.clock.forward(100)
    exam.save("task1", "SCORE = 80")
    exam.finish()
    assert exam.report().seconds_used == 100
    assert exam.report().attempts == []


def test_a_notebook_is_taken_where_it_was_saved_later(exam: Exam) -> None:
    exam.save("task1", "SCORE = 20", mtime=exam.clock.wall + 1)
    exam.save("task1", "SCORE = 80", suffix=".ipynb", mtime=exam.clock.wall + 2)
    assert exam.submit("task1")[0].attempt.file == "task1_callback/task1_callback.ipynb"
    exam.save("task1", "SCORE = 30", mtime=exam.clock.wall + 3)
    assert exam.submit("task1")[0].attempt.file == "task1_callback/task1_callback.py"


def test_hints_come_after_the_end_only(exam: Exam) -> None:
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    during = exam.report()
    assert "READ THE HINT" not in during.model_dump_json()
    assert "Expected 100" in during.model_dump_json()
    exam.clock.forward(700)
    assert "READ THE HINT" in exam.report().model_dump_json()


def test_hints_are_shown_where_the_blueprint_allows_them(tmp_path: Path) -> None:
    made = blueprints.find(str(FOUR)).model_copy(update={"hints": True})
    exam = Exam.begin(tmp_path / "exam", made)
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    assert "READ THE HINT" in exam.report().model_dump_json()


def test_the_same_seed_repeats_a_sitting(tmp_path: Path) -> None:
    seeds = []
    for name in ("one", "two"):
        exam = Exam.begin(tmp_path / name, seed=11)
        exam.save("task1", "SCORE = 80")
        exam.submit("task1")
        seeds.append(exam.report().attempts[0].seed)
    assert seeds[0] == seeds[1]


def test_the_report_is_in_the_language_asked_for(exam: Exam) -> None:
    exam.clock.forward(601)
    exam.save("task1", "SCORE = 80")
    report = exam.report("ko")
    assert report.title == "기초"
    assert report.attempts[0].notes == ["종료 후에 제출되어 채점만 하고 점수에는 넣지 않았습니다."]
    assert report.attempts[0].report is not None
    assert "통과 기준" in report.attempts[0].report.checks[0].title


def test_a_sitting_keeps_its_blueprint_when_the_file_changes(exam: Exam, monkeypatch) -> None:
    monkeypatch.setattr(loader, "exams", list)
    assert exam.report().title == "Fundamentals"
    assert isinstance(exam.clock, FakeClock)
