"""Records as CSV (RFC 4180) for a spreadsheet: no cell of it runs, and Korean is read as Korean."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.report.formats.facts import failed_checks, message, report_of, score_of
from grader.report.record import Record
from grader.text import Language
from grader.washing import for_spreadsheet

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
BOM = "\ufeff"  # without it Excel reads UTF-8 as the system's old code page
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
    """Numbers as they are; text as a spreadsheet may have it."""
    return for_spreadsheet(cell) if isinstance(cell, str) else cell


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
