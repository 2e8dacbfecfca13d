"""Every form of a report, of a hostile submission: it must be made, and be no more than a report.

Each function below reads one form as its readers do and yields what is wrong with it. ``shown`` are texts of
the submission's that must be read in the form as they were written: what is taken for markup is not.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

from rich.cells import cell_len
from rich.console import Console

from grader.cli import app
from grader.report.batch_live import BatchLive
from grader.report.formats import FORMATS, csvfile, facts, github, jsonl, table
from grader.report.live import Live, describe
from grader.report.page import class_page, grading_page
from grader.report.record import Record
from grader.report.terminal import folded
from grader.text import LANGUAGES
from grader.washing import for_markdown

from .readers import Page, active_markdown, command, markdown, squeezed, stacked, unseen

_WIDE, _LONG = 100, 1500  # cells of a line and lines of a report as text
_FULL = 400_000  # characters of any form
_RUNS = re.compile(r"(^|;)[\s\"]*[=+@＝＋－＠-]")
_LEVELS = ("error", "warning", "notice")
_JUNIT = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped"}
_GRADESCOPE = {
    *("score", "output", "tests", "output_format", "test_output_format", "test_name_format", "visibility"),
    *("stdout_visibility", "execution_time", "extra_data"),
}
_TEST = {"name", "score", "max_score", "status", "output", "visibility"}
Found = Iterator[str]


def broken_forms(record: Record, *, pages: bool, shown: Sequence[str] = ()) -> list[str]:
    """What is wrong with the forms, in both languages; ``pages``: with the slow ones too."""
    found = []
    for language in LANGUAGES:
        for name, read in READERS.items():
            if not pages and name in SLOW:
                continue
            try:
                found += [f"{name}: {problem}" for problem in read(record, language, shown)]
            except Exception as error:
                found.append(f"{name}: cannot be made or read: {type(error).__name__}: {error}"[:500])
    return list(dict.fromkeys(found))


def broken_sentence(task: str, path: Path) -> list[str]:
    """What is wrong with what the command itself says of a file that cannot be graded."""
    found = []
    for language in LANGUAGES:
        page = io.StringIO()
        with (
            contextlib.redirect_stdout(page),
            contextlib.redirect_stderr(page),
            contextlib.suppress(SystemExit),
        ):
            app.main(["grade", task, str(path), "--lang", language])
        found += [f"the command: {problem}" for problem in _printed(page.getvalue())]
        if "grade-error-" in page.getvalue():
            found.append("the command: it ends by an error of its own")
    return found


def _text(record: Record, language: str, shown: Sequence[str]) -> Found:
    text = FORMATS["text"](record, language)
    yield from _printed(text)
    lines = text.split("\n")
    report = record.reports.get(language)
    if report is not None:
        yield from (f"a line of {cell_len(line)} cells" for line in lines if cell_len(line) > _WIDE)
        own = sum(line.startswith((" ✓", " ✗", " –", " !")) for line in lines)
        told = len(folded(report.checks, language))
        if own != told:
            yield f"{own} lines look like verdicts, of {told} lines for checks"
    if len(lines) > _LONG:
        yield f"{len(lines)} lines"
    yield from _missing(text, shown)


def _live(record: Record, language: str, shown: Sequence[str]) -> Found:
    """What is printed while grading goes on, to standard error."""
    with contextlib.redirect_stderr(io.StringIO()) as page:
        live = Live(language)
        for report in record.reports.values():
            for told in report.epochs:
                message = told.model_dump() | {"epochs": None}
                live.progress(message)
                line = describe(message, language)
                if "\n" in line or len(line) > 3000:
                    yield f"an epoch in several lines, or without end: {line[:80]!r}"
                yield from _missing(
                    page.getvalue(), [t for t in shown if squeezed(t) in squeezed(f"{message}")]
                )
        BatchLive(1, language).ended(record, False)
        Console(stderr=True, width=_WIDE).print(table.render([record], language))
    yield from _printed(page.getvalue())


def _csv(record: Record, language: str, shown: Sequence[str]) -> Found:
    text = csvfile.render([record], language)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    if len(rows) != 1 or tuple(rows[0]) != csvfile.COLUMNS:
        yield f"{len(rows)} rows with the columns {[*rows[0]]}"
    for cell in rows[0].values():
        if bad := unseen(cell) or stacked(cell) or ("\n" in cell and "\n"):
            yield f"a cell has the character {bad!r}"
        if _RUNS.search(cell) and not _is_number(cell):
            yield f"a cell runs: {cell[:80]!r}"
    yield from _missing(rows[0]["message"].replace("'", ""), [one.replace("'", "") for one in shown])


def _junit(record: Record, language: str, shown: Sequence[str]) -> Found:
    text = FORMATS["junit"](record, language)
    builder = ElementTree.TreeBuilder(insert_comments=True, insert_pis=True)
    root = ElementTree.fromstring(text, ElementTree.XMLParser(target=builder))
    elements = list(root.iter())
    if strange := [str(e.tag) for e in elements if e.tag not in _JUNIT] or re.findall("<!.{,20}", text):
        yield f"elements that no report has: {strange}"
    report = record.reports.get(language)
    if sum(e.tag == "testcase" for e in elements) != (len(report.checks) if report else 1):
        yield "not a test case for each check"
    for said in [said for e in elements for said in (*e.attrib.values(), e.text or "", e.tail or "")]:
        if bad := unseen(said):
            yield f"it has the character {bad!r}"
    yield from _missing("".join(root.itertext()), shown)


def _gradescope(record: Record, language: str, shown: Sequence[str]) -> Found:
    value = _strict(FORMATS["gradescope"](record, language))
    tests = value.get("tests", [])
    if not set(value) <= _GRADESCOPE or any(set(test) != _TEST for test in tests):
        yield f"fields that are not ours: {[*value]}"
    if any(value[name] != "text" for name in ("output_format", "test_output_format", "test_name_format")):
        yield "text is read as something else"
    if value.get("score") != (None if record.outcome == "error" else record.score):
        yield f"the score {value.get('score')}, not {record.score}"
    if bad := next(filter(None, map(unseen, _strings(value))), ""):
        yield f"it has the character {bad!r}"
    yield from _missing("".join(_strings(value)), shown)


def _json(record: Record, language: str, shown: Sequence[str]) -> Found:
    """What is read back is what the report says, and no terminal obeys it where it is shown."""
    report = record.reports.get(language) or record.problems[language]
    text = FORMATS["json"](record, language)
    if _strict(text) != json.loads(json.dumps(jsonl.strict(report.model_dump()))):
        yield "it does not say what the report says"
    if bad := unseen(text):
        yield f"it has the character {bad!r} unescaped"
    yield from _missing("".join(_strings(_strict(text))), shown)


def _jsonl(record: Record, language: str, shown: Sequence[str]) -> Found:
    text = jsonl.render([record], language)
    if len(text.splitlines()) != 1 or not text.endswith("\n"):
        yield f"{len(text.splitlines())} lines"
    if bad := unseen(text):
        yield f"it has the character {bad!r} unescaped"
    value = _strict(text)
    if value["score"] != (None if record.outcome == "error" else record.score):
        yield f"the score {value['score']}"
    yield from _missing("".join(_strings(value)), shown)


def _github(record: Record, language: str, shown: Sequence[str]) -> Found:
    summary = github.summary([record], language).replace("⚠\ufe0f", "⚠")  # our own mark
    tokens = list(markdown(summary))
    yield from (f"the summary has {what}" for what in active_markdown(summary))
    yield from _printed(summary)
    if sum(kind == "tr_open" for kind, _ in tokens) != 2 or sum(kind == "td_open" for kind, _ in tokens) != 5:
        yield "the summary's table is not one row of five"
    if shown and facts.failed_checks(record, language):
        yield from _missing("".join(content for _, content in tokens), shown)
    for line in github.annotations([record], language, PurePath("work")):
        yield from _broken_annotation(line)


def _broken_annotation(line: str) -> Found:
    """The line as GitHub's runner reads it."""
    found = re.fullmatch(r"::(\w+) ([^\r\n]*?)::([^\r\n]*)", line)
    if found is None or found[1] not in _LEVELS:
        yield f"no annotation: {line[:80]!r}"
        return
    given = dict(pair.partition("=")[::2] for pair in found[2].split(","))
    if not set(given) <= {"file", "line", "title"} or not given.get("line", "1").isdecimal():
        yield f"an annotation with the properties {given}"
    if (bad := unseen(line)) or len(line) > 20_000:
        yield f"an annotation of {len(line)} characters, with {bad!r}"


def _markdown(record: Record, language: str, shown: Sequence[str]) -> Found:
    """Every text of the record by itself, in a cell of a table."""
    for said in _strings(record.model_dump(exclude={"problems", "reports"})):
        yield from _broken_cell(said)
    report = record.reports.get(language)
    told = report.model_dump() if report else record.problems[language].model_dump()
    for said in set(_strings(told)):
        yield from _broken_cell(said)


def _broken_cell(text: str) -> Found:
    page = f"|a|\n|-|\n| {for_markdown(text)} |\n"
    kinds = [kind for kind, _content in markdown(page)]
    yield from (f"a cell has {what}" for what in active_markdown(page))
    if kinds.count("td_open") != 1 or kinds.count("tr_open") != 2:
        yield "a cell breaks its table"


def _html(record: Record, language: str, shown: Sequence[str]) -> Found:
    pages = {
        "a grading's page": grading_page(record, language),
        "the class's page": class_page([record, record], language, record.student, {0: "students/a.html"}),
    }
    for name, text in pages.items():
        page = Page(text)
        yield from (f"{name}: {what}" for what in page.wrong)
        if bad := unseen(text) or stacked(text):
            yield f"{name} has the character {bad!r}"
        if name == "a grading's page":
            yield from _missing(page.words.replace("`", ""), [one.replace("`", "") for one in shown])


def _size(record: Record, language: str, _shown: Sequence[str]) -> Found:
    for name, form in FORMATS.items():
        text = form(record, language) if name != "html" else ""
        text.encode("utf-8")
        if len(text) > _FULL:
            yield f"{name} has {len(text)} characters"


READERS: dict[str, Callable[[Record, str, Sequence[str]], Found]] = {
    "text": _text,
    "live": _live,
    "csv": _csv,
    "junit": _junit,
    "gradescope": _gradescope,
    "json": _json,
    "jsonl": _jsonl,
    "github": _github,
    "markdown": _markdown,
    "html": _html,
    "size": _size,
}
SLOW = {"html", "markdown"}


def _printed(text: str) -> Found:
    """What a terminal or the log of a CI job would do with the text besides showing it."""
    if bad := unseen(text) or stacked(text):
        yield f"the character {bad!r}"
    if obeyed := command(text):
        yield f"a CI job's log would obey {obeyed!r}"


def _missing(text: str, shown: Sequence[str]) -> Found:
    return (f"it does not show {one!r}" for one in shown if squeezed(one) not in squeezed(text))


def _strict(text: str) -> Any:
    return json.loads(text.encode("utf-8"), parse_constant=_no_constant)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _strings(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names of fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (str(key), *_strings(inner))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", cell) is not None
