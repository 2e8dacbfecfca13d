"""Blueprints are strict, say all that is wrong with them, and draw the same tasks on every machine."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from conftest import ROOT

from grader.errors import TaskProblem, UsageProblem
from grader.exam import blueprint as blueprints
from grader.exam.blueprint import Blueprint, challenge_seed, draw, problems
from grader.grading.pipeline import SEEDS
from grader.task import loader

GOOD = """
minutes = 30
pass_mark = 80
counts = "last"
hints = true
[title]
en = "Two of three"
ko = "셋 중 둘"
[[pools]]
category = { en = "Models", ko = "모델" }
tasks = ["task2", "task3", "task4"]
draw = 2
weight = 1.5
[[pools]]
category = { en = "Functions", ko = "함수" }
tasks = ["task1"]
"""


def write(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


@pytest.fixture
def good(tmp_path: Path) -> Blueprint:
    return blueprints.load(write(tmp_path, GOOD))


def tasks_of(found: Blueprint) -> set[str]:
    return {name for pool in found.pools for name in pool.tasks}


def test_fundamentals_draws_one_task_of_each_of_six_pools_and_the_same_ones_for_a_seed() -> None:
    found = blueprints.find("fundamentals")
    assert (found.minutes, found.pass_mark, found.shown_points, found.counts) == (90, 90, 5, "best")
    sittings = [[drawn.task.id for drawn in draw(found, seed)] for seed in range(40)]
    for sitting in sittings:
        assert [name in pool.tasks for name, pool in zip(sitting, found.pools, strict=True)] == [True] * 6
    assert {name for sitting in sittings for name in sitting} == tasks_of(found)
    assert sittings == [[drawn.task.id for drawn in draw(found, seed)] for seed in range(40)]


def test_each_task_but_those_of_texts_and_series_is_in_one_exam() -> None:
    chapters = {task.id: task.manifest.chapter for task in loader.all_tasks() if not task.own}
    certificate = {name for name, chapter in chapters.items() if chapter == "certificate"}
    assert tasks_of(blueprints.find("tf-certificate")) == certificate
    rest = {name for name, chapter in chapters.items() if chapter != "sequences"} - certificate
    assert tasks_of(blueprints.find("fundamentals")) == rest


@pytest.mark.parametrize("found", blueprints.all_blueprints(), ids=lambda found: found.name)
def test_every_blueprint_of_the_project_is_in_order(found: Blueprint) -> None:
    assert problems(found) == []


def test_blueprints_are_no_tasks_and_are_in_the_wheel() -> None:
    assert all(item.folder.name != "exams" for item in loader.all_tasks())
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "tasks" in wheel["force-include"]
    assert {path.parent for path in loader.exams()} == {ROOT / "tasks" / "exams"}


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("minutes = 30", "minutes = 0", "minutes: "),
        ("minutes = 30", 'minutes = "30"', "minutes: "),
        ("minutes = 30", "minutes = 30\nmintues = 5", "mintues: "),
        ("minutes = 30", 'minutes = 30\nname = "other"', "name (unknown): "),
        ("pass_mark = 80", "pass_mark = 101", "pass_mark: "),
        ("pass_mark = 80", "pass_mark = nan", "pass_mark: "),
        ("pass_mark = 80", "", "pass_mark: "),
        ('counts = "last"', 'counts = "first"', "counts: "),
        ("hints = true", "hints = 1", "hints: "),
        ('ko = "셋 중 둘"', "", "title.ko: "),
        ("weight = 1.5", "weight = -1", "pools.0.weight: "),
        ("weight = 1.5", "weight = inf", "pools.0.weight: "),
        ("draw = 2", "draw = 0", "pools.0.draw: "),
        ('tasks = ["task1"]', "tasks = []", "pools.1.tasks: "),
        ("minutes = 30", "minutes = ", "Invalid value"),
        ("minutes = 30", "shown_points = 0\nminutes = 30", "shown_points: "),
    ],
)
def test_a_malformed_blueprint_is_an_error_that_names_the_key(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    assert old in GOOD
    with pytest.raises(TaskProblem) as error:
        blueprints.load(write(tmp_path, GOOD.replace(old, new)))
    assert told in error.value.text.en
    assert "own.toml" in error.value.text.ko


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"task1"', '"task99"', "there is no task 'task99'"),
        ('"task1"', '"task2"', "'task2' is named 2 times"),
        ('"task3", "task4"', '"task2", "task2"', "'task2' is named 3 times"),
        ("draw = 2", "draw = 4", "'Models' draws 4 of 3 tasks"),
    ],
)
def test_a_blueprint_that_no_exam_can_be_made_of_says_why(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    found = blueprints.load(write(tmp_path, GOOD.replace(old, new)))
    assert told in " ".join(problem.en for problem in problems(found))
    with pytest.raises(TaskProblem, match=r"own\.toml"):
        draw(found, 1)


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('"task1"', '"task98", "task99"').replace("draw = 2", "draw = 4")
    assert len(problems(blueprints.load(write(tmp_path, text)))) == 3


def test_draw_is_the_same_for_a_seed_and_differs_between_seeds(good: Blueprint) -> None:
    drawn = [tuple(item.task.id for item in draw(good, seed)) for seed in range(40)]
    assert drawn == [tuple(item.task.id for item in draw(good, seed)) for seed in range(40)]
    assert set(drawn) == {
        ("task2", "task3", "task1"),
        ("task2", "task4", "task1"),
        ("task3", "task4", "task1"),
    }
    assert [weight for _, weight in draw(good, 0)] == [1.5, 1.5, 1.0]


def test_a_draw_does_not_change_with_python_or_the_machine(good: Blueprint) -> None:
    assert [item.task.id for item in draw(good, 2030)] == ["task2", "task3", "task1"]


def test_challenges_differ_by_seed_task_and_attempt() -> None:
    seeds = {challenge_seed(s, t, n) for s in (1, 2) for t in ("task1", "task11") for n in (1, 2, 11)}
    assert len(seeds) == 12
    assert all(0 <= seed < SEEDS for seed in seeds)
    assert challenge_seed(1, "task1", 1) == challenge_seed(1, "task1", 1)


@pytest.mark.parametrize("name", ["fundamentls", "nothing", "", "../fundamentals", "own.toml", "\x1b[2J\n"])
def test_an_unknown_name_is_told_with_those_that_there_are(name: str) -> None:
    with pytest.raises(UsageProblem, match="fundamentals") as error:
        blueprints.find(name)
    assert "\x1b" not in error.value.text.en


def test_a_file_of_ones_own_is_named_by_its_path(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, "midterm.toml")
    assert blueprints.find(str(path)).name == "midterm"


def test_a_file_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TaskProblem, match="not as it must be"):
        blueprints.load(path)
