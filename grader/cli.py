"""The command line: parse, call, render, exit. Heavy imports happen inside the commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from grader import cli_exam, ending
from grader.errors import DiskProblem, GraderError, not_written
from grader.report.formats import FORMATS
from grader.text import LANGUAGES, Text, default_language, for_log, say
from grader.words import Decorator, Words


class _Grade(click.Group):
    """A group whose first word may be a task: `grade task3 FILE` is `grade grade task3 FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["grade", *args]
        return super().resolve_command(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)  # in the order of use, not of the alphabet


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status; no traceback of the grader's reaches a user."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(words)
    with ending.in_order():
        status, told = _run(words, language)
        if told is not None:
            with suppress(OSError):  # nobody is there to read it
                click.echo(for_log(told.pick(language)), err=True)
    if arguments is None:
        ending.ignore_interrupts()
    sys.exit(status)


def _run(words: list[str], language: str) -> tuple[int, Text | None]:
    """The exit status, and what is left to tell."""
    try:
        status = int(build(language).main(words, prog_name="grade", standalone_mode=False) or 0)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return 2, None
    except GraderError as error:
        return error.exit_status, error.text
    except (KeyboardInterrupt, click.Abort):
        return ending.INTERRUPTED, say("cli.interrupted")
    except Exception as error:
        return _unforeseen(error)
    return status, None


def _unforeseen(error: Exception) -> tuple[int, Text]:
    """The last resort: a machine's refusal that no one expected there, else a bug of ours, told as such."""
    if ending.while_ending(error):
        return ending.INTERRUPTED, say("cli.interrupted")
    if isinstance(error, OSError):
        problem = not_written("cli.output_failed", error.filename or say("cli.a_file"), error)
        if isinstance(problem, DiskProblem):
            return problem.exit_status, problem.text
    return 3, _internal(error)


def build(language: str) -> click.Group:
    """The whole command, its help in that language."""
    words = Words(language)

    @click.group(cls=_Grade, help=words.text("help"), **words.help_option())
    @click.version_option(package_name="exam-practice-grader", prog_name="grade", help=words.text("version"))
    @words.lang()
    def group() -> None:
        return

    for add in (_add_grading, _add_batch, _add_showing, cli_exam.add, _add_checking):
        add(group, words)
    return group


def _add_grading(group: click.Group, words: Words) -> None:
    @words.command(group, "grade")
    @click.argument("task")
    @click.argument("file", type=click.Path())
    @click.option("--seed", type=int, help=words.text("seed"))
    @click.option("--keep-evidence", type=click.Path(file_okay=False), help=words.text("keep"))
    @words.sandbox()
    @words.report(FORMATS)
    def _grade(task: str, file: str, format_: Any, **values: Any) -> int:
        from grader.commands import grading
        from grader.options import Options

        options = Options(words.language, format=format_, **values)
        return grading.grade(task, file, options)

    @words.command(group, "judge")
    @click.argument("folder", type=click.Path())
    @words.report(FORMATS)
    def _judge(folder: str, format_: Any, output: str | None) -> int:
        from grader.commands import grading
        from grader.options import Options

        options = Options(words.language, format=format_, output=output)
        return grading.judge(folder, options)


def _add_batch(group: click.Group, words: Words) -> None:
    def option(name: str, kind: Any = None, **values: Any) -> Decorator:
        key = name.strip("-").replace("-", "_")
        return click.option(name, type=kind, help=words.plain(f"batch.help_{key}"), **values)

    @words.command(group, "batch", "batch.help")
    @click.argument("folder", type=click.Path())
    @option("--task", multiple=True, metavar="TASK")
    @option("--exam", metavar="BLUEPRINT")
    @option("--jobs", click.IntRange(1, 64))
    @option("--out", click.Path(file_okay=False))
    @option("--pattern")
    @option("--seed", int)
    @option("--isolation", click.Choice(("batch", "submission")), default="batch")
    @option("--fresh", is_flag=True)
    @option("--pass-mark", click.FloatRange(0, 100))
    @option("--sandbox", click.Choice(("docker", "local")), default="docker")
    @click.option("--format", "format_", type=click.Choice(("text", "github")), default="text")
    def _batch(task: tuple[str, ...], format_: Any, **values: Any) -> int:
        from grader.commands import batching

        return batching.batch(batching.BatchOptions(words.language, tasks=task, format=format_, **values))


def _add_showing(group: click.Group, words: Words) -> None:
    @words.command(group, "tasks")
    def _tasks() -> None:
        from grader.commands import showing

        showing.tasks(words.language)

    @words.command(group, "brief")
    @click.argument("task")
    def _brief(task: str) -> None:
        from grader.commands import showing

        showing.brief(task, words.language)

    @words.command(group, "start")
    @click.argument("task")
    @click.argument("folder", type=click.Path(), default=".")
    def _start(task: str, folder: str) -> None:
        from grader.commands import showing

        showing.start(task, Path(folder), words.language)


def _add_checking(group: click.Group, words: Words) -> None:
    @words.command(group, "doctor")
    def _doctor() -> int:
        from grader.commands import doctoring

        return doctoring.doctor(words.language)

    @words.command(group, "validate")
    @click.argument("tasks", nargs=-1)
    @click.option("--seeds", type=click.IntRange(1, 1000), default=1, help=words.text("seeds"))
    @words.sandbox()
    def _validate(tasks: tuple[str, ...], seeds: int, sandbox: Any) -> int:
        from grader.commands import validating

        return validating.validate(tasks, seeds, sandbox, words.language)


def _language(words: Sequence[str]) -> str:
    """The language asked for, known before any help text is made."""
    for word, following in zip(words, [*words[1:], ""], strict=True):
        name, _, value = word.partition("=")
        if name == "--lang":
            chosen = value or following
            return chosen if chosen in LANGUAGES else default_language()
    return default_language()


def _internal(error: Exception) -> Text:
    """Write the traceback to a file and name it: a user gets a sentence, we get the facts."""
    import tempfile
    import traceback

    path = "-"
    with suppress(OSError):  # a disk that takes no more may be the cause
        handle, path = tempfile.mkstemp(prefix="grade-error-", suffix=".txt")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            traceback.print_exception(error, file=file)
    return say("cli.internal", error=f"{type(error).__name__}: {error}", path=path)


if __name__ == "__main__":
    main()
