"""``grade progress`` and ``grade next``."""

from __future__ import annotations

import time

from rich.table import Table
from rich.text import Text as Line

from grader.cli.topics import bar, standings
from grader.practice import history
from grader.practice.progress import latest, recurring
from grader.practice.suggestion import DAY, suggestions
from grader.report.console import open_console, open_table
from grader.task import loader
from grader.text import Language, say
from grader.washing import for_log, one_line, shown_path

_SUGGESTED = 3
_MOST_MISTAKES = 5


def progress(language: Language) -> int:
    """Print where each topic stands."""
    console, gradings = open_console(), history.gradings()
    if not gradings:
        console.print(say("progress.empty", path=shown_path(history.path())).pick(language))
        return 0
    console.print(_table(language))
    left = sum(not found.tried for found in standings())
    console.print(Line(say("progress.left", count=left).pick(language), style="dim"))
    last = latest(gradings)
    words = {
        "passed": sum(grading.outcome == "pass" for grading in last.values()),
        "tried": len(last),
        "all": len(loader.all_tasks()),
        "count": len(gradings),
    }
    console.print(Line(say("progress.tasks", **words).pick(language), style="dim"))
    if mistakes := recurring(gradings)[:_MOST_MISTAKES]:
        console.print(Line("\n" + say("progress.mistakes").pick(language), style="bold"))
    for mistake in mistakes:
        sentence = for_log(one_line(mistake.sentence.pick(language), 200))
        facts = {"count": mistake.count, "task": mistake.task, "check": mistake.check, "sentence": sentence}
        console.print(Line(f"  {say('progress.mistake', **facts).pick(language)}"))
    return 0


def forget(language: Language) -> int:
    """Remove what was remembered."""
    found = history.forget()
    key = "progress.forgotten" if found else "progress.nothing_to_forget"
    open_console().print(say(key, path=shown_path(history.path())).pick(language))
    return 0


def following(language: Language) -> int:
    """Print what to practise next."""
    console = open_console()
    found = suggestions([task.id for task in loader.all_tasks()], history.gradings(), time.time())
    table = open_table("", "", "")
    table.show_header = False
    for suggestion in found[:_SUGGESTED]:
        task = loader.find(suggestion.task)
        why = say(f"next.{suggestion.reason}", days=f"{suggestion.days:.0f}").pick(language)
        table.add_row(task.id, task.manifest.title.text().pick(language), Line(why, style="dim"))
    console.print(table)
    console.print(Line(say("next.begin", task=found[0].task).pick(language), style="dim"))
    return 0


def _table(language: Language) -> Table:
    names = ("best", "attempts", "hints", "last")
    headings = ["topics.heading_topic", *(f"progress.heading_{name}" for name in names)]
    table = open_table(*(say(key).pick(language) for key in headings))
    for found in standings():
        if found.last is None:
            continue
        last = _ago(found.last, language)
        counts = [str(found.attempts or ""), str(found.hints or "")]
        table.add_row(found.topic.title.pick(language), bar(found, language), *counts, last)
    return table


def _ago(at: float, language: Language) -> str:
    days = int(max(0.0, time.time() - at) // DAY)
    return (say("progress.days", days=days) if days else say("progress.today")).pick(language)
