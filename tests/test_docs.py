"""The documents say what is: every command is documented, every file they name exists."""

from __future__ import annotations

import re
import subprocess

import pytest
from conftest import ROOT

from grader.cli.app import build
from grader.inside import fresh
from grader.task.loader import all_tasks

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]


@pytest.mark.parametrize("command", sorted(build("en").commands))
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"grade {command}" in README or command == "grade"


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
def test_every_task_is_in_the_readme(task) -> None:
    assert f"| {task.id} | {task.word} |" in README


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_a_document_names_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / link).exists(), link
    for path in re.findall(r"\b(?:tests|docker|docs|grader)/[\w/.-]+\w", text):
        inside = ROOT / "grader" / path
        assert (ROOT / path).exists() or inside.exists(), path


def test_make_help_lists_every_target() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"\.PHONY: (.*)", makefile)
    assert phony is not None
    assert {line.split()[1] for line in listed.splitlines()} == set(phony[1].split())


def test_host_and_image_have_the_same_versions() -> None:
    def pins(name: str) -> dict[str, str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z0-9-]+)==([^ ;\\\n]+)", text, re.MULTILINE))

    host, image = pins("constraints.txt"), pins("docker/requirements.txt")
    for package in ("tensorflow-cpu", "tensorflow", "keras", "numpy", "scipy", "pillow", "h5py", "ml-dtypes"):
        assert host[package] == image[package], package


def test_every_requirement_of_the_image_is_pinned_by_hash() -> None:
    text = (ROOT / "docker" / "requirements.txt").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)


def test_every_test_that_security_names_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`([a-z]+/(?:\w+)?)`", text)
    assert len(named) > 10
    for name in named:
        assert (ROOT / "tests/redteam" / name).is_dir() or (ROOT / name).is_dir(), name
    for pattern in re.findall(r"`(tests/[\w/.*]+)`", text):
        assert list(ROOT.glob(pattern)), pattern


def test_the_limits_of_what_a_configuration_may_carry_are_told_as_they_are() -> None:
    limits = (str(fresh.MOST_IN_A_LIST), str(fresh.MOST_DIGITS))
    places = [*(ROOT / "tasks" / "task2_cnn").glob("brief.*.md"), ROOT / "SECURITY.md"]
    assert [(path.name, limit) for path in places for limit in limits if limit not in path.read_text()] == []
    assert f"{fresh.MOST_BYTES >> 10} KiB" in (ROOT / "SECURITY.md").read_text()
