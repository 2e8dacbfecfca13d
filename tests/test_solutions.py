"""A wrong solution may be a mutant: another solution's file but for replacements that each fit once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import TaskProblem
from grader.grading import solutions as module
from grader.grading.solutions import find, solutions
from grader.grading.whole import missing
from grader.task import loader
from grader.task.loader import Task

REFERENCE = '"""Right."""\n\n\ndef f(x):\n    return x >= 0 and x <= 1\n'


@pytest.fixture
def task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    """A task whose solutions are one reference, one alternative and one wrong file."""
    made = replace(loader.find("task1"), folder=tmp_path / "tasks" / "task1_word")
    made.folder.mkdir(parents=True)
    (made.folder / "stub.py").write_text("def f(x):\n    pass\n")
    (made.solutions / "wrong").mkdir(parents=True)  # of a task of one's own, within its folder
    (made.solutions / "reference.py").write_text(REFERENCE)
    (made.solutions / "alternative_short.py").write_text("f = lambda x: 0 <= x <= 1\n")
    (made.solutions / "wrong" / "nothing.py").write_text("def f(x):\n    return None\n")
    return made


def mutants(task: Task, text: str) -> None:
    (task.solutions / module.MUTANTS).write_text(text)


def test_mutant_is_the_reference_with_its_replacements(task: Task) -> None:
    mutants(task, '[strict]\nreplace = [{ old = ">= 0", new = "> 0" }, { old = "<= 1", new = "< 1" }]\n')
    assert find(task, "strict").raw.decode() == REFERENCE.replace(">=", ">").replace("<=", "<")


def test_mutant_of_another_file_says_in_its_docstring_what_is_wrong(task: Task) -> None:
    text = 'about = "Turned round."\nfrom = "alternative_short.py"\nreplace = [{ old = "0", new = "9" }]'
    mutants(task, f"[flipped]\n{text}")
    assert find(task, "flipped").raw.decode() == '"""Turned round."""\n\n\nf = lambda x: 9 <= x <= 1\n'


def test_docstring_of_the_original_gives_way_to_that_of_the_mutant(task: Task) -> None:
    mutants(task, '[no]\nabout = "Nearly."\nreplace = [{ old = "and", new = "or" }]')
    assert find(task, "no").raw.decode() == REFERENCE.replace("Right.", "Nearly.").replace("and", "or")


def test_mutants_stand_among_the_wrong_ones_by_name(task: Task) -> None:
    mutants(task, '[also]\nreplace = [{ old = "and", new = "or" }]')
    names = ["stub", "reference", "alternative_short", "wrong/nothing", "wrong/also"]
    assert [solution.name for solution in solutions(task)] == names
    assert solutions(task)[-1].kind == "wrong"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[m]\nreplace = [{ old = "x > 0", new = "" }]', "stands 0 times in reference.py"),
        ('[m]\nreplace = [{ old = "x", new = "y" }]', "stands 3 times in reference.py"),
        (
            '[m]\nreplace = [{ old = "and", new = "or" }, { old = "and", new = "or" }]',
            "stands 0 times in reference.py",
        ),
        ('[m]\nfrom = "gone.py"\nreplace = [{ old = "x", new = "y" }]', "gone.py, which is not there"),
        ('[m]\nfrom = "../../secret.py"\nreplace = [{ old = "x", new = "y" }]', "should match pattern"),
        ('[nothing]\nreplace = [{ old = "and", new = "or" }]', "is a file in wrong/ as well"),
        ("[m]\nreplace = []", "at least 1 item"),
        ('[m]\nreplace = [{ old = "", new = "y" }]', "at least 1 character"),
        ('[m]\nreplaces = [{ old = "and", new = "or" }]', "replaces: Extra inputs are not permitted"),
        ("[m", "mutants.toml"),
    ],
    ids=[
        "gone",
        "thrice",
        "used-up",
        "no-base",
        "outside",
        "twice",
        "empty",
        "no-text",
        "unknown-key",
        "no-toml",
    ],
)
def test_mutant_that_cannot_be_made_is_an_error_that_names_it(task: Task, text: str, told: str) -> None:
    mutants(task, text)
    with pytest.raises(TaskProblem) as problem:
        solutions(task)
    assert told in problem.value.text.en
    assert "task1_word/mutants.toml" in problem.value.text.en


def test_validate_tells_a_mutant_whose_old_text_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = loader.find("task1")
    monkeypatch.setattr(loader, "solutions_of", lambda _folder: tmp_path)
    (tmp_path / "reference.py").write_text(REFERENCE)
    (tmp_path / "expected.toml").write_text("")
    (tmp_path / module.MUTANTS).write_text('[m]\nreplace = [{ old = "gone", new = "" }]')
    (problem,) = missing(task.folder)
    assert "[m] replaces a text that stands 0 times" in problem.en


def test_mutant_that_expected_toml_lacks_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "solutions_of", lambda _folder: tmp_path)
    (tmp_path / "reference.py").write_text(REFERENCE)
    (tmp_path / "expected.toml").write_text("")
    (tmp_path / module.MUTANTS).write_text('[m]\nreplace = [{ old = "and", new = "or" }]')
    found = [problem.en for problem in missing(loader.find("task1").folder)]
    assert "expected.toml lacks wrong/m: which check must it fail?" in found


def test_show_prints_the_file_that_a_solution_is(grade) -> None:
    task = loader.find("task1")
    for solution in solutions(task):
        if solution.path.suffix == ".py":
            ran = grade("validate", "task1", "--show", solution.name)
            assert (ran.status, ran.out) == (0, solution.raw.decode()), solution.name


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["task1", "--show", "strict_comparisons"], "Did you mean: wrong/strict_comparison"),
        (["--show", "reference"], "Name exactly one"),
        (["task1", "task2", "--show", "reference"], "Name exactly one"),
    ],
)
def test_show_of_no_solution_says_which_there_are(grade, arguments: list[str], told: str) -> None:
    ran = grade("validate", *arguments)
    assert ran.status == 2
    assert told in ran.err
