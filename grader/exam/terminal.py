"""A sitting in the terminal: the board of its tasks, and the report."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.exam.report import AttemptReport, SittingReport, marks_of
from grader.exam.rows import TaskRow
from grader.exam.sitting import SittingView
from grader.exam.telling import duration, event_sentence
from grader.report.console import open_table
from grader.task import loader
from grader.text import Language, say
from grader.washing import for_log, shown_path

_SOON = 5 * 60  # seconds left from which the clock is shown in red
_STATES = {
    "missing": "red",
    "begun_not": "dim",
    "changed": "yellow",
    "pending": "yellow",
    "unusable": "red",
    "submitted": "green",
}


def board(look: SittingView, language: Language) -> Group:
    """Clock, tasks and score so far."""
    setup, marks = look.setup, marks_of(look)
    table = _table("task", "title", "points", "attempts", "file", language=language)
    for row, mark in zip(look.tasks, marks.marks, strict=True):
        points = _points(mark.points(setup.blueprint.shown_points), setup.blueprint.shown_points)
        attempts = sum(attempt.task == row.task for attempt in look.attempts)
        state = _state(look, row)
        table.add_row(
            row.task,
            loader.find(row.task).manifest.title.text().pick(language),
            points if mark.attempt is not None else "–",
            str(attempts) if attempts else "–",
            Line(say(f"exam.file_{state}").pick(language), style=_STATES[state]),
        )
    parts: list[RenderableType] = [
        clock_line(look, language),
        Line(),
        table,
        Line(),
        score_line(look, language),
    ]
    parts += [Line(event_sentence(event).pick(language), style="yellow") for event in look.events]
    if look.over:
        parts.append(Line(say("exam.see_report").pick(language)))
    return Group(*parts)


def clock_line(look: SittingView, language: Language) -> Line:
    """The exam's title, its folder and the time left."""
    title = look.setup.blueprint.title.text().pick(language)
    line = Line(f"{title}  ", style="bold").append(shown_path(look.folder.name), style="dim not bold")
    return line.append("  ").append_text(time_line(look, language))


def time_line(look: SittingView, language: Language) -> Line:
    """The time left, or that the exam is over."""
    if look.over:
        return Line(say("exam.over").pick(language), style="bold magenta")
    style = "bold red" if look.left < _SOON else "bold cyan"
    return Line(say("exam.left", left=duration(look.left)).pick(language), style=style)


def score_line(look: SittingView, language: Language) -> Line:
    """Percent so far, percent needed, and what is still to be graded."""
    values = {"percent": f"{marks_of(look).percent:g}", "needed": f"{look.setup.blueprint.pass_mark:g}"}
    if look.over and not look.pending:
        key = "exam.passed" if marks_of(look).passed else "exam.not_passed"
        return Line(say(key, **values).pick(language), style="bold")
    line = Line(say("exam.so_far", **values).pick(language))
    if look.pending:
        line.append(" " + say("exam.pending", count=len(look.pending)).pick(language), style="yellow")
    return line


def last_message(look: SittingView, language: Language) -> Line:
    """The latest attempt in one line, for the live board."""
    if not look.attempts:
        return Line(say("exam.nothing_yet").pick(language), style="dim")
    attempt = look.attempts[-1]
    name = say("exam.attempt", task=attempt.task, number=attempt.number).pick(language)
    if attempt.record is None:
        trouble = attempt.trouble.get(language)
        told = trouble.message if trouble else say("exam.file_pending").pick(language)
        return Line(f"{name}: {for_log(told)}", style="yellow")
    problem, report = attempt.record.problems.get(language), attempt.record.reports.get(language)
    if report is None:
        return Line(f"{name}: {for_log(problem.message) if problem else '-'}", style="red")
    if look.withheld:
        return Line(name)
    failed = next((check for check in report.checks if check.outcome == "fail"), None)
    told = f"  {for_log(failed.title)}: {for_log(failed.message)}" if failed else ""
    style = "green" if report.outcome == "pass" else "default"
    return Line(f"{name}: {report.score:g}/{report.max_score}{told}", style=style)


def refusals(look: SittingView, language: Language) -> list[Line]:
    """A line for each task whose file is none that can be taken in, and why."""
    return [
        Line(f"{task}: {for_log(error.text.pick(language))}", style="red")
        for task, error in look.refused.items()
    ]


def page(report: SittingReport, language: Language) -> Group:
    """The whole report in text: result, tasks, attempts, what was noticed about the clock."""
    parts: list[RenderableType] = [Line(for_log(report.title), style="bold"), _result(report, language)]
    parts += [Line(), _task_table(report, language), Line()]
    if report.attempts:
        parts.append(_attempt_table(report, language))
        parts += [
            _notes(attempt, language) for attempt in report.attempts if attempt.notes or attempt.problem
        ]
    parts += [Line(for_log(event.message), style="yellow") for event in report.clock_events]
    used, seconds = duration(report.seconds_used), duration(report.seconds)
    started = report.started_at.replace("T", " ").replace("+00:00", " UTC")
    facts = say("exam.facts", used=used, seconds=seconds, seed=report.seed, started=started)
    parts += [Line(), Line(facts.pick(language), style="dim")]
    return Group(*parts)


def _result(report: SittingReport, language: Language) -> Line:
    values = {"percent": f"{report.percent:g}", "needed": f"{report.pass_mark:g}"}
    if report.provisional:
        line = Line(say("exam.so_far", **values).pick(language), style="bold")
        if report.state == "open":
            left = say("exam.left", left=duration(report.seconds_left)).pick(language)
            line.append(f"  {left}", style="cyan")
        if report.pending:
            line.append(" " + say("exam.pending", count=report.pending).pick(language), style="yellow")
        return line
    key, style = ("exam.passed", "bold green") if report.passed else ("exam.not_passed", "bold red")
    return Line(say(key, **values).pick(language), style=style)


def _task_table(report: SittingReport, language: Language) -> Table:
    table = _table("task", "title", "points", "score", "weight", "attempt", language=language)
    whole = sum(item.weight for item in report.tasks)
    for item in report.tasks:
        table.add_row(
            Line(for_log(item.task)),
            Line(for_log(item.title)),
            _points(item.points, item.shown_points),
            f"{item.score:g}/{item.max_score}",
            f"{100 * item.weight / whole:.3g}%",
            "–" if item.attempt is None else str(item.attempt),
        )
    return table


def _attempt_table(report: SittingReport, language: Language) -> Table:
    table = _table("at", "task", "attempt", "score", "verdict", language=language)
    for item in report.attempts:
        counts = " *" if item.marks else ""
        score = f"{item.score:g}/{item.max_score}{counts}" if item.outcome in ("pass", "fail") else "–"
        verdict = say(f"exam.outcome_{item.outcome or 'pending'}").pick(language)
        late = f" ({say('exam.late').pick(language)})" if "late" in item.flags else ""
        table.add_row(
            duration(item.elapsed), Line(for_log(item.task)), str(item.number), score, verdict + late
        )
    return table


def _notes(attempt: AttemptReport, language: Language) -> Line:
    name = say("exam.attempt", task=attempt.task, number=attempt.number).pick(language)
    problem = [attempt.problem.message] if attempt.problem else []
    return Line(for_log(f"{name}: {' '.join([*attempt.notes, *problem])}"), style="yellow")


def _table(*columns: str, language: Language) -> Table:
    return open_table(*(say(f"exam.column_{column}").pick(language) for column in columns))


def _points(points: int, shown_points: int) -> str:
    return f"{points}/{shown_points}"


def _state(look: SittingView, row: TaskRow) -> str:
    last = look.last(row.task)
    if look.unsubmitted(row):
        return "changed"
    if last is not None:
        if last.record is None:
            return "pending"
        return "unusable" if last.record.outcome == "unusable" else "submitted"
    return "begun_not" if row.task in look.files else "missing"
