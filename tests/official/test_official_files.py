"""Files in the official exam's form, in the styles of different years, graded in Docker as they stand.

A sample by the commit; ``make official`` grades all. ``expected.toml`` beside the files says what each gets.
"""

from __future__ import annotations

import os
import random
import shutil
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import COMMIT

from grader.report.record import Record

HERE = Path(__file__).parent
TASKS = sorted(folder.name for folder in HERE.iterdir() if (folder / "expected.toml").is_file())
ALL = "GRADE_OFFICIAL"  # "docker" or "local": every file, in that sandbox
DRAWN = 1  # files of each task
tasks = pytest.mark.parametrize("task", TASKS)


def expected(task: str) -> Mapping[str, dict[str, Any]]:
    return tomllib.loads((HERE / task / "expected.toml").read_text(encoding="utf-8"))


def files(task: str) -> list[Path]:
    return sorted(path for path in (HERE / task).iterdir() if path.suffix in (".py", ".ipynb"))


def told(record: Record) -> str:
    """All that the student reads in English, without its line breaks."""
    if record.problems:
        return record.problems["en"].message.replace("\n", " ")
    checks = record.reports["en"].checks
    return " ".join(f"{check.message} {check.hint}".replace("\n", " ") for check in checks)


@tasks
def test_every_file_has_its_row_and_half_of_them_are_told_something(task: str) -> None:
    rows = expected(task)
    assert [path.stem for path in files(task)] == sorted(rows)
    assert all(set(row) <= {"score", "told"} for row in rows.values())
    assert 2 * sum(bool(row.get("told")) for row in rows.values()) >= len(rows)


def test_there_are_files_enough() -> None:
    assert sum(len(files(task)) for task in TASKS) >= 24


@pytest.mark.docker
@pytest.mark.full
@tasks
def test_files_are_graded_as_they_stand_or_told_the_modern_form(
    grade, engine: None, tmp_path: Path, task: str
) -> None:
    sandbox, there = os.environ.get(ALL, "docker"), files(task)
    chosen = there if ALL in os.environ else random.Random(COMMIT).sample(there, min(DRAWN, len(there)))
    (tmp_path / "class").mkdir()
    for path in chosen:
        shutil.copy(path, tmp_path / "class")
    words = ("--task", task, "--sandbox", sandbox, "--seed", 5, "--jobs", 2, "--out", tmp_path / "out")
    grade("batch", tmp_path / "class", *words)
    kept = [path.read_text().partition("\n")[2] for path in (tmp_path / "out" / "results").iterdir()]
    found = {record.student: record for record in map(Record.model_validate_json, kept)}
    wanted = {name: row for name, row in expected(task).items() if name in {path.stem for path in chosen}}
    assert {name: record.score for name, record in found.items()} == {
        name: row["score"] for name, row in wanted.items()
    }
    missing = [
        (name, words)
        for name, row in wanted.items()
        for words in row.get("told", [])
        if words not in told(found[name])
    ]
    assert missing == []
