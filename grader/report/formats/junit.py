"""Records as JUnit XML, in the form that Jenkins, GitLab and others read (tests/schemas/junit.xsd)."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import groupby

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite
from junitparser.junitparser import FinalResult

from grader.report.formats.facts import problem_of, report_of
from grader.report.model import CheckReport
from grader.report.record import Record
from grader.text import Language, say
from grader.washing import block, one_line


def render(records: Sequence[Record], language: Language) -> str:
    """One testsuite a task; in it one testcase for each student and check.

    The time (seconds) of a grading stands at its first testcase, for no check has a time of its own.
    """
    document = JUnitXml()
    for task, group in groupby(sorted(records, key=lambda record: record.task), lambda record: record.task):
        suite = TestSuite(one_line(task))
        suite.add_testcases([case for record in group for case in _cases(record, language)])
        document.add_testsuite(suite)
    page = io.BytesIO()
    document.write(page)
    return page.getvalue().decode("utf-8") + "\n"


def _cases(record: Record, language: Language) -> Iterator[TestCase]:
    place = f"{one_line(record.task)}.{one_line(record.student)}"
    found = report_of(record, language)
    if found is None:
        title = say("formats.can_be_graded").pick(language)
        yield _case(title, place, record.seconds, _no_verdict(record, language))
        return
    for number, check in enumerate(found.checks):
        yield _case(check.title, place, 0 if number else record.seconds, _result(check))


def _case(title: str, place: str, seconds: float, result: FinalResult | None) -> TestCase:
    case = TestCase(one_line(title), place, round(seconds, 3))
    if result is not None:
        case.result = result
    return case


def _no_verdict(record: Record, language: Language) -> FinalResult:
    problem = problem_of(record, language)
    assert problem is not None, "a record has reports or problems"
    kind = Failure if record.outcome == "unusable" else Error
    return _filled(kind(one_line(problem.message), one_line(problem.error)), problem.message)


def _result(check: CheckReport) -> FinalResult | None:
    message = one_line(check.message)
    if check.outcome == "skipped":
        return Skipped(message)
    if check.outcome == "error":
        return _filled(Error(message, "grader"), check.message)
    if check.outcome == "fail":
        kind = one_line(check.failure or "failure")
        return _filled(Failure(message, kind), f"{check.message}\n{check.hint}")
    return None


def _filled(result: FinalResult, text: str) -> FinalResult:
    result.text = block(text).strip()
    return result
