"""The topics of the notes: a page of each, and the checks that practise it.

``tasks/topics/topics.toml`` lists them in the order of reading; ``ID.en.md`` and ``ID.ko.md`` are the pages.
A check names its topic as ``concept`` in its task's hints.toml.
"""

from __future__ import annotations

import difflib
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pydantic

from grader.errors import TaskProblem, UsageProblem
from grader.task.loader import Task, all_tasks, root
from grader.task.manifest import BilingualText, TomlModel
from grader.text import Language, Text

FOLDER = "topics"
INDEX = "topics.toml"


class _Entry(TomlModel):
    title: BilingualText


@dataclass(frozen=True)
class Topic:
    """One topic: its page lies in ``folder``."""

    id: str
    title: Text
    folder: Path

    def page(self, language: Language) -> str:
        """Its page, as Markdown."""
        return (self.folder / f"{self.id}.{language}.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class PractisedBy:
    """A check that practises a topic."""

    task: Task
    check: str


@functools.cache
def topics() -> Mapping[str, Topic]:
    """All topics by id, in the order of reading.

    Raises:
        TaskProblem: where their list is not of its form.
    """
    folder = root() / "tasks" / FOLDER
    try:
        read = tomllib.loads((folder / INDEX).read_text(encoding="utf-8"))
        entries = pydantic.TypeAdapter(dict[str, _Entry]).validate_python(read)
    except (OSError, ValueError) as error:
        raise TaskProblem("task.malformed", path=f"{FOLDER}/{INDEX}", problems=error) from error
    return {name: Topic(name, entry.title.text(), folder) for name, entry in entries.items()}


def find(name: str) -> Topic:
    """The topic of that id, or whose title in either language is that.

    Raises:
        UsageProblem: where there is none, with what is near.
    """
    wanted = name.strip().casefold()
    for topic in topics().values():
        titles = (topic.title.en.casefold(), topic.title.ko.casefold())
        if wanted in (topic.id, topic.id.replace("-", " "), *titles):
            return topic
    near = difflib.get_close_matches(wanted, topics(), 3, 0.5) or [
        topic.id
        for topic in topics().values()
        if wanted in f"{topic.id} {topic.title.en} {topic.title.ko}".casefold()
    ]
    raise UsageProblem("topics.unknown", name=name, near=", ".join(near) or ", ".join(topics()))


def practised(tasks: list[Task] | None = None) -> Mapping[str, list[PractisedBy]]:
    """By topic the checks that practise it, in the order of the tasks."""
    found: dict[str, list[PractisedBy]] = {name: [] for name in topics()}
    for task in all_tasks() if tasks is None else tasks:
        for check, words in task.words.items():
            if words.concept in found and check in task.manifest.checks:
                found[words.concept].append(PractisedBy(task, check))
    return found
