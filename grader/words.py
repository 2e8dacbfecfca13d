"""The vocabulary of the command line: commands and options with their help in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from grader.text import LANGUAGES, messages, say

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Words:
    """Commands and options with their help in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, key: str) -> str:
        """The message ``cli.KEY``."""
        return say(f"cli.{key}").pick(self.language)

    def plain(self, key: str) -> str:
        """A message without values, its braces left as they are."""
        return messages()[key].pick(self.language)

    def command(
        self, group: click.Group, name: str, key: str = ""
    ) -> Callable[[Callable[..., Any]], click.Command]:
        """Add a command, its help the message of that key (``cli.NAME``); every command takes --lang."""

        def wrap(function: Callable[..., Any]) -> click.Command:
            made = group.command(name, help=self.plain(key or f"cli.{name}"), **self.help_option())
            return made(self.lang()(function))

        return wrap

    def lang(self) -> Decorator:
        """--lang."""
        return click.option(
            "--lang",
            type=click.Choice(LANGUAGES),
            default=self.language,
            help=self.text("lang"),
            expose_value=False,  # read before click starts: see grader.cli
        )

    def sandbox(self) -> Decorator:
        """--sandbox."""
        kinds = click.Choice(("auto", "docker", "local"))
        return click.option("--sandbox", type=kinds, default="auto", help=self.text("sandbox"))

    def report(self, forms: Iterable[str], default: str | None = "text") -> Decorator:
        """--format, one of those forms, and --output."""
        formats = click.Choice(tuple(forms))
        form = click.option("--format", "format_", type=formats, default=default, help=self.text("format"))
        output = click.option(
            "--output",
            type=click.Path(dir_okay=False, allow_dash=True),
            callback=_file_or_none,
            help=self.text("output"),
        )
        return lambda function: form(output(function))

    def help_option(self) -> dict[str, Any]:
        """Click's own help option says its one sentence in English only; this one says it in ours."""
        option = click.Option(
            ["--help"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_show_help,
            help=self.text("help_option"),
        )
        return {"add_help_option": False, "params": [option]}


def _show_help(ctx: click.Context, _option: click.Parameter, value: bool) -> None:
    if value:
        click.echo(ctx.get_help(), color=ctx.color)
        ctx.exit()


def _file_or_none(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """``-`` is standard output, as for other programs: no file of that name."""
    return None if value == "-" else value
