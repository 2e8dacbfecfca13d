"""One record as Gradescope's results.json.

The fields are those of Gradescope's documentation ("Autograder Specifications", Output format). It requires a
score at the top or at every test. After an error of the grader's own, neither is written: the file is then no
result, and its text says what to do. A zero would be held against the student, and so would a file that is no
JSON, for Gradescope's harness scores that with zero.
"""

from __future__ import annotations

import json
from typing import Any

from grader.report.formats.facts import message, outcome_words, problem_of, report_of
from grader.report.model import CheckReport, Report
from grader.report.record import Record
from grader.text import Language, say
from grader.washing import block, one_line


def render(record: Record, language: Language) -> str:
    """The file's text; ``execution_time`` is in seconds."""
    found = report_of(record, language)
    fields: dict[str, Any] = {
        "output_format": "text",  # nothing of a submission's is read as HTML or Markdown
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",  # of the grading machine, for the teacher alone
        "execution_time": round(record.seconds, 3),
        "extra_data": _extra(record, found),
    }
    if record.outcome == "error":
        asks = say("formats.ask_to_grade_again").pick(language)
        fields["output"] = f"{asks}\n\n{_failure(record, found, language)}".strip()
    elif found is None:
        fields |= {"score": 0, "output": message(record, language), "tests": [_unusable(record, language)]}
    else:
        fields |= {
            "score": record.score,
            "output": _verdict(record, found, language),
            "tests": [_test(check, language) for check in found.checks],
        }
    return json.dumps(fields, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _extra(record: Record, found: Report | None) -> dict[str, Any]:
    seed = {"seed": found.seed} if found else {}
    return {"task": record.task, "outcome": record.outcome, "key": record.key, **seed}


def _verdict(record: Record, found: Report, language: Language) -> str:
    score = say(
        "report.score", score=f"{record.score:g}", max=record.max_score, needed=record.pass_score
    ).pick(language)
    replay = say("report.replay", seed=found.seed).pick(language)
    return f"{one_line(found.title)}: {outcome_words(record, language)}, {score}\n{replay}"


def _test(check: CheckReport, language: Language) -> dict[str, Any]:
    hint = f"{say('report.hint').pick(language)} {check.hint}" if check.hint else ""
    return {
        "name": one_line(check.title),
        "score": check.points,
        "max_score": check.max_points,
        "status": "passed" if check.outcome == "pass" else "failed",
        "output": block("\n".join(filter(None, [check.message, hint]))),
        "visibility": "visible",
    }


def _unusable(record: Record, language: Language) -> dict[str, Any]:
    return {
        "name": say("formats.can_be_graded").pick(language),
        "score": 0,
        "max_score": record.max_score,
        "status": "failed",
        "output": message(record, language),
        "visibility": "visible",
    }


def _failure(record: Record, found: Report | None, language: Language) -> str:
    if found is None:
        problem = problem_of(record, language)
        return block(problem.message) if problem else ""
    broken = [check for check in found.checks if check.outcome == "error"]
    return "\n".join(block(check.message) for check in broken)
