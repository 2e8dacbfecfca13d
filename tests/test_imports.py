"""Imports point one way (rule 8 of ARCHITECTURE.md), and help is printed without the heavy libraries."""

from __future__ import annotations

import subprocess
import sys

import grimp
import pytest

# Each layer may import those to its right, and nothing to its left.
LAYERS = [
    ["cli"],
    ["cli_exam"],
    ["words", "commands"],
    ["usage", "completing"],
    ["validate", "saved", "options", "batch"],
    ["exam"],
    ["report"],
    ["pipeline"],
    ["judge", "gallery", "workers", "likeness"],
    ["checks", "sandbox"],
    ["submission", "data"],
    ["screen", "notebook", "encoding", "evidence"],
    ["task", "magics"],
    ["manifest"],
    ["opening"],
    ["errors"],
    ["text", "ending", "streams", "apart"],
    ["particles"],
    ["inside"],
]
# Named exceptions: what a layer may reach although it stands to the left.
ALLOWED = {("task", "checks")}


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
            if a != b and rank[a] >= rank[b] and (a, b) not in ALLOWED:
                wrong.append(f"{module} -> {target}")
    assert wrong == []


def test_sandbox_and_judge_never_import_each_other(graph: grimp.ImportGraph) -> None:
    assert not graph.chain_exists("grader.judge", "grader.sandbox", as_packages=True)
    assert not graph.chain_exists("grader.sandbox", "grader.judge", as_packages=True)


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
        "import sys; from grader.cli import main\n"
        f"try: main({words!r})\n"
        f"except SystemExit: print('FOUND', [m for m in {forbidden!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "FOUND []" in done.stdout
