"""Every form of a report, of a hostile submission: it must be made, and be no more than a report."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import PurePath

from grader.report.formats import FORMATS, csvfile, github
from grader.report.live import describe
from grader.report.record import Record
from grader.text import LANGUAGES

# Letters that turn round, hide or join what is beside them, and what moves a terminal's cursor
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_ACTIVE = re.compile(r"<(script|iframe|img|svg|object|embed)[^>]*(evil|src=.?http|onerror)", re.IGNORECASE)
_COMMANDS = ("::error", "::warning", "::notice")


def broken_forms(record: Record, *, pages: bool) -> list[str]:
    """What is wrong with the forms, in both languages; ``pages``: with the slow ones too."""
    found = []
    for language in LANGUAGES:
        try:
            found += list(_broken(record, language, pages))
        except Exception as error:
            found.append(f"a form cannot be made: {type(error).__name__}: {error}")
    return found


def _broken(record: Record, language: str, pages: bool) -> Iterator[str]:
    made = {name: form(record, language) for name, form in FORMATS.items() if pages or name != "html"}
    yield from (f"{name} is not UTF-8" for name, text in made.items() if not _is_utf8(text))
    if unseen := _UNSEEN.search(made["text"]):
        yield f"the text has the character {unseen[0]!r}"
    json.loads(made["json"], parse_constant=_no_constant)
    json.loads(made["gradescope"], parse_constant=_no_constant)
    ElementTree.fromstring(made["junit"])
    if _ACTIVE.search(made.get("html", "") + made["github"]):
        yield "the page runs what the submission wrote"
    yield from _broken_lines(record, language)


def _broken_lines(record: Record, language: str) -> Iterator[str]:
    """The forms that are read line by line: a table, workflow commands, the live display."""
    for row in csv.reader(io.StringIO(csvfile.render([record], language).removeprefix("\ufeff"))):
        if any(cell[:1] in tuple("=+@\t\r") or re.match(r"-\D", cell) for cell in row):
            yield f"a cell runs: {row}"
    for line in github.annotations([record], language, PurePath()):
        if not line.startswith(_COMMANDS) or "\n" in line or "\r" in line:
            yield f"a workflow command of the submission's own: {line[:80]}"
    for told in next(iter(record.reports.values())).epochs if record.reports else ():
        if _UNSEEN.search(describe(told.model_dump() | {"epochs": None}, language)):
            yield "the live line has a character that is not seen"


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
