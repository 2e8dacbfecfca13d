"""A verdict of one's own is remembered; what cannot be kept is told and changes no verdict."""

from __future__ import annotations

from grader.cli.options import Options
from grader.errors import HistoryProblem
from grader.practice import history
from grader.report.console import open_console
from grader.report.record import Record
from grader.text import say


def remembered(record: Record, options: Options) -> Record:
    """The record, kept in the history and with the number of hints that were taken for its task."""
    if not options.history or not record.reports:
        return record
    try:
        history.remember(record)
        taken = len(history.hints(record.task))
    except HistoryProblem as error:
        text = say("practice.not_kept", problem=error.text).pick(options.language)
        open_console(error=True).print(text, style="yellow")
        return record
    reports = {
        language: report.model_copy(update={"hints_taken": taken})
        for language, report in record.reports.items()
    }
    return record.model_copy(update={"reports": reports})
