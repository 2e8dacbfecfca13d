"""A class on a machine that does not give submissions their time: no zero, and not for ever."""

from __future__ import annotations

import csv
import json
import os
import shutil
import threading
from pathlib import Path

import pytest
from conftest import ROOT

from grader.evidence import RawStage, Termination
from grader.sandbox.worker import StreamWorker
from grader.text import Language

REFERENCE = ROOT / "solutions" / "task1_callback" / "reference.py"
STARVED = Termination(
    reason="starved", code=9, seconds=121, cpu_seconds=12, withheld_seconds=108, peak_mb=1, printed=0
)


class Machine:
    """Starves the first ``times`` jobs; notes how many ran beside each."""

    def __init__(self, times: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times, self.running, self.beside = times, 0, []
        self._lock, self._both = threading.Lock(), threading.Barrier(2)
        self._real = StreamWorker.run
        monkeypatch.setattr(StreamWorker, "run", lambda *args: self._run(*args))

    def _run(self, worker: StreamWorker, *args) -> RawStage:
        with self._lock:
            self.running += 1
            number = len(self.beside)
            self.beside.append(0)
        try:
            if number < 2:
                self._both.wait(60)  # until there is another beside it
            with self._lock:
                self.beside[number] = 1 if number < 2 else self.running - 1
            if number < self.times:
                return RawStage(None, b"", STARVED)
            return self._real(worker, *args)
        finally:
            with self._lock:
                self.running -= 1


@pytest.fixture
def classroom(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("ann", "ben"):
        shutil.copy(REFERENCE, folder / f"{name}.py")
    return folder


def out(classroom: Path) -> tuple[object, ...]:
    return "--out", classroom.with_name("out")


def results(classroom: Path) -> dict[str, tuple[str, str]]:
    """Outcome and score by student, as a teacher's table has them."""
    with (classroom.with_name("out") / "results.csv").open(encoding="utf-8-sig") as table:
        return {row["student"]: (row["outcome"], row["score"]) for row in csv.DictReader(table)}


def test_batch_grades_again_alone_what_the_machine_gave_no_time(grade, classroom: Path, monkeypatch) -> None:
    machine = Machine(2, monkeypatch)
    ran = grade("batch", classroom, "--task", "task1", "--sandbox", "local", "--jobs", 2, *out(classroom))
    assert ran.status == 0
    assert results(classroom) == {"ann": ("pass", "100.0"), "ben": ("pass", "100.0")}
    assert machine.beside == [1, 1, 0, 0]


def test_batch_ends_with_status_3_where_the_machine_never_gives_its_time(
    grade, classroom: Path, monkeypatch
) -> None:
    machine = Machine(4, monkeypatch)
    ran = grade("batch", classroom, "--task", "task1", "--sandbox", "local", "--jobs", 2, *out(classroom))
    assert ran.status == 3
    assert results(classroom) == {"ann": ("error", ""), "ben": ("error", "")}
    assert len(machine.beside) == 4  # tried twice, not for ever
    assert "This machine did not give the submission its time" in " ".join(ran.err.split())
    assert "fewer jobs" in " ".join(ran.err.split())


@pytest.mark.parametrize("language", ["en", "ko"])
def test_grade_ends_with_status_3_and_no_mark_where_the_machine_never_gives_its_time(
    grade, monkeypatch, language: Language
) -> None:
    monkeypatch.setattr(StreamWorker, "run", lambda *args: RawStage(None, b"", STARVED))
    ran = grade("task1", REFERENCE, "--sandbox", "local", "--lang", language, "--format", "json")
    assert ran.status == 3
    told = json.loads(ran.out)
    assert "score" not in told
    assert told["error"] == "sandbox.starved"
    assert all(figure in told["message"] for figure in ("121", "12", "108", "30"))


def test_a_predict_stage_without_its_time_is_no_mark_either(grade, monkeypatch) -> None:
    real = StreamWorker.run

    def run(worker: StreamWorker, job, progress) -> RawStage:
        return RawStage(None, b"", STARVED) if job.stage == "predict" else real(worker, job, progress)

    monkeypatch.setattr(StreamWorker, "run", run)
    monkeypatch.setattr("grader.grading.pipeline.handed_on", lambda train: {"model": b""})
    ran = grade("task4", ROOT / "solutions" / "task4_loss" / "reference.py", "--sandbox", "local")
    assert ran.status == 3
    assert "did not give the submission its time" in " ".join(ran.err.split())


def test_more_jobs_than_processors_are_told_and_not_refused(grade, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ann.py").write_text("def (:\n")
    cores = os.cpu_count() or 1
    jobs = ("--task", "task1", "--sandbox", "local", "--fresh", *out(folder), "--jobs")
    many = grade("batch", folder, *jobs, cores + 1, "--lang", "ko")
    assert f"동시에 {cores + 1}건" in many.err
    assert many.status == 0
    assert "at a time, and" not in grade("batch", folder, *jobs, cores).err
