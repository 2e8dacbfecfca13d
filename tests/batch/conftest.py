"""`grade batch` with a stand-in for the sandbox: the verdict is what the file asks for, ``# SCORE = 40``."""

from __future__ import annotations

import csv
import json
import re
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace

import factory
import pytest
from conftest import ROOT, Ran

from grader.cli import batch as batching
from grader.grading import pipeline
from grader.grading.judge import CheckVerdict
from grader.grading.pipeline import GradingResult
from grader.sandbox.contract import Description
from grader.submission.source import Submission
from grader.task.loader import Task
from grader.text import plain

RIGHT = {name: next((ROOT / "solutions").glob(f"{name}_*")) / "reference.py" for name in ("task1", "task4")}
TERMINATION = factory.termination()


def solution(score: int = 100, task: str = "task1") -> str:
    """A file that earns so many points."""
    return f"{RIGHT[task].read_text()}\n# SCORE = {score}\n"


def write(path: Path, text: str | None = None) -> Path:
    """A file with its folders; a right solution where no text is given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(solution() if text is None else text)
    return path


def _grade(task: Task, submitted: Submission, _workers: object, seed: int) -> GradingResult:
    score = float(re.findall(r"# SCORE = (\d+)", submitted.source)[-1])
    outcome = "pass" if score >= task.manifest.pass_score else "fail"
    check = CheckVerdict("runs", plain("runs"), outcome, score, 100)
    where = Description("local", False)
    return factory.grading_result(
        task, submitted, factory.verdict(task, score, [check]), seed=seed, sandbox=where
    )


@pytest.fixture
def batch(grade, monkeypatch: pytest.MonkeyPatch):
    """Run `grade batch FOLDER --task task1`, other words in the place of the latter where they are given."""
    sandbox = SimpleNamespace(describe=lambda: Description("local", False))
    monkeypatch.setattr(batching, "open_sandbox", lambda *_: nullcontext(sandbox))
    monkeypatch.setattr(pipeline, "grade", _grade)

    def run(folder: object, *options: object) -> Ran:
        task = () if "--task" in options or "--exam" in options else ("--task", "task1")
        return grade("batch", folder, *task, *options)

    return run


def rows(out: Path) -> dict[str, tuple[str, float | None]]:
    """Each student's outcome and score."""
    found = [json.loads(line) for line in (out / "results.jsonl").read_text().splitlines()]
    return {row["student"]: (row["outcome"], row["score"]) for row in found}


def left_out(out: Path) -> dict[str, str]:
    """What was left out, and why."""
    with (out / "left_out.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["file"]: row["reason"] for row in csv.DictReader(file)}
