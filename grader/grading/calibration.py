"""``calibration.json`` beside a task: its solutions' gradings over many seeds, and what they rest on.

The everyday tests read it in the place of training again: :func:`problems` names what has changed since, and
every threshold outside its interval, which is from the best baseline to where a right solution falls below it
with a chance of 1 in 100 (:mod:`grader.grading.chances`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import pydantic

from grader.errors import TaskProblem
from grader.grading import chances
from grader.grading.authoring import ExpectedVerdict, GradingOutcome, expected_verdicts, problem_of
from grader.grading.basis import Basis, basis, code_digest
from grader.grading.solutions import Kind, Solution, solutions
from grader.task.loader import Task

FILE = "calibration.json"
LARGEST_CHANCE = 0.01  # that a right solution loses points by bad luck


class _Stored(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class CalibratedRun(_Stored):
    """One grading: by check what failed and with which sentence's key; metrics to six digits."""

    seed: int
    outcome: str
    score: float
    failed: dict[str, str | None]
    metrics: dict[str, float]


class CalibratedSolution(_Stored):
    """A solution's gradings; ``digest`` is of its text, without comments."""

    kind: Kind
    digest: str
    runs: list[CalibratedRun]


class ThresholdMargin(_Stored):
    """A threshold among the runs. ``chance`` and ``bound``: that a right solution, by its name, misses it.

    ``interval``: from the best baseline (None where there is none) to where the chance is 1 in 100.
    ``margin``: from the threshold to the worst right run, in the metric's unit; negative where one missed it.
    """

    metric: str
    better: Literal["more", "less"]
    value: float
    interval: tuple[float | None, float]
    margin: float
    chance: dict[str, float | None]
    bound: dict[str, float]


class Calibration(_Stored):
    """The file. ``quantiles`` (by metric and right solution) and ``thresholds`` follow from the runs.

    ``processor``: on which all of them ran; None where that was on several, or is not known.
    """

    schema_version: Literal[1] = 1
    task: str
    image: str | None
    processor: str | None = None
    basis: Basis
    quantiles: dict[str, dict[str, dict[str, float]]] = {}
    thresholds: dict[str, ThresholdMargin] = {}
    solutions: dict[str, CalibratedSolution]


def load(task: Task) -> Calibration | None:
    """The task's calibration, or None where it has none.

    Raises:
        TaskProblem: where the file is not of this form.
    """
    path = task.folder / FILE
    try:
        return Calibration.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        first = str(error).splitlines()[0]
        raise TaskProblem("task.malformed", path=f"{task.folder.name}/{FILE}", problems=first) from error


def summarized(task: Task, found: Calibration) -> Calibration:
    """The same with quantiles and thresholds computed from its runs and the manifest of today."""
    expected = expected_verdicts(task)
    return found.model_copy(
        update={"quantiles": _quantiles(found), "thresholds": dict(_margins(task, found, expected))}
    )


def render(found: Calibration) -> str:
    """As text: a line for each run, so that a difference can be read."""
    data = found.model_dump(mode="json")
    kept = data.pop("solutions")
    head = json.dumps(data, indent=1, ensure_ascii=False)[:-2]
    parts = []
    for name, solution in kept.items():
        runs = ",\n".join(f"   {json.dumps(run)}" for run in solution["runs"])
        first = f'"kind": "{solution["kind"]}", "digest": "{solution["digest"]}", "runs"'
        parts.append(f"  {json.dumps(name)}: {{{first}: [\n{runs}\n  ]}}")
    return head + ',\n "solutions": {\n' + ",\n".join(parts) + "\n }\n}\n"


def problems(task: Task, found: Calibration) -> list[str]:
    """All that keeps this calibration from standing for the task of today; empty where it does."""
    told = [f"{what} has changed since" for what in moved(task, found)]
    told += [] if found.image else ["it was made without a container: grade calibrate --sandbox docker"]
    told += _verdict_problems(task, found)
    for name, margin in summarized(task, found).thresholds.items():
        told += [f"thresholds.{name} = {margin.value:g}: {text}" for text in _outside(margin)]
    told += [f"calibration.{name}: no right solution has that metric" for name in _unmeasured(task, found)]
    return told


def _verdict_problems(task: Task, found: Calibration) -> Iterator[str]:
    """Runs whose verdict is not what expected.toml says today."""
    expected = expected_verdicts(task)
    for solution in calibrated(task):
        kept = found.solutions.get(solution.name)
        for run in kept.runs if kept else ():
            got = GradingOutcome(run.outcome, run.score, run.failed)
            if problem := problem_of(solution, got, expected):
                yield f"{solution.name} seed {run.seed}: {problem}"


def moved(task: Task, found: Calibration) -> list[str]:
    """What has changed, come or gone since, each by its place."""
    places = {
        "task": f"tasks/{task.folder.name}/",
        "inside": "grader/inside/",
        "requirements": "docker/",
    }
    now = basis(task)
    told = [
        place + name
        for part, place in places.items()
        for name in _differing(getattr(found.basis, part), getattr(now, part))
    ]
    before = {name: solution.digest for name, solution in found.solutions.items()}
    today = {solution.name: code_digest(solution.raw) for solution in calibrated(task)}
    return told + [f"solutions/{task.folder.name}/{name}" for name in _differing(before, today)]


def calibrated(task: Task) -> list[Solution]:
    """The solutions that are graded over seeds: all but the stub."""
    return [solution for solution in solutions(task) if solution.kind != "stub"]


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _quantiles(found: Calibration) -> dict[str, dict[str, dict[str, float]]]:
    """By metric, then by solution; of the wrong ones as well, which shows how near they come."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for name, solution in found.solutions.items():
        for metric in dict.fromkeys(metric for run in solution.runs for metric in run.metrics):
            table.setdefault(metric, {})[name] = chances.quantiles(_values(solution, metric))
    return table


def _margins(
    task: Task, found: Calibration, expected: Mapping[str, ExpectedVerdict]
) -> Iterator[tuple[str, ThresholdMargin]]:
    """Where each threshold lies between the best baseline and the solutions that must keep all points."""
    for metric, judged in task.manifest.calibration.items():
        right = {
            name: values
            for name, solution in found.solutions.items()
            if solution.kind != "wrong" and not expected.get(_stem(name), ExpectedVerdict()).also
            if (values := _values(solution, metric))
        }
        floors = [
            value
            for name, solution in found.solutions.items()
            if metric in expected.get(_stem(name), ExpectedVerdict()).baseline
            for value in _values(solution, metric)
        ]
        for names, sign in ((judged.least, 1.0), (judged.most, -1.0)):
            for name in names if right else ():
                value = float(task.manifest.thresholds[name])
                hardest = value == max(task.manifest.thresholds[n] * sign for n in names) * sign
                yield name, _margin(metric, value, sign, right, floors if hardest else [])


def _margin(
    metric: str, value: float, sign: float, right: Mapping[str, list[float]], floors: Sequence[float]
) -> ThresholdMargin:
    """``sign`` -1 turns a metric of which less is better."""
    turned = {name: [sign * x for x in values] for name, values in right.items()}
    limit = sign * value
    reachable = min(chances.limit_at(values, LARGEST_CHANCE) for values in turned.values())
    floor = max((sign * x for x in floors), default=None)
    estimates = {name: chances.chance_below(values, limit) for name, values in turned.items()}
    return ThresholdMargin(
        metric=metric,
        better="more" if sign > 0 else "less",
        value=value,
        interval=(None if floor is None else _round(sign * floor), _round(sign * reachable)),
        margin=_round(min(min(values) for values in turned.values()) - limit),
        chance={name: None if p is None else _round(p) for name, p in estimates.items()},
        bound={name: _round(chances.bound_below(values, limit)) for name, values in turned.items()},
    )


def _outside(margin: ThresholdMargin) -> Iterator[str]:
    """What is wrong with a threshold's place."""
    floor, end = margin.interval
    for name, chance in margin.chance.items():
        if chance is not None and chance > LARGEST_CHANCE:
            yield f"{name} misses it with an estimated chance of {chance:.2%}; it may be at {end:g}"
    if floor is not None and (margin.value <= floor if margin.better == "more" else margin.value >= floor):
        yield f"a baseline gets {margin.metric} {floor:g}"


def _unmeasured(task: Task, found: Calibration) -> list[str]:
    right = [solution for solution in found.solutions.values() if solution.kind != "wrong"]
    return [m for m in task.manifest.calibration if not any(_values(solution, m) for solution in right)]


def _values(solution: CalibratedSolution, metric: str) -> list[float]:
    return [run.metrics[metric] for run in solution.runs if metric in run.metrics]


def _stem(name: str) -> str:
    return name.rpartition("/")[2]


def _round(value: float) -> float:
    return float(f"{value:.6g}")
