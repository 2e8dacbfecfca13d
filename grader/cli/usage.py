"""Click in two languages: its help and its errors, in sentences of ``messages/usage.toml``."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import click

from grader.text import Language, Text, plain, say

HELP_NAMES = ("-h", "--help")
# Click measures by the number of characters: what is two cells wide is made two characters for it. And it
# breaks lines at hyphens, of which options have many.
_SECOND_CELL, _HYPHEN = "\ue000", "\ue001"
_WIDEST_TERM = 26  # of an option and its values; a wider one stands on a line of its own


class Formatter(click.HelpFormatter):
    """Wraps by cells, so that no line is wider than the terminal and no word is cut."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage line."""
        super().write_usage(prog, _measured(args), _measured(prefix or ""))

    def write_text(self, text: str) -> None:
        """Paragraphs."""
        super().write_text(_measured(text))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _WIDEST_TERM, col_spacing: int = 2
    ) -> None:
        """Terms and what they mean."""
        super().write_dl([(_measured(a), _measured(b)) for a, b in rows], col_max, col_spacing)

    def getvalue(self) -> str:
        """All that was written, as it is to be read."""
        return super().getvalue().replace(_SECOND_CELL, "").replace(_HYPHEN, "-")


class Context(click.Context):
    """A context that makes our formatter."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help and wrong usage are told in one language."""

    context_class = Context
    language: Language = "en"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; an argument too many is our own error, since click tells it in English only."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx  # the parser's own errors come without
            raise
        if rest and not ctx.resilient_parsing:
            raise ExtraArguments(rest, ctx)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """``Usage: grade batch [OPTIONS] FOLDER``."""
        _usage(self, ctx, formatter, self.language)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of options."""
        _options(self, ctx, formatter, self.language)


class CommandGroup(click.Group):
    """Commands in the order of use, each with the whole first sentence of its help."""

    context_class = Context
    language: Language = "en"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of use, not of the alphabet."""
        del ctx
        return [name for name, command in self.commands.items() if not command.hidden]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """``Usage: grade [OPTIONS] COMMAND [ARGS]...``."""
        _usage(self, ctx, formatter, self.language)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of options, then of commands."""
        _options(self, ctx, formatter, self.language)
        rows = [(name, _first_sentence(self.commands[name].help or "")) for name in self.list_commands(ctx)]
        with formatter.section(_say("commands", self.language)):
            formatter.write_dl(rows)


class ExtraArguments(click.UsageError):
    """More arguments than the command takes."""

    def __init__(self, words: Sequence[str], ctx: click.Context) -> None:
        super().__init__(" ".join(words), ctx)


class BadValue(click.BadParameter):
    """A value that an option or argument does not take, told by that message."""

    def __init__(self, key: str, value: object, param: Any, ctx: Any, **values: str) -> None:
        self.problem = say(f"usage.{key}", value=repr(value), **values)
        super().__init__(self.problem.en, ctx, param)


class OneOf(click.Choice[str]):
    """One of some words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word, else an error that lists them."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            words = ", ".join(f"'{choice}'" for choice in self.choices)
            raise BadValue("one_of", value, param, ctx, words=words) from None


class WholeNumber(click.types.IntParamType):
    """A whole number."""

    name = "n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, else an error that says what is expected."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            raise BadValue("whole", value, param, ctx) from None


class NumberRange(click.IntRange):
    """A whole number between two bounds."""

    name = "n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number, else an error that says what is expected."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            bounds = {"least": str(self.min), "most": str(self.max)}
            raise BadValue("whole_between", value, param, ctx, **bounds) from None


class Percent(click.FloatRange):
    """A number from 0 to 100."""

    name = "x"

    def __init__(self) -> None:
        super().__init__(0, 100)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number, else an error that says what is expected."""
        try:
            return float(super().convert(value, param, ctx))
        except click.BadParameter:
            raise BadValue("percent", value, param, ctx) from None


class FilePath(click.Path):
    """A file's path, which need not exist."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, else an error where a folder is of that name."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            raise BadValue("not_a_folder", value, param, ctx) from None


class FolderPath(click.Path):
    """A folder's path, which need not exist."""

    def __init__(self) -> None:
        super().__init__(file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path, else an error where a file is of that name."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            raise BadValue("not_a_file", value, param, ctx) from None


def told(error: click.ClickException, language: Language) -> str:
    """The whole message of a wrong usage: the command's usage, where help is, what is wrong."""
    lines = []
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        lines = [ctx.get_usage(), say("usage.try_help", command=ctx.command_path).pick(language), ""]
    problem = say("usage.error", message=_problem(error)).pick(language)
    return "\n".join([*lines, problem])


def _problem(error: click.ClickException) -> Text:
    """What is wrong, by the kind of error."""
    if isinstance(error, BadValue):
        return say("usage.bad_value", name=_name(error), problem=error.problem)
    if isinstance(error, click.MissingParameter):
        kind = "option" if isinstance(error.param, click.Option) else "argument"
        return say(f"usage.missing_{kind}", name=_name(error))
    if isinstance(error, ExtraArguments):
        return say("usage.extra", words=error.message)
    if isinstance(error, click.NoSuchOption):
        return _unknown("option", error.option_name, error.possibilities)
    if isinstance(error, click.exceptions.NoSuchCommand):
        return _unknown("command", error.command_name, error.possibilities)
    if isinstance(error, click.BadOptionUsage):
        key = "takes_no_value" if _is_flag(error) else "needs_value"
        return say(f"usage.{key}", name=error.option_name)
    return plain(error.format_message())


def _unknown(kind: str, name: str, near: Sequence[str] | None) -> Text:
    found = say(f"usage.no_such_{kind}", name=name)
    return found + say("usage.near", names=", ".join(sorted(near))) if near else found


def _name(error: click.BadParameter) -> str:
    return error.param.get_error_hint(error.ctx) if error.param is not None else ""


def _is_flag(error: click.BadOptionUsage) -> bool:
    known = error.ctx.command.params if error.ctx is not None else []
    flags = [param for param in known if isinstance(param, click.Option) and param.is_flag]
    return any(error.option_name in flag.opts for flag in flags)


def _usage(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter, language: Language
) -> None:
    pieces = " ".join(command.collect_usage_pieces(ctx))
    formatter.write_usage(ctx.command_path, pieces, f"{_say('usage', language)}: ")


def _options(command: click.Command, ctx: click.Context, formatter: Any, language: Language) -> None:
    options = [param for param in command.get_params(ctx) if isinstance(param, click.Option)]
    records = [option.get_help_record(ctx) for option in options]
    with formatter.section(_say("options", language)):
        formatter.write_dl([record for record in records if record is not None])


def _say(key: str, language: Language) -> str:
    return say(f"usage.{key}").pick(language)


def _first_sentence(text: str) -> str:
    return text.strip().split(". ")[0].split("\n")[0].removesuffix(".") + "."


def _measured(text: str) -> str:
    """The text with as many characters as it has cells."""
    wide = (c + _SECOND_CELL if unicodedata.east_asian_width(c) in "WF" else c for c in text)
    return "".join(wide).replace("-", _HYPHEN)
