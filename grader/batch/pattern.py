"""``--pattern``: where submissions are, ``{student}/homework/*.py``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from grader.batch.names import composed
from grader.errors import UsageProblem
from grader.submission.source import MODEL_SUFFIXES, SUFFIXES
from grader.task.loader import Task

_STUDENT, _TASK = "{student}", "{task}"


def checked(pattern: str, tasks: Sequence[Task]) -> re.Pattern[str]:
    """The expression for a pattern that a user typed.

    Raises:
        UsageProblem: where it does not name students, or not the tasks.
    """
    if pattern.count(_STUDENT) != 1 or pattern.count(_TASK) > 1:
        raise UsageProblem("batch.pattern", pattern=pattern)
    if len(tasks) > 1 and _TASK not in pattern:
        raise UsageProblem("batch.pattern_task", pattern=pattern)
    return expression(small_suffix(composed(pattern)))


def expression(pattern: str) -> re.Pattern[str]:
    """A pattern as a regular expression: * is part of a name, ** any folders."""
    words = {
        _STUDENT: "(?P<student>[^/]+?)",
        _TASK: "(?P<task>[^/]+?)",
        "**": ".*",
        "*": "[^/]*",
        "?": "[^/]",
    }
    parts = re.split(r"(\{student\}|\{task\}|\*\*|\*|\?)", pattern)
    return re.compile("".join(words.get(part, re.escape(part)) for part in parts), re.DOTALL)


def small_suffix(name: str) -> str:
    """The name with its suffix in small letters: KIM.PY is a .py file."""
    suffix = PurePosixPath(name).suffix
    return (
        name.removesuffix(suffix) + suffix.lower() if suffix.lower() in (*SUFFIXES, *MODEL_SUFFIXES) else name
    )
