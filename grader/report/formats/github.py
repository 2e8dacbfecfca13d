"""Records for GitHub Actions: annotations, the job summary, the step's outputs.

The forms are those of GitHub's "Workflow commands for GitHub Actions", the escaping that of its runner.
"""  # without the future import "annotations", whose name is needed here

import posixpath
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from grader.report.formats import facts
from grader.report.model import CheckReport
from grader.report.record import Record
from grader.text import Language, say
from grader.washing import block, for_command, for_markdown, one_line

MOST_ANNOTATIONS = 10  # of one step: GitHub drops the others
SUMMARY_BYTES = 1024 * 1024  # of one step: GitHub refuses a larger one
_COLUMNS = ("student", "task", "score", "outcome", "finding")
_MARKS = {"pass": "✅", "fail": "❌", "unusable": "⚠️", "error": "❗"}
_MAX_MESSAGE, _MAX_TITLE = 4000, 200


def annotations(records: Sequence[Record], language: Language, root: PurePath) -> list[str]:
    """Workflow commands, one a line: each failed check at the student's own line where one is known.

    ``root`` is the graded folder, relative to the repository. Every student's first finding comes before
    anyone's second; where not all fit, the last says how many were left out.
    """
    ranked = [pair for record in records for pair in enumerate(_commands(record, language, root))]
    found = [command for _, command in sorted(ranked, key=lambda pair: pair[0])]
    if len(found) <= MOST_ANNOTATIONS:
        return found
    kept = found[: MOST_ANNOTATIONS - 1]
    more = say("formats.more_annotations", count=len(found) - len(kept)).pick(language)
    return [*kept, _command("notice", {}, more)]


def summary(records: Sequence[Record], language: Language, limit: int = SUMMARY_BYTES) -> str:
    """The job summary as Markdown, at most ``limit`` bytes of UTF-8; where it is cut, it says so."""
    cut = "\n" + say("formats.summary_cut").pick(language) + "\n"
    room = limit - len(cut.encode())
    kept: list[str] = []
    for part in _summary_parts(records, language):
        room -= len(part.encode())
        if room < 0:
            return "".join(kept) + cut if kept else ""
        kept.append(part)
    return "".join(kept)


def outputs(records: Sequence[Record], report: str, pass_mark: float | None = None) -> str:
    """Lines for ``$GITHUB_OUTPUT``: score (percent), points, max-points, outcome, report (path).

    ``outcome`` is "pass", "fail" or "error" (the grader's own); ``pass_mark`` is in percent.
    """
    earned, best = facts.points(records)
    values = {
        "score": f"{facts.percent(earned, best):g}" if best else "",
        "points": f"{earned:g}",
        "max-points": str(best),
        "outcome": facts.total_outcome(records, pass_mark),
        "report": report,
    }
    # A line end in a path would begin an output of its own.
    return "".join(f"{name}={' '.join(value.splitlines())}\n" for name, value in values.items())


def _commands(record: Record, language: Language, root: PurePath) -> Iterator[str]:
    """``error`` for what cost the pass, ``warning`` for what cost points only or was the grader's own."""
    level = "error" if record.outcome in ("fail", "unusable") else "warning"
    place = _place(record, root)
    problem = facts.problem_of(record, language)
    if problem is not None:
        yield _finding(
            level, record, facts.outcome_words(record, language), problem.message, place, problem.line
        )
    for check in facts.failed_checks(record, language):
        yield _finding(level, record, check.title, f"{check.message}\n{check.hint}", place, check.line)


def _finding(level: str, record: Record, title: str, text: str, file: str | None, line: int | None) -> str:
    properties: dict[str, str] = {}
    if file is not None:
        properties["file"] = file
        if line is not None:
            properties["line"] = str(line)
    properties["title"] = one_line(f"{record.task} {record.student}: {title}", _MAX_TITLE)
    return _command(level, properties, block(text, _MAX_MESSAGE).strip())


def _place(record: Record, root: PurePath) -> str | None:
    """The file's path in the repository; None where it lies outside, or can do harm in a log."""
    path = posixpath.normpath((root / record.file).as_posix())
    outside = path.startswith(("/", "..")) or PurePath(path).is_absolute()
    return path if path.isprintable() and not outside else None


def _command(name: str, properties: dict[str, str], data: str) -> str:
    given = ",".join(f"{key}={for_command(value, is_property=True)}" for key, value in properties.items())
    return f"::{name} {given}::{for_command(data)}" if given else f"::{name}::{for_command(data)}"


def _summary_parts(records: Sequence[Record], language: Language) -> Iterator[str]:
    """The table first, then each student's findings: what is cut is the least needed."""
    yield f"## {say('formats.summary_title').pick(language)}\n\n"
    yield facts.total(records, language) + "\n\n"
    yield "| " + " | ".join(say(f"formats.{name}").pick(language) for name in _COLUMNS) + " |\n"
    yield "|---|---|---:|---|---|\n"
    for record in records:
        yield _row(record, language)
    for record in records:
        yield from _findings(record, language)


def _row(record: Record, language: Language) -> str:
    score = facts.score_of(record)
    cells = [
        for_markdown(record.student),
        for_markdown(record.task),
        "-" if score is None else f"{score:g}/{record.max_score}",
        f"{_MARKS[record.outcome]} {facts.outcome_words(record, language)}",
        for_markdown(facts.headline(record, language)),
    ]
    return "| " + " | ".join(cells) + " |\n"


def _findings(record: Record, language: Language) -> Iterator[str]:
    problem, checks = facts.problem_of(record, language), facts.failed_checks(record, language)
    if problem is None and not checks:
        return
    yield f"\n### {for_markdown(record.student)} · {for_markdown(record.task)}\n\n"
    if problem is not None:
        yield f"- {for_markdown(problem.message, _MAX_MESSAGE)}\n"
    for check in checks:
        yield _check(check, language)


def _check(check: CheckReport, language: Language) -> str:
    text = f"- **{for_markdown(check.title)}** {check.points:g}/{check.max_points}"
    if check.message:
        text += f"\n  - {for_markdown(check.message, _MAX_MESSAGE)}"
    if check.hint:
        text += f"\n  - {say('report.hint').pick(language)} {for_markdown(check.hint, _MAX_MESSAGE)}"
    return text + "\n"
