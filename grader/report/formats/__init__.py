"""The report in the forms that other programs read. The one list of forms is here, light to import."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from grader.text import Language

if TYPE_CHECKING:
    from grader.report.record import Record


def _text(record: Record, language: Language) -> str:
    from grader.report.formats import text

    return text.render(record, language)


def _json(record: Record, language: Language) -> str:
    from grader.report.formats import jsonl

    return jsonl.document(record.reports.get(language) or record.problems[language])


def _junit(record: Record, language: Language) -> str:
    from grader.report.formats import junit

    return junit.render([record], language)


def _gradescope(record: Record, language: Language) -> str:
    from grader.report.formats import gradescope

    return gradescope.render(record, language)


def _github(record: Record, language: Language) -> str:
    from grader.report.formats import github

    return github.summary([record], language)


def _html(record: Record, language: Language) -> str:
    from grader.report import page

    return page.grading_page(record, language)


# What `--format` takes, and the function that makes a document of one record in a language.
FORMATS: Mapping[str, Callable[[Record, Language], str]] = {
    "text": _text,
    "json": _json,
    "junit": _junit,
    "gradescope": _gradescope,
    "github": _github,
    "html": _html,
}
