"""A task's file that is a link, a pipe or endless is refused with a sentence, and the exam goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import standin
from standin import Exam

from grader.cli import exam as sitting
from grader.cli import exam_watch
from grader.cli.options import Options
from grader.errors import FileTrouble, GraderError
from grader.exam import folder as folders

OPTIONS = Options("en")
Make = Callable[[Path], object]


def to_neighbour(path: Path) -> None:
    other = path.with_name("neighbour.py")
    other.write_text("SCORE = 100\n")
    path.symlink_to(other)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 << 30)


KINDS: dict[str, tuple[Make, str]] = {
    "link to a neighbour": (to_neighbour, "link"),
    "link to itself": (lambda path: path.symlink_to(path), "link"),
    "link to an endless device": (lambda path: path.symlink_to("/dev/zero"), "link"),
    "link to nothing": (lambda path: path.symlink_to("/nowhere"), "link"),
    "pipe": (os.mkfifo, "pipe"),
    "sparse file": (sparse, "20 MiB"),
    "folder": (os.mkdir, "folder"),
}


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    return Exam.begin(tmp_path / "exam")


@pytest.mark.parametrize(("make", "said"), KINDS.values(), ids=KINDS)
def test_submit_refuses_what_is_no_file_and_the_exam_goes_on(
    exam: Exam, capsys: pytest.CaptureFixture[str], make: Make, said: str
) -> None:
    tasks = [row.task for row in exam.look().tasks]
    path = exam.file(tasks[0])
    path.unlink()
    make(path)
    exam.save(tasks[1], "SCORE = 40\n")
    with pytest.raises(GraderError, match=said):
        exam.submit(tasks[0])
    tools = standin.tools(exam.clock)
    assert sitting.submit(None, str(exam.folder), OPTIONS, tools) == 2
    out = capsys.readouterr().out
    assert f"{tasks[0]}: " in out
    assert said in " ".join(out.split())
    assert [(a.task, a.record.score) for a in exam.look().attempts if a.record] == [(tasks[1], 40)]
    for command in (
        lambda: sitting.status(str(exam.folder), OPTIONS, tools),
        lambda: exam_watch.watch(str(exam.folder), OPTIONS, tools, rounds=1),
        lambda: sitting.finish(str(exam.folder), OPTIONS, sure=True, tools=tools),
    ):
        assert command() == 0
        assert said in " ".join(capsys.readouterr().out.split())
    assert exam.look().setup.closed


def test_a_task_folder_that_is_a_link_is_not_followed(exam: Exam) -> None:
    task = exam.look().tasks[0].task
    place = exam.file(task).parent
    place.rename(exam.folder.with_name("elsewhere"))
    place.symlink_to(exam.folder.with_name("elsewhere"))
    with pytest.raises(GraderError, match="link"):
        exam.submit(task)


def test_the_end_waits_for_a_file_that_the_machine_does_not_show(
    exam: Exam, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails for a moment at the end costs nobody the work of an hour."""
    task = exam.look().tasks[0].task
    exam.save(task, "SCORE = 100\n")
    opened = folders.opening.opened

    def broken(*_arguments: object):
        raise FileTrouble("screen.unreadable", path="x", message="Input/output error")

    exam.clock.forward(601)
    monkeypatch.setattr(folders.opening, "opened", broken)
    assert not exam.look().setup.closed
    monkeypatch.setattr(folders.opening, "opened", opened)
    assert exam.look().setup.closed
    exam.grade()
    assert [(a.task, a.late) for a in exam.look().attempts] == [(task, False)]
