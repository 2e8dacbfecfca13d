"""A task's solutions: files, and mutants of files: the same text but for named replacements.

``mutants.toml`` beside ``reference.py`` has a table for each mutant, which is a wrong solution like a file in
``wrong/``::

    [strict_comparison]
    about = "Stops above the threshold, not at it."
    from = "reference.py"                          # the default
    replace = [{ old = "value >= self.threshold", new = "value > self.threshold" }]
"""

from __future__ import annotations

import ast
import difflib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pydantic

from grader.errors import TaskProblem, UsageProblem
from grader.task.loader import Task
from grader.task.manifest import problems

Kind = Literal["stub", "reference", "alternative", "wrong"]
MUTANTS = "mutants.toml"


@dataclass(frozen=True)
class Solution:
    """One file that an author hands in: ``path`` is where it lies, or where a mutant would."""

    kind: Kind
    path: Path
    raw: bytes

    @property
    def name(self) -> str:
        """As an author says it: ``wrong/strict_comparison``, ``reference``, ``alternative_lambda``."""
        return f"wrong/{self.path.stem}" if self.kind == "wrong" else self.path.stem

    @property
    def file(self) -> str:
        """The same with its suffix."""
        return self.name + self.path.suffix


class Replacement(pydantic.BaseModel):
    """A text that stands once in the original, and what stands there in the mutant."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True)

    old: str = pydantic.Field(min_length=1)
    new: str


class Mutant(pydantic.BaseModel):
    """A solution as the difference to another. ``about`` is its docstring: what is wrong with it."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, strict=True)

    about: str = ""
    base: str = pydantic.Field("reference.py", alias="from", pattern=r"^(wrong/)?[a-z0-9_]+\.py$")
    replace: list[Replacement] = pydantic.Field(min_length=1)


def solutions(task: Task) -> list[Solution]:
    """The stub, the reference, the alternatives, and the wrong ones, files and mutants, in that order.

    Raises:
        TaskProblem: where mutants.toml is malformed, or a mutant's old text is not there exactly once.
    """
    folder = task.solutions
    files: list[tuple[Kind, list[Path]]] = [
        ("stub", [task.folder / "stub.py"]),
        ("reference", [folder / "reference.py"]),
        ("alternative", sorted(folder.glob("alternative_*.*"))),
        ("wrong", sorted((folder / "wrong").glob("*.*"))),
    ]
    found = [
        Solution(kind, path, path.read_bytes()) for kind, paths in files for path in paths if path.exists()
    ]
    return found + sorted(_mutants(task, found), key=lambda solution: solution.name)


def find(task: Task, name: str) -> Solution:
    """The solution of that name, with or without its folder and suffix.

    Raises:
        UsageProblem: with the nearest names, where there is none.
    """
    known = {alias: s for s in solutions(task) for alias in (s.name, s.file, s.path.stem, s.path.name)}
    if name in known:
        return known[name]
    names = [solution.name for solution in known.values()]
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.4) or names[:3]
    raise UsageProblem(
        "validate.no_such_solution", task=task.id, name=name, near=", ".join(dict.fromkeys(near))
    )


def _mutants(task: Task, files: list[Solution]) -> Iterator[Solution]:
    folder = task.solutions
    path = folder / MUTANTS
    if not path.exists():
        return
    where = f"{task.folder.name}/{MUTANTS}"
    taken = {solution.path for solution in files}
    for name, mutant in _read(path, where).items():
        there = folder / "wrong" / f"{name}.py"
        if there in taken:
            raise TaskProblem("mutant.twice", path=where, name=name)
        base = folder / mutant.base
        if base not in taken:
            raise TaskProblem("mutant.no_base", path=where, name=name, base=mutant.base)
        text = _mutated(base.read_bytes().decode(), mutant, where, name)
        yield Solution("wrong", there, text.encode())


def _read(path: Path, where: str) -> dict[str, Mutant]:
    adapter = pydantic.TypeAdapter(dict[str, Mutant])
    try:
        return adapter.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        found = problems(error) if isinstance(error, pydantic.ValidationError) else error
        raise TaskProblem("task.malformed", path=where, problems=found) from error


def _mutated(text: str, mutant: Mutant, where: str, name: str) -> str:
    """One replacement after the other; each must find its old text exactly once."""
    if mutant.about:
        text = _with_docstring(text, mutant.about)
    for item in mutant.replace:
        if (count := text.count(item.old)) != 1:
            raise TaskProblem(
                "mutant.not_once", path=where, name=name, base=mutant.base, count=count, old=item.old
            )
        text = text.replace(item.old, item.new)
    return text


def _with_docstring(text: str, about: str) -> str:
    """The module with that docstring in the place of its own."""
    first = next(iter(ast.parse(text).body), None)
    lines = text.splitlines(keepends=True)
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and first.lineno == 1:
        lines = lines[first.end_lineno :]
    else:
        lines.insert(0, "\n\n")
    return f'"""{about}"""\n' + "".join(lines)
