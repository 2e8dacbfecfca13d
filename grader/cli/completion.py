"""What a shell completes: commands, tasks by any of their names, exams; and the script that asks for it."""

from __future__ import annotations

from contextlib import suppress

import click
from click.shell_completion import CompletionItem, get_completion_class

from grader.errors import GraderError

SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_GRADE_COMPLETE"  # click's own name, made of the command's
_Items = list[CompletionItem[str]]


def script(command: click.Command, shell: str) -> str:
    """The script for that shell."""
    kind = get_completion_class(shell)
    assert kind is not None
    return kind(command, {}, "grade", _VARIABLE).source()


def tasks(_ctx: click.Context, _param: click.Parameter | None, incomplete: str) -> _Items:
    """Complete a task by its id, or by its word where letters of a word were typed."""
    from grader.task.loader import folders, names

    with suppress(GraderError):  # a sentence has no place among the words that a shell offers
        return _beginning([name for folder in folders() for name in names(folder)[1:3]], incomplete)
    return []


def exams(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """The exams that come with the program and the user's own, else files."""
    from grader.task import loader

    with suppress(GraderError):
        if found := _beginning(sorted(path.stem for path in loader.exams()), incomplete):
            return found
    return [CompletionItem(incomplete, type="file")]


def checks(ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """The checks of the task that stands before."""
    from grader.task import loader

    with suppress(GraderError):
        return _beginning(list(loader.find(str(ctx.params.get("task"))).words), incomplete)
    return []


def topics(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """The topics by their ids."""
    from grader.task import topics as notes

    with suppress(GraderError):
        return _beginning(list(notes.topics()), incomplete)
    return []


def commands(ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """The program's commands."""
    command = ctx.find_root().command
    return _beginning(command.list_commands(ctx), incomplete) if isinstance(command, click.Group) else []


def _beginning(found: list[str], incomplete: str) -> _Items:
    return [CompletionItem(name) for name in found if name.startswith(incomplete)]
