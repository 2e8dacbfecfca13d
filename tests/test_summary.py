"""A class's figures, on classes small enough to count by hand."""

from __future__ import annotations

import pytest
from page_records import check, classroom, problem, record
from page_records import report as make_report

from grader.report.model import SubmissionReport
from grader.report.summary import percent, summarize

PASS = ["pass", "pass", "pass", "pass"]
NO_POOLING = ["pass", "pass", "fail", "pass"]
NOTHING = ["fail", "skipped", "skipped", "skipped"]


def only(records):
    (task,) = summarize(records).tasks
    return task


def test_summarize_counts_each_end_once() -> None:
    task = only([record("a", PASS), record("b", NO_POOLING), problem("c"), problem("d", "error")])
    assert (task.graded, task.passed, task.unusable, task.errors) == (2, 1, 1, 1)


def test_summarize_takes_mean_and_median_of_what_was_graded_alone() -> None:
    task = only([record("a", PASS), record("b", NO_POOLING), record("c", NOTHING), problem("d")])
    assert (task.mean, task.median) == (60.0, 80.0)


@pytest.mark.parametrize(
    ("score", "most", "place"),
    [
        (0, 100, 0),
        (9.99, 100, 0),
        (10, 100, 1),
        (29, 100, 2),
        (90, 100, 9),
        (100, 100, 9),
        (7, 10, 7),
        (3, 5, 6),
    ],
)
def test_summarize_puts_a_score_into_its_tenth(score: float, most: int, place: int) -> None:
    bins = only([record("a", PASS, score=score, max_score=most)]).bins
    assert [part.count for part in bins] == [int(number == place) for number in range(10)]


@pytest.mark.parametrize(("score", "most", "expected"), [(5, 0, 0), (-1, 10, 0), (11, 10, 100), (1, 4, 25)])
def test_percent_stays_within_its_range(score: float, most: int, expected: float) -> None:
    assert percent(record("a", PASS, score=score, max_score=most)) == expected


def test_summarize_ranks_checks_by_the_share_of_those_judged() -> None:
    """A check that was skipped was not judged: it neither eases nor hardens the others."""
    task = only([record("a", PASS), record("b", NO_POOLING), record("c", NOTHING), record("d", NOTHING)])
    found = [(hard.id, hard.failed, hard.judged, hard.skipped) for hard in task.hardest]
    assert found == [("returns_model", 2, 4, 0), ("pooling", 1, 2, 2)]
    assert [hard.share for hard in task.hardest] == [0.5, 0.5]


def test_summarize_counts_no_check_of_a_grading_that_we_broke() -> None:
    task = only([record("a", ["fail", "error", "skipped", "skipped"])])
    assert (task.errors, task.graded, task.hardest, task.mistakes) == (1, 0, (), ())


def test_summarize_counts_a_mistake_by_its_key_and_shows_the_commonest_sentence() -> None:
    def told(student: str, message: str):
        made = record(student, NO_POOLING)
        failed = made.reports["en"].checks[2].model_copy(update={"message": message})
        checks = [*made.reports["en"].checks[:2], failed, made.reports["en"].checks[3]]
        english = made.reports["en"].model_copy(update={"checks": checks})
        return made.model_copy(update={"reports": {**made.reports, "en": english}})

    task = only([told("a", "once"), told("b", "twice"), told("c", "twice"), record("d", NOTHING)])
    assert [(m.check, m.failure, m.count) for m in task.mistakes] == [
        ("pooling", "none", 3),
        ("returns_model", "returned_none", 1),
    ]
    assert task.mistakes[0].example.en == "twice"
    assert task.mistakes[0].example.ko == "기대: 풀링 층 하나 이상. 받은 개수: 0."


def test_summarize_tells_a_mistake_without_a_key() -> None:
    checks = [check("pooling", "fail", "en", failure=None)]
    (mistake,) = only([record("a", report_checks=checks, outcome="fail")]).mistakes
    assert (mistake.failure, mistake.count) == ("", 1)


def test_summarize_names_the_slowest_first_and_at_most_five() -> None:
    task = only([record(f"s{number}", seconds=number) for number in range(8)])
    assert [slow.record for slow in task.slowest] == [7, 6, 5, 4, 3]


def test_summarize_finds_the_same_bytes_of_different_students_only() -> None:
    def sent(student: str, digit: str):
        return record(student, report_submission=SubmissionReport(path="x", sha256=digit * 64))

    task = only(
        [sent("a", "1"), sent("b", "1"), sent("c", "2"), sent("d", "3"), sent("d", "3"), problem("e")]
    )
    assert [group.records for group in task.identical] == [(0, 1)]


def test_summarize_keeps_tasks_apart_in_the_order_they_come() -> None:
    found = summarize([record("a", task="task4"), record("a"), record("b", NO_POOLING, task="task4")])
    assert [(task.task, task.records) for task in found.tasks] == [("task4", (0, 2)), ("task2", (1,))]
    assert found.tasks[0].identical[0].records == (0, 2)


def test_summarize_has_no_mean_where_nothing_was_graded() -> None:
    task = only([problem("a"), problem("b", "error")])
    assert (task.mean, task.median, task.slowest, task.title.en) == (None, None, (), "task2")


def test_summarize_of_nobody_has_no_task() -> None:
    assert summarize([]).tasks == ()


def test_summarize_uses_the_language_there_is() -> None:
    alone = record("a", NO_POOLING).model_copy(update={"reports": {"ko": make_report(NO_POOLING, "ko")}})
    assert only([alone]).hardest[0].title.en == "풀링으로 특징 맵의 크기를 줄인다"


def test_summarize_says_the_same_twice() -> None:
    assert summarize(classroom(20)) == summarize(classroom(20))
