"""A task's thresholds rest on gradings over seeds; none is trained again here, what has moved is named."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from conftest import ROOT, Ran

from grader.errors import SandboxError, TaskProblem
from grader.grading import basis as basis_module
from grader.grading import calibrating, chances
from grader.grading.authoring import ExpectedVerdict
from grader.grading.basis import basis, code_digest
from grader.grading.calibrating import Calibrator, KeptRuns, sample, seeds_of
from grader.grading.calibration import FILE, CalibratedRun, Calibration, load, moved, problems, render
from grader.grading.calibration_table import table
from grader.grading.solutions import Solution, solutions
from grader.report.formats.files import write
from grader.task.loader import Task, all_tasks, find
from grader.task.loader import load as load_task


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
def test_calibration_stands_for_the_task_of_today(task: Task) -> None:
    """`grade calibrate` renews it: what has not changed is not graded again."""
    found = load(task)
    if found is None:
        pytest.skip(f"{task.id} has no {FILE} yet: grade calibrate {task.id}")
    assert problems(task, found) == []


# How likely

NORMAL = [float(x) for x in np.random.default_rng(1).normal(0.97, 0.005, 20)]


@pytest.mark.parametrize(
    ("draw", "limit", "truth"),
    [
        (lambda rng: rng.normal(size=20), -3.0, 0.00135),
        (lambda rng: -rng.exponential(size=20), -5.0, 0.00674),
    ],
    ids=["normal", "long-tail"],
)
def test_chance_is_on_the_average_not_below_the_true_one(
    draw: Callable[[np.random.Generator], np.ndarray], limit: float, truth: float
) -> None:
    found = [chances.chance_below(draw(np.random.default_rng(seed)), limit) for seed in range(100)]
    assert truth < np.mean([chance for chance in found if chance is not None]) < 5 * truth


def test_chance_sees_a_long_lower_tail() -> None:
    values = np.sort([0.80, 0.90, 0.94, *(0.973 + 0.001 * i for i in range(17))])
    assert chances.chance_below(values, 0.70) > 50 * chances._by_t(values, 0.70)  # type: ignore[operator]


def test_chance_of_three_values_knows_that_three_say_little() -> None:
    few, many = [0.96, 0.97, 0.98], [0.96, 0.97, 0.98] * 7
    assert chances.chance_below(few, 0.93) > 0.03  # type: ignore[operator]
    assert chances.chance_below(few, 0.93) > 10 * chances.chance_below(many, 0.93)  # type: ignore[operator]


def test_chance_of_values_that_are_all_the_same_is_none_or_all() -> None:
    assert [chances.chance_below([1.0, 1.0], limit) for limit in (0.9, 1.0, 1.1)] == [0.0, 0.0, 1.0]
    assert chances.chance_below([1.0], 0.5) is None


def test_bound_is_the_rule_of_three_where_none_fell_below() -> None:
    assert chances.bound_below(NORMAL, 0.5) == pytest.approx(3 / 20, abs=0.02)
    assert chances.bound_below(NORMAL, 2.0) == 1.0
    assert chances.bound_below([0.1, *NORMAL], 0.5) > chances.bound_below(NORMAL, 0.5)


def test_limit_at_a_chance_has_that_chance() -> None:
    limit = chances.limit_at(NORMAL, 0.01)
    assert chances.chance_below(NORMAL, limit) == pytest.approx(0.01, rel=1e-3)
    assert chances.limit_at([0.9], 0.01) == 0.9


# What it rests on


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("def f(x):\n    return x + 1\n", True),
        (
            '"""What it is."""\n\ndef f(x):\n    """One more."""\n    # because\n    return x + 1  # so\n',
            True,
        ),
        ("def f(x):\n    return x + 2\n", False),
        ('def f(x):\n    return x + 1\n\nTEXT = """\n# no comment\n"""\n', False),
        ('def f(x): "said"; return x + 1\n', False),
    ],
    ids=["same", "words", "number", "string", "one-line"],
)
def test_digest_of_code_changes_with_what_runs_and_not_with_words(text: str, same: bool) -> None:
    plain = code_digest(b"def f(x):\n    return x + 1\n")
    assert (code_digest(text.encode()) == plain) == same


def test_what_no_parser_reads_has_a_digest_of_its_bytes() -> None:
    assert code_digest(b"def (") != code_digest(b"def ( ")
    assert code_digest(b"\xff") != code_digest(b"\xfe")


# The gradings, with a sandbox that none needs

TEXTS = {
    "reference.py": "def f():\n    return 0.95\n",
    "alternative_a.py": "def f():\n    return 0.93\n",
    "wrong/plain.py": "def f():\n    return 0.80\n",
    "wrong/odd.py": "def f():\n    return 0.10\n",
}
EXPECTED = '[plain]\nfails = "accuracy"\nbaseline = ["accuracy"]\n[odd]\nfails = "accuracy"\n'
MANIFEST = """
pass_score = 60
concepts = []
title = { en = "A", ko = "가" }
topic = { en = "A", ko = "가" }
provides = [{ name = "f", kind = "function" }]
limits = { train_seconds = 1 }
thresholds = { top = 0.90, low = 0.5 }
calibration.accuracy.least = ["low", "top"]
checks = { accuracy = { points = 100 } }
"""


class Bench:
    """A task of four solutions; a grading gives the number that a source returns, and the seed's noise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tasks" / "task7_word"
        self.folder.mkdir(parents=True)
        self.graded: list[tuple[str, int]] = []
        self.offset = 0.0
        self.breaks: set[tuple[str, int]] = set()
        self.write("task.toml", MANIFEST)
        self.write("hints.toml", "")
        for name in ("data.py", "probe.py", "checks.py", "stub.py"):
            self.write(name, "x = 1\n")
        for name, text in TEXTS.items():
            path = self.folder / "solutions" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.solutions = self.folder / "solutions"
        (self.solutions / "expected.toml").write_text(EXPECTED)
        self.kept = folder / "kept.jsonl"

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    @property
    def task(self) -> Task:
        return load_task(self.folder)

    def grade(self, task: Task, solution: Solution, seed: int, crew: object) -> object:
        self.graded.append((solution.name, seed))
        if (solution.name, seed) in self.breaks:
            return SandboxError("sandbox.stopped")
        space: dict[str, Any] = {}
        exec(solution.raw.decode(), space)
        value = round(space["f"]() + self.offset + 0.001 * np.sin(seed), 6)
        passed = value >= task.manifest.thresholds["top"]
        failed = {} if passed else {"accuracy": "low"}
        outcome = "pass" if passed else "fail"
        return CalibratedRun(
            seed=seed, outcome=outcome, score=100 * passed, failed=failed, metrics={"accuracy": value}
        )

    def run(self, seeds: int = 8) -> Calibration:
        """Calibrate and write the file; ``graded`` is what this one graded."""
        self.graded.clear()
        sandbox = SimpleNamespace(describe=lambda: SimpleNamespace(image="image:1", kind="docker"))
        found = Calibrator(self.task, sandbox, KeptRuns(self.kept), 1).calibrate(seeds)  # type: ignore[arg-type]
        self.write(FILE, render(found))
        return found


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(tmp_path)
    monkeypatch.setattr(calibrating, "_run", made.grade)
    return made


def test_calibration_grades_right_ones_and_baselines_over_all_seeds_and_wrong_ones_over_a_quarter(
    bench: Bench,
) -> None:
    found = bench.run(8)
    counts = {name: len(solution.runs) for name, solution in found.solutions.items()}
    assert counts == {"reference": 8, "alternative_a": 8, "wrong/odd": 2, "wrong/plain": 8}
    assert load(bench.task) == found
    assert problems(bench.task, found) == []


def test_calibration_says_where_each_threshold_stands(bench: Bench) -> None:
    found = bench.run()
    assert found.quantiles["accuracy"]["reference"]["median"] == pytest.approx(0.95, abs=0.001)
    top, low = found.thresholds["top"], found.thresholds["low"]
    floor, end = top.interval
    assert floor == pytest.approx(0.80, abs=0.0011)
    assert 0.92 < end < 0.93
    assert low.interval[0] is None  # only the highest of a metric must lie above the baselines
    assert top.margin == pytest.approx(0.93 - 0.9, abs=0.0011)
    assert set(top.chance) == {"reference", "alternative_a"}
    assert top.bound["reference"] == pytest.approx(0.312, abs=0.001)  # 1 - 0.05 ** (1 / 8)


@pytest.mark.parametrize(
    ("top", "told"),
    [(0.9295, "alternative_a misses it with an estimated chance"), (0.79, "a baseline gets accuracy 0.80")],
)
def test_threshold_outside_its_interval_is_a_problem(bench: Bench, top: float, told: str) -> None:
    bench.run()
    bench.write("task.toml", MANIFEST.replace("top = 0.90", f"top = {top}"))
    found = load(bench.task)
    assert found is not None
    assert any(told in problem for problem in problems(bench.task, found))


def test_metric_of_which_less_is_better_is_turned_round(bench: Bench) -> None:
    bench.offset = 0.0
    manifest = MANIFEST.replace('accuracy.least = ["low", "top"]', 'accuracy.most = ["top"]')
    bench.write("task.toml", manifest.replace("top = 0.90", "top = 0.99"))
    (bench.solutions / "wrong" / "plain.py").write_text("def f():\n    return 1.2\n")
    margin = bench.run().thresholds["top"]
    assert margin.better == "less"
    assert margin.interval[0] == pytest.approx(1.2, abs=0.0011)
    assert 0.95 < margin.interval[1] < 0.96
    assert margin.margin == pytest.approx(0.99 - 0.95, abs=0.0011)
    assert max(p for p in margin.chance.values() if p is not None) < 0.01


def test_wrong_solution_that_passes_at_some_seed_is_a_problem(bench: Bench) -> None:
    (bench.solutions / "wrong" / "odd.py").write_text("def f():\n    return 0.97\n")
    found = bench.run()
    assert "wrong/odd seed 0: expected to fail accuracy, failed nothing" in problems(bench.task, found)


def test_what_is_expected_today_counts_for_runs_of_yesterday(bench: Bench) -> None:
    bench.run()
    expected = EXPECTED.replace('[odd]\nfails = "accuracy"', '[odd]\nfails = "runs"')
    (bench.solutions / "expected.toml").write_text(expected)
    found = bench.run()
    assert bench.graded == []
    assert any(
        "wrong/odd seed 0: expected to fail runs" in problem for problem in problems(bench.task, found)
    )


def test_table_counts_what_failed_and_where(bench: Bench) -> None:
    known = bench.run()
    write(bench.task.folder / FILE, render(known))
    right, wrong = (
        sum(len(s.runs) for s in known.solutions.values() if (s.kind == "wrong") is kind)
        for kind in (False, True)
    )
    page = table([bench.task])
    assert f"| task7 | {right} | 0 | {wrong} | 0 | {wrong} |" in page
    assert f"| **all** | {right} | 0 | {wrong} | 0 | {wrong} |" in page
    assert "| task7 | accuracy | top = 0.9 |" in page
    (bench.solutions / "wrong" / "odd.py").write_text("def f():\n    return 0.97\n")
    write(bench.task.folder / FILE, render(bench.run()))
    passed = len(known.solutions["wrong/odd"].runs)
    assert f"| task7 | {right} | 0 | {wrong} | {passed} | {wrong - passed} |" in table([bench.task])


def test_page_of_all_calibrations_is_that_of_today() -> None:
    """`make calibrate` writes it."""
    assert (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8") == table(list(all_tasks()))


CHANGES: dict[str, tuple[Callable[[Bench], object], list[str]]] = {
    "checks": (lambda b: b.write("checks.py", "x = 2\n"), ["tasks/task7_word/checks.py"]),
    "a number": (
        lambda b: b.write("task.toml", MANIFEST.replace("top = 0.90", "top = 0.91")),
        ["tasks/task7_word/task.toml [thresholds]"],
    ),
    "a file that came": (lambda b: b.write("more.py", "y = 1\n"), ["tasks/task7_word/more.py"]),
    "a solution": (
        lambda b: (b.solutions / "reference.py").write_text("def f():\n    return 0.951\n"),
        ["solutions/task7_word/reference"],
    ),
    "a solution that went": (
        lambda b: (b.solutions / "wrong" / "odd.py").unlink(),
        ["solutions/task7_word/wrong/odd"],
    ),
    "words": (lambda b: b.write("checks.py", '"""Checks."""\nx = 1  # one\n'), []),
    "a title": (lambda b: b.write("task.toml", MANIFEST.replace('en = "A"', 'en = "B"')), []),
    "hints": (lambda b: b.write("hints.toml", "# none\n"), []),
    "the stub": (lambda b: b.write("stub.py", "x = 3\n"), []),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_since_is_named_and_words_are_not(bench: Bench, change: str) -> None:
    found = bench.run()
    assert moved(bench.task, found) == []
    apply, told = CHANGES[change]
    apply(bench)
    assert moved(bench.task, found) == told


def test_change_of_the_code_inside_is_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = bench.run()
    inside = Path(basis_module.grader.__file__).parent / "inside"
    shutil.copytree(inside, tmp_path / "grader" / "inside")
    changed = tmp_path / "grader" / "inside" / "predict.py"
    changed.write_text(changed.read_text() + "\nMORE = 1\n")
    monkeypatch.setattr(basis_module.grader, "__file__", str(tmp_path / "grader" / "__init__.py"))
    assert moved(bench.task, found) == ["grader/inside/predict.py"]


def test_what_has_not_changed_is_not_graded_again(bench: Bench) -> None:
    first = bench.run()
    bench.kept.unlink()
    assert bench.run() == first
    assert bench.graded == []


def test_changed_solution_alone_is_graded_again(bench: Bench) -> None:
    bench.run()
    (bench.solutions / "reference.py").write_text("def f():\n    return 0.951\n")
    bench.run()
    assert bench.graded == [("reference", seed) for seed in range(8)]


def test_after_a_change_of_the_task_the_first_seed_of_each_stands_for_the_others(bench: Bench) -> None:
    bench.run()
    bench.write("checks.py", "x = 2\n")
    bench.run()
    assert sorted(bench.graded) == [
        (n, 0) for n in ("alternative_a", "reference", "wrong/odd", "wrong/plain")
    ]
    bench.write("data.py", "x = 2\n")
    bench.offset = 0.001  # and now it gives something else
    bench.run()
    assert len(bench.graded) == 26


def changed_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(task: Task) -> basis_module.Basis:
        return basis(task).model_copy(update={"inside": {"predict.py": "other"}})

    monkeypatch.setattr(calibrating, "basis", other)


def test_after_a_change_inside_a_sample_stands_for_all(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.run()
    monkeypatch.setattr(calibrating, "_SAMPLED_WRONG", 1)
    changed_inside(monkeypatch)
    bench.run()
    assert len(bench.graded) == 3
    assert {seed for _, seed in bench.graded} == {0}


def test_sample_that_gives_something_else_makes_all_be_graded_again(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.run()
    changed_inside(monkeypatch)
    bench.offset = 0.001
    bench.run()
    assert len(bench.graded) == 26


@pytest.mark.parametrize(("offset", "graded"), [(0.0005, 4), (0.1, 26), (-0.1, 26)])
def test_on_another_processor_a_grading_stands_that_could_be_one_of_those_before(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, offset: float, graded: int
) -> None:
    first = bench.run()
    assert first.processor == basis_module.processor()
    monkeypatch.setattr(calibrating, "processor", lambda: "another")
    bench.write("checks.py", "x = 2\n")
    bench.kept.unlink()
    bench.offset = offset
    found = bench.run()
    assert len(bench.graded) == graded
    assert found.processor == (first.processor if graded == 4 else "another")


def test_runs_of_two_processors_have_no_name_of_one(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.run()
    monkeypatch.setattr(calibrating, "processor", lambda: "another")
    (bench.solutions / "reference.py").write_text("def f():\n    return 0.951\n")
    assert bench.run().processor is None


def test_interrupted_calibration_goes_on_where_it_was(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(task: Task, solution: Solution, seed: int, crew: object) -> object:
        if len(bench.graded) == 5:
            raise KeyboardInterrupt
        return bench.grade(task, solution, seed, crew)

    monkeypatch.setattr(calibrating, "_run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        bench.run()
    assert not (bench.folder / FILE).exists()
    kept = len(bench.kept.read_text().splitlines())
    assert 0 < kept <= 5
    with bench.kept.open("a") as file:
        file.write('["half a li')
    monkeypatch.setattr(calibrating, "_run", bench.grade)
    bench.run()
    assert len(bench.graded) == 26 - kept


def test_grading_that_the_grader_could_not_do_is_told_and_the_others_are_kept(bench: Bench) -> None:
    bench.breaks = {("reference", 3)}
    with pytest.raises(SandboxError):
        bench.run()
    bench.breaks = set()
    bench.run()
    assert bench.graded == [("reference", 3)]


@pytest.mark.parametrize("text", ["{", "{}", '{"schema_version": 2}'])
def test_file_that_is_no_calibration_is_told(bench: Bench, text: str) -> None:
    bench.write(FILE, text)
    with pytest.raises(TaskProblem, match=r"task7_word/calibration.json"):
        load(bench.task)


def test_file_has_a_line_for_each_run(bench: Bench) -> None:
    text = render(bench.run())
    assert sum('"seed":' in line for line in text.splitlines()) == 26
    assert json.loads(text)["image"] == "image:1"


@pytest.fixture
def calibrate(grade: Callable[..., Ran], bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ran]:
    """Run the command on the bench's task, in a sandbox that none needs."""
    monkeypatch.setattr("grader.task.loader.find", lambda name: bench.task)
    monkeypatch.setenv("GRADE_STATE", str(bench.kept.parent / "state"))

    def run(image: str | None = "image:1") -> Ran:
        sandbox = SimpleNamespace(describe=lambda: SimpleNamespace(image=image, kind="docker"))
        monkeypatch.setattr("grader.cli.calibrate.open_sandbox", lambda *_: nullcontext(sandbox))
        return grade("calibrate", "task7", "--seeds", 8)

    return run


def test_calibrate_says_what_it_found_and_fails_where_a_threshold_does_not_stand(
    calibrate: Callable[..., Ran], bench: Bench
) -> None:
    ran = calibrate()
    assert ran.status == 0, ran.out + ran.err
    assert "26 grading" in ran.err
    assert "wrong/odd seed 1: 0 accuracy accuracy=0.1008" in ran.err
    assert "top = 0.9: worst right run 0.029" in ran.out
    bench.write("task.toml", MANIFEST.replace("top = 0.90", "top = 0.9295"))
    ran = calibrate()
    assert ran.status == 1
    assert "thresholds.top = 0.9295: alternative_a misses it" in ran.out


def test_calibration_that_was_made_without_a_container_does_not_stand(calibrate: Callable[..., Ran]) -> None:
    ran = calibrate(image=None)
    assert ran.status == 1
    assert "made without a container" in ran.out


def test_calibrate_without_solutions_says_where_they_are(calibrate: Callable[..., Ran], bench: Bench) -> None:
    shutil.rmtree(bench.solutions)
    ran = calibrate()
    assert ran.status == 2
    assert "task7_word" in ran.err


def test_calibrate_that_is_interrupted_says_that_it_goes_on(
    calibrate: Callable[..., Ran], bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(task: Task, solution: Solution, seed: int, crew: object) -> object:
        if len(bench.graded) == 5:
            raise KeyboardInterrupt
        return bench.grade(task, solution, seed, crew)

    monkeypatch.setattr(calibrating, "_run", interrupted)
    ran = calibrate()
    assert ran.status == 130
    assert "goes on from there" in ran.err


# The sample of a full run


def test_sample_is_the_stub_the_reference_an_alternative_and_three_wrong_ones() -> None:
    there = solutions(find("task1"))
    one = sample(there, "commit 1")
    assert [solution.kind for solution in one] == ["stub", "reference", "alternative", *["wrong"] * 3]
    assert sample(there, "commit 1") == one
    drawn = {solution.name for n in range(200) for solution in sample(there, f"commit {n}")}
    assert drawn == {solution.name for solution in there}


def test_baseline_is_graded_over_all_seeds() -> None:
    wrong = Solution("wrong", Path("wrong/x.py"), b"")
    assert seeds_of(wrong, 20, {"x": ExpectedVerdict(fails="a")}) == range(5)
    assert seeds_of(wrong, 20, {"x": ExpectedVerdict(fails="a", baseline=["m"])}) == range(20)
    assert seeds_of(wrong, 1, {}) == range(1)
    assert seeds_of(replace(wrong, kind="alternative"), 20, {}) == range(20)
