"""`grade watch` in a real terminal, on a real engine: each way to save a file, and each way to disturb it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Window

from grader.task import loader

pytestmark = pytest.mark.docker
RIGHT = (loader.find("task6").solutions / "reference.py").read_text(encoding="utf-8")
WRONG = RIGHT.replace("strides[1]", "strides[0]")
MODEL = (loader.find("task5").solutions / "reference.py").read_text(encoding="utf-8")
GRADE = str(Path(sys.executable).with_name("grade"))


def containers(window: Window) -> set[str]:
    """Of that watch alone: other tests have theirs at the same time."""
    label = f"label=exam-practice-grader={window.process()}"
    return listed(label)


def listed(label: str) -> set[str]:
    words = ["docker", "ps", "-q", "--filter", label]
    return set(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("watch")
    (made / "my.py").write_text(RIGHT)
    return made


@pytest.fixture(scope="module")
def window(engine: None, folder: Path) -> Iterator[Window]:
    """One watch of task6 for the tests of this file, which disturb it one after another."""
    environment = {"GRADE_LANG": "en", "GRADE_STATE": str(folder / "state")}
    with Window([GRADE, "watch", "task6", "my.py", "--seed", "7"], folder, environment) as made:
        made.wait("PASSED  score 100 of 100", "Ctrl-C ends", seconds=240)
        yield made


@pytest.fixture
def file(window: Window, folder: Path) -> Path:
    """The file, right and graded."""
    path = folder / "my.py"
    if path.read_text() != RIGHT if path.exists() else True:
        path.write_text(RIGHT)
    window.wait("PASSED  score 100 of 100", gone="NOT PASSED")
    return path


def test_save_is_graded_and_what_it_changed_is_said(window: Window, file: Path) -> None:
    file.write_text(WRONG)
    shown = window.wait("NOT PASSED", "lost: conv2d", "same: 3 checks", "grade hint task6 conv2d")
    assert shown.index("✗ conv2d") < shown.index("✓ output_size")  # what failed comes first
    file.write_text(RIGHT)
    window.wait("gained: conv2d", "same: 3 checks", gone="NOT PASSED")


def test_file_that_is_renamed_into_its_place_is_graded(window: Window, file: Path) -> None:
    other = file.with_name("my.py.tmp")
    other.write_text(WRONG)
    other.replace(file)
    window.wait("NOT PASSED")


def test_same_content_again_is_not_graded_again(window: Window, file: Path) -> None:
    shown = window.screen()
    file.write_text(RIGHT)
    time.sleep(1.0)
    assert window.screen() == shown


def test_syntax_error_half_typed_is_told_without_a_worker(window: Window, file: Path) -> None:
    there = containers(window)
    file.write_text(RIGHT + "\ndef half(\n")
    window.wait("cannot be graded as it is", "'(' was never closed", seconds=5)
    assert containers(window) == there
    file.write_text(RIGHT)
    window.wait("PASSED", gone="cannot be graded", seconds=5)


def test_file_that_is_gone_for_a_moment_is_waited_for(window: Window, file: Path) -> None:
    file.unlink()
    time.sleep(0.3)
    file.write_text(WRONG)
    shown = window.wait("NOT PASSED")
    assert "is not there" not in shown
    file.unlink()
    window.wait("my.py is not there", seconds=10)


def test_worker_that_was_killed_is_replaced_without_a_word(window: Window, file: Path) -> None:
    subprocess.run(["docker", "kill", *containers(window)], capture_output=True, check=True)
    file.write_text(WRONG)
    shown = window.wait("NOT PASSED", "lost: conv2d", seconds=120)
    assert "error" not in shown.lower()


def test_window_of_60_columns_shows_all_of_every_line(window: Window, file: Path) -> None:
    file.write_text(WRONG)
    window.wait("NOT PASSED")
    window.resize(60, 20)
    shown = window.wait("... more: make the window taller", "Ctrl-C ends")
    assert "✗ conv2d" in shown
    assert max(map(len, shown.splitlines())) <= 60
    window.resize(80, 40)
    window.wait("✓ output_size", gone="... more")


def test_ctrl_c_ends_it_with_the_last_verdict_and_no_container(window: Window, file: Path) -> None:
    own = f"label=exam-practice-grader={window.process()}"
    assert listed(own)
    window.keys("C-c")
    window.wait("PASSED  score 100 of 100", "its sandbox is gone", "[ended 0]", seconds=30)
    assert listed(own) == set()


def test_save_while_grading_ends_the_training_and_korean_is_spoken(engine: None, tmp_path: Path) -> None:
    subprocess.run([GRADE, "start", "task5"], cwd=tmp_path, capture_output=True, check=True)
    file = tmp_path / "task5_flatten.py"
    file.write_text(MODEL)
    environment = {"GRADE_LANG": "ko", "GRADE_STATE": str(tmp_path / "state")}
    with Window([GRADE, "watch"], tmp_path, environment, columns=60) as window:  # no argument is needed
        window.wait("에폭 2/", seconds=240)
        file.write_text(MODEL + "\n\ndef build_model():\n    return 3\n")  # nothing to train: judged at once
        window.wait("미통과", "✗", seconds=240)
        assert max(len(line) for line in window.screen().splitlines()) <= 60
        file.write_text(MODEL)
        window.wait("에폭 1/", "미통과", seconds=60)  # the last verdict stays while the next is awaited
        own = f"label=exam-practice-grader={window.process()}"
        window.keys("C-c")
        window.wait("[ended 0]", seconds=30)
    assert listed(own) == set()
