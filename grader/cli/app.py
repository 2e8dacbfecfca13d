"""The command line: parse, call, render, exit. Heavy imports happen inside the commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from grader import apart
from grader.cli import author_app, completion, exam_app, practice_app, shutdown, streams, waiting
from grader.cli.localized import CommandBuilder, Decorator, show_help
from grader.cli.usage import CommandGroup, FolderPath, NumberRange, OneOf, Percent, WholeNumber, told
from grader.errors import DiskProblem, GraderError, not_written
from grader.report.formats import FORMATS
from grader.task.places import VARIABLE
from grader.text import Language, Text, default_language, language_named, plain, say, unknown_language
from grader.washing import for_log


class _Grade(CommandGroup):
    """A group whose first word may be a task: `grade task3 FILE` is `grade grade task3 FILE`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            args = ["grade", *args]
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        return completion.tasks(ctx, None, incomplete) + super().shell_complete(ctx, incomplete)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its status; no traceback of the grader's reaches a user."""
    streams.prepare()
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(words)
    apart.forget_relative_programs()
    with shutdown.in_order():
        if unknown := unknown_language():
            _tell(say("usage.unknown_language", value=unknown).pick(language))
        with _own_tasks_for_this_command():
            status, sentence = _run(words, language)
        if sentence is not None:
            _tell(sentence.pick(language))
    if arguments is None:
        shutdown.ignore_interrupts()
    sys.exit(status)


@contextmanager
def _own_tasks_for_this_command() -> Iterator[None]:
    """What ``--tasks`` and a sitting add to ``GRADE_TASKS`` ends with the command."""
    before = os.environ.get(VARIABLE)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before


def _tell(sentence: str) -> None:
    """A sentence on the error stream; in a terminal its lines are broken between words, Korean ones too."""
    with suppress(OSError):  # nobody is there to read it
        if sys.stderr.isatty():
            from grader.report.console import open_console

            open_console(error=True).print(for_log(sentence))
        else:
            print(for_log(sentence), file=sys.stderr)


def _run(words: list[str], language: Language) -> tuple[int, Text | None]:
    """Run the command: its exit status, and a sentence that is still to be printed."""
    try:
        status = int(build(language).main(words, prog_name="grade", standalone_mode=False) or 0)
        sys.stdout.flush()
    except click.ClickException as error:
        return 2, plain(told(error, language))
    except GraderError as error:
        return error.exit_status, error.text
    except (KeyboardInterrupt, click.Abort):
        return shutdown.INTERRUPTED, say("cli.interrupted")
    except Exception as error:
        return _unforeseen(error)
    return status, None


def _unforeseen(error: Exception) -> tuple[int, Text]:
    """An exception that no code expected: an error of the machine (a full disk), else a bug of the grader."""
    if shutdown.while_ending(error):
        return shutdown.INTERRUPTED, say("cli.interrupted")
    if isinstance(error, OSError):
        problem = not_written("cli.output_unwritable", error.filename or say("cli.a_file"), error)
        if isinstance(problem, DiskProblem):
            return problem.exit_status, problem.text
    return 3, _internal(error)


def build(language: Language) -> click.Group:
    """The whole command, its help in that language."""
    words = CommandBuilder(language)

    group = words.group("grade", "cli.help", _Grade)
    version = click.option(
        "--version",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_show_version,
        help=words.text("version"),
    )
    version(group)
    group.callback = _greeting(language)
    for add in (
        _add_grading,
        _add_batch,
        _add_showing,
        practice_app.add,
        exam_app.add,
        author_app.add,
        _add_helping,
    ):
        add(group, words)
    return group


def _show_version(ctx: click.Context, _option: click.Parameter, value: bool) -> None:
    """Print the program's version and the image that it grades in, and leave."""
    if value:
        from importlib import metadata

        from grader.cli import doctor

        print(f"grade, version {metadata.version('exam-practice-grader')}")
        with suppress(GraderError):  # without an engine there is no image
            doctor.image_name()
        ctx.exit()


def _greeting(language: Language) -> Callable[[], None]:
    """What `grade` alone says."""

    def greet() -> None:
        if click.get_current_context().invoked_subcommand is None:
            from grader.report.console import open_console

            open_console().print(say("usage.greeting").pick(language))

    return greet


def _add_grading(group: click.Group, words: CommandBuilder) -> None:
    @words.command(group, "grade")
    @click.argument("task", shell_complete=completion.tasks)
    @click.argument("file", type=click.Path(), required=False)
    @click.option("--seed", type=WholeNumber(), help=words.text("seed"))
    @click.option("--keep-evidence", type=FolderPath(), metavar="FOLDER", help=words.text("keep"))
    @click.option("--watch", is_flag=True, help=words.text("watch_option"))
    @words.history()
    @words.sandbox()
    @words.report(FORMATS)
    def _grade(task: str, file: str | None, format_: Any, watch: bool, **values: Any) -> int:
        with waiting.begins(words.language):
            from grader.cli import grade
            from grader.cli import watch as watching
            from grader.cli.options import Options

        options = Options(words.language, format=format_, **values)
        return (watching.watch if watch else grade.grade)(task, file, options)

    @words.command(group, "judge")
    @click.argument("folder", type=click.Path())
    @words.report(FORMATS)
    def _judge(folder: str, format_: Any, output: str | None) -> int:
        from grader.cli import grade
        from grader.cli.options import Options

        options = Options(words.language, format=format_, output=output)
        return grade.judge(folder, options)


def _add_batch(group: click.Group, words: CommandBuilder) -> None:
    def option(name: str, kind: Any = None, **values: Any) -> Decorator:
        key = name.strip("-").replace("-", "_")
        return click.option(name, type=kind, help=words.plain(f"batch.help_{key}"), **values)

    @words.command(group, "batch", "batch.help")
    @click.argument("folder", type=click.Path())
    @option("--task", multiple=True, metavar="TASK", shell_complete=completion.tasks)
    @option("--exam", metavar="BLUEPRINT", shell_complete=completion.exams)
    @option("--jobs", NumberRange(1, 64))
    @option("--out", FolderPath(), metavar="FOLDER")
    @option("--pattern", metavar="PATTERN")
    @option("--student", metavar="NAME")
    @option("--seed", WholeNumber())
    @option("--isolation", OneOf(("batch", "submission")), default="batch")
    @option("--fresh", is_flag=True)
    @option("--pass-mark", Percent())
    @option("--sandbox", OneOf(("docker", "local")), default="docker")
    @click.option(
        "--format", "format_", type=OneOf(("text", "github")), default="text", help=words.text("format")
    )
    def _batch(task: tuple[str, ...], format_: Any, **values: Any) -> int:
        with waiting.begins(words.language):
            from grader.cli import batch

        return batch.batch(batch.BatchOptions(words.language, tasks=task, format=format_, **values))


def _add_showing(group: click.Group, words: CommandBuilder) -> None:
    @words.command(group, "tasks")
    def _tasks() -> None:
        from grader.cli import tasks

        tasks.tasks(words.language)

    @words.command(group, "brief")
    @click.argument("task", shell_complete=completion.tasks)
    @click.option("--raw", is_flag=True, help=words.plain("topics.help_raw"))
    def _brief(task: str, raw: bool) -> None:
        from grader.cli import tasks

        tasks.brief(task, words.language, raw=raw)

    @words.command(group, "start")
    @click.argument("task", shell_complete=completion.tasks)
    @click.argument("folder", type=click.Path(), default=".")
    @click.option("--notebook", is_flag=True, help=words.text("notebook"))
    def _start(task: str, folder: str, notebook: bool) -> None:
        from grader.cli import tasks

        tasks.start(task, Path(folder), words.language, as_notebook=notebook)


def _add_helping(group: click.Group, words: CommandBuilder) -> None:
    @words.command(group, "help", "usage.help")
    @click.argument(
        "command",
        nargs=-1,
        metavar=words.plain("usage.help_metavar"),
        shell_complete=completion.commands,
    )
    @click.pass_context
    def _help(ctx: click.Context, command: tuple[str, ...]) -> None:
        assert ctx.parent is not None
        found: click.Command = group
        at = ctx.parent
        for name in command:
            if not isinstance(found, click.Group) or name not in found.commands:
                raise click.exceptions.NoSuchCommand(name, possibilities=group.commands, ctx=at)
            found = found.commands[name]
            at = found.context_class(found, info_name=name, parent=at)
        show_help(at)

    @words.command(group, "completion", "usage.completion")
    @click.argument("shell", type=OneOf(completion.SHELLS))
    def _completion(shell: str) -> None:
        print(completion.script(group, shell), end="")


def _language(words: Sequence[str]) -> Language:
    """The language asked for, known before any help text is made."""
    for word, following in zip(words, [*words[1:], ""], strict=False):
        name, _, value = word.partition("=")
        if name == "--lang":
            return language_named(value or following) or default_language()
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
    return say("cli.internal", error=f"{type(error).__name__}: {_first_line(error)}", path=path)


def _first_line(error: Exception) -> str:
    """The rest is in the file; some libraries tell their own web addresses there."""
    return (str(error).splitlines() or ["-"])[0]


if __name__ == "__main__":
    main()
