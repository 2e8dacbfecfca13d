"""A record that a batch kept: read back, it can be told in every form, or it is not read at all."""

from __future__ import annotations

import pydantic

from grader.report.formats import FORMATS, csvfile, github, jsonl
from grader.report.record import Record

MAX_LENGTH = 6000
WORDS = [
    *(
        '"student"',
        '"task"',
        '"file"',
        '"outcome"',
        '"fail"',
        '"unusable"',
        '"failed"',
        '"score"',
        '"max_score"',
    ),
    *(
        '"reports"',
        '"problems"',
        '"en"',
        '"ko"',
        '"checks"',
        '"message"',
        '"line"',
        '"epochs"',
        '"logs"',
        '"metrics"',
    ),
    *(
        "NaN",
        "1e400",
        "-1",
        "null",
        "\\u202e",
        "\\u001b",
        "::error::",
        "=1+1",
        "<b>",
        "[x]",
        '"goals"',
        '"timing"',
    ),
]


def one(data: bytes) -> None:
    try:
        record = Record.model_validate_json(data)
    except pydantic.ValidationError:
        return
    for language in ("en", "ko"):
        for name, form in FORMATS.items():
            if name != "html":
                form(record, language).encode("utf-8")
        for render in (csvfile.render, github.summary, jsonl.render):
            render([record, record], language).encode("utf-8")
