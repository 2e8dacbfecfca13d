"""What takes long shows that it lives: building the image, fetching data, preparing an exam."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from conftest import FOUR

from grader.cli import exam_start, sandboxed
from grader.errors import DataProblem, SandboxUnavailable
from grader.exam.folder import state_path
from grader.exam.state import State
from grader.report import live as lives
from grader.report.live import Live
from grader.task import datasets
from grader.task.loader import find
from grader.text import Language


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign of life every hundredth of a second."""
    monkeypatch.setattr(lives, "EVERY_LOG", 0.01)
    monkeypatch.setattr(lives, "EVERY_TERMINAL", 0.01)


def until(capsys: pytest.CaptureFixture[str], told: str) -> str:
    found, end = "", time.monotonic() + 20
    while told not in found:
        assert time.monotonic() < end, found
        time.sleep(0.01)
        found += capsys.readouterr().err
    return found


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "begin", [lambda live: live.building("Step 1/9 : x"), lambda live: live.fetching("yeast")]
)
def test_what_is_silent_shows_that_it_goes_on(soon, capsys, language: Language, begin) -> None:
    live = Live(language)
    begin(live)
    until(capsys, "seconds so far" if language == "en" else "초 경과")
    live.settled()
    capsys.readouterr()
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("end", [lambda live: live.building(""), lambda live: live.stage("train")])
def test_a_sign_of_life_ends_with_what_it_is_of(soon, capsys, end) -> None:
    live = Live("en")
    live.building("Step 2/9 : y")
    end(live)
    capsys.readouterr()
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_a_build_that_fails_leaves_no_sign_of_life(soon, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.cli.options import open_sandbox
    from grader.sandbox import docker

    class Failing(docker.DockerSandbox):
        def __enter__(self):
            self._notify("Step 3/9 : RUN pip")
            raise SandboxUnavailable("sandbox.image_error", detail="no")

    monkeypatch.setattr(docker, "DockerSandbox", Failing)
    live = Live("en")
    with pytest.raises(SandboxUnavailable), open_sandbox("docker", live.building, live.note, "en"):
        pass
    capsys.readouterr()
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_an_exam_prepares_before_its_clock_starts(grade, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    seen = []

    def slowly(tasks, language: Language) -> None:
        seen.append(([task.id for task in tasks], State.begun(state_path(tmp_path / "mine"))))
        time.sleep(1.5)

    monkeypatch.setattr(exam_start, "Tools", lambda: sandboxed.Tools(prepare=slowly))
    ran = grade("exam", "start", FOUR, tmp_path / "mine", "--minutes", 10)
    assert ran.status == 0
    assert seen == [(["task1", "task2", "task3", "task4"], False)]
    assert "The clock starts afterwards" in ran.err
    with State.open(state_path(tmp_path / "mine")) as state:
        assert time.time() - state.setup().started < 1.4


def test_an_exam_that_cannot_be_prepared_does_not_begin(grade, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))

    def fails(*_arguments: object) -> None:
        raise DataProblem("data.unreachable", name="yeast", wheel="river", detail="no network")

    monkeypatch.setattr(datasets, "load", fails)
    ran = grade("exam", "start", FOUR, tmp_path / "mine")
    assert ran.status == 3
    assert "yeast" in ran.err
    assert not State.begun(state_path(tmp_path / "mine"))
    monkeypatch.undo()
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    assert grade("exam", "start", FOUR, tmp_path / "mine").status == 0


def test_preparing_takes_the_sandbox_and_the_data_of_the_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    done: list[str] = []
    monkeypatch.setattr(
        sandboxed, "open_sandbox", lambda kind, *_: nullcontext(done.append(f"sandbox {kind}"))
    )
    monkeypatch.setattr(datasets, "load", lambda name, _notify: done.append(name))
    sandboxed.prepare([find("task2"), find("task4"), find("task2")], "en")
    assert done[0] == "sandbox auto"
    assert set(find("task2").manifest.datasets + find("task4").manifest.datasets) == set(done[1:])
    assert len(done) == len(set(done))
