"""The disk is full where results, evidence, a report or a sitting are kept; with room again, it goes on."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import FOUR

from grader.report.record import Record
from grader.text import Language

from .running import REFERENCE, command, run, slow

FULL = {"en": "The disk took no more", "ko": "디스크에 더 쓸 수 없게"}
DO = {"en": "Make room on that disk", "ko": "디스크 공간을 확보한 뒤"}
SmallDisk = Callable[..., Path]


def fill(disk: Path, leave: int = 0) -> Path:
    """Take all of its room but so many bytes; the file to remove to get it back."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
        file.truncate(max(0, filler.stat().st_size - leave))
    return filler


@pytest.mark.docker
@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.full)])
def test_a_batch_keeps_what_was_stored_and_goes_on(
    engine: None, tmp_path: Path, small_disk: SmallDisk, language: Language
) -> None:
    (tmp_path / "class").mkdir()
    for name in "abcdef":
        shutil.copy(REFERENCE, tmp_path / "class" / f"{name}.py")
    out = small_disk("32k")
    words = ("batch", tmp_path / "class", "--task", "task1", "--seed", 5, "--out", out, "--lang", language)
    ran = run(*words)
    assert (ran.status, FULL[language] in ran.err, DO[language] in ran.err) == (3, True, True), ran
    kept = {path: path.read_bytes() for path in (out / "results").iterdir()}
    assert 1 <= len(kept) < 6
    records = [
        Record.model_validate_json(data.split(b"\n", 1)[1]) for data in kept.values()
    ]  # behind the seal
    assert {record.score for record in records} == {100}
    small_disk("16m")
    ran = run(*words)
    assert ran.status == 0, ran
    assert f"{len(kept)} of them" in ran.err or f"{len(kept)}건은" in ran.err
    assert kept.items() <= {path: path.read_bytes() for path in (out / "results").iterdir()}.items()


@pytest.fixture
def evidence(small_disk: SmallDisk) -> Path:
    """What a grading kept on a disk that is full from then on."""
    kept = small_disk("256k") / "evidence"
    ran = run(
        "task1", REFERENCE, "--sandbox", "local", "--seed", 7, "--format", "json", "--keep-evidence", kept
    )
    assert ran.status == 0, ran
    return kept


def test_evidence_and_reports_that_find_no_room_leave_the_old_ones_whole(evidence: Path) -> None:
    disk = evidence.parent
    report = disk / "report.json"
    assert run("judge", evidence, "--format", "json", "--output", report).status == 0
    before = {path: path.read_bytes() for path in [report, *evidence.iterdir()]}
    filler = fill(disk)

    words = ("task1", REFERENCE, "--sandbox", "local", "--seed", 8, "--keep-evidence", evidence)
    ran = run(*words)
    assert (ran.status, FULL["en"] in ran.err) == (3, True), ran
    assert "100" in ran.out  # the verdict was there before

    ran = run("judge", evidence, "--format", "json", "--output", report, "--lang", "ko")
    assert (ran.status, FULL["ko"] in ran.err, DO["ko"] in ran.err) == (3, True, True), ran
    assert {path: path.read_bytes() for path in [report, *evidence.iterdir()]} == before
    ran = run("judge", evidence, "--format", "json")
    assert (ran.status, '"seed": 7' in ran.out) == (0, True)

    filler.unlink()
    assert run(*words).status == 0
    assert '"seed": 8' in run("judge", evidence, "--format", "json").out


@pytest.mark.full
def test_evidence_of_two_gradings_is_no_evidence(evidence: Path) -> None:
    """A grading that was killed while it replaced another's evidence: better none than a wrong verdict."""
    bundle = evidence / "train.bundle"
    bundle.write_bytes(bundle.read_bytes()[:-1] + b"?")
    ran = run("judge", evidence)
    assert (ran.status, "is not the file that was saved" in ran.err) == (2, True), ran


@pytest.mark.parametrize("words", [("tasks",), ("brief", "task2")], ids=["tasks", "brief"])
def test_output_that_finds_no_room_is_told(words: tuple[str, ...]) -> None:
    import subprocess
    import sys

    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "grader.cli", *words], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, FULL["en"] in done.stderr) == (3, True), done.stderr
    assert "Traceback" not in done.stderr
    assert "ignored" not in done.stderr


@pytest.mark.full
@pytest.mark.docker
def test_a_sitting_loses_nothing_and_goes_on(engine: None, tmp_path: Path, small_disk: SmallDisk) -> None:
    environment = {"GRADE_STATE": str(tmp_path / "registry")}
    disk = small_disk("4m")
    exam = disk / "exam"
    filler = fill(disk)
    ran = run("exam", "start", FOUR, exam, environment=environment)
    assert (ran.status, FULL["en"] in ran.err) == (3, True), ran
    filler.unlink()
    assert run("exam", "start", FOUR, exam, environment=environment).status == 0

    shutil.copyfile(slow(tmp_path, 4), exam / "task1_callback" / "task1_callback.py")
    filler = fill(disk)
    words = ("exam", "submit", "task1", exam, "--sandbox", "docker")
    ran = run(*words, environment=environment)
    assert (ran.status, "cannot be written" in ran.err, "free space" in ran.err) == (3, True, True), ran
    filler.unlink()
    with command(*words, environment=environment) as running:
        running.until("training")
        filler = fill(disk)
        ran = running.end()
    if ran.status:  # SQLite may have had the room already
        assert (ran.status, "cannot be written" in ran.err) == (3, True), ran
    filler.unlink()
    time.sleep(0.1)
    ran = run(*words, environment=environment)
    assert (ran.status, "5 of 5 points" in ran.out, "attempt 2" in ran.out) == (0, True, False), ran
