"""All calibrations in two tables, as Markdown: ``docs/calibration.md`` (``grade calibrate --table``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from grader.grading.authoring import expected_verdicts
from grader.grading.calibration import CalibratedRun, Calibration, load
from grader.task.loader import Task

_HEAD = """# What the thresholds rest on

Made by `make calibrate`, not by hand. Each right solution was graded with 20 seeds in the sandbox, each wrong
one with 5, or with 20 where it is a baseline. A task without a `calibration.json` is not in the tables.
"""
_VERDICTS = "task", "right: gradings", "not passed", "wrong: gradings", "passed", "failed at the named check"
_THRESHOLDS = (
    "task",
    "metric",
    "threshold",
    "best baseline",
    "worst right run away by",
    "missed by a right one 1 time in 100 at",
)


def table(tasks: Sequence[Task]) -> str:
    """The page for those of the tasks that have a calibration, in their order.

    Raises:
        TaskProblem: where a calibration or an expected.toml is not of its form.
    """
    found = [(task, known) for task in tasks if (known := load(task)) is not None]
    counted = [_verdicts(task, known) for task, known in found]
    sums = [sum(column) for column in zip(*counted, strict=True)]
    named = [[task.id, *counts] for (task, _), counts in zip(found, counted, strict=True)]
    rows = [*named, ["**all**", *sums]] if found else []
    parts = [_HEAD, "## Verdicts\n", _markdown(_VERDICTS, rows)]
    margins = [row for task, known in found for row in _thresholds(task, known)]
    return "\n".join([*parts, "## Thresholds\n", _markdown(_THRESHOLDS, margins)])


def _verdicts(task: Task, known: Calibration) -> list[int]:
    """Right: gradings, not passed; wrong: gradings, passed, failed at the check that expected.toml names."""
    expected = expected_verdicts(task)
    right: list[CalibratedRun] = []
    wrong: list[tuple[str | None, CalibratedRun]] = []
    for name, solution in known.solutions.items():
        if solution.kind == "wrong":
            entry = expected.get(name.rpartition("/")[2])
            wrong += [(entry.fails if entry else None, run) for run in solution.runs]
        else:
            right += solution.runs
    return [
        len(right),
        sum(run.outcome != "pass" for run in right),
        len(wrong),
        sum(run.outcome == "pass" for _, run in wrong),
        sum(check in run.failed for check, run in wrong),
    ]


def _thresholds(task: Task, known: Calibration) -> Iterator[list[Any]]:
    for name, margin in known.thresholds.items():
        floor, end = margin.interval
        best = "" if floor is None else f"{floor:g}"
        yield [task.id, margin.metric, f"{name} = {margin.value:g}", best, f"{margin.margin:g}", f"{end:g}"]


def _markdown(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in lines)
