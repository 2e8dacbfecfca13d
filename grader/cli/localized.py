"""The vocabulary of the command line: commands and options with their help in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from grader.cli.usage import HELP_NAMES, Command, CommandGroup, FilePath, FolderPath, OneOf
from grader.text import LANGUAGES, Language, language_named, messages, say

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class CommandBuilder:
    """Commands and options with their help in one language."""

    def __init__(self, language: Language) -> None:
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
        """Add a command; its help: the message of that key (``cli.NAME``). Each takes --lang and --tasks."""

        def wrap(function: Callable[..., Any]) -> click.Command:
            help_ = self.plain(key or f"cli.{name}")
            taken = self.own_tasks()(self.lang()(function))
            made = click.command(name, cls=Command, help=help_, **self.common())(taken)
            made.language = self.language
            group.add_command(made)
            return made

        return wrap

    def group(self, name: str, key: str, kind: type[CommandGroup] = CommandGroup) -> CommandGroup:
        """A group of commands, its help the message of that key; alone it shows its help."""
        metavar = self.plain("usage.command_metavar")
        made = kind(name, help=self.plain(key), subcommand_metavar=metavar, **self.common())
        made.language, made.invoke_without_command, made.no_args_is_help = self.language, True, False
        self.own_tasks()(self.lang()(made))
        return made

    def lang(self) -> Decorator:
        """--lang."""
        return click.option(
            "--lang",
            type=_Language(),
            default=self.language,
            help=self.text("lang"),
            expose_value=False,  # read before click starts: see grader.cli
        )

    def own_tasks(self) -> Decorator:
        """--tasks: every command finds tasks and exams there, too."""
        return click.option(
            "--tasks",
            "own_tasks",
            type=FolderPath(),
            multiple=True,
            metavar="FOLDER",
            is_eager=True,  # before an argument names a task
            expose_value=False,
            callback=_add_tasks,
            help=self.text("own_tasks"),
        )

    def sandbox(self) -> Decorator:
        """--sandbox."""
        kinds = OneOf(("auto", "docker", "local"))
        return click.option("--sandbox", type=kinds, default="auto", help=self.text("sandbox"))

    def history(self) -> Decorator:
        """--no-history."""
        return click.option(
            "--no-history", "history", flag_value=False, default=True, help=self.text("no_history")
        )

    def report(self, forms: Iterable[str], default: str | None = "text") -> Decorator:
        """--format, one of those forms, and --output."""
        formats = OneOf(tuple(forms))
        form = click.option("--format", "format_", type=formats, default=default, help=self.text("format"))
        output = click.option(
            "--output",
            type=FilePath(),
            metavar="FILE",
            callback=_file_or_none,
            help=self.text("output"),
        )
        return lambda function: form(output(function))

    def common(self) -> dict[str, Any]:
        """What every command and group is made with: its metavar, and a help option in our language."""
        option = click.Option(
            HELP_NAMES,
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=show_help,
            help=self.text("help_option"),
        )
        return {
            "add_help_option": False,
            "params": [option],
            "options_metavar": self.plain("usage.options_metavar"),
        }


class _Language(OneOf):
    """A language, by any of its names."""

    def __init__(self) -> None:
        super().__init__(LANGUAGES)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Its code."""
        return super().convert(language_named(str(value)) or value, param, ctx)


def show_help(ctx: click.Context, _option: click.Parameter | None = None, value: bool = True) -> None:
    """Print the help of the command and leave."""
    if value:
        print(ctx.get_help())
        ctx.exit()


def _add_tasks(_context: click.Context, _option: click.Parameter, folders: tuple[str, ...]) -> None:
    if folders:
        from grader.task import places

        places.add(Path(folder) for folder in folders)


def _file_or_none(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """``-`` is standard output, as for other programs: no file of that name."""
    return None if value == "-" else value
