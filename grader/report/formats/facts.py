"""What every form tells of a record: its score, its outcome in words, the first thing to mend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from grader.report.model import CheckReport, ProblemReport, Report
from grader.report.record import Record
from grader.text import Language, say
from grader.washing import block, one_line


def report_of(record: Record, language: Language) -> Report | None:
    """The report of a verdict; None where there was none."""
    return record.reports.get(language)


def problem_of(record: Record, language: Language) -> ProblemReport | None:
    """The problem that stood in the way of a verdict; None where there was none."""
    return record.problems.get(language)


def failed_checks(record: Record, language: Language) -> list[CheckReport]:
    """The checks that did not hold, in order; one that the grader broke is among them."""
    found = report_of(record, language)
    return [check for check in found.checks if check.outcome in ("fail", "error")] if found else []


def score_of(record: Record) -> float | None:
    """The points; None after an error of the grader's own, which is never held against a student."""
    return None if record.outcome == "error" else record.score


def outcome_words(record: Record, language: Language) -> str:
    """The outcome as a reader knows it."""
    return say(f"batch.{record.outcome}").pick(language)


def headline(record: Record, language: Language) -> str:
    """The first failed check's title, or the problem's first line; empty where there is nothing to mend."""
    for check in failed_checks(record, language):
        return one_line(check.title)
    problem = problem_of(record, language)
    return one_line(block(problem.message).strip().partition("\n")[0]) if problem else ""


def message(record: Record, language: Language) -> str:
    """The first failed check's message, or the problem's, as lines."""
    for check in failed_checks(record, language):
        return block(check.message)
    problem = problem_of(record, language)
    return block(problem.message) if problem else ""


def points(records: Sequence[Record]) -> tuple[float, int]:
    """Points earned and points to earn, of all records that were graded."""
    graded = [record for record in records if record.outcome != "error"]
    return round(sum(record.score for record in graded), 2), sum(record.max_score for record in graded)


def percent(score: float, best: float) -> float:
    """Percent of the points, to two decimals."""
    return round(100 * score / best, 2) if best else 0.0


def total_outcome(records: Sequence[Record], pass_mark: float | None) -> Literal["pass", "fail", "error"]:
    """ "error" where the grader made one or graded nothing; else "pass" where every record passes.

    With a pass mark (percent), a record passes where it reaches that; else where it reaches its task's own.
    """
    if not records or any(record.outcome == "error" for record in records):
        return "error"
    if pass_mark is None:
        passed = all(record.outcome == "pass" for record in records)
    else:
        passed = all(100 * record.score >= pass_mark * record.max_score for record in records)
    return "pass" if passed else "fail"


def total(records: Sequence[Record], language: Language) -> str:
    """One sentence: how many submissions, and how each kind of outcome is represented."""
    count = dict.fromkeys(("pass", "fail", "unusable", "error"), 0)
    for record in records:
        count[record.outcome] += 1
    seconds = sum(record.seconds for record in records)
    return say(
        "formats.total",
        count=len(records),
        passed=count["pass"],
        not_passed=count["fail"],
        unusable=count["unusable"],
        errors=count["error"],
        seconds=f"{seconds:.0f}",
    ).pick(language)
