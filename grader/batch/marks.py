"""An exam's marks for a class: every student's percent over the blueprint's tasks."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from grader.exam.blueprint import Blueprint, ExamTask
from grader.exam.score import Result, result
from grader.report.formats.csvfile import BOM, Cell, safe
from grader.report.record import Record


@dataclass(frozen=True)
class StudentMark:
    """One student's result; None after an error of the grader's own at one of the tasks."""

    student: str
    result: Result | None


@dataclass(frozen=True)
class _CountedRecord:
    """A record as the marks see it: one attempt, which counts."""

    task: str
    score: float
    max_score: int
    counted: bool = True


def marks(records: Sequence[Record], blueprint: Blueprint, drawn: Sequence[ExamTask]) -> list[StudentMark]:
    """Every student's result, in the order of the records."""
    by_student: dict[str, list[Record]] = {}
    for record in records:
        by_student.setdefault(record.student, []).append(record)
    weights = [(item.task.id, item.weight) for item in drawn]
    found = []
    for student, own in by_student.items():
        attempts = [_CountedRecord(record.task, record.score, record.max_score) for record in own]
        error = any(record.outcome == "error" for record in own)
        whole = result(attempts, weights, blueprint.counts, blueprint.pass_mark)
        found.append(StudentMark(student, None if error else whole))
    return found


def render(found: Sequence[StudentMark], drawn: Sequence[ExamTask], shown_points: int) -> str:
    """CSV, one row a student: percent, outcome ("pass", "fail", "error"), and each task's shown points."""
    page = io.StringIO(newline="")
    page.write(BOM)
    writer = csv.writer(page)
    writer.writerow(["student", "percent", "outcome", *(item.task.id for item in drawn)])
    for mark in found:
        row: list[Cell] = [mark.student, None, "error", *([None] * len(drawn))]
        if mark.result is not None:
            outcome = "pass" if mark.result.passed else "fail"
            points = [own.points(shown_points) for own in mark.result.marks]
            row = [mark.student, mark.result.percent, outcome, *points]
        writer.writerow([safe(cell) for cell in row])
    return page.getvalue()
