"""What an exam is made of: ``tasks/exams/*.toml`` as strict models, and the draw of its tasks."""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

import pydantic

from grader.errors import GraderError, TaskProblem, UsageProblem
from grader.grading import pipeline
from grader.task import loader, manifest
from grader.task.loader import Task
from grader.task.manifest import BilingualText, TomlModel
from grader.text import Text, say
from grader.washing import shown_path


class Pool(TomlModel):
    """Tasks of one category, of which ``draw`` are drawn; each drawn one has the ``weight``."""

    category: BilingualText
    tasks: list[str] = pydantic.Field(min_length=1)
    draw: int = pydantic.Field(ge=1, default=1)
    weight: float = pydantic.Field(gt=0, default=1.0)


class Blueprint(TomlModel):
    """One exam. ``name`` is the file's; ``pass_mark`` is in percent of the sum of all weights.

    While the clock runs, ``feedback`` "points" shows of each task 0 to ``shown_points`` and nothing else, as
    the official exam did; "checks" shows what each check expected and received, and so does ``hints``, which
    adds what to read up. ``model_files``: a trained model may be handed in alone. ``about`` stands on the
    start page.
    """

    name: str
    title: BilingualText
    minutes: int = pydantic.Field(ge=1, le=7 * 24 * 60)
    pass_mark: float = pydantic.Field(ge=0, le=100)
    shown_points: int = pydantic.Field(ge=1, default=5)
    counts: Literal["best", "last"]
    feedback: Literal["points", "checks"] = "points"
    hints: bool = False
    model_files: bool = False
    about: BilingualText | None = None
    pools: list[Pool] = pydantic.Field(min_length=1)

    @property
    def shows_checks(self) -> bool:
        """Whether more than points is shown while the clock runs."""
        return self.hints or self.feedback == "checks"

    def category(self, task_id: str) -> Text:
        """The category of one of its tasks."""
        return next(pool.category.text() for pool in self.pools if task_id in pool.tasks)


class ExamTask(NamedTuple):
    """One task of an exam, and its weight among the others'."""

    task: Task
    weight: float


def load(path: Path) -> Blueprint:
    """Read a blueprint.

    Raises:
        TaskProblem: naming the file and every key that is missing, unknown or of a wrong type.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TaskProblem(
            "exam.blueprint_malformed", path=shown_path(path.name), problems=str(error)
        ) from None
    try:
        return Blueprint.model_validate(_named(raw, path.stem))
    except pydantic.ValidationError as error:
        found = shown_path(manifest.problems(error))
        raise TaskProblem("exam.blueprint_malformed", path=shown_path(path.name), problems=found) from None


def all_blueprints() -> tuple[Blueprint, ...]:
    """Every blueprint of the project, by name."""
    return tuple(load(path) for path in loader.exams())


def find(name: str) -> Blueprint:
    """The blueprint of that name, or in that ``.toml`` file.

    Raises:
        UsageProblem: with the nearest names, where there is none.
        TaskProblem: where it is not as it must be, or two have that name.
    """
    if name.endswith(".toml") and Path(name).is_file():
        return load(Path(name))
    known = [path.stem for path in loader.exams()]
    wanted = name.strip().lower()
    named = [path for path in loader.exams() if path.stem == wanted]
    if len(named) > 1:
        raise TaskProblem("exam.name_taken", name=wanted, first=named[0], second=named[1])
    if named:
        return load(named[0])
    near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.4) or known
    raise UsageProblem("exam.no_blueprint", name=shown_path(name), near=", ".join(near))


def problems(blueprint: Blueprint) -> list[Text]:
    """All that is wrong with a blueprint whose form is right: unknown tasks, doubles, impossible draws."""
    known = [loader.names(folder)[1] for folder in loader.folders()]
    named = Counter(name for pool in blueprint.pools for name in pool.tasks)
    found = [
        say("exam.unknown_task", task=name, known=", ".join(known)) for name in named if name not in known
    ]
    found += [say("exam.task_twice", task=name, count=count) for name, count in named.items() if count > 1]
    for pool in blueprint.pools:
        if pool.draw > len(pool.tasks):
            category = pool.category.text()
            found.append(say("exam.draw_too_many", pool=category, draw=pool.draw, count=len(pool.tasks)))
    return found


def check(blueprint: Blueprint) -> None:
    """Raise TaskProblem with all problems of a blueprint that no exam can be made of."""
    if found := problems(blueprint):
        listed = Text("; ".join(text.en for text in found), "; ".join(text.ko for text in found))
        raise TaskProblem("exam.blueprint_malformed", path=f"{blueprint.name}.toml", problems=listed)


def draw(blueprint: Blueprint, seed: int) -> tuple[ExamTask, ...]:
    """The tasks of the exam with that seed, in the blueprint's order: the same on every machine.

    Ordering by hash, rather than a generator's sample, does not change with the version of Python.

    Raises:
        TaskProblem: where the blueprint has problems.
    """
    check(blueprint)
    return tuple(
        ExamTask(loader.find(name), pool.weight)
        for number, pool in enumerate(blueprint.pools)
        for name in _sample(pool, f"draw {seed} {number}")
    )


def challenge_seed(seed: int, task_id: str, attempt: int) -> int:
    """The seed that grades one attempt: answers learnt from one attempt do not fit the next.

    It depends on nothing but the exam's seed, the task and the attempt's number, from 1, so that a
    sitting can be repeated exactly.
    """
    return _hash(f"challenges {seed} {task_id} {attempt}") % pipeline.SEEDS


def validate_all(paths: list[Path]) -> Iterator[tuple[Path, list[Text]]]:
    """Each blueprint's file and all that is wrong with it, malformed ones too."""
    for path in paths:
        try:
            yield path, problems(load(path))
        except GraderError as error:
            yield path, [error.text]


def _named(raw: dict[str, Any], name: str) -> dict[str, Any]:
    # The file's name is the only one: a key `name` is as unknown as any other
    return {("name (unknown)" if key == "name" else key): value for key, value in raw.items()} | {
        "name": name
    }


def _sample(pool: Pool, salt: str) -> list[str]:
    chosen = set(sorted(pool.tasks, key=lambda name: (_hash(f"{salt} {name}"), name))[: pool.draw])
    return [name for name in pool.tasks if name in chosen]


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
