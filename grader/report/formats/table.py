"""The terminal's table of many records."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.report.formats.facts import headline, outcome_words, score_of, total
from grader.report.record import Record
from grader.text import Language, say
from grader.washing import for_log, one_line

_STYLES = {"pass": "green", "fail": "red", "unusable": "yellow", "error": "magenta"}
_COLUMNS = ("student", "task", "score", "outcome", "finding", "seconds")
_RIGHT = ("score", "seconds")


def render(records: Sequence[Record], language: Language) -> RenderableType:
    """One row a record, then the total in one line."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in _COLUMNS:
        right = name in _RIGHT
        table.add_column(
            say(f"formats.{name}").pick(language),
            justify="right" if right else "left",
            no_wrap=right,
            overflow="fold",
        )
    for record in records:
        table.add_row(*_row(record, language))
    return Group(table, Line(total(records, language), style="bold"))


def _row(record: Record, language: Language) -> list[Line]:
    """Lines, not strings: rich would read a student's name in [brackets] as markup."""
    score = score_of(record)
    return [
        Line(for_log(one_line(record.student))),
        Line(record.task),
        Line("-" if score is None else f"{score:g}/{record.max_score}"),
        Line(outcome_words(record, language), style=_STYLES[record.outcome]),
        Line(for_log(headline(record, language))),
        Line(f"{record.seconds:.1f}", style="dim"),
    ]
