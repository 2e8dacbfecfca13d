"""How a student begins: a stub or a notebook is written and found again, and work shows at once."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import nbformat
import pexpect
import pytest

from grader.task import loader

GRADE = str(Path(sys.executable).with_name("grade"))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("language", ["en", "ko"])
def test_notebook_has_the_brief_and_the_stub_and_is_graded_as_the_stub(grade, here: Path, language) -> None:
    assert grade("start", "task6", "--notebook", "--lang", language).status == 0
    assert sorted(path.name for path in here.iterdir()) == ["task6_convolution.ipynb", "task6_convolution.md"]
    made = nbformat.read(here / "task6_convolution.ipynb", as_version=4)
    nbformat.validate(made)
    task = loader.find("task6")
    assert [cell.source for cell in made.cells] == [
        task.brief(language).strip(),
        task.stub(language).strip(),
    ]
    ran = grade("task6", "task6_convolution.ipynb")
    assert ran.status == 2
    assert "still the stub" in ran.err


def test_same_notebook_is_the_same_file(grade, here: Path) -> None:
    grade("start", "task6", "a", "--notebook")
    grade("start", "task6", "b", "--notebook")
    first, second = ((here / name / "task6_convolution.ipynb").read_bytes() for name in "ab")
    assert first == second


def test_without_a_file_the_one_that_was_saved_last_is_meant(grade, here: Path) -> None:
    (here / "task6_convolution.py").write_text("def broken(")
    (here / "task6_convolution.ipynb").write_text("no notebook")
    os.utime(here / "task6_convolution.py", (1, 1))
    assert "task6_convolution.ipynb" in grade("task6").err
    os.utime(here / "task6_convolution.ipynb", (0, 0))
    assert "task6_convolution.py, line 1" in grade("task6").err


@pytest.mark.parametrize("words", [("task6",), ("grade", "task6"), ("task6", "--watch")], ids=" ".join)
def test_without_a_file_in_an_empty_folder_it_says_how_to_begin(grade, words: tuple[str, ...]) -> None:
    ran = grade(*words)
    assert ran.status == 2
    assert "grade start task6" in ran.err


def test_watch_without_a_task_takes_the_folders_own(grade) -> None:
    assert "grade start task1" in grade("watch").err


@pytest.mark.parametrize("option", [("--format", "json"), ("--output", "x.txt")], ids=" ".join)
def test_watch_writes_no_report(grade, here: Path, option: tuple[str, str]) -> None:
    (here / "my.py").write_text("x = 1\n")
    ran = grade("task6", "my.py", "--watch", *option)
    assert ran.status == 2
    assert "leave out --format and --output" in ran.err


@pytest.mark.parametrize(("file", "said"), [("nowhere/my.py", "There is no file"), (".", "is a folder")])
def test_watch_of_what_can_never_be_a_file_says_so(grade, file: str, said: str) -> None:
    ran = grade("watch", "task6", file)
    assert ran.status == 2
    assert said in ran.err


def test_version_names_the_program(grade) -> None:
    assert grade("--version").out.startswith("grade, version 0.")


@pytest.mark.parametrize(
    ("words", "said"),
    [(("task6", "my.py"), "Getting ready"), (("brief", "task6"), "conv2d")],
    ids=["task6", "brief"],
)
def test_something_is_on_the_screen_at_once(here: Path, words: tuple[str, ...], said: str) -> None:
    (here / "my.py").write_text("def broken(")
    begun = time.monotonic()
    with pexpect.spawn(GRADE, list(words), timeout=20, encoding="utf-8", dimensions=(40, 80)) as child:
        child.expect_exact(said)
        assert time.monotonic() - begun < 5  # 0.1 s on a quiet machine; here others compute
        child.expect(pexpect.EOF)
