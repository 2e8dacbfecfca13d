"""Every check of every task has three hints in both languages and a topic; each topic has a page in both."""

from __future__ import annotations

import re
import string

import pytest

from grader.task.loader import Task, all_tasks, root
from grader.task.topics import FOLDER, Topic, practised, topics
from grader.text import LANGUAGES, Language

HANGUL = re.compile("[가-힣]")
CHECKS = [pytest.param(task, check, id=f"{task.id}-{check}") for task in all_tasks() for check in task.words]


@pytest.mark.parametrize(("task", "check"), CHECKS)
def test_check_has_three_hints_in_both_languages_and_a_topic(task: Task, check: str) -> None:
    words = task.words[check]
    assert [bool(step) for step in (words.question, words.hint, words.nearly)] == [True] * 3
    assert words.concept in topics()
    texts = [step.text() for step in words.steps]
    assert len({text.en for text in texts}) == 3
    for text in texts:
        assert HANGUL.search(text.ko)
        assert not [name for _, name, _, _ in string.Formatter().parse(text.en + text.ko) if name is not None]
    assert "?" in texts[0].en
    assert "?" in texts[0].ko


@pytest.mark.parametrize("topic", topics().values(), ids=lambda topic: topic.id)
@pytest.mark.parametrize("language", LANGUAGES)
def test_topic_has_a_page_of_half_a_page(topic: Topic, language: Language) -> None:
    page = topic.page(language)
    lines = page.splitlines()
    assert lines[0] == f"# {topic.title.pick(language)}"
    assert 20 <= len(lines) <= 75
    assert bool(HANGUL.search(page.partition("\n")[2])) is (language == "ko")
    assert "```" in page  # an example or a figure that can be followed by hand
    assert not re.search(r"https?://|<[a-z]+>", page)


def test_every_topic_is_practised_and_every_page_listed() -> None:
    assert [name for name, checks in practised().items() if not checks] == []
    pages = {path.name.partition(".")[0] for path in (root() / "tasks" / FOLDER).glob("*.md")}
    assert pages == set(topics())
