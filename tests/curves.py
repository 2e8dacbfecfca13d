"""Collect the curves of real trainings, right ones and broken ones: ``python -m tests.curves [TASK...]``.

``python -m tests.curves --table`` trains nothing and writes docs/curves.md from what is kept.
Each grading's epochs are kept in ``tests/curves/TASK.json``, so that the rules which read a curve for a
student (:mod:`grader.report.reading`) are tried on them in the everyday tests. ``tests/curves/broken.toml``
says how a reference is broken, and what a student is to be told.
"""

from __future__ import annotations

import functools
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("curves")
PAGE = Path(__file__).parent.parent / "docs" / "curves.md"
SEEDS, BROKEN_SEEDS = 20, 5
_HEAD = """# How often the reading of a curve is right

Made by `make curves`, not by hand. The rules of `grader/report/reading.py` were tried on the curves of real
trainings: each task's reference over 20 seeds, of which nothing is to be said, and references that were
broken in one place (`tests/curves/broken.toml`) over 5.
"""
_DIGITS = 5


@dataclass(frozen=True)
class Training:
    """A solution whose curves are collected, and the ``rule`` that is to be told of ``part``."""

    task: str
    name: str
    source: str
    seeds: int
    part: str = ""
    rule: str = ""


def trainings(tasks: Sequence[str] = ()) -> Iterator[Training]:
    """The references of those tasks, or of all that train; then the broken ones."""
    from grader.task import loader

    listed = tomllib.loads((FOLDER / "broken.toml").read_text(encoding="utf-8"))
    for name in tasks or listed.pop("tasks"):
        source = (loader.find(name).solutions / "reference.py").read_text(encoding="utf-8")
        yield Training(name, "reference", source, SEEDS)
        for broken, entry in listed.get(name, {}).items():
            changed = source
            for old, new in entry["replace"]:
                assert changed.count(old) == 1, (name, broken, old)
                changed = changed.replace(old, new)
            yield Training(name, broken, changed, BROKEN_SEEDS, entry.get("part", ""), entry["rule"])


def epochs(training: Training, seed: int, workers: Any) -> list[Mapping[str, Any]]:
    """The epochs of one grading, its numbers to five digits."""
    from grader.grading import pipeline
    from grader.submission import source
    from grader.task import loader

    task = loader.find(training.task)
    submission = source.from_bytes(Path("solution.py"), training.source.encode(), task)
    found = pipeline.grade(task, submission, workers, seed).epochs
    return [
        {
            "part": told["part"],
            "epoch": told["epoch"],
            "logs": {k: _short(v) for k, v in told["logs"].items()},
        }
        for told in found
    ]


def collect(tasks: Sequence[str], jobs: int = 2) -> None:
    """Train what is asked for and not kept yet, and write the files."""
    from grader.grading.workers import Crew, limits_for
    from grader.sandbox.docker import DockerSandbox
    from grader.task import loader

    FOLDER.mkdir(exist_ok=True)
    with DockerSandbox() as sandbox, Crew(sandbox, limits_for(loader.all_tasks())) as crew:
        found: dict[str, dict[str, Any]] = {}
        with ThreadPoolExecutor(jobs) as pool:
            waiting = [
                (training, seed, pool.submit(lambda t=training, s=seed: epochs(t, s, crew.workers())))
                for training in trainings(tasks)
                for seed in range(training.seeds)
                if str(seed) not in kept(training)
            ]
            for training, seed, future in waiting:
                found.setdefault(training.task, {}).setdefault(training.name, {})[str(seed)] = future.result()
                print(training.task, training.name, seed, flush=True)
        for task, new in found.items():
            curves = _read(task)
            for name, runs in new.items():
                curves[name] = curves.get(name, {}) | runs
            text = json.dumps(curves, separators=(",", ":")).replace("]},", "]},\n").replace("}]}", "}]}\n")
            (FOLDER / f"{task}.json").write_text(text, encoding="utf-8")


def kept(training: Training) -> Mapping[str, list[Mapping[str, Any]]]:
    """The epochs of its gradings, by seed; empty where they are not collected yet."""
    return _read(training.task).get(training.name, {})


@functools.cache
def _read(task: str) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """What is kept of a task, by the solution's name and the seed."""
    path = FOLDER / f"{task}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def said(told: Sequence[Mapping[str, Any]]) -> set[tuple[str, str]]:
    """The rules that hold for one grading's epochs, each with the part that it is said of."""
    from grader.report.model import EpochReport
    from grader.report.reading import read
    from grader.report.training import trainings as of

    epochs = [
        EpochReport(
            part=item["part"],
            epoch=item["epoch"],
            logs={name: value for name, value in item["logs"].items() if value is not None},
            not_finite=[name for name, value in item["logs"].items() if value is None],
        )
        for item in told
    ]
    return {
        (curves.part, rule)
        for curves in of(epochs)
        for panel in curves.panels
        if panel.metric == "loss"
        for rule, _ in read(panel.training, panel.validation)
    }


def hit(training: Training, told: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the rule is said of the part, or of any where none is named."""
    wanted = _ALIKE.get(training.rule, {training.rule})
    return any(rule in wanted and training.part in ("", part) for part, rule in said(told))


def table() -> str:
    """The page: false alarms of right trainings, hits of broken ones."""
    right, broken = [], []
    for training in trainings():
        runs = kept(training)
        if training.rule:
            others = sorted({rule for told in runs.values() for _, rule in said(told)} - {training.rule})
            hits = sum(hit(training, told) for told in runs.values())
            broken.append(
                [training.task, training.name, training.rule, f"{hits} of {len(runs)}", ", ".join(others)]
            )
        else:
            alarms = [rule for told in runs.values() for _, rule in said(told)]
            right.append([training.task, len(runs), len(alarms), ", ".join(sorted(set(alarms)))])
    right.append(["**all**", sum(row[1] for row in right), sum(row[2] for row in right), ""])
    return "\n".join(
        [
            _HEAD,
            "## Right trainings (each task's reference)\n",
            _markdown(["task", "gradings", "false alarms", "which"], right),
            "## Broken ones\n",
            _markdown(["task", "how", "what is to be said", "said", "also"], broken),
        ]
    )


_ALIKE = {"diverged": {"diverged", "not_finite"}, "rate_too_high": {"rate_too_high", "came_back"}}


def _markdown(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def _short(value: float) -> float | None:
    return float(f"{value:.{_DIGITS}g}") if abs(value) < float("inf") else None


if __name__ == "__main__":
    if sys.argv[1:] != ["--table"]:
        collect(sys.argv[1:])
    PAGE.write_text(table(), encoding="utf-8")
