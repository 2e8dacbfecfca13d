"""``grade topics`` and ``grade topic NAME``."""

from __future__ import annotations

from rich.text import Text as Line

from grader.cli.markdown import show_markdown
from grader.practice import history
from grader.practice.progress import TopicStanding, standing
from grader.report.console import open_console, open_table
from grader.task import topics as notes
from grader.text import Language, say

WIDTH = 10  # of a bar, in characters


def topics(language: Language) -> int:
    """List all topics."""
    console = open_console()
    headings = (say(f"topics.heading_{name}").pick(language) for name in ("topic", "tasks", "shown"))
    topic, *others = headings
    table = open_table(topic, "", *others)
    for found in standings():
        tasks = ", ".join(dict.fromkeys(item.task.id for item in found.checks))
        table.add_row(found.topic.id, found.topic.title.pick(language), tasks, bar(found, language))
    table.columns[0].no_wrap = table.columns[3].no_wrap = True
    console.print(table)
    console.print(say("topics.more").pick(language), style="dim")
    return 0


def topic(name: str, raw: bool, language: Language) -> int:
    """Show the page of one topic."""
    found = notes.find(name)
    show_markdown(found.page(language), raw=raw)
    tasks = ", ".join(f"{item.task.id} {item.check}" for item in notes.practised()[found.id])
    if tasks and not raw:
        open_console().print(Line(say("topics.practise", tasks=tasks).pick(language), style="dim"))
    return 0


def standings() -> list[TopicStanding]:
    """Where every topic stands today."""
    gradings, hints = history.gradings(), history.hints()
    checks = notes.practised()
    return [standing(found, checks[found.id], gradings, hints) for found in notes.topics().values()]


def bar(found: TopicStanding, language: Language) -> Line:
    """A bar with its percentage, or that there was no try yet."""
    if not found.tried:
        return Line(say("topics.never").pick(language), style="dim")
    full = round(found.share * WIDTH)
    style = "green" if found.share >= 0.9 else "yellow" if found.share >= 0.5 else "red"
    return Line.assemble(("█" * full, style), ("░" * (WIDTH - full), "dim"), f" {found.share:4.0%}")
