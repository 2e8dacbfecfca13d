"""The forms are read strictly enough: one without its escape is found, and as they are, none is."""

from __future__ import annotations

import re
from typing import Any

import jinja2
import pytest
import records

from grader.report import page
from grader.report.model import EpochReport
from grader.report.record import Record

from .forms import READERS, broken_forms

SHOWN = "[bold]x[/nothing] {{7*7}} {0} %s"
TEXT = (
    f"{records.HOSTILE}\n::error::forged\n##[error]x ::warning file=x::y{SHOWN}\u3164\x9b2J\x1b]52;c;eA==\x07"
    " ]]><!--<?x?> ```b``` **b** @octocat :boom: ;=1+1"
)


def said(text: str) -> Record:
    """A failed record in which all, an epoch too, is called so."""
    made = records.hostile(text)
    told = [EpochReport(part=text[-40:], epoch=1, logs={text[-80:]: 1e308, f"\n::error::{text[:40]}": -1.0})]
    return made.model_copy(
        update={"reports": {k: v.model_copy(update={"epochs": told}) for k, v in made.reports.items()}}
    )


def same(text: Any, *_: Any, **__: Any) -> Any:
    return text


BREAKS: dict[str, list[tuple[str, Any]]] = {
    "text": [("grader.report.terminal.for_log", same)],
    "live": [("grader.report.live._name", same)],
    "csv": [("grader.report.formats.csvfile.for_spreadsheet", same)],
    "junit": [
        ("grader.report.formats.junit.block", lambda text: text.replace("\x00", "")),
        ("grader.report.formats.junit.one_line", lambda text: re.sub("[\x00-\x1f\ud800\ufeff]", "", text)),
    ],
    "gradescope": [("grader.report.formats.gradescope.block", same)],
    "json": [("grader.washing._NOT_ASCII", re.compile("(?!)"))],
    "jsonl": [("grader.washing._NOT_ASCII", re.compile("(?!)"))],
    "github": [("grader.report.formats.github.for_command", same)],
    "markdown": [("grader.washing._MARKUP", re.compile("(?!)"))],
    "html": [("grader.report.page.environment", None)],
}


@pytest.mark.parametrize("record", [said(TEXT), records.hostile_problem(TEXT)], ids=["verdict", "problem"])
def test_no_form_of_a_hostile_record_is_broken(record: Record) -> None:
    assert broken_forms(record, pages=True, shown=[SHOWN]) == []


@pytest.mark.parametrize("record", records.one_of_each(), ids=lambda record: record.student[:6])
def test_no_form_of_any_record_is_broken(record: Record) -> None:
    assert broken_forms(record, pages=True) == []


@pytest.mark.parametrize("form", BREAKS)
def test_a_form_without_its_escape_is_found(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    for target, instead in BREAKS[form]:
        monkeypatch.setattr(target, instead or _unescaped)
    found = broken_forms(said(TEXT), pages=True)
    assert [problem for problem in found if problem.startswith(f"{form}: ")]


def test_every_form_is_broken_once() -> None:
    assert set(BREAKS) == set(READERS) - {"size"}


_escaped = page.environment


def _unescaped(language: str) -> jinja2.Environment:
    return _escaped(language).overlay(autoescape=False)
