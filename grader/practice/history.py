"""What this user practised, in SQLite: each grading of one's own and each hint that was asked for.

Every change is one short transaction in a write-ahead log, on disk before the next line runs: a machine may
stop at any moment. No submission is kept, only the hash of its text. ``GRADE_HISTORY=off`` keeps nothing.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs
import pydantic

from grader.errors import HistoryProblem
from grader.exam.registry import VARIABLE, state_folder
from grader.report.record import Record
from grader.text import LANGUAGES, Text
from grader.washing import shown_path

OFF = "GRADE_HISTORY"
_VERSION = 1
_BUSY_SECONDS = 5
_MOST_SENTENCE = 300  # characters of what was told: enough to know the mistake again
_SCHEMA = """
CREATE TABLE IF NOT EXISTS gradings (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, task TEXT NOT NULL, sha256 TEXT NOT NULL,
    outcome TEXT NOT NULL, score REAL NOT NULL, checks TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS of_task ON gradings (task, id);
CREATE TABLE IF NOT EXISTS hints (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, task TEXT NOT NULL, checked TEXT NOT NULL, step INTEGER NOT NULL
);
"""


class CheckedPart(pydantic.BaseModel):
    """One check of a grading: its points, and what was told where it failed."""

    model_config = pydantic.ConfigDict(extra="ignore", frozen=True)

    outcome: str
    points: float
    max_points: float
    failure: str | None = None
    en: str = ""
    ko: str = ""

    @property
    def sentence(self) -> Text:
        """What was told."""
        return Text(self.en, self.ko)


@dataclass(frozen=True)
class PractisedGrading:
    """One grading: ``at`` in seconds since 1970."""

    at: float
    task: str
    sha256: str
    outcome: str
    score: float
    checks: Mapping[str, CheckedPart] = field(default_factory=dict)


@dataclass(frozen=True)
class TakenHint:
    """A step of a check's hints that was asked for."""

    at: float
    task: str
    check: str
    step: int


def path() -> Path:
    """The file: in ``GRADE_STATE`` where that is set, else in the user's data folder."""
    chosen = (
        state_folder() if os.environ.get(VARIABLE) else platformdirs.user_data_path("exam-practice-grader")
    )
    return chosen / "practice.sqlite"


def is_kept() -> bool:
    """Whether anything is to be remembered."""
    return os.environ.get(OFF, "").lower() not in ("off", "0", "no")


def remember(record: Record, now: float | None = None) -> None:
    """Keep a verdict. The same file graded again with the same outcome is one grading.

    Raises:
        HistoryProblem: where it cannot be kept.
    """
    if not is_kept() or record.outcome not in ("pass", "fail"):
        return
    digest = record.reports["en"].submission.sha256
    row = (record.task, digest, record.outcome, record.score, _checks(record))
    with _writing() as db:
        last = db.execute(
            "SELECT sha256, outcome, score FROM gradings WHERE task = ? ORDER BY id DESC LIMIT 1",
            (record.task,),
        ).fetchone()
        if last != (digest, record.outcome, record.score):
            db.execute(
                "INSERT INTO gradings (at, task, sha256, outcome, score, checks) VALUES (?, ?, ?, ?, ?, ?)",
                (time.time() if now is None else now, *row),
            )


def take_hint(task: str, check: str, step: int, now: float | None = None) -> None:
    """Remember that a step was asked for, once.

    Raises:
        HistoryProblem: where it cannot be kept.
    """
    if not is_kept():
        return
    with _writing() as db:
        db.execute(
            "INSERT INTO hints (at, task, checked, step) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS"
            " (SELECT 1 FROM hints WHERE task = ?2 AND checked = ?3 AND step = ?4)",
            (time.time() if now is None else now, task, check, step),
        )


def gradings(task: str | None = None) -> list[PractisedGrading]:
    """All of them, or a task's, in their order.

    Raises:
        HistoryProblem: where they cannot be read.
    """
    sql = (
        "SELECT at, task, sha256, outcome, score, checks FROM gradings"
        " WHERE ?1 IS NULL OR task = ?1 ORDER BY id"
    )
    return [PractisedGrading(**{**row, "checks": _parts(row["checks"])}) for row in _rows(sql, task)]


def hints(task: str | None = None) -> list[TakenHint]:
    """The steps that were asked for, all or a task's.

    Raises:
        HistoryProblem: where they cannot be read.
    """
    sql = "SELECT at, task, checked AS 'check', step FROM hints WHERE ?1 IS NULL OR task = ?1 ORDER BY id"
    return [TakenHint(**row) for row in _rows(sql, task)]


def forget() -> bool:
    """Remove all of it; whether there was something.

    Raises:
        HistoryProblem: where it cannot be removed.
    """
    there = path()
    found = there.exists()
    try:
        for name in (there, *(there.with_name(there.name + end) for end in ("-wal", "-shm"))):
            name.unlink(missing_ok=True)
    except OSError as error:
        raise HistoryProblem("practice.unwritable", path=shown_path(there), problem=error) from None
    return found


def _checks(record: Record) -> str:
    parts = {
        check.id: CheckedPart(
            outcome=check.outcome,
            points=check.points,
            max_points=check.max_points,
            failure=check.failure,
            **{
                language: told.message.strip()[:_MOST_SENTENCE]
                for language in LANGUAGES
                for told in record.reports[language].checks
                if told.id == check.id and check.outcome == "fail"
            },
        ).model_dump(exclude_defaults=True)
        for check in record.reports["en"].checks
    }
    return json.dumps(parts, ensure_ascii=False)


def _parts(text: str) -> dict[str, CheckedPart]:
    try:
        return {name: CheckedPart.model_validate(part) for name, part in json.loads(text).items()}
    except (ValueError, AttributeError) as error:
        raise HistoryProblem("practice.damaged", path=shown_path(path()), problem=error) from None


@contextmanager
def _writing() -> Iterator[sqlite3.Connection]:
    with _connected() as db:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")


def _rows(sql: str, *values: object) -> list[dict[str, Any]]:
    if not path().is_file():
        return []
    with _connected() as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(sql, values)]


@contextmanager
def _connected() -> Iterator[sqlite3.Connection]:
    there = path()
    try:
        there.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(there, timeout=_BUSY_SECONDS, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            _prepare(db, there)
            yield db
    except (sqlite3.Error, OSError) as error:
        raise HistoryProblem("practice.unwritable", path=shown_path(there), problem=error) from None


def _prepare(db: sqlite3.Connection, there: Path) -> None:
    """Make the tables where there are none."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > _VERSION:
        raise HistoryProblem("practice.newer", path=shown_path(there), found=version, known=_VERSION)
    if version == 0:
        db.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
