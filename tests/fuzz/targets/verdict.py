"""Evidence that is right but for a few places: it comes to a verdict, and no check breaks.

The first byte chooses the task; each four bytes after it are one change: which part, where, how, what.
"""

from __future__ import annotations

from typing import Any

from made import Made, Stage, made
from mutated import GONE, VALUES, array_like, paths, put

TASKS = ["task1", "task2", "task4", "task9", "task2", "task4", "task2", "task3"]
MAX_LENGTH = 33
for name in TASKS:
    made(name)  # takes seconds, once
WORDS: list[str] = []


def one(data: bytes) -> None:
    right = made(TASKS[data[0] % len(TASKS)] if data else "task1")
    train, predict = right.train, right.predict
    for at in range(1, len(data) - 3, 4):
        part, where, how, what = data[at : at + 4]
        if part % 2 and predict is not None:
            predict = changed(predict, part // 2, where, how, what)
        else:
            train = changed(train, part // 2, where, how, what)
    judged(right, train, predict)


def judged(right: Made, train: Stage, predict: Stage | None) -> None:
    """The verdict is one: no check broke, its points are within its own, its sentences can be written."""
    verdict = right.verdict(train.packed({"model": b"m"}), predict.packed() if predict else None)
    for check in verdict.checks:
        assert check.outcome != "error" or check.failure in ("grader", "predict"), check.message.en
        assert 0 <= check.points <= check.max_points
        for text in (check.message, check.hint, check.title):
            (text.en + text.ko).encode("utf-8")
    assert 0 <= verdict.score <= verdict.max_score


def changed(stage: Stage, part: int, where: int, how: int, what: int) -> Stage:
    """The stage with one array, or one place of its body, changed."""
    if part % 2 and stage.arrays:
        names = sorted(stage.arrays)
        name = names[where % len(names)]
        arrays = dict(stage.arrays)
        old = arrays.pop(name)
        if how < 250:
            arrays[name] = array_like(old, how, what)
        return Stage(stage.body, arrays)
    places = list(paths(stage.body))
    value: Any = GONE if what == 255 else VALUES[what % len(VALUES)]
    return Stage(put(stage.body, places[(where + 256 * how) % len(places)], value), stage.arrays)
