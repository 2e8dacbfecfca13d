"""Records as CSV (RFC 4180) for a spreadsheet: no cell of it runs, and Korean is read as Korean."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from grader.report.formats.facts import failed_checks, message, report_of, score_of
from grader.report.formats.plain import one_line
from grader.report.record import Record
from grader.text import Language

COLUMNS = (
    "student",
    "task",
    "file",
    "outcome",
    "score",
    "max_score",
    "pass_score",
    "seed",
    "seconds",
    "failed_checks",
    "message",
)
# What makes a spreadsheet run a cell (OWASP, CSV injection), with the full-width and small forms that some
# accept; after a ; too, which separates cells where the comma is the decimal point.
_RUNS = re.compile(r"(^|;)[\s\"']*(?=[=+@＝＋－＠﹦﹢﹣﹫-])")
BOM = "\ufeff"  # without it Excel reads UTF-8 as the system's old code page
_MAX_MESSAGE = 2000  # a cell of Excel's holds 32767 characters; nobody reads that many
Cell = str | int | float | None


def render(records: Sequence[Record], language: Language) -> str:
    """One row a record under :data:`COLUMNS`; after an error of the grader's own, the score is left empty.

    Column names and outcomes are the same in every language; titles of checks and messages are not.
    """
    page = io.StringIO(newline="")
    page.write(BOM)
    writer = csv.writer(page, quoting=csv.QUOTE_MINIMAL)
    writer.writerow(COLUMNS)
    for record in records:
        writer.writerow([safe(cell) for cell in _row(record, language)])
    return page.getvalue()


def safe(cell: Cell) -> Cell:
    """Numbers as they are; text on one line, with a ' before it where a spreadsheet would run it."""
    if not isinstance(cell, str):
        return cell
    text = one_line(cell, _MAX_MESSAGE)
    return _RUNS.sub(r"\g<0>'", text)


def _row(record: Record, language: Language) -> list[Cell]:
    found = report_of(record, language)
    return [
        record.student,
        record.task,
        record.file,
        record.outcome,
        score_of(record),
        record.max_score,
        record.pass_score,
        found.seed if found else None,
        round(record.seconds, 2),
        "; ".join(check.title for check in failed_checks(record, language)),
        message(record, language),
    ]
