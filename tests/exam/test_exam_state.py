"""The state: what a command finds that is not a sitting's state, or not as it was written."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from mutated import GONE, paths, put
from rich.console import Console
from standin import Exam

from grader.errors import GraderError, SittingProblem, UsageProblem
from grader.exam.folder import locate, state_path
from grader.exam.state import VERSION, State
from grader.exam.terminal import page
from grader.report.formats import jsonl


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    exam = Exam.begin(tmp_path / "exam")
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    exam.grade()
    return exam


def run(exam: Exam, sql: str, *values: object) -> None:
    with sqlite3.connect(state_path(exam.folder)) as connection:
        connection.execute(sql, values)
    connection.close()


def refused(exam: Exam) -> GraderError:
    with pytest.raises(GraderError) as error:
        exam.look()
    assert "Traceback" not in error.value.text.en
    return error.value


def test_the_state_is_written_ahead_and_synced_at_every_commit(exam: Exam) -> None:
    with exam.opened() as (_, state):
        assert state._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert state._db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
        assert state._db.execute("PRAGMA user_version").fetchone()[0] == VERSION


def test_a_state_of_a_newer_form_is_refused_with_a_sentence(exam: Exam) -> None:
    run(exam, f"PRAGMA user_version = {VERSION + 1}")
    error = refused(exam)
    assert isinstance(error, UsageProblem)
    assert f"form {VERSION + 1}; this one knows {VERSION}" in error.text.en
    assert "업데이트" in error.text.ko


def overwrite(path: Path) -> None:
    path.write_bytes(b"this is no database, it is a text. " * 300)


def cut(path: Path) -> None:
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribble(path: Path) -> None:
    sqlite3.connect(path).execute("PRAGMA wal_checkpoint(TRUNCATE)").connection.close()
    raw = bytearray(path.read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    path.write_bytes(raw)


@pytest.mark.parametrize("damage", [overwrite, cut, scribble])
def test_a_damaged_file_is_a_sentence_that_names_it(exam: Exam, damage: Callable[[Path], None]) -> None:
    damage(state_path(exam.folder))
    error = refused(exam)
    assert isinstance(error, SittingProblem)
    assert str(state_path(exam.folder)) in error.text.en
    assert "Your solutions are untouched" in error.text.en


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM sitting",
        "DROP TABLE attempts",
        "UPDATE sitting SET blueprint = '{}'",
        "UPDATE sitting SET blueprint = 'x'",
        "UPDATE attempts SET record = '{\"student\": 1}'",
        "UPDATE attempts SET record = 'x'",
        "UPDATE attempts SET record = NULL, trouble = '[1]'",
        "UPDATE attempts SET record = NULL, trouble = '{\"en\": 1}'",
    ],
)
def test_rows_that_are_not_what_was_written_are_a_sentence(exam: Exam, sql: str) -> None:
    run(exam, sql)
    assert isinstance(refused(exam), SittingProblem)


def test_a_stored_verdict_that_was_changed_anywhere_is_told_or_refused(exam: Exam) -> None:
    """Each place of the record in turn holds something else: it is told in every form, or it is damaged."""
    with sqlite3.connect(state_path(exam.folder)) as connection:
        record = json.loads(connection.execute("SELECT record FROM attempts").fetchone()[0])
        for path in paths(record):
            for value in (None, -1, 10**30, 1e308, "\u202e::error::x\x1b[2J", [], {}, [{}], GONE):
                row = (json.dumps(put(record, path, value)),)
                connection.execute("UPDATE attempts SET record = ?", row)
                connection.commit()
                try:
                    report = exam.report()
                except SittingProblem:
                    continue
                assert json.loads(jsonl.document(report))
                text = io.StringIO()
                Console(file=text, width=100).print(page(report, "ko"))
                assert "\x1b" not in text.getvalue()
    connection.close()


def test_a_task_that_this_version_does_not_have_is_a_sentence(exam: Exam) -> None:
    run(exam, "PRAGMA foreign_keys = OFF")
    run(exam, "UPDATE tasks SET task = 'task99' WHERE task = 'task4'")
    with pytest.raises(UsageProblem, match="task99"):
        exam.report()


def test_an_empty_state_is_a_start_that_was_interrupted(exam: Exam) -> None:
    for path in state_path(exam.folder).parent.iterdir():
        path.unlink()
    state_path(exam.folder).touch()
    assert "interrupted" in refused(exam).text.en


@pytest.mark.parametrize("inside", [".", "task1_callback", "task1_callback/deeper"])
def test_a_sitting_is_found_from_any_folder_within(exam: Exam, inside: str) -> None:
    folder = exam.folder / inside
    folder.mkdir(parents=True, exist_ok=True)
    assert locate(folder) == exam.folder.resolve()


@pytest.mark.parametrize("name", ["elsewhere", "\x1b[2Jevil\nname", "\u202egnp", "' OR 1=1 --", "café 시험"])
def test_a_folder_that_is_no_sitting_is_a_sentence(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    with pytest.raises(UsageProblem) as error:
        locate(folder)
    assert "belongs to no exam" in error.value.text.en
    assert "\x1b" not in error.value.text.en
    assert "\u202e" not in error.value.text.en
    assert "\n" not in error.value.text.en


@pytest.mark.parametrize(
    "name", ["\x1b[2Jevil\nname", "\u202egnp", "' OR 1=1 --", "50%?file=x#y", "-rf", "시험"]
)
def test_a_sitting_works_in_a_folder_of_any_name(tmp_path: Path, name: str) -> None:
    exam = Exam.begin(tmp_path / name)
    exam.save("task1", "SCORE = 80")
    exam.submit("task1")
    assert exam.report().percent == 20


def test_a_folder_that_was_moved_is_the_same_sitting(exam: Exam, tmp_path: Path) -> None:
    exam.folder = Path(shutil.move(exam.folder, tmp_path / "moved"))
    assert exam.report().percent == 20


def test_a_state_that_cannot_be_written_is_a_sentence(exam: Exam) -> None:
    path = state_path(exam.folder)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    path.rename(path.with_suffix(".kept"))
    path.mkdir()
    assert isinstance(refused(exam), SittingProblem)


def test_a_transaction_that_fails_leaves_nothing_behind(exam: Exam) -> None:
    with exam.opened() as (_, state):
        with pytest.raises(ZeroDivisionError), state.transaction():
            state.finish(1.0)
            raise ZeroDivisionError
        assert state.setup().finished is None


def test_a_verdict_that_is_stored_is_not_replaced(exam: Exam) -> None:
    with exam.opened() as (_, state):
        attempt = state.attempts()[0]
        assert attempt.record is not None
        state.store(attempt.id, attempt.record.model_copy(update={"score": 1.0}))
        assert state.attempt(attempt.id).score == 80


def test_a_sitting_outlives_a_process_that_ends_within_a_transaction(exam: Exam) -> None:
    code = (
        "import os, sys; from pathlib import Path; from grader.exam.state import State\n"
        "with State.open(Path(sys.argv[1])) as state, state.transaction():\n"
        "    state.finish(1.0); os._exit(9)"
    )
    words = [sys.executable, "-c", code, str(state_path(exam.folder))]
    assert subprocess.run(words, check=False).returncode == 9
    assert exam.look().setup.finished is None
    assert exam.report().percent == 20


def test_the_contents_of_every_attempt_are_kept(exam: Exam) -> None:
    exam.save("task1", "SCORE = 90")
    exam.submit("task1")
    exam.file("task1").unlink()
    with exam.opened() as (_, state):
        kept = [state.content(attempt.sha256) for attempt in state.attempts()]
    assert kept == [b"SCORE = 80", b"SCORE = 90"]


def test_begun_tells_a_sitting_from_a_start_that_was_interrupted(exam: Exam, tmp_path: Path) -> None:
    assert State.begun(state_path(exam.folder))
    assert not State.begun(tmp_path / "nothing")
    (tmp_path / "empty").touch()
    assert not State.begun(tmp_path / "empty")
