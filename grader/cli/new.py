"""``grade new``: the beginning of a task of one's own."""

from __future__ import annotations

from pathlib import Path

from grader.task import loader
from grader.task.new import write
from grader.text import Language, say


def new(name: str, kind: str, folder: str, language: Language) -> None:
    """Write a small task that works, and say what comes next."""
    made = write(name, kind, Path(folder))
    values = {"folder": made, "place": made.parent, "id": loader.load(made).id}
    print(say("new.written", **values).pick(language))
