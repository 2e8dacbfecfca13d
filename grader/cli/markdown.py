"""Markdown as a student reads it: rendered in a terminal, as it is elsewhere."""

from __future__ import annotations

from rich.markdown import Markdown

from grader.report.console import open_console

MOST_COLUMNS = 100  # lines that are longer tire the eye


def show_markdown(text: str, *, raw: bool = False) -> None:
    """Print it; ``raw`` leaves the Markdown as it is, also in a terminal."""
    console = open_console()
    if raw or not console.is_terminal:
        print(text, end="" if text.endswith("\n") else "\n")
        return
    console.print(Markdown(text), width=min(console.width, MOST_COLUMNS))
