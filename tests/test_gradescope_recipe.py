"""ci/gradescope: whatever is handed in, there is a results.json, with a score only where it was graded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT

from grader.task import datasets

RECIPE = ROOT / "ci" / "gradescope"
RIGHT = (ROOT / "solutions" / "task1_callback" / "reference.py").read_text(encoding="utf-8")


class Autograder:
    """Gradescope's folders, and the grader where the recipe's setup puts it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.home = folder / "autograder", folder / "home"
        self.submission = self.root / "submission"
        self.submission.mkdir(parents=True)
        (self.home / "venv" / "bin").mkdir(parents=True)
        self.install(f'exec "{sys.executable}" -I -m grader.cli "$@"')

    def install(self, command: str) -> None:
        """The grader is that shell command."""
        program = self.home / "venv" / "bin" / "grade"
        program.write_text(f"#!/bin/sh\n{command}\n", encoding="utf-8")
        program.chmod(0o755)

    def run(self) -> dict[str, Any]:
        """What Gradescope gets."""
        own = {"AUTOGRADER": str(self.root), "GRADER_HOME": str(self.home), "GRADE_TASK": "task1"}
        done = subprocess.run(
            [RECIPE / "run_autograder"], cwd=self.root, env=os.environ | own, capture_output=True, check=False
        )
        assert done.returncode == 0, done
        return json.loads((self.root / "results" / "results.json").read_text(encoding="utf-8"))


@pytest.fixture
def autograder(tmp_path: Path) -> Autograder:
    return Autograder(tmp_path)


def test_a_script_gets_its_points(autograder: Autograder) -> None:
    (autograder.submission / "my work.py").write_text(RIGHT, encoding="utf-8")
    assert autograder.run()["score"] == 100


def test_a_notebook_gets_its_points(autograder: Autograder) -> None:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(RIGHT)])
    nbformat.write(book, autograder.submission / "my work.ipynb")
    assert autograder.run()["score"] == 100


def test_of_two_files_the_one_with_the_tasks_name_is_graded(autograder: Autograder) -> None:
    (autograder.submission / "task1_callback.py").write_text(RIGHT, encoding="utf-8")
    (autograder.submission / "helper.py").write_text("x = 1\n", encoding="utf-8")
    assert autograder.run()["score"] == 100


@pytest.mark.parametrize(
    ("files", "telling"),
    [
        ({}, "in this folder"),
        ({"a.py": RIGHT, "b.py": RIGHT}, "a.py, b.py"),
        ({"report.pdf": "%PDF"}, "in this folder"),
        ({"my.py": "def broken(:\n"}, "syntax"),
        ({"my.ipynb": "{"}, "notebook"),
    ],
    ids=["nothing", "two files", "another file", "a syntax error", "a damaged notebook"],
)
def test_what_cannot_be_graded_is_told(autograder: Autograder, files: dict[str, str], telling: str) -> None:
    for name, text in files.items():
        (autograder.submission / name).write_text(text, encoding="utf-8")
    results = autograder.run()
    assert results["score"] == 0
    assert telling in json.dumps(results).lower()


def test_a_link_to_another_file_is_refused(autograder: Autograder) -> None:
    (autograder.root / "other.py").write_text(RIGHT, encoding="utf-8")
    (autograder.submission / "my.py").symlink_to(autograder.root / "other.py")
    assert autograder.run()["score"] == 0


@pytest.mark.parametrize(
    "command",
    ["exit 3", "kill -9 $$", "echo 'Traceback (most recent call last):' >&2; exit 1", "exec /nowhere/grade"],
)
def test_a_crash_of_the_grader_is_no_mark(autograder: Autograder, command: str) -> None:
    (autograder.submission / "my.py").write_text(RIGHT, encoding="utf-8")
    autograder.install(command)
    results = autograder.run()
    assert "score" not in results
    assert "tests" not in results
    assert "not a mark" in results["output"]


def test_a_file_handed_in_is_not_run_by_the_recipe(autograder: Autograder) -> None:
    for name in ("pip.py", "click.py", "sitecustomize.py", "json.py"):
        (autograder.submission / name).write_text(f"open({str(autograder.root / 'ran')!r}, 'w')\n")
    autograder.run()
    assert not (autograder.root / "ran").exists()


def test_setup_fetches_every_data_set() -> None:
    """As it is written there, in a process of its own; here the data are cached."""
    setup = (RECIPE / "setup.sh").read_text(encoding="utf-8")
    code = setup.partition("/python\" -I -c '")[2].partition("'")[0]
    assert "for name in d.SOURCES" in code
    done = subprocess.run([sys.executable, "-I", "-c", code + "; print(len(d.SOURCES))"], capture_output=True)
    assert (done.returncode, int(done.stdout)) == (0, len(datasets.SOURCES)), done.stderr
