"""The state of one sitting, in SQLite: what was accepted is there, whenever the machine stops.

Every change is one short transaction, on disk before the next line runs (WAL, ``synchronous=FULL``). A
submission's content and its attempt are stored together before grading begins; the attempt is pending until
its verdict is stored.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from grader.errors import SittingProblem, UsageProblem
from grader.exam.blueprint import Blueprint
from grader.exam.clock import Event, Timeline
from grader.exam.rows import Attempt, Setup, Sighting, TaskRow
from grader.exam.trouble import decoding, told
from grader.report.model import ProblemReport
from grader.report.record import Record
from grader.text import Language
from grader.washing import shown_path

VERSION = 1
_BUSY_SECONDS = 30
_SCHEMA = """
CREATE TABLE sitting (
    id TEXT NOT NULL, blueprint TEXT NOT NULL, seed INTEGER NOT NULL, seconds REAL NOT NULL,
    started REAL NOT NULL, boot TEXT NOT NULL, boot_offset REAL NOT NULL, wall_offset REAL NOT NULL,
    last REAL NOT NULL, finished REAL, closed INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE tasks (
    task TEXT PRIMARY KEY, weight REAL NOT NULL, folder TEXT NOT NULL, stub TEXT NOT NULL
);
CREATE TABLE contents (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE sightings (
    id INTEGER PRIMARY KEY, task TEXT NOT NULL REFERENCES tasks, file TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES contents, seen REAL NOT NULL, mtime REAL NOT NULL
);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, task TEXT NOT NULL REFERENCES tasks, number INTEGER NOT NULL,
    file TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES contents, seed INTEGER NOT NULL,
    source TEXT NOT NULL, late INTEGER NOT NULL, accepted REAL NOT NULL, accepted_at REAL NOT NULL,
    record TEXT, trouble TEXT, UNIQUE (task, number)
);
CREATE TABLE events (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, before REAL NOT NULL, elapsed REAL NOT NULL,
    wall REAL NOT NULL, seconds REAL NOT NULL
);
"""
_ATTEMPT = (
    "SELECT id, task, number, file, sha256, seed, source, late, accepted, accepted_at, record, trouble"
    " FROM attempts"
)


class State:
    """One connection to a sitting's state. Each method is one statement; see :meth:`transaction`."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path, self._db = path, connection

    @classmethod
    def begun(cls, path: Path) -> bool:
        """Is there a sitting whose clock runs? Not where its start was interrupted."""
        if not path.is_file():
            return False
        with cls._connect(path) as state:
            return state._version() != 0

    @classmethod
    @contextmanager
    def create(cls, path: Path, setup: Setup, tasks: Sequence[TaskRow]) -> Iterator[Self]:
        """A new state: the sitting exists from the end of this one transaction on."""
        with cls._connect(path) as state, state.transaction():
            if state._version() != 0:
                raise UsageProblem("exam.exists", folder=shown_path(path.parent.parent))
            for statement in filter(str.strip, _SCHEMA.split(";")):
                state._db.execute(statement)
            state._insert_setup(setup)
            rows = [(t.task, t.weight, t.folder, t.stub) for t in tasks]
            state._db.executemany("INSERT INTO tasks VALUES (?, ?, ?, ?)", rows)
            state._db.execute(f"PRAGMA user_version = {VERSION}")
        with cls.open(path) as opened:
            yield opened

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """The state in that file.

        Raises:
            UsageProblem: where a newer version of the grader wrote it, or a start was interrupted.
            SittingProblem: where it is damaged, or cannot be written.
        """
        with cls._connect(path) as state:
            with state._told():
                version = state._version()
            if version > VERSION:
                raise UsageProblem("exam.newer", path=shown_path(path), found=version, known=VERSION)
            if version == 0:
                raise UsageProblem("exam.not_begun", path=shown_path(path))
            yield state

    @classmethod
    @contextmanager
    def _connect(cls, path: Path) -> Iterator[Self]:
        connection = None
        try:
            with told(path):
                connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
                connection.row_factory = sqlite3.Row
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                connection.execute("PRAGMA foreign_keys = ON")
            yield cls(path, connection)
        finally:
            if connection is not None:
                connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; one writer at a time, and nobody else's change in between."""
        with self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def setup(self) -> Setup:
        """What the sitting is, and where its clock stands."""
        row = self._one("SELECT * FROM sitting")
        with decoding(self._path):
            blueprint = Blueprint.model_validate_json(row["blueprint"])
        timeline = Timeline(row["boot"], row["boot_offset"], row["wall_offset"], row["last"])
        return Setup(
            id=row["id"],
            blueprint=blueprint,
            seed=row["seed"],
            seconds=row["seconds"],
            started=row["started"],
            timeline=timeline,
            finished=row["finished"],
            closed=bool(row["closed"]),
        )

    def observe(self, timeline: Timeline, event: Event | None) -> None:
        """Store where the clock stands, and what was noticed about it."""
        values = (timeline.boot, timeline.boot_offset, timeline.wall_offset, timeline.last)
        self._run("UPDATE sitting SET boot = ?, boot_offset = ?, wall_offset = ?, last = ?", *values)
        if event is not None:
            row = (event.kind, event.before, event.elapsed, event.wall, event.seconds)
            sql = "INSERT INTO events (kind, before, elapsed, wall, seconds) VALUES (?, ?, ?, ?, ?)"
            self._run(sql, *row)

    def finish(self, elapsed: float) -> None:
        """The student has ended the exam."""
        self._run("UPDATE sitting SET finished = ?", elapsed)

    def close(self) -> None:
        """What stood in the folder at the end has been taken in."""
        self._run("UPDATE sitting SET closed = 1")

    def tasks(self) -> list[TaskRow]:
        """The sitting's tasks, in the blueprint's order."""
        return [TaskRow(*row) for row in self._all("SELECT * FROM tasks ORDER BY rowid")]

    def events(self) -> list[Event]:
        """All that was noticed about the clock."""
        sql = "SELECT kind, before, elapsed, wall, seconds FROM events ORDER BY id"
        return [Event(*row) for row in self._all(sql)]

    def keep(self, sha256: str, content: bytes) -> None:
        """Store a content by its hash, once."""
        self._run("INSERT OR IGNORE INTO contents VALUES (?, ?)", sha256, content)

    def content(self, sha256: str) -> bytes:
        """A content that was kept."""
        found: bytes = self._one("SELECT bytes FROM contents WHERE sha256 = ?", sha256)["bytes"]
        return found

    def see(self, task: str, file: str, sha256: str, seen: float, mtime: float, content: bytes) -> None:
        """A command saw this content, which is kept; seeing the same again adds nothing."""
        last = self.last_sighting(task)
        if last is None or (last.sha256, last.file, last.mtime) != (sha256, file, mtime):
            self.keep(sha256, content)
            sql = "INSERT INTO sightings (task, file, sha256, seen, mtime) VALUES (?, ?, ?, ?, ?)"
            self._run(sql, task, file, sha256, seen, mtime)

    def last_sighting(self, task: str, until: float | None = None) -> Sighting | None:
        """What a command saw last of a task's file, or last until that elapsed time."""
        sql = (
            "SELECT file, sha256, seen, mtime FROM sightings"
            " WHERE task = ?1 AND (?2 IS NULL OR seen <= ?2) ORDER BY id DESC LIMIT 1"
        )
        rows = self._all(sql, task, until)
        return Sighting(*rows[0]) if rows else None

    def add_attempt(self, new: Attempt) -> Attempt:
        """Accept an attempt: pending until :meth:`store`."""
        sql = (
            "INSERT INTO attempts (task, number, file, sha256, seed, source, late, accepted, accepted_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
        row = (new.task, new.number, new.file, new.sha256, new.seed, new.source)
        self._run(sql, *row, int(new.late), new.accepted, new.accepted_at)
        return self._attempt(self._one(_ATTEMPT + " WHERE id = last_insert_rowid()"))

    def attempt(self, attempt_id: int) -> Attempt:
        """One attempt."""
        return self._attempt(self._one(_ATTEMPT + " WHERE id = ?", attempt_id))

    def attempts(self) -> list[Attempt]:
        """All attempts, in the order in which they were accepted."""
        return [self._attempt(row) for row in self._all(_ATTEMPT + " ORDER BY id")]

    def store(self, attempt_id: int, record: Record) -> None:
        """The verdict of an attempt: it is pending no more. A verdict that is there stays."""
        sql = "UPDATE attempts SET record = ?, trouble = NULL WHERE id = ? AND record IS NULL"
        self._run(sql, record.model_dump_json(), attempt_id)

    def store_trouble(self, attempt_id: int, trouble: dict[Language, ProblemReport]) -> None:
        """The grader's own error at an attempt, which stays pending."""
        told_in = {language: problem.model_dump() for language, problem in trouble.items()}
        sql = "UPDATE attempts SET trouble = ? WHERE id = ? AND record IS NULL"
        self._run(sql, json.dumps(told_in, ensure_ascii=False), attempt_id)

    def _attempt(self, row: sqlite3.Row) -> Attempt:
        values: dict[str, Any] = dict(row) | {"late": bool(row["late"])}
        with decoding(self._path):
            if row["record"] is not None:
                values["record"] = Record.model_validate_json(row["record"])
            trouble = json.loads(row["trouble"] or "{}")
            values["trouble"] = {lang: ProblemReport.model_validate(item) for lang, item in trouble.items()}
        return Attempt(**values)

    def _insert_setup(self, setup: Setup) -> None:
        clock = setup.timeline
        row = (setup.id, setup.blueprint.model_dump_json(), setup.seed, setup.seconds, setup.started)
        values = (*row, clock.boot, clock.boot_offset, clock.wall_offset, clock.last)
        self._run("INSERT INTO sitting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0)", *values)

    def _version(self) -> int:
        return int(self._one("PRAGMA user_version")[0])

    def _run(self, sql: str, *values: object) -> None:
        with self._told():
            self._db.execute(sql, values)

    def _all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._told():
            return self._db.execute(sql, values).fetchall()

    def _one(self, sql: str, *values: object) -> sqlite3.Row:
        rows = self._all(sql, *values)
        if not rows:
            raise SittingProblem("exam.damaged", path=shown_path(self._path), problem="a row is missing")
        return rows[0]

    @contextmanager
    def _told(self) -> Iterator[None]:
        with told(self._path):
            yield
