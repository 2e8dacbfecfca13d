"""Records made by hand, for tests of what becomes of them: no sandbox, no TensorFlow, no task."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import factory

from grader.report.model import CheckReport, EpochReport, Report, SubmissionReport
from grader.report.record import Outcome, Record
from grader.text import LANGUAGES, Language

# What students' names, file names and messages may hold: one hostile thing after another.
HOSTILE = (
    '=HYPERLINK("http://evil.example","x"),+1|-1\t@SUM(A1)\r\n::error::forged\n##[error]forged %0A::set-env'
    "<script>alert(1)</script>&amp;]]>|`code`[link](http://evil.example)![p](http://evil.example/p.png)"
    "\x1b[31mred\x1b]0;title\x07\x00\x0b\ud800\u202eevil\u200b\u2028\ufeff www.evil.example 가나다 ＝1"
)
_TITLES = {
    "en": {"runs": "The submission runs to its end", "pooling": "Feature maps are shrunk by pooling"},
    "ko": {"runs": "제출물이 끝까지 실행된다", "pooling": "풀링으로 특징 맵을 줄인다"},
}
_MESSAGE = {
    "en": "Expected at least one pooling layer. Received: none.",
    "ko": "풀링 층이 하나 이상 있어야 합니다. 받은 값: 없음.",
}
_HINT = {"en": "Read up on MaxPooling2D.", "ko": "MaxPooling2D를 찾아보세요."}
_SYNTAX: dict[Language, str] = {
    "en": "Python cannot read my.py, line 3: invalid syntax.\n  x = (\n      ^",
    "ko": "파이썬이 읽을 수 없는 부분이 있습니다. my.py, line 3: invalid syntax.\n  x = (\n      ^",
}
_BROKEN: dict[Language, str] = {
    "en": "The sandbox broke. Try again.",
    "ko": "샌드박스에 오류가 났습니다. 다시 시도하세요.",
}


def passed(student: str = "kim", **changes: Any) -> Record:
    """A record with all points."""
    return graded(student, "pass", [check("runs", points=0), check("pooling", points=15)], 15, **changes)


def failed_check(student: str = "lee", *, line: int | None = 7, **changes: Any) -> Record:
    """A record with no points: a check failed at a line of the student's."""
    pooling = check("pooling", "fail", failure="no_pooling", line=line)
    checks = [check("runs", points=0), pooling, check("accuracy", "skipped")]
    return graded(student, "fail", checks, 0, **changes)


def partly(score: float, student: str = "min") -> Record:
    """A record with that many of 15 points, not enough to pass."""
    return graded(student, "fail", [check("runs", points=0), check("pooling", "fail", points=score)], score)


def unusable(student: str = "park", *, line: int | None = 3, **changes: Any) -> Record:
    """A record of a file that cannot be graded."""
    return without_verdict(student, "unusable", "screen.syntax", _SYNTAX, line, **changes)


def grader_error(student: str = "choi", **changes: Any) -> Record:
    """A record of a sandbox that broke."""
    return without_verdict(student, "error", "sandbox.broke", _BROKEN, None, **changes)


def broken_check(student: str = "jung", **changes: Any) -> Record:
    """A record of a check with a bug of its own: the grader's failure, with some points in its report."""
    checks = [check("runs", points=0), check("pooling", "error", message="The check broke: KeyError: 'x'.")]
    return graded(student, "error", checks, 5, **changes)


def hostile(text: str = HOSTILE, *, student: str | None = None) -> Record:
    """A failed record in which all that a submission can name or print is that text."""
    bad = check("pooling", "fail", failure="raised_in_part", line=2, title=text, message=text, hint=text)
    return graded(
        text if student is None else student,
        "fail",
        [check("runs", points=0), bad],
        0,
        file=text,
        output=text,
    )


def hostile_problem(text: str = HOSTILE) -> Record:
    """An unusable record in which all that a submission can name is that text."""
    return without_verdict(text, "unusable", "screen.syntax", {"en": text, "ko": text}, 1, file=text)


def one_of_each() -> list[Record]:
    """Every outcome once, and a hostile record of either kind."""
    return [
        passed(),
        failed_check(),
        unusable(),
        grader_error(),
        broken_check(),
        hostile(),
        hostile_problem(),
    ]


def many(count: int) -> Iterator[Record]:
    """That many students, passed and failed in turn."""
    for number in range(count):
        make = failed_check if number % 2 else passed
        yield make(f"student{number:05}", file=f"student{number:05}/my.py")


def check(name: str, outcome: Any = "pass", *, points: float = 0, **changes: Any) -> dict[str, Any]:
    """One check's fields; title, message and hint are filled in by language where not given."""
    return {
        "id": name,
        "outcome": outcome,
        "points": points,
        "max_points": 0 if name == "runs" else 15,
    } | changes


def graded(
    student: str, outcome: Outcome, checks: list[dict[str, Any]], score: float, **changes: Any
) -> Record:
    """A record with reports in both languages."""
    output = changes.pop("output", "hello\n")
    fields = _fields(student, outcome, score) | changes
    reports = {lang: _report(lang, fields, checks, output) for lang in LANGUAGES}
    return factory.record(reports, **fields)


def without_verdict(
    student: str, outcome: Outcome, key: str, sentence: dict[Language, str], line: int | None, **changes: Any
) -> Record:
    """A record with problems in both languages."""
    fields = _fields(student, outcome, 0) | changes
    return factory.problem_record(sentence, error=key, line=line, **fields)


def _fields(student: str, outcome: Outcome, score: float) -> dict[str, Any]:
    points = {"score": score, "max_score": 15, "pass_score": 10}
    return {"student": student, "file": f"{student}/my.py", "outcome": outcome, "seconds": 12.3456} | points


def _report(language: Language, fields: dict[str, Any], checks: list[dict[str, Any]], output: str) -> Report:
    of_record = {name: fields[name] for name in ("outcome", "score", "max_score", "pass_score")}
    return factory.report(
        [_check(language, given) for given in checks],
        **of_record,
        task=fields.get("task", "task2"),
        title={"en": "A convolutional network", "ko": "합성곱 신경망"}[language],
        submission=SubmissionReport(path=fields["file"], sha256="0" * 64),
        metrics={"accuracy": 0.97},
        epochs=[EpochReport(part="model", epoch=1, logs={"loss": 0.5})],
        goals={"accuracy": 0.952},
        timing={"total": fields["seconds"]},
        output=output,
    )


def _check(language: Language, given: dict[str, Any]) -> CheckReport:
    told = given["outcome"] in ("fail", "error")
    filled = {
        "title": _TITLES[language].get(given["id"], given["id"]),
        "message": _MESSAGE[language] if told else "",
        "hint": _HINT[language] if told else "",
    }
    return factory.check_report(**filled | {"name" if key == "id" else key: v for key, v in given.items()})
