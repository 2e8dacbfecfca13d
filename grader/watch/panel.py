"""One panel that stays in its place: the last verdict, what changed, and what is going on now."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.live import Live
from rich.segment import Segment, Segments
from rich.text import Text as Line

from grader.errors import GraderError
from grader.grading.pipeline import GradingResult, Listener
from grader.report.live import describe
from grader.report.model import CheckReport, Report, report
from grader.report.terminal import OUTCOME_STYLES, check_lines, folded, next_hint
from grader.task.loader import Task
from grader.text import Language, say
from grader.washing import for_log, shown_path
from grader.watch.difference import Difference, difference

_BEATS = 4  # a second: of the spinner, and after a resized window


class WatchPanel:
    """The screen of a watch in a terminal; elsewhere each state is printed below the one before."""

    def __init__(
        self,
        task: Task,
        file: str,
        console: Console,
        language: Language,
        keep: Callable[[GradingResult], None] = lambda _result: None,
    ) -> None:
        self._task, self._file, self._console, self._language = task, file, console, language
        self._keep = keep
        self._report: Report | None = None
        self._change: Difference | None = None
        self._status = Line()
        self._problem = ""
        self._lock = threading.Lock()
        self._live = Live(self, console=console, screen=console.is_terminal, refresh_per_second=_BEATS)

    def __enter__(self) -> WatchPanel:
        if self._console.is_terminal:
            self._live.start(refresh=True)
        return self

    def __exit__(self, *exception: object) -> None:
        self._live.stop()
        if self._console.is_terminal and (self._report or self._problem):
            self._console.print(self._top(), *self._body(), sep="\n")  # what stays when the panel is gone

    def listener(self) -> Listener:
        """The stage and the epochs, in the line of what is going on."""
        return Listener(stage=self._stage, progress=self._progress, fetching=self._fetching)

    def waiting(self) -> None:
        """The sandbox is being opened."""
        self._stage("container")

    def grading(self) -> None:
        """A grading begins; the last verdict stays until the next is there."""
        self._problem = ""
        self._say(say("watch.begins").pick(self._language))

    def graded(self, result: GradingResult) -> None:
        """Show the verdict and what it changed."""
        now = report(result, self._language)
        with self._lock:
            self._change = None if self._report is None else difference(self._report, now)
            self._report, self._problem = now, ""
        words = {"time": time.strftime("%H:%M:%S"), "seconds": f"{now.timing.get('total', 0.0):.2f}"}
        self._say(say("watch.graded", **words).pick(self._language), settled=True)
        self._keep(result)

    def problem(self, error: GraderError) -> None:
        """The sentence of what cannot be graded."""
        self._problem = error.text.pick(self._language)
        self._say(say("watch.cannot").pick(self._language), settled=True)

    def gone(self) -> None:
        """The file is not there."""
        self._problem = say("watch.gone", file=shown_path(self._file)).pick(self._language)
        self._say("", settled=True)

    def building(self, step: str) -> None:
        """A step of building the image."""
        if step:
            self._say(say("sandbox.building", step=for_log(step)[:100]).pick(self._language))

    def note(self, text: str) -> None:
        """A sentence about the sandbox."""
        self._say(text)

    def _stage(self, name: str) -> None:
        self._say(say(f"live.{name}").pick(self._language))

    def _fetching(self, name: str) -> None:
        self._say(say("data.fetching", name=name).pick(self._language))

    def _progress(self, message: Mapping[str, Any]) -> None:
        if line := describe(message, self._language):
            self._say(line)

    def _say(self, text: str, *, settled: bool = False) -> None:
        self._status = Line(for_log(text), style="dim" if settled else "yellow")
        if self._console.is_terminal:
            self._live.update(self, refresh=True)
        elif settled:
            self._console.print(self._top(), *self._body(), sep="\n")
        else:
            self._console.print(self._status)  # a log shows that something goes on

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """As many lines as the window has, the last of them what to do next."""
        with self._lock:
            parts = [self._top(), *self._body()]
            end = self._end()
        height = (options.height or console.height) - 1
        lines = [line for part in parts for line in console.render_lines(part, options.update(height=None))]
        last = console.render_lines(end, options.update(height=None))
        room = max(1, height - len(last))
        if len(lines) > room:
            words = {"task": self._task.id, "file": shown_path(self._file)}
            cut = Line(say("watch.cut", **words).pick(self._language), style="dim")
            lines = lines[: room - 1] + console.render_lines(cut, options.update(height=None))[:1]
        for line in [*lines, *last]:
            yield Segments([*line, Segment.line()])

    def _top(self) -> RenderableType:
        title = self._task.manifest.title.text().pick(self._language)
        return Line(f"{self._task.id}  {title}  {shown_path(self._file)}", style="bold")

    def _body(self) -> Iterator[RenderableType]:
        yield self._status
        if self._problem:
            yield Line(f"\n{for_log(self._problem)}\n", style="red")
            return
        if self._report is None:
            return
        yield Line()
        yield self._score(self._report)
        if self._change is not None:
            yield from self._changed(self._change)
        yield Line()
        # What failed comes first: it is what the student works on, and a low window cuts the end
        checks = folded(self._report.checks, self._language)
        for check in sorted(checks, key=lambda item: item.outcome not in ("fail", "error")):
            yield from check_lines(check, self._language)

    def _score(self, now: Report) -> RenderableType:
        outcome = say(f"report.{now.outcome}").pick(self._language)
        words = {"score": f"{now.score:g}", "max": now.max_score, "needed": now.pass_score}
        line = Line(f"{outcome}  {say('report.score', **words).pick(self._language)}")
        line.stylize(OUTCOME_STYLES[now.outcome])
        if self._change is not None and self._change.points:
            line.append(f"  {self._change.points:+g}", "green" if self._change.points > 0 else "red")
        return line

    def _changed(self, change: Difference) -> Iterator[RenderableType]:
        for kind, checks, style in (("gained", change.gained, "green"), ("lost", change.lost, "red")):
            if checks:
                words = say(f"watch.{kind}", checks=", ".join(map(_title, checks)))
                yield Line(for_log(words.pick(self._language)), style=style)
        yield Line(say("watch.same", count=change.same).pick(self._language), style="dim")

    def _end(self) -> RenderableType:
        hint = next_hint(self._report, self._language) if self._report and not self._problem else ""
        lines = [*([hint] if hint else []), say("watch.watching").pick(self._language)]
        return Line("\n".join(lines), style="dim")


def _title(check: CheckReport) -> str:
    return check.title
