"""Records as JSON Lines: one strict JSON object a line, in one language."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

import pydantic

from grader.report.formats.facts import problem_of, report_of, score_of
from grader.report.record import Record
from grader.text import Language
from grader.washing import for_json


def render(records: Sequence[Record], language: Language) -> str:
    """One line a record, each with a line feed.

    Fields: those of :class:`~grader.report.record.Record`, but in place of ``reports`` and
    ``problems`` the one of that language, or null, as ``report`` and ``problem``. ``score`` is null where
    the outcome is "error".
    """
    return "".join(_line(record, language) + "\n" for record in records)


def document(report: pydantic.BaseModel) -> str:
    """One report, problem or sitting alone, as its schema in docs/ describes it, indented."""
    return _written(report.model_dump(), indent=2) + "\n"


def _line(record: Record, language: Language) -> str:
    report, problem = report_of(record, language), problem_of(record, language)
    fields = record.model_dump(exclude={"reports", "problems"}) | {
        "score": score_of(record),
        "report": report.model_dump() if report else None,
        "problem": problem.model_dump() if problem else None,
    }
    return _written(fields)


def _written(fields: dict[str, Any], indent: int | None = None) -> str:
    return for_json(json.dumps(strict(fields), ensure_ascii=False, allow_nan=False, indent=indent))


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
