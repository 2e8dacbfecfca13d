"""What a user sees while grading goes on: the stage, and each epoch as it ends. On standard error."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from rich.status import Status
from rich.text import Text as Line

from grader.grading.pipeline import Listener
from grader.report.console import open_console
from grader.report.heartbeat import Heartbeat
from grader.text import Language, say
from grader.washing import for_log, one_line

EVERY_TERMINAL, EVERY_LOG = 1.0, 10.0  # seconds between two signs of life


class Live:
    """A spinner with the stage in a terminal; plain lines where standard error is no terminal."""

    def __init__(self, language: Language, *, quiet: bool = False) -> None:
        self._language = language
        self._console = open_console(error=True, quiet=quiet)
        self._status: Status | None = None
        self._heart: Heartbeat | None = None
        self._building_since: float | None = None

    def listener(self) -> Listener:
        """The hooks for :func:`grader.grading.pipeline.grade`."""
        return Listener(stage=self.stage, progress=self.progress, fetching=self.fetching)

    def stage(self, name: str) -> None:
        """A stage begins: container, train, predict or judge."""
        self._rest()
        self._say(say(f"live.{name}").pick(self._language))

    def connecting(self) -> None:
        """The sandbox is being opened; a log has that line when its container starts."""
        if self._console.is_terminal:
            self.stage("container")

    def fetching(self, name: str) -> None:
        """A data set is being fetched, which ends with the next stage or :meth:`settled`."""
        self._wait(say("data.fetching", name=name).pick(self._language), time.monotonic())

    def building(self, step: str) -> None:
        """A step of building the sandbox image; an empty one is the end of it."""
        if not step:
            self._building_since = None
            self.settled()
            return
        self._building_since = self._building_since or time.monotonic()
        text = say("sandbox.building", step=_name(step)[:100]).pick(self._language)
        self._wait(text, self._building_since)

    def settled(self) -> None:
        """What was waited for is there, or will not come."""
        self._rest()
        if self._status is not None:
            self._status.stop()

    def note(self, text: str) -> None:
        """A line that stays."""
        self._rest()
        self._console.print(text, style="yellow")

    def progress(self, message: Mapping[str, Any]) -> None:
        """One epoch has ended inside the sandbox."""
        line = describe(message, self._language)
        if line:
            self._console.print(f"  {line}", style="dim")

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._spinner("")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.settled()
        self._status = None

    def _say(self, text: str) -> None:
        if self._status is not None:
            self._spinner(text)
        else:
            self._console.print(text, style="dim")

    def _wait(self, text: str, since: float) -> None:
        """Announce a long step, and repeat every few seconds that it still goes on."""
        self._rest()
        if self._console.is_terminal:
            self._spinner(text)
            self._heart = Heartbeat(EVERY_TERMINAL, since, lambda gone: self._spinner(f"{text}  {gone} s"))
        else:
            self._console.print(text, style="dim")
            self._heart = Heartbeat(EVERY_LOG, since, self._still)

    def _still(self, gone: int) -> None:
        self._console.print(say("live.still", seconds=gone).pick(self._language), style="dim")

    def _rest(self) -> None:
        if self._heart is not None:
            self._heart.stop()
            self._heart = None

    def _spinner(self, text: str) -> None:
        if self._status is None:
            self._status = self._console.status(Line())
        self._status.update(Line(text))
        self._status.start()


def describe(message: Mapping[str, Any], language: Language) -> str:
    """A progress message in words; empty where it tells of no epoch."""
    if message.get("epoch") is None:
        return ""
    logs = ", ".join(f"{_name(name)} {_number(value)}" for name, value in message.get("logs", {}).items())
    text = say("live.epoch", epoch=message["epoch"], epochs=message.get("epochs") or "?").pick(language)
    part = _name(message.get("part") or "")
    return " ".join(filter(None, [f"[{part}]" if part else "", text, logs]))


def _name(text: str) -> str:
    """A name that a submission gave, on one line: with a line end it could imitate the grader's lines."""
    return for_log(one_line(text, 80))


def _number(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 1e9 else f"{value:.4g}"  # 1e308 has 309 digits
