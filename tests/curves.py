"""Collect the curves of real trainings, right ones and broken ones: ``python -m tests.curves [TASK...]``.

Each grading's epochs are kept in ``tests/curves/TASK.json``, so that the rules which read a curve for a
student (:mod:`grader.report.reading`) are tried on them in the everyday tests. ``tests/curves/broken.toml``
says how a reference is broken, and what a student is to be told.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("curves")
SEEDS, BROKEN_SEEDS = 20, 5
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
    """Train what is asked for and write the files."""
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
            ]
            for training, seed, future in waiting:
                found.setdefault(training.task, {}).setdefault(training.name, {})[str(seed)] = future.result()
                print(training.task, training.name, seed, flush=True)
        for task, curves in found.items():
            text = json.dumps(curves, separators=(",", ":")).replace("]},", "]},\n").replace("}]}", "}]}\n")
            (FOLDER / f"{task}.json").write_text(text, encoding="utf-8")


def _short(value: float) -> float | None:
    return float(f"{value:.{_DIGITS}g}") if abs(value) < float("inf") else None


if __name__ == "__main__":
    collect(sys.argv[1:])
