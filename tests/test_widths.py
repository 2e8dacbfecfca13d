"""No word is lost and no line is wider than the terminal, in both languages from 60 columns on."""

from __future__ import annotations

from io import StringIO

import pytest
import records
from rich.cells import cell_len
from rich.console import RenderableType

from grader.report import terminal
from grader.report.console import open_console
from grader.report.formats import table
from grader.report.model import Report
from grader.task.loader import all_tasks
from grader.text import Language, messages

WIDTHS = [60, 70, 80, 100]
LANGUAGES = ["en", "ko"]


def shown(what: RenderableType, width: int) -> str:
    open_console(file=(page := StringIO()), width=width).print(what)
    return page.getvalue()


def fits(text: str, width: int) -> bool:
    return max(cell_len(line.rstrip()) for line in text.splitlines()) <= width


def letters(text: str) -> list[str]:
    return sorted("".join(text.split()))


def full_report(language: Language) -> Report:
    """A report with every title, message and hint of every task."""
    checks = []
    for task in all_tasks():
        for name, words in task.words.items():
            for key, failure in words.failure.items():
                told = failure.ko if language == "ko" else failure.en
                hint = (failure.hint or words.hint).text().pick(language)
                title = words.title.text().pick(language)
                told_of = {"title": title, "message": told, "hint": hint, "failure": key}
                checks.append(records.check(name, "fail", **told_of))
    return records.graded("kim", "fail", checks, 0).reports[language]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_loses_no_letter(language: Language, width: int) -> None:
    report = full_report(language)
    text = shown(terminal.render(report, language), width)
    assert fits(text, width)
    assert letters(text) == letters(shown(terminal.render(report, language), 500))
    assert "…" not in text or "…" in shown(terminal.render(report, language), 500)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_breaks_between_words(language: Language, width: int) -> None:
    for key, text in messages().items():
        sentence = text.pick(language)
        told = shown(sentence, width)
        assert fits(told, width), key
        assert [w for w in sentence.split() if cell_len(w) <= width and w not in told.split()] == [], key


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", [("tasks",), ("doctor",), (), ("exam", "validate")], ids=" ".join)
def test_a_command_loses_no_letter(
    grade, command: tuple[str, ...], language: Language, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    narrow = grade(*command, "--lang", language).out
    monkeypatch.setenv("COLUMNS", "400")
    assert fits(narrow, width)
    assert letters(narrow) == letters(grade(*command, "--lang", language).out)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_table_loses_no_letter(language: Language, width: int) -> None:
    found = table.render(records.one_of_each(), language)
    assert fits(shown(found, width), width)
    assert letters(shown(found, width)) == letters(shown(found, 400))
