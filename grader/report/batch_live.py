"""What a teacher sees while a batch runs: done, running, errors, rate, time left. On standard error."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)

from grader.report.console import open_console
from grader.report.record import Record
from grader.text import Language, say
from grader.washing import for_log, one_line

_STYLES = {"pass": "green", "fail": "yellow", "unusable": "yellow", "error": "magenta"}
_NAMES_SHOWN = 4


class BatchLive:
    """A bar in a terminal, and a line for each submission that is done; the lines alone elsewhere."""

    def __init__(self, total: int, language: Language) -> None:
        self._language = language
        self._console = open_console(error=True)
        self._progress = Progress(
            SpinnerColumn(),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[facts]}", markup=False),
            TimeRemainingColumn(),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._bar = self._progress.add_task("", total=total, facts="")
        self._lock = threading.Lock()
        self._running: list[str] = []
        self._graded = self._errors = self._known = 0
        self._start = time.monotonic()

    def began(self, student: str) -> None:
        """A submission is being graded."""
        with self._lock:
            self._running.append(student)
            self._update(0)

    def ended(self, record: Record, known: bool) -> None:
        """A submission has its record, from this run or (``known``) from an earlier one."""
        with self._lock:
            if record.student in self._running:
                self._running.remove(record.student)
            self._known += known
            self._graded += not known
            self._errors += record.outcome == "error"
            if not known:
                self._console.print(self._line(record), style=_STYLES[record.outcome], markup=False)
            self._update(1)

    def known(self) -> int:
        """How many records were there already."""
        return self._known

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def _line(self, record: Record) -> str:
        outcome = say(f"batch.{record.outcome}").pick(self._language)
        score = "" if record.outcome == "error" else f"{record.score:g}/{record.max_score}"
        facts = [
            for_log(one_line(record.student)),
            record.task,
            outcome,
            score,
            f"{record.seconds:.1f} s",
        ]
        return "  ".join(filter(None, facts))

    def _update(self, advance: int) -> None:
        minutes = (time.monotonic() - self._start) / 60
        names = ", ".join(for_log(one_line(name, 20)) for name in self._running[:_NAMES_SHOWN])
        facts = say(
            "batch.progress",
            running=len(self._running),
            errors=self._errors,
            rate=f"{self._graded / minutes:.0f}" if minutes > 0 else "-",
            names=names,
        )
        self._progress.update(self._bar, advance=advance, facts=facts.pick(self._language))
