"""What a user sees while grading goes on: the stage, and each epoch as it ends. On standard error."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from rich.status import Status

from grader.pipeline import Listener
from grader.report.console import open_console
from grader.report.formats.plain import one_line
from grader.text import for_log, say


class Live:
    """A spinner with the stage in a terminal; plain lines where standard error is no terminal."""

    def __init__(self, language: str, *, quiet: bool = False) -> None:
        self._language = language
        self._console = open_console(error=True, quiet=quiet)
        self._status: Status | None = None

    def listener(self) -> Listener:
        """The hooks for :func:`grader.pipeline.grade`."""
        return Listener(stage=self.stage, progress=self.progress, fetching=self.fetching)

    def stage(self, name: str) -> None:
        """A stage begins: container, train, predict or judge."""
        self._say(say(f"live.{name}").pick(self._language))

    def fetching(self, name: str) -> None:
        """A data set is being fetched; the terminal is left to the progress bar of that."""
        if self._status is not None:
            self._status.stop()
        self._console.print(say("data.fetching", name=name).pick(self._language), style="dim", markup=False)

    def building(self, step: str) -> None:
        """A step of building the sandbox image."""
        self._say(say("sandbox.building", step=_name(step)[:100]).pick(self._language))

    def note(self, text: str) -> None:
        """A line that stays."""
        self._console.print(text, style="yellow", markup=False)

    def progress(self, message: Mapping[str, Any]) -> None:
        """One epoch has ended inside the sandbox."""
        line = describe(message, self._language)
        if line:
            self._console.print(f"  {line}", style="dim", markup=False)

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._status = self._console.status("")
            self._status.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None

    def _say(self, text: str) -> None:
        if self._status is not None:
            self._status.start()
            self._status.update(text)
        else:
            self._console.print(text, style="dim", markup=False)


def describe(message: Mapping[str, Any], language: str) -> str:
    """A progress message in words; empty where it tells of no epoch."""
    if message.get("epoch") is None:
        return ""
    logs = ", ".join(f"{_name(name)} {_number(value)}" for name, value in message.get("logs", {}).items())
    text = say("live.epoch", epoch=message["epoch"], epochs=message.get("epochs") or "?").pick(language)
    part = _name(message.get("part") or "")
    return " ".join(filter(None, [f"[{part}]" if part else "", text, logs]))


def _name(text: str) -> str:
    """What a submission calls something, on one line: a line of its own could look like ours."""
    return for_log(one_line(text, 80))


def _number(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 1e9 else f"{value:.4g}"  # 1e308 has 309 digits
