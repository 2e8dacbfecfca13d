"""The command line of the mock exam: ``grade exam ...``. Heavy imports happen inside the commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from grader.cli import completion, waiting
from grader.cli.localized import CommandBuilder, show_help
from grader.cli.usage import WholeNumber


def add(group: click.Group, words: CommandBuilder) -> None:
    """Add ``exam`` and its commands to the group."""
    exam = words.group("exam", "cli.exam")
    exam.callback = _alone
    group.add_command(exam)
    for add_one in (_start, _status, _submit, _watch, _finish, _report, _resume, _validate):
        add_one(exam, words)


def _alone() -> None:
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is None:
        show_help(ctx)


def _folder(function: Callable[..., Any]) -> Callable[..., Any]:
    """FOLDER: a sitting's, where the command is not run inside it."""
    return click.argument("folder", type=click.Path(), required=False)(function)


def _start(exam: click.Group, words: CommandBuilder) -> None:
    @words.command(exam, "start", "cli.exam_start")
    @click.argument("blueprint", default="fundamentals", shell_complete=completion.exams)
    @_folder
    @click.option("--minutes", type=WholeNumber(), help=words.text("exam_minutes"))
    @click.option("--seed", type=WholeNumber(), help=words.text("exam_seed"))
    def _command(blueprint: str, folder: str | None, minutes: int | None, seed: int | None) -> int:
        with waiting.begins(words.language):
            from grader.cli import exam_start

        return exam_start.start(blueprint, folder, minutes, seed, words.language)


def _status(exam: click.Group, words: CommandBuilder) -> None:
    @words.command(exam, "status", "cli.exam_status")
    @_folder
    def _command(folder: str | None) -> int:
        with waiting.begins(words.language):
            from grader.cli import exam as sitting
            from grader.cli.options import Options

        return sitting.status(folder, Options(words.language))


def _submit(exam: click.Group, words: CommandBuilder) -> None:
    @words.command(exam, "submit", "cli.exam_submit")
    @click.argument("task", required=False, shell_complete=completion.tasks)
    @_folder
    @words.sandbox()
    def _command(task: str | None, folder: str | None, sandbox: Any) -> int:
        with waiting.begins(words.language):
            from grader.cli import exam as sitting
            from grader.cli.options import Options

        return sitting.submit(task, folder, Options(words.language, sandbox))


def _watch(exam: click.Group, words: CommandBuilder) -> None:
    @words.command(exam, "watch", "cli.exam_watch")
    @_folder
    def _command(folder: str | None) -> int:
        with waiting.begins(words.language):
            from grader.cli import exam_watch
            from grader.cli.options import Options

        return exam_watch.watch(folder, Options(words.language))


def _finish(exam: click.Group, words: CommandBuilder) -> None:
    @words.command(exam, "finish", "cli.exam_finish")
    @_folder
    @click.option("--yes", "sure", is_flag=True, help=words.text("exam_yes"))
    @words.sandbox()
    def _command(folder: str | None, sure: bool, sandbox: Any) -> int:
        with waiting.begins(words.language):
            from grader.cli import exam as sitting
            from grader.cli.options import Options

        return sitting.finish(folder, Options(words.language, sandbox), sure=sure)


def _report(exam: click.Group, words: CommandBuilder) -> None:
    @words.command(exam, "report", "cli.exam_report")
    @_folder
    @words.report(("text", "json", "html"), default=None)
    @click.option("--open", "show", is_flag=True, help=words.text("exam_open"))
    @words.sandbox()
    def _command(folder: str | None, format_: Any, output: str | None, show: bool, sandbox: Any) -> int:
        with waiting.begins(words.language):
            from grader.cli import exam as sitting
            from grader.cli.options import Options

        form = format_ or ("html" if show else "text")
        options = Options(words.language, sandbox, format=form, output=output)
        return sitting.report(folder, options, show=show)


def _resume(exam: click.Group, words: CommandBuilder) -> None:
    @words.command(exam, "resume", "cli.exam_resume")
    def _command() -> int:
        with waiting.begins(words.language):
            from grader.cli import exam_start

        return exam_start.resume(words.language)


def _validate(exam: click.Group, words: CommandBuilder) -> None:
    @words.command(exam, "validate", "cli.exam_validate")
    @click.argument("blueprints", nargs=-1, shell_complete=completion.exams)
    def _command(blueprints: tuple[str, ...]) -> int:
        with waiting.begins(words.language):
            from grader.cli import exam_start

        return exam_start.validate(blueprints, words.language)
