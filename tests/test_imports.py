"""Imports point one way (rule 8 of ARCHITECTURE.md), and help is printed without the heavy libraries."""

from __future__ import annotations

import subprocess
import sys

import grimp
import pytest
from conftest import ROOT

# Each layer may import those to its right, and nothing to its left.
LAYERS = [
    ["cli"],
    ["watch"],
    ["practice"],
    ["batch"],
    ["exam"],
    ["report"],
    ["grading"],
    ["sandbox", "submission"],
    ["task"],
    ["evidence"],
    ["errors"],
    ["text", "apart", "files"],
    ["particles", "washing"],
    ["inside"],
]
GROUND = {
    "text",
    "particles",
    "errors",
    "evidence",
    "apart",
    "files",
    "washing",
}  # what stands beside the rooms


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("grader", include_external_packages=True)


def part(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_imports_point_one_way(graph: grimp.ImportGraph) -> None:
    rank = {name: level for level, names in enumerate(LAYERS) for name in names}
    wrong = []
    for module in graph.modules:
        for target in graph.find_modules_directly_imported_by(module):
            if not (module.startswith("grader.") and target.startswith("grader.")):
                continue
            a, b = part(module), part(target)
            if a != b and rank[a] >= rank[b]:
                wrong.append(f"{module} -> {target}")
    assert wrong == []


def test_nothing_but_the_ground_stands_beside_the_rooms() -> None:
    package = ROOT / "grader"
    assert {path.stem for path in package.glob("*.py")} == {"__init__", *GROUND}
    folders = {path.name for path in package.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == {name for names in LAYERS for name in names} - GROUND | {"messages"}


def test_every_command_is_found_under_the_word_that_is_typed() -> None:
    from grader.cli.app import build

    there = {path.stem for path in (ROOT / "grader" / "cli").glob("*.py")}
    typed = set(build("en").commands) - {"help", "completion"}  # click's own matters: cli/app.py
    same = {
        "judge": "grade",
        "brief": "tasks",
        "start": "tasks",
        "topic": "topics",
        "next": "progress",
    }  # two words of one matter
    assert {same.get(word, word) for word in typed} <= there


def test_sandbox_and_judge_never_import_each_other(graph: grimp.ImportGraph) -> None:
    assert not graph.chain_exists("grader.grading.judge", "grader.sandbox", as_packages=True)
    assert not graph.chain_exists("grader.sandbox", "grader.grading.judge", as_packages=True)


def test_only_the_sandbox_imports_docker(graph: grimp.ImportGraph) -> None:
    importers = graph.find_modules_that_directly_import("docker")
    assert {".".join(module.split(".")[:2]) for module in importers} == {"grader.sandbox"}


def test_what_runs_inside_imports_nothing_of_the_host(graph: grimp.ImportGraph) -> None:
    reached = {
        target
        for module in graph.find_descendants("grader.inside")
        for target in graph.find_modules_directly_imported_by(module)
        if target.startswith("grader.")
    }
    assert {target for target in reached if not target.startswith("grader.inside")} == set()


@pytest.mark.parametrize(
    ("words", "forbidden"),
    [
        (["--help"], ["tensorflow", "keras", "numpy", "docker", "pydantic", "rich"]),
        (["tasks"], ["tensorflow", "keras", "numpy", "docker"]),
        (["task2", "no_such_file.py"], ["tensorflow", "keras", "docker"]),
    ],
    ids=["help", "tasks", "screening"],
)
def test_command_does_not_import(words: list[str], forbidden: list[str]) -> None:
    code = (
        "import sys; from grader.cli.app import main\n"
        f"try: main({words!r})\n"
        f"except SystemExit: print('FOUND', [m for m in {forbidden!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "FOUND []" in done.stdout
