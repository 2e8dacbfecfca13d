"""A task that is not as it must be costs nobody the others, and is told without a library's own words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import FOUR, ROOT

from grader.task import loader

BROKEN = {
    "an unknown key": ("task.toml", "pass_score = ", "pas_score = "),
    "a value of another type": ("task.toml", "pass_score = ", "pass_score = 'x' # "),
    "no TOML": ("task.toml", "pass_score = ", "pass_score == "),
    "a missing translation": ("hints.toml", ", ko = ", ", kr = "),
    "no table": ("hints.toml", "[", "[["),
}


@pytest.fixture(params=BROKEN)
def broken(request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the project's tasks, task3's file broken in one way."""
    for name in ("tasks", "solutions", "docker"):
        shutil.copytree(ROOT / name, tmp_path / name)
    file, old, new = BROKEN[request.param]
    path = tmp_path / "tasks" / "task3_generator" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(loader, "root", lambda: tmp_path)
    loader._all.cache_clear()
    yield tmp_path
    loader._all.cache_clear()


def test_a_broken_task_is_listed_with_its_problem_beside_the_others(grade, broken: Path) -> None:
    ran = grade("tasks")
    assert ran.status == 0
    assert all(name in ran.out for name in ("task1", "task2", "task4"))
    assert "task3_generator: task3_generator/" in ran.out
    assert "pydantic" not in ran.out


def test_a_broken_task_stops_no_grading_of_another(grade, broken: Path) -> None:
    solution = broken / "solutions" / "task1_callback" / "reference.py"
    assert grade("task1", solution, "--sandbox", "local").status == 0
    assert grade("brief", "task2").status == 0
    ran = grade("task2", solution, "--sandbox", "local")  # a file of another task: all are looked at
    assert (ran.status, "Traceback" in ran.err) == (2, False)


def test_doctor_tells_of_a_broken_task(grade, broken: Path) -> None:
    ran = grade("doctor")
    assert ran.status == 0
    assert "✗ task3_generator" in ran.out
    assert "tasks: task1, task2, task4" in ran.out


def test_the_broken_task_itself_is_told_by_each_command(grade, broken: Path, tmp_path: Path) -> None:
    for words in (("brief", "task3"), ("start", "task3", tmp_path), ("validate",), ("exam", "start", FOUR)):
        ran = grade(*words)
        assert ran.status in (1, 3), words
        assert "task3_generator/" in (ran.err + ran.out).replace("\n", "")
        assert "pydantic" not in ran.err + ran.out


@pytest.mark.parametrize(
    "content",
    ['[strict]\nfailz = "x"\n', "[strict]\nfails = 3\n", "strict = 1\n", "not toml at all", 'x = "' * 3],
)
def test_a_wrong_expected_toml_is_told_without_the_librarys_address(
    grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    shutil.copytree(ROOT / "solutions" / "task1_callback", tmp_path / "s")
    (tmp_path / "s" / "expected.toml").write_text(content)
    monkeypatch.setattr(loader, "solutions_of", lambda _folder: tmp_path / "s")
    ran = grade("validate", "task1", "--sandbox", "local")
    assert ran.status == 1
    assert "s/expected.toml" in ran.out
    assert "errors.pydantic" not in ran.out
    assert "validation error" not in ran.out


def test_a_stub_is_in_the_language_asked_for(grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = shutil.copytree(ROOT / "tasks" / "task1_callback", tmp_path / "task1_callback")
    (folder / "stub.ko.py").write_text("# 여기에 작성하세요\n" + (folder / "stub.py").read_text())
    which = loader.load(folder)
    assert which.stub("ko").startswith("# 여기에")
    (folder / "stub.ko.py").unlink()
    assert which.stub("ko") == which.stub("en") == which.read("stub.py")
