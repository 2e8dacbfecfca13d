"""The commands of the study companion: the watch, hints, topics, and what was practised."""

from __future__ import annotations

from typing import Any

import click

from grader.cli import completion, waiting
from grader.cli.localized import CommandBuilder
from grader.cli.usage import NumberRange, WholeNumber


def add(group: click.Group, words: CommandBuilder) -> None:
    """Add them to the program's."""
    _watch(group, words)
    _learning(group, words)
    _progress(group, words)


def _watch(group: click.Group, words: CommandBuilder) -> None:
    @words.command(group, "watch", "watch.help")
    @click.argument("task", required=False, shell_complete=completion.tasks)
    @click.argument("file", type=click.Path(), required=False)
    @click.option("--seed", type=WholeNumber(), help=words.text("seed"))
    @words.history()
    @words.sandbox()
    def _watch(task: str | None, file: str | None, **values: Any) -> int:
        with waiting.begins(words.language):
            from grader.cli import watch
            from grader.cli.options import Options

        return watch.watch(task, file, Options(words.language, **values))


def _learning(group: click.Group, words: CommandBuilder) -> None:
    @words.command(group, "hint", "practice.help_hint")
    @click.argument("task", shell_complete=completion.tasks)
    @click.argument("check", required=False, shell_complete=completion.checks)
    @click.option("--step", type=NumberRange(1, 3), help=words.plain("practice.help_step"))
    def _hint(task: str, check: str | None, step: int | None) -> int:
        from grader.cli import hint

        return hint.hint(task, check, step, words.language)

    @words.command(group, "topics", "topics.help")
    def _topics() -> int:
        from grader.cli import topics

        return topics.topics(words.language)

    @words.command(group, "topic", "topics.help_one")
    @click.argument("topic", shell_complete=completion.topics)
    @click.option("--raw", is_flag=True, help=words.plain("topics.help_raw"))
    def _topic(topic: str, raw: bool) -> int:
        from grader.cli import topics

        return topics.topic(topic, raw, words.language)


def _progress(group: click.Group, words: CommandBuilder) -> None:
    @words.command(group, "progress", "progress.help")
    @click.option("--forget", is_flag=True, help=words.plain("progress.help_forget"))
    def _progress(forget: bool) -> int:
        from grader.cli import progress

        return progress.forget(words.language) if forget else progress.progress(words.language)

    @words.command(group, "next", "next.help")
    def _next() -> int:
        from grader.cli import progress

        return progress.following(words.language)
