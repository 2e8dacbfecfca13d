"""Tables, CSV and JSON Lines: each read back as its reader reads it."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pydantic
import pytest
import records
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from grader.report.formats import FORMATS, csvfile, jsonl, table
from grader.report.formats.facts import percent, points, total_outcome
from grader.report.record import Record
from grader.text import Language
from grader.washing import block, one_line

LANGUAGES = ["en", "ko"]
# Any text at all, lone surrogates too, and texts made of what is dangerous somewhere.
PIECES = [
    "=",
    "＝",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "'",
    '"',
    ",",
    ";",
    "::error::",
    "##[error]",
    "%0A",
    "<b>",
]
texts = st.text() | st.lists(st.sampled_from([*PIECES, "x", " ", "\u202e", "\x1b[31m"]), max_size=8).map(
    "".join
)


def visible(text: str) -> bool:
    """Nothing in it but printable characters and line feeds."""
    return all(c == "\n" or c.isprintable() for c in text)


# --- cleaning


@given(texts)
def test_block_has_no_control_direction_or_half_characters(text: str) -> None:
    kept = block(text)
    assert not {unicodedata.category(c) for c in kept if c not in "\n\t"} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert kept == block(kept)


def test_block_keeps_words_apart_and_says_that_it_cut() -> None:
    assert block("김\u3000철수\r\nb\u2028c") == "김 철수\nb\nc"
    assert one_line(" a\n\n b\tc ", 4) == "a b…"


# --- the terminal's table


def shown(found: list[Record], language: Language) -> str:
    page = io.StringIO()
    Console(file=page, width=160, force_terminal=False).print(table.render(found, language))
    return page.getvalue()


def test_table_has_a_row_for_each_record_and_a_total() -> None:
    lines = shown(records.one_of_each(), "en").splitlines()
    assert lines[0].split() == ["student", "task", "score", "outcome", "first", "finding", "seconds"]
    assert any(line.split()[:4] == ["kim", "task2", "15/15", "passed"] for line in lines)
    assert any(
        "lee" in line and "0/15" in line and "Feature maps are shrunk by pooling" in line for line in lines
    )
    assert any("park" in line and "Python cannot read my.py, line 3" in line for line in lines)
    assert "7 submissions: 1 passed, 2 not passed, 2 cannot be graded, 2 grader errors" in lines[-1]


def test_table_shows_no_points_where_the_grader_failed() -> None:
    row = next(line for line in shown([records.broken_check()], "en").splitlines() if "jung" in line)
    assert row.split()[2] == "-"


def test_table_in_korean_is_korean() -> None:
    text = shown([records.failed_check()], "ko")
    assert "미통과" in text
    assert "passed" not in text


def test_table_prints_no_control_character_and_reads_no_markup() -> None:
    text = shown([records.hostile(), records.passed("[bold]kim[/nothing]")], "en")
    assert visible(text)
    assert "[bold]kim[/nothing]" in text


# --- CSV


def rows(found: list[Record], language: Language = "en") -> list[dict[str, str]]:
    text = csvfile.render(found, language)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def runs(cell: str) -> bool:
    """Would a spreadsheet run it? (OWASP, CSV injection; numbers are no formulas.)"""
    try:
        float(cell)
    except ValueError:
        return cell.lstrip().startswith(tuple("=+-@\t\r＝＋－＠"))
    return False


def test_csv_has_one_row_a_record_with_numbers_as_numbers() -> None:
    found = rows([records.passed(), records.failed_check(), records.unusable()])
    assert list(found[0].values()) == [
        "kim",
        "task2",
        "kim/my.py",
        "pass",
        "15.0",
        "15",
        "10",
        "1234",
        "12.35",
        "",
        "",
    ]
    assert [(row["outcome"], float(row["score"]), row["seed"]) for row in found] == [
        ("pass", 15, "1234"),
        ("fail", 0, "1234"),
        ("unusable", 0, ""),
    ]
    assert found[1]["failed_checks"] == "Feature maps are shrunk by pooling"
    assert found[2]["message"].startswith("Python cannot read my.py, line 3")


def test_csv_has_no_score_where_the_grader_failed() -> None:
    assert [row["score"] for row in rows([records.grader_error(), records.broken_check()])] == ["", ""]


def test_csv_tells_messages_in_korean_under_the_same_columns() -> None:
    (row,) = rows([records.failed_check()], "ko")
    assert list(row) == list(csvfile.COLUMNS)
    assert row["message"].startswith("풀링 층이")


@pytest.mark.parametrize("start", list("=+-@＝＋－＠"))
@pytest.mark.parametrize("before", ["", " ", "\t", "\r\n", "\u200b", "\x00", "\ufeff", "\u3000"])
def test_csv_cell_that_a_spreadsheet_would_run_is_made_text(start: str, before: str) -> None:
    assert csvfile.safe(f"{before}{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"


@given(texts)
def test_csv_read_back_has_no_cell_that_runs(text: str) -> None:
    for row in rows([records.hostile(text), records.hostile_problem(text)]):
        assert list(row) == list(csvfile.COLUMNS)
        for cell in row.values():
            assert not runs(cell)
            assert visible(cell)


# --- JSON Lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_jsonl_is_one_strict_object_a_line(language: Language) -> None:
    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    found = records.one_of_each()
    text = jsonl.render(found, language)
    lines = text.splitlines()  # the strictest reader: it splits at U+2028 as well
    assert len(lines) == len(found)
    for line, record in zip(lines, found, strict=True):
        value = json.loads(line.encode("utf-8"), parse_constant=refuse)
        assert set(value) == (set(Record.model_fields) - {"reports", "problems"}) | {"report", "problem"}
        assert (value["report"] is None) == (not record.reports)
        assert (value["score"] is None) == (record.outcome == "error")


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_no_record_has_what_is_no_number(value: float) -> None:
    """JSON has no such numbers, so no form of it could be made."""
    with pytest.raises(pydantic.ValidationError, match="finite"):
        records.passed(seconds=value)


@given(texts)
def test_jsonl_keeps_hostile_text_on_its_line(text: str) -> None:
    made = jsonl.render([records.hostile(text)], "en")
    assert len(made.splitlines()) == 1
    assert json.loads(made.encode())["student"] == text.encode("utf-8", "replace").decode()


# --- totals


@pytest.mark.parametrize(
    ("found", "mark", "expected"),
    [
        ([records.passed()], None, "pass"),
        ([records.passed(), records.failed_check()], None, "fail"),
        ([records.unusable()], None, "fail"),
        ([records.passed(), records.grader_error()], None, "error"),
        ([records.broken_check()], 0, "error"),
        ([], None, "error"),
        ([records.partly(9)], 60, "pass"),
        ([records.partly(9)], 60.1, "fail"),
        ([records.passed(), records.unusable()], 50, "fail"),
    ],
)
def test_total_outcome(found: list[Record], mark: float | None, expected: str) -> None:
    assert total_outcome(found, mark) == expected


def test_points_leave_out_what_the_grader_failed_at() -> None:
    assert points([records.passed(), records.failed_check(), records.broken_check()]) == (15, 30)
    assert percent(1, 3) == 33.33
    assert percent(0, 0) == 0


def test_every_form_renders_every_record() -> None:
    for make in FORMATS.values():
        for record in records.one_of_each():
            assert make(record, "ko").encode("utf-8")
