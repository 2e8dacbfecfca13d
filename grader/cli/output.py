"""Where the one report of a run goes: a terminal, a file, standard output, a runner's files."""

from __future__ import annotations

from pathlib import Path

from grader.cli.options import Options
from grader.cli.streams import write_document
from grader.errors import UsageProblem
from grader.report import terminal
from grader.report.console import open_console
from grader.report.formats import FORMATS, jsonl
from grader.report.formats.files import write_named
from grader.report.model import problem
from grader.report.record import Record


class ReportOutput:
    """Writes at most one report, so that a failure after it never adds a second document."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._done = False

    def verdict(self, record: Record) -> None:
        """Write the report of a verdict."""
        options, self._done = self._options, True
        if options.format == "text" and options.output is None:
            console = open_console()
            report = record.reports[options.language]
            terminal.show(report, options.language, console)
            if line := terminal.next_hint(report, options.language):
                console.print(line, style="dim")
        else:
            self._document(record)

    def no_verdict(self, record: Record) -> None:
        """Write the report of an end without a verdict; as text its sentence goes to standard error alone."""
        if self._options.format != "text" and not self._done:
            self._done = True
            self._document(record)

    def usage(self, error: UsageProblem) -> None:
        """Write a usage error as JSON where that is the format. Other formats hold results only."""
        if self._options.format == "json" and not self._done:
            self._done = True
            self._write(jsonl.document(problem(error, self._options.language)))

    def _document(self, record: Record) -> None:
        options = self._options
        text = FORMATS[options.format](record, options.language)
        if options.format == "github":
            self._publish(record)
            if options.output is None:
                return
        self._write(text)

    def _publish(self, record: Record) -> None:
        from grader.report.formats.publishing import publish

        options = self._options
        write_document(publish([record], options.language, Path(), options.output or ""))

    def _write(self, text: str) -> None:
        output = self._options.output
        if output is None:
            write_document(text)
        else:
            write_named(Path(output), text)
