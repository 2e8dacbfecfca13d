"""Records as JSON Lines: one strict JSON object a line, in one language."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from grader.report.formats.facts import problem_of, report_of, score_of
from grader.report.model import ProblemReport, Report
from grader.report.record import Record

# Line ends to some readers, and legal unescaped in JSON.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def render(records: Sequence[Record], language: str) -> str:
    """One line a record, each with a line feed.

    Fields: those of :class:`~grader.report.record.Record`, but in place of ``reports`` and
    ``problems`` the one of that language, or null, as ``report`` and ``problem``. ``score`` is null where
    the grader failed.
    """
    return "".join(_line(record, language) + "\n" for record in records)


def document(report: Report | ProblemReport) -> str:
    """One report or problem alone, as docs/report.schema.json describes it, indented."""
    return json.dumps(strict(report.model_dump()), ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _line(record: Record, language: str) -> str:
    report, problem = report_of(record, language), problem_of(record, language)
    fields = record.model_dump(exclude={"reports", "problems"}) | {
        "score": score_of(record),
        "report": report.model_dump() if report else None,
        "problem": problem.model_dump() if problem else None,
    }
    return json.dumps(strict(fields), ensure_ascii=False, allow_nan=False).translate(_LINE_ENDS)


def strict(value: Any) -> Any:
    """The value as strict JSON has it: null for NaN and infinity, ? for half of a surrogate pair."""
    if isinstance(value, dict):
        return {strict(key): strict(item) for key, item in value.items()}
    if isinstance(value, list):
        return [strict(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    return value
