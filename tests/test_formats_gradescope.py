"""Gradescope's results.json: nothing but documented fields, and no score after a grader error."""

from __future__ import annotations

from typing import Any, Literal

import pydantic
import pytest
import records
from hypothesis import given
from hypothesis import strategies as st

from grader.report.formats import gradescope
from grader.report.record import Record
from grader.text import Language

Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]
TextFormat = Literal["text", "html", "simple_format", "md", "ansi"]


class Documented(pydantic.BaseModel):
    """Gradescope's documentation, "Autograder Specifications": these fields and no others."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True)


class Test(Documented):
    __test__ = False
    score: float | None = None
    max_score: float | None = None
    status: Literal["passed", "failed"] | None = None
    name: str | None = None
    name_format: TextFormat | None = None
    number: str | None = None
    output: str | None = None
    output_format: TextFormat | None = None
    tags: list[str] | None = None
    visibility: Visibility | None = None
    extra_data: dict[str, Any] | None = None


class Results(Documented):
    score: float | None = None
    execution_time: float | None = None
    output: str | None = None
    output_format: TextFormat | None = None
    test_output_format: TextFormat | None = None
    test_name_format: TextFormat | None = None
    visibility: Visibility | None = None
    stdout_visibility: Visibility | None = None
    extra_data: dict[str, Any] | None = None
    tests: list[Test] | None = None


def results(record: Record, language: Language = "en") -> Results:
    return Results.model_validate_json(gradescope.render(record, language).encode())


@pytest.mark.parametrize("record", records.one_of_each(), ids=lambda record: record.outcome)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_gradescope_has_documented_fields_only(record: Record, language: Language) -> None:
    found = results(record, language)
    assert found.output
    assert found.output_format == found.test_output_format == "text"


def test_gradescope_lists_each_check_with_its_points() -> None:
    found = results(records.failed_check())
    assert found.score == 0
    assert found.tests is not None
    assert [(test.status, test.score, test.max_score) for test in found.tests] == [
        ("passed", 0, 0),
        ("failed", 0, 15),
        ("failed", 0, 15),
    ]
    assert "Expected at least one pooling layer" in (found.tests[1].output or "")
    assert "Hint: Read up on MaxPooling2D" in (found.tests[1].output or "")


def test_gradescope_gives_an_unusable_submission_no_points_and_its_reason() -> None:
    found = results(records.unusable())
    assert found.score == 0
    assert "Python cannot read my.py, line 3" in (found.output or "")


@pytest.mark.parametrize("record", [records.grader_error(), records.broken_check()], ids=["sandbox", "check"])
def test_gradescope_gives_no_score_where_the_grader_failed(record: Record) -> None:
    found = results(record)
    assert found.score is None
    assert found.tests is None
    assert "ask your teacher to grade it again" in (found.output or "")


@given(st.text())
def test_gradescope_takes_any_text(text: str) -> None:
    assert results(records.hostile(text)).score == results(records.hostile_problem(text)).score == 0
