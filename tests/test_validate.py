"""Every task is whole and fair, in both sandboxes, by a sample of its solutions; validate can find fault."""

from __future__ import annotations

import os
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from conftest import COMMIT

from grader.cli.validate import JOBS
from grader.errors import TaskProblem
from grader.grading.authoring import ExpectedVerdict, outcome_of, problem_of, validate_one
from grader.grading.calibrating import sample
from grader.grading.judge import CheckVerdict, Verdict
from grader.grading.solutions import Solution, solutions
from grader.grading.solutions import find as solution_named
from grader.grading.whole import missing
from grader.grading.workers import Crew, Workers, limits_for
from grader.sandbox.contract import Sandbox
from grader.task.loader import Task, all_tasks, find, load
from grader.text import NOTHING

WHOLE = "GRADE_VALIDATE_SEEDS"  # every solution with so many seeds; else a sample with one
SEEDS = range(int(os.environ.get(WHOLE, "1")))
tasks = pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)


def validated(task: Task, sandbox: Sandbox, which: list[Solution]) -> list[str]:
    cases = [(solution, seed) for solution in which for seed in SEEDS]
    with ThreadPoolExecutor(JOBS) as pool, Crew(sandbox, limits_for([task])) as crew:
        findings = list(pool.map(lambda case: validate_one(task, case[0], case[1], crew.workers()), cases))
    return [f"{f.file} seed {f.seed}: {f.problem}" for f in findings if f.problem]


@tasks
def test_task_is_whole(task: Task) -> None:
    assert missing(task.folder) == []


def test_curve_of_a_threshold_that_does_not_exist_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "task9_word"
    folder.mkdir()
    text = find("task2").read("task.toml")
    (folder / "task.toml").write_text(text.replace('accuracy = "accuracy_top"', 'accuracy = "accuracy_best"'))
    with pytest.raises(TaskProblem, match=r"curves.accuracy: no threshold is called 'accuracy_best'"):
        load(folder)


def test_goal_of_a_curve_is_the_highest_rung_of_its_threshold() -> None:
    manifest = find("task2").manifest
    rungs = [value for name, value in manifest.thresholds.items() if name.startswith("accuracy")]
    assert manifest.goals == {"accuracy": max(rungs)}
    assert find("task1").manifest.goals == {}


@tasks
@pytest.mark.docker
@pytest.mark.full
def test_solutions_meet_their_verdicts_in_docker(task: Task, docker_sandbox: Sandbox) -> None:
    """A sample by the commit: the time does not grow with the solutions. `make calibrate` has all."""
    there = solutions(task)
    assert validated(task, docker_sandbox, there if WHOLE in os.environ else sample(there, COMMIT)) == []


@pytest.mark.parametrize("task", random.Random(COMMIT).sample(all_tasks(), 2), ids=lambda task: task.id)
def test_reference_passes_and_stub_fails_locally(task: Task, local_sandbox: Sandbox) -> None:
    """Two tasks, others for each commit; the full run grades both of every task in Docker."""
    both = [solution_named(task, name) for name in ("stub", "reference")]
    assert validated(task, local_sandbox, both) == []


@pytest.mark.parametrize("wrong", ["strict_comparison", "own_attribute"])
def test_a_wrong_solution_in_the_place_of_a_right_one_is_found(wrong: str, local_workers: Workers) -> None:
    task = find("task1")
    taken = replace(solution_named(task, wrong), kind="reference")
    assert "expected to pass" in validate_one(task, taken, 0, local_workers).problem


VERDICT = Verdict("task1", "fail", 50, 100, 90, ())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "expected to fail mode_max"),
        ({"outcome": "error"}, "the grader broke"),
        ({"outcome": "pass"}, "expected to fail mode_max"),
    ],
)
def test_a_wrong_solution_that_does_not_fail_its_check_is_a_problem(change: dict, told: str) -> None:
    expected = {"x": ExpectedVerdict(fails="mode_max")}
    assert told in problem_of(
        Solution("wrong", Path("wrong/x.py"), b""), outcome_of(replace(VERDICT, **change)), expected
    )


@pytest.mark.parametrize(
    ("also", "outcome", "told"),
    [
        (["accuracy"], "pass", ""),
        (["accuracy"], "fail", "expected to pass"),
        (["pooling"], "pass", "expected to pass"),
        ([], "pass", "expected to pass"),
    ],
)
def test_an_alternative_loses_points_only_where_it_may_and_passes(
    also: list[str], outcome: Literal["pass", "fail"], told: str
) -> None:
    lost = CheckVerdict("accuracy", NOTHING, "fail", 10, 20)
    verdict = replace(VERDICT, outcome=outcome, checks=(lost,))
    right = Solution("alternative", Path("alternative_x.py"), b"")
    found = problem_of(right, outcome_of(verdict), {"alternative_x": ExpectedVerdict(also=also)})
    assert found.startswith(told)
    assert bool(found) == bool(told)
