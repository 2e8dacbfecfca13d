"""The sitting's page: it tells every attempt, in both languages, and hostile text stays text."""

from __future__ import annotations

import re
from pathlib import Path

import page_records as make
import pytest
from standin import Exam
from test_pages import ATTACKS, Page, assert_harmless, hostile_sitting, shape

from grader.exam.page import sitting_page
from grader.text import LANGUAGES, Language, messages, say


def words(page: str) -> str:
    return Page(page).words


def row(page: str, number: int) -> str:
    """What the table of a page's first task says of that attempt."""
    table = page[page.index('<table class="attempts">') :].split("</table>")[0]
    return words("<tbody" + table.split("<tbody")[number])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ATTACKS)
def test_sitting_page_shows_hostile_text_as_text(text: str, language: Language) -> None:
    told = Page(sitting_page(hostile_sitting(text), language))
    assert_harmless(told)
    if "`" not in text:
        assert shape(told) == shape(Page(sitting_page(hostile_sitting("word"), language)))


def test_sitting_page_drops_what_nobody_can_see() -> None:
    told = sitting_page(hostile_sitting("a\u202eb\u200bc\x1b[31m\x00\ufeff\ud800"), "en")
    assert "abc[31m" in told
    assert not re.search("[\u202e\u200b\x1b\x00\ufeff\ud800]", told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sitting_page_tells_every_attempt_and_its_flags(language: Language) -> None:
    page = sitting_page(make.sitting(language), language)
    for number, result, rest in (
        (1, "fail", ["0:10:00", "20 / 100"]),
        (2, "unusable", ["0:25:00", "–", make.problem().problems[language].message]),
        (3, "fail", ["0:40:00", "80 / 100", messages()["page.sitting_counts"].pick(language)]),
        (4, "fail", ["1:25:00", "20 / 100", messages()["exam.flag_seen"].pick(language)]),
        (5, "pass", ["1:31:00", "100 / 100", messages()["exam.flag_late"].pick(language)]),
    ):
        for part in (say("page.sitting_number", number=number).pick(language), *rest):
            assert part in row(page, number)
        assert messages()[f"page.outcome_{result}"].pick(language) in row(page, number)
    assert messages()["exam.flag_from_folder"].pick(language) in words(page)
    assert page.count(messages()["page.sitting_counts"].pick(language)) == 2
    assert messages()["page.sitting_no_attempts"].pick(language) in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sitting_page_tells_result_tasks_clock_and_what_to_read_up(language: Language) -> None:
    made = make.sitting(language)
    told = words(sitting_page(made, language))
    for task in made.tasks:
        assert f"{task.title} {task.category} {task.points} / 5 {task.score:g} / 100 33.3%" in told
    counted = made.attempts[2].report
    assert counted is not None
    for check in counted.checks:
        assert check.title in told
        assert check.message in told
        assert check.hint in told
    assert messages()["page.outcome_fail"].pick(language) in told
    assert messages()["page.training_note"].pick(language) in told
    assert say("page.threshold", value="0.952").pick(language) in told
    assert made.clock_events[0].message in told
    assert say("exam.counts_best").pick(language) in told
    assert bool(re.search("[가-힣]", told)) == (language == "ko")
    assert Page(sitting_page(made, language)).all("html") == [{"lang": language}]


def test_sitting_page_of_an_open_exam_gives_no_verdict() -> None:
    made = make.sitting(
        state="open", provisional=True, seconds_left=61, pending=2, hints=False, ended_at=None
    )
    told = words(sitting_page(made, "en"))
    for sentence in ("Not over yet", "Time left: 0:01:01.", "Waiting to be graded: 2.", "come after the end"):
        assert sentence in told
    result = told[: told.index("Tasks")]
    assert "passed" not in result.lower()


def test_sitting_page_without_a_counted_attempt_shows_the_latest_graded() -> None:
    late = make.sat("task2", 1, 9999, report=make.report(["pass"] * 3 + ["fail"]), counted=False)
    task = make.sitting().tasks[0].model_copy(update={"points": 0, "score": 0, "attempt": None})
    told = words(sitting_page(make.sitting(tasks=[task], attempts=[late]), "en"))
    assert "Checks of attempt 1 No attempt counts for this task" in told


def test_sitting_page_draws_the_score_where_there_are_two_attempts() -> None:
    pages = [sitting_page(make.sitting(attempts=make.sitting().attempts[:count]), "en") for count in (1, 3)]
    assert ["Score by attempt" in words(page) for page in pages] == [False, True]
    for page in pages:
        for chart in Page(page).all("svg"):
            assert (chart["role"], bool(chart["aria-label"])) == ("img", True)


def test_sitting_page_has_an_id_for_every_reference() -> None:
    page = sitting_page(make.sitting(), "en")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:aria-labelledby|href)="#?([\w-]+)"', page)) <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sitting_page_of_a_real_sitting_is_the_same_each_time(tmp_path: Path, language: Language) -> None:
    exam = Exam.begin(tmp_path / "exam")
    for text in ("SCORE = 40", "UNUSABLE", "SCORE = 95"):
        exam.save("task1", text)
        exam.submit("task1")
        exam.clock.forward(60)
    exam.finish()
    made = exam.report(language)
    page = sitting_page(made, language)
    assert_harmless(Page(page))
    assert "95 / 100" in words(page)
    assert page == sitting_page(made, language)
