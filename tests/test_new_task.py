"""A task of one's own, from `grade new` to an exam, by the installed program in an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import OWN_EXAM, ROOT

from grader.grading.whole import missing
from grader.task import loader
from grader.task.new import FIRST_OWN, KINDS


@dataclass(frozen=True)
class Installed:
    """The program in an environment that has its wheel, and borrows the packages that it needs."""

    environment: Path
    folder: Path

    def grade(self, *words: object, engine: bool = True) -> subprocess.CompletedProcess[str]:
        """``grade WORDS``, run in a folder with nothing of the project in it."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GRADE_"))
        }
        own = {"GRADE_STATE": str(self.folder / "state"), "GRADE_LANG": "en", "COLUMNS": "200"}
        if not engine:  # an exam begins with the sandbox that is there
            own["DOCKER_HOST"] = "tcp://127.0.0.1:1"
        return subprocess.run(
            [self.environment / "bin" / "grade", *map(str, words)],
            cwd=self.folder,
            env=kept | own,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel; what it depends on is borrowed from where the tests run."""
    place = tmp_path_factory.mktemp("installed")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = place.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place / "venv")], check=True)
    python = place / "venv" / "bin" / "python"
    install = ["install", "-q", "--no-deps", "--no-index", "--no-compile", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), *install], check=True)
    (site,) = (place / "venv" / "lib").glob("python*/site-packages")
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    (site / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")  # their own .pth do not count
    where = [str(python), "-c", "import grader; print(grader.__file__)"]
    found = subprocess.run(where, cwd=place, capture_output=True, text=True, check=True).stdout
    assert Path(found.strip()).is_relative_to(site)
    return place / "venv"


@pytest.fixture
def installed(environment: Path, tmp_path: Path) -> Installed:
    return Installed(environment, tmp_path)


@pytest.mark.parametrize(
    ("kind", "sandbox"),
    [
        ("function", "local"),
        pytest.param("function", "docker", marks=[pytest.mark.docker, pytest.mark.full]),
        pytest.param("model", "docker", marks=[pytest.mark.docker, pytest.mark.full]),
    ],
)
def test_a_new_task_outside_the_package_is_validated_graded_and_put_into_an_exam(
    installed: Installed, request: pytest.FixtureRequest, kind: str, sandbox: str
) -> None:
    # In a sandbox, since a task that cannot be graded after all would be no task
    if sandbox == "docker":
        request.getfixturevalue("engine")
    own = installed.folder / "own"
    where = ["--tasks", own, "--sandbox", sandbox]

    def grade(*words: object) -> subprocess.CompletedProcess[str]:
        return installed.grade(*words, engine=sandbox == "docker")

    done = grade("new", "window", "--kind", kind, own)
    assert done.returncode == 0, done.stderr
    done = grade("validate", "window", *where)
    assert (done.returncode, "all as expected" in done.stdout) == (0, True), done.stdout + done.stderr

    reference = own / "task101_window" / "solutions" / "reference.py"
    solution = installed.folder / "hand-ins" / "kim.py"
    solution.parent.mkdir()
    solution.write_bytes(reference.read_bytes())
    (solution.parent / "lee.py").write_bytes((own / "task101_window" / "stub.py").read_bytes())
    done = grade("task101", solution, "--format", "json", *where)
    assert (done.returncode, json.loads(done.stdout)["score"]) == (0, 100), done.stderr
    done = grade("batch", solution.parent, "--task", "101", *where)
    assert done.returncode == 0, done.stdout + done.stderr
    (line,) = [line for line in done.stdout.splitlines() if "kim" in line]
    assert "100" in line

    (own / "exams").mkdir()
    (own / "exams" / "week.toml").write_text(OWN_EXAM, encoding="utf-8")
    sitting = installed.folder / "sitting"
    done = grade("exam", "start", "week", sitting, "--tasks", own)
    assert done.returncode == 0, done.stderr
    (sitting / "task101_window" / "task101_window.py").write_bytes(reference.read_bytes())
    done = grade("exam", "submit", "task101", sitting, "--sandbox", sandbox)  # it knows where its tasks are
    assert (done.returncode, "5 of 5" in done.stdout) == (0, True), done.stdout + done.stderr


def test_the_installed_program_validates_no_task_of_its_own(installed: Installed) -> None:
    done = installed.grade("validate", "task1")
    assert (done.returncode, "comes without those of its own tasks" in done.stderr) == (2, True)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_task_is_whole(grade, tmp_path: Path, kind: str) -> None:
    ran = grade("new", "window", "--kind", kind, tmp_path / "own")
    assert (ran.status, "grade validate task101" in ran.out) == (0, True), ran.err
    assert missing(tmp_path / "own" / "task101_window") == []


def test_a_new_task_of_the_project_has_its_solutions_beside_it(grade, tmp_path: Path, monkeypatch) -> None:
    for name in ("tasks", "solutions"):
        shutil.copytree(ROOT / name, tmp_path / name)
    monkeypatch.setattr(loader, "root", lambda: tmp_path)
    assert grade("new", "window", "--kind", "function", tmp_path / "tasks").status == 0
    (made,) = (tmp_path / "tasks").glob("*_window")
    numbers = [int(folder.name.split("_")[0][4:]) for folder in (ROOT / "tasks").glob("task*_*")]
    assert (made.name, missing(made)) == (f"task{max(numbers) + 1}_window", [])


def test_a_new_task_takes_the_next_free_number_or_the_one_that_is_named(grade, tmp_path: Path) -> None:
    for name in ("one", "two", "task200_named", "after"):
        assert grade("new", name, "--kind", "function", tmp_path / "own").status == 0
    made = sorted(folder.name for folder in (tmp_path / "own").iterdir())
    assert made == ["task101_one", "task102_two", "task200_named", "task201_after"]
    assert FIRST_OWN == 101


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Näme", "is no name for a task"),
        ("../up", "is no name for a task"),
        ("3d", "is no name for a task"),
        ("task1_mine", "A task is called 'task1' already"),
        ("cnn", "A task is called 'cnn' already"),
        ("there", "A task is called 'there' already"),
    ],
)
def test_a_new_task_has_a_name_that_no_other_has(grade, tmp_path: Path, name: str, told: str) -> None:
    own = tmp_path / "own"
    assert grade("new", "there", "--kind", "function", own).status == 0
    ran = grade("new", name, "--kind", "function", own)
    assert (ran.status, told in ran.err) == (2, True), ran.err
    assert [folder.name for folder in own.iterdir()] == ["task101_there"]


def test_a_new_task_is_not_written_where_a_file_is(grade, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("x")
    assert grade("new", "word", "--kind", "model", tmp_path / "own").status == 2


def test_new_asks_for_the_kind(grade, tmp_path: Path) -> None:
    ran = grade("new", "word", tmp_path)
    assert (ran.status, "--kind" in ran.err) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_numbers_of_a_template_stand_in_its_manifest_alone(tmp_path: Path, grade, kind: str) -> None:
    grade("new", "window", "--kind", kind, tmp_path)
    task = loader.load(tmp_path / "task101_window")
    for language in ("en", "ko"):
        assert str(task.manifest.pass_score) in task.brief(language)
        assert str(task.manifest.pass_score) not in task.read(f"brief.{language}.md")
