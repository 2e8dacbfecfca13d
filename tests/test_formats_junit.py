"""JUnit XML: valid by its schema, and read back by a parser of it."""

from __future__ import annotations

import pytest
import records
import xmlschema
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from grader.report.formats import junit
from grader.report.record import Record
from grader.text import Language

SCHEMA = xmlschema.XMLSchema(ROOT / "tests" / "schemas" / "junit.xsd")


def read(found: list[Record], language: Language = "en") -> JUnitXml:
    text = junit.render(found, language)
    SCHEMA.validate(text)
    return JUnitXml.fromstring(text.encode("utf-8"))


def cases(found: list[Record], language: Language = "en") -> list[TestCase]:
    return [case for suite in read(found, language) for case in suite]


def kinds(record: Record) -> list[type | None]:
    return [type(case.result[0]) if case.result else None for case in cases([record])]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_junit_is_valid_for_every_kind_of_record(language: Language) -> None:
    assert len(cases(records.one_of_each(), language)) == 12


def test_junit_of_no_records_is_valid() -> None:
    assert cases([]) == []


def test_junit_has_a_suite_for_each_task() -> None:
    mixed = [records.passed("a", task="task2"), records.passed("b", task="task1"), records.failed_check("c")]
    found = {suite.name: (suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read(mixed)}
    assert found == {"task1": (2, 0, 0, 0), "task2": (5, 1, 0, 1)}


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (records.passed(), [None, None]),
        (records.failed_check(), [None, Failure, Skipped]),
        (records.unusable(), [Failure]),
        (records.grader_error(), [Error]),
        (records.broken_check(), [None, Error]),
    ],
    ids=["passed", "failed check", "unusable", "failed grader", "broken check"],
)
def test_junit_says_how_each_check_ended(record: Record, expected: list[type | None]) -> None:
    assert kinds(record) == expected


def test_junit_failure_has_its_key_message_and_hint() -> None:
    case = cases([records.failed_check("김철수")], "ko")[1]
    assert (case.classname, case.name) == ("task2.김철수", "풀링으로 특징 맵을 줄인다")
    assert (case.result[0].type, case.result[0].message) == (
        "no_pooling",
        "풀링 층이 하나 이상 있어야 합니다. 받은 값: 없음.",
    )
    assert "MaxPooling2D" in (case.result[0].text or "")


def test_junit_time_is_the_gradings() -> None:
    assert [suite.time for suite in read([records.passed(), records.failed_check()])] == [24.692]


@pytest.mark.parametrize("seconds", [0, 1e-9, 1e-5, 0.1, 1234.5, 86400])
def test_junit_time_is_written_as_the_schema_wants(seconds: float) -> None:
    assert cases([records.passed(seconds=seconds)])[0].time == pytest.approx(seconds, abs=0.001)


@given(st.text() | st.text(alphabet="<>&\"']]>\x00\x0b\x1b\ud800\ufffe\uffff\u202e\n\t \r"))
def test_junit_of_any_text_is_valid(text: str) -> None:
    found = cases([records.hostile(text), records.hostile_problem(text)])
    assert len(found) == 3
    assert all("\x1b" not in (case.name or "") for case in found)


def test_junit_keeps_markup_as_text() -> None:
    (_, case) = cases([records.hostile("</failure><testcase name='forged'/>")])
    assert case.name == "</failure><testcase name='forged'/>"
