"""Real processes, at once and killed: nothing is graded twice, nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from standin import Exam

from grader.exam.clock import SystemClock

HERE = Path(__file__).parent


class Commands:
    """Starts commands in processes of their own, all at the same moment."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "log"
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *commands: Sequence[object]) -> None:
        begun = [
            subprocess.Popen(
                [sys.executable, str(HERE / "one_command.py"), str(self.log), *map(str, command)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for command in commands
        ]
        self.running += begun
        for process in begun:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in begun:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()

    def ends(self) -> list[tuple[int, str]]:
        """Exit status and output of each."""
        outputs = [process.communicate(timeout=60)[0] for process in self.running]
        return [(process.returncode, text) for process, text in zip(self.running, outputs, strict=True)]

    def gradings(self) -> list[str]:
        """Task and seed of each grading that began."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line.rpartition(" ")[0] for line in lines]


@pytest.fixture
def commands(tmp_path: Path) -> Iterator[Commands]:
    made = Commands(tmp_path)
    yield made
    for process in made.running:
        if process.poll() is None:
            process.kill()
            process.communicate()


@pytest.fixture
def exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exam:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    return Exam.begin(tmp_path / "exam", clock=SystemClock())


def test_the_same_submission_twice_at_once_is_one_attempt_graded_once(exam: Exam, commands: Commands) -> None:
    exam.save("task1", "SCORE = 80\nSLOW = 0.5")
    commands.start(("submit", "task1", exam.folder), ("submit", "task1", exam.folder))
    ends = commands.ends()
    assert [status for status, _ in ends] == [0, 0]
    assert all("task1: 4 of 5 points." in text for _, text in ends), "both are told the verdict"
    assert len(commands.gradings()) == 1
    assert len(exam.look().attempts) == 1


def test_commands_at_once_lose_nothing_and_grade_each_attempt_once(exam: Exam, commands: Commands) -> None:
    for number in range(1, 5):
        exam.save(f"task{number}", f"SCORE = {number * 20}\nSLOW = 0.2")
    tasks = [("submit", f"task{number}", exam.folder) for number in range(1, 4)]
    commands.start(*tasks, ("finish", exam.folder))
    ends = commands.ends()
    assert [status for status, _ in ends] == [0, 0, 0, 0], ends
    look = exam.look()
    assert sorted((item.task, item.score) for item in look.attempts) == [
        ("task1", 20),
        ("task2", 40),
        ("task3", 60),
        ("task4", 80),
    ]
    assert max(Counter(commands.gradings()).values()) == 1
    assert "NOT PASSED" in ends[3][1], "the one that ends the exam waits for what the others grade"
    assert "50 percent" in ends[3][1]


def test_an_attempt_of_a_killed_command_is_graded_by_the_next_without_waiting(
    exam: Exam, commands: Commands
) -> None:
    exam.save("task1", "SCORE = 80\nSLOW = 30")
    commands.start(("submit", "task1", exam.folder))
    while not commands.gradings():
        time.sleep(0.02)
    commands.running[0].kill()
    commands.running[0].communicate()
    assert [item.record for item in exam.look().attempts] == [None]
    begun = time.monotonic()
    exam.grade(lambda task, submitted, seed: Exam.scored(task, submitted, seed, 80))
    assert time.monotonic() - begun < 5
    assert exam.look().attempts[0].score == 80


def test_what_another_command_is_grading_is_left_to_it(exam: Exam, commands: Commands) -> None:
    exam.save("task1", "SCORE = 80\nSLOW = 1.5")
    commands.start(("submit", "task1", exam.folder))
    while not commands.gradings():
        time.sleep(0.02)
    exam.grade(lambda *arguments: pytest.fail("graded twice"))
    assert exam.look().attempts[0].record is None
    assert commands.ends()[0][0] == 0
    assert exam.look().attempts[0].score == 80


def test_a_sitting_that_is_killed_again_and_again_comes_to_the_same_report(tmp_path: Path) -> None:
    """Each of 45 ``kill -9`` meets a player of the whole script at a random moment."""
    words = [sys.executable, str(HERE / "scripted.py"), str(tmp_path), "--kills", "45"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    undisturbed, *killed = json.loads(done.stdout)
    assert sum(item["kills"] for item in killed) == 45
    assert sum(item["in_grading"] for item in killed) >= 5, "some kills meet a grading"
    assert [item["lost"] for item in killed] == [[] for _ in killed]
    assert undisturbed["report"]["percent"] == 77.6
    assert len(undisturbed["report"]["attempts"]) == 7
    for item in killed:
        assert item["report"] == undisturbed["report"]
