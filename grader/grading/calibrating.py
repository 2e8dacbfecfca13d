"""Grade a task's solutions over seeds, and of that only what is not known yet.

A grading is the same to the last digit for the same seed, code and image. So where something else than a
solution itself has changed, its first seed tells: where it gives what it gave before, the other seeds stand.
After a change of the task every solution is asked that; after one of the code inside or of the image's
requirements, a sample: the reference, one alternative and three wrong ones. Another processor rounds
otherwise, which training makes large: there a grading agrees that could be one of those before.
"""

from __future__ import annotations

import hashlib
import json
import random
import threading
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import GraderError
from grader.grading.authoring import ExpectedVerdict, expected_verdicts, grade_solution, outcome_of
from grader.grading.basis import Basis, basis, code_digest, processor
from grader.grading.calibration import (
    CalibratedRun,
    CalibratedSolution,
    Calibration,
    calibrated,
    load,
    summarized,
)
from grader.grading.solutions import Solution
from grader.grading.workers import Crew, limits_for
from grader.sandbox.contract import Sandbox
from grader.task.loader import Task

_WRONG_SHARE = 4  # a wrong solution is graded over a quarter of the seeds: its verdict is no close matter
_DIGITS = 6
_SAMPLED_WRONG = 3

Planned = tuple[Solution, int]  # and the seed


@dataclass(frozen=True)
class CalibrationWatcher:
    """What a caller may watch: how many gradings a step has, and each as it ends, with what went wrong."""

    begins: Callable[[int], None] = lambda _count: None
    ended: Callable[[Solution, int, CalibratedRun | GraderError], None] = lambda _solution, _seed, _run: None


@dataclass
class KeptRuns:
    """Finished gradings as JSON lines, by a key over all that each rests on; a torn line is no run."""

    path: Path
    _runs: dict[str, CalibratedRun] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        with suppress(OSError):
            for line in self.path.read_text(encoding="utf-8").splitlines():
                with suppress(ValueError):
                    key, run = json.loads(line)
                    self._runs[key] = CalibratedRun.model_validate(run)

    def get(self, key: str) -> CalibratedRun | None:
        """The run of that key."""
        return self._runs.get(key)

    def add(self, key: str, run: CalibratedRun) -> None:
        """Keep a run."""
        with self._lock:
            self._runs[key] = run
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, run.model_dump()]) + "\n")


def sample(found: Sequence[Solution], key: str) -> list[Solution]:
    """The stub, the reference, and drawn by ``key`` one alternative and three wrong ones."""
    draw = random.Random(key)  # noqa: S311  no secret: every run of one commit draws the same
    alternatives = [solution for solution in found if solution.kind == "alternative"]
    wrong = [solution for solution in found if solution.kind == "wrong"]
    return [
        *(solution for solution in found if solution.kind in ("stub", "reference")),
        *draw.sample(alternatives, min(1, len(alternatives))),
        *draw.sample(wrong, min(_SAMPLED_WRONG, len(wrong))),
    ]


def seeds_of(solution: Solution, seeds: int, expected: Mapping[str, ExpectedVerdict]) -> range:
    """The seeds to grade it with: all where its metrics count, a quarter where only its verdict does."""
    entry = expected.get(solution.path.stem, ExpectedVerdict())
    if solution.kind == "wrong" and not entry.baseline:
        return range(max(1, seeds // _WRONG_SHARE))
    return range(seeds)


@dataclass
class Calibrator:
    """One task's gradings in one sandbox, ``jobs`` at a time."""

    task: Task
    sandbox: Sandbox
    kept: KeptRuns
    jobs: int = 2
    watcher: CalibrationWatcher = CalibrationWatcher()

    def calibrate(self, seeds: int) -> Calibration:
        """The calibration of today.

        Raises:
            GraderError: the last one, where a grading could not be done; the others are kept.
        """
        now, there = basis(self.task), calibrated(self.task)
        expected = expected_verdicts(self.task)
        planned = [(solution, seed) for solution in there for seed in seeds_of(solution, seeds, expected)]
        carried = self._carried(now, there)
        graded = self._grade(now, [case for case in planned if _at(case) not in carried])
        known = carried | graded
        done = {
            solution.name: CalibratedSolution(
                kind=solution.kind,
                digest=code_digest(solution.raw),
                runs=[known[_at(case)] for case in planned if case[0] is solution],
            )
            for solution in there
        }
        image = self.sandbox.describe().image
        found = Calibration(
            task=self.task.id,
            image=image,
            processor=self._processor(carried, graded),
            basis=now,
            solutions=done,
        )
        return summarized(self.task, found)

    def _processor(self, carried: Collection[object], graded: Collection[object]) -> str | None:
        """On which all of them ran, as far as it is one and known."""
        before = load(self.task) if carried else None
        if before is None or before.processor == processor():
            return processor()
        return None if graded else before.processor

    def _carried(self, now: Basis, there: Sequence[Solution]) -> dict[tuple[str, int], CalibratedRun]:
        """The runs of the calibration that lies beside the task, as far as they stand today."""
        before = load(self.task)
        if before is None:
            return {}
        same = [
            solution
            for solution in there
            if (old := before.solutions.get(solution.name)) and old.digest == code_digest(solution.raw)
        ]
        stand = same if before.basis == now else self._still_the_same(before, now, same)
        return {(s.name, run.seed): run for s in stand for run in before.solutions[s.name].runs}

    def _still_the_same(self, before: Calibration, now: Basis, same: Sequence[Solution]) -> list[Solution]:
        whole = before.basis.task != now.task
        asked = list(same) if whole else sample(same, self.task.id)
        firsts = self._grade(now, [(solution, 0) for solution in asked])
        agrees = _is_one_of if before.processor == processor() else _could_be_one_of
        agree = [
            solution
            for solution in asked
            if agrees(firsts[solution.name, 0], before.solutions[solution.name].runs)
        ]
        if whole:
            return agree
        return list(same) if len(agree) == len(asked) else []

    def _grade(self, now: Basis, cases: Iterable[Planned]) -> dict[tuple[str, int], CalibratedRun]:
        """Grade what is not kept from an earlier command."""
        keys = {case: _key(now, *case) for case in cases}
        found = {_at(case): run for case, key in keys.items() if (run := self.kept.get(key))}
        missing = [case for case in keys if _at(case) not in found]
        self.watcher.begins(len(missing))
        trouble: GraderError | None = None
        with closing(self._side_by_side(missing)) as results:
            for case, result in results:
                if isinstance(result, GraderError):
                    trouble = result
                else:
                    found[_at(case)] = result
                    self.kept.add(keys[case], result)
                self.watcher.ended(*case, result)
        if trouble is not None:
            raise trouble
        return found

    def _side_by_side(
        self, cases: Sequence[Planned]
    ) -> Generator[tuple[Planned, CalibratedRun | GraderError]]:
        """Each grading as it ends."""
        with (
            Crew(self.sandbox, limits_for([self.task])) as crew,
            ThreadPoolExecutor(self.jobs, "calibrate") as pool,
        ):
            futures = {pool.submit(_run, self.task, *case, crew): case for case in cases}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                crew.stop()
                raise


def _run(task: Task, solution: Solution, seed: int, crew: Crew) -> CalibratedRun | GraderError:
    try:
        verdict = grade_solution(task, solution, seed, crew.workers()).verdict
    except GraderError as error:
        return error
    got = outcome_of(verdict)
    return CalibratedRun(
        seed=seed,
        outcome=got.outcome,
        score=round(got.score, _DIGITS),
        failed=dict(got.failed),
        metrics={name: round(value, _DIGITS) for name, value in verdict.metrics.items()},
    )


def _is_one_of(run: CalibratedRun, runs: Sequence[CalibratedRun]) -> bool:
    return run in runs


def _could_be_one_of(run: CalibratedRun, runs: Sequence[CalibratedRun]) -> bool:
    """It has the verdict of one of them, and no metric farther from theirs than these are from each other."""
    if not any((run.outcome, run.failed) == (other.outcome, other.failed) for other in runs):
        return False
    ranges = {name: [other.metrics[name] for other in runs if name in other.metrics] for name in run.metrics}
    return all(
        values and 2 * min(values) - max(values) <= run.metrics[name] <= 2 * max(values) - min(values)
        for name, values in ranges.items()
    )


def _at(case: Planned) -> tuple[str, int]:
    return case[0].name, case[1]


def _key(now: Basis, solution: Solution, seed: int) -> str:
    facts = [now.model_dump(), solution.name, code_digest(solution.raw), seed]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:32]
