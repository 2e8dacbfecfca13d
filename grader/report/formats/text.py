"""One record as plain text, as a terminal shows it."""

from __future__ import annotations

import io

from grader.report import terminal
from grader.report.console import open_console
from grader.report.formats.facts import message, report_of
from grader.report.record import Record
from grader.text import Language
from grader.washing import for_log

_WIDTH = 100


def render(record: Record, language: Language) -> str:
    """The verdict as the terminal shows it, or the problem's sentence, without colours."""
    found = report_of(record, language)
    if found is None:
        return for_log(message(record, language)) + "\n"
    page = io.StringIO()
    terminal.show(found, language, open_console(file=page, width=_WIDTH))
    return page.getvalue()
