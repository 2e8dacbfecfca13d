"""Is a task whole? All that its folder lacks, told at once, without running a solution.

Whether it is fair, authoring.py finds out by grading its solutions.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from grader.errors import GraderError
from grader.grading.authoring import ExpectedVerdict, expected_verdicts
from grader.grading.solutions import Solution, solutions
from grader.task import loader
from grader.task.api import CheckFunction
from grader.task.loader import Task
from grader.text import LANGUAGES, Text, say

_FILES = (
    "task.toml",
    "brief.en.md",
    "brief.ko.md",
    "hints.toml",
    "stub.py",
    "stub.ko.py",
    "data.py",
    "probe.py",
    "checks.py",
)
_PREPARE = ["rng", "load", "settings"]
MIN_WRONG = 6
T = TypeVar("T")


def missing(folder: Path) -> list[Text]:
    """All that is missing from a task's folder and its solutions, or is not as it must be."""
    found = [say("whole.no_file", file=name) for name in _FILES if not (folder / name).is_file()]
    task = _task(folder, found)
    if task is not None:
        for language in LANGUAGES:
            _try(f"brief.{language}.md", partial(task.brief, language), folder, found)
        checks = _try("checks.py", task.checks, folder, found)
        _functions(task, found)
        _points_and_hints(task, checks or [], found)
        _solutions(task, {*task.manifest.checks, "runs"}, found)
    return found


def _try(file: str, make: Callable[[], T], folder: Path, found: list[Text]) -> T | None:
    """Read a file with that function; None, and the reason noted, where it is not as it must be."""
    if not (folder / file).is_file():
        return None
    try:
        return make()
    except GraderError as error:
        found.append(error.text)
    except Exception as error:  # Jinja2 raises many kinds for a brief that it cannot fill
        found.append(say("whole.unreadable", file=file, problem=f"{type(error).__name__}: {error}"))
    return None


def _task(folder: Path, found: list[Text]) -> Task | None:
    """The task as far as it can be read; None where there is no manifest, on which all else rests."""
    manifest = _try("task.toml", lambda: loader.read_manifest(folder), folder, found)
    words = _try("hints.toml", lambda: loader.read_hints(folder), folder, found)
    number, _, word, _ = loader.names(folder)
    return None if manifest is None else Task(folder, int(number), word, manifest, words or {})


def _functions(task: Task, found: list[Text]) -> None:
    """data.py has ``prepare`` with the parameters it is called with, probe.py has ``probe``."""
    module = _try("data.py", lambda: task.module("data"), task.folder, found)
    prepare = getattr(module, "prepare", None)
    if module and (not prepare or list(inspect.signature(prepare).parameters) != _PREPARE):
        found.append(say("whole.no_function", file="data.py", function=f"prepare({', '.join(_PREPARE)})"))
    tree = _try("probe.py", lambda: ast.parse(task.probe()), task.folder, found)  # runs in a sandbox only
    if tree is not None and "probe" not in _defined(tree):
        found.append(say("whole.no_function", file="probe.py", function="probe(submission, job, report)"))


def _defined(tree: ast.Module) -> set[str]:
    names = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return names | {alias.asname or alias.name for node in imports for alias in node.names}


def _points_and_hints(task: Task, checks: Collection[CheckFunction], found: list[Text]) -> None:
    names = set(task.manifest.checks)
    if task.words:  # else the file is not there, or all that is wrong with it is told
        found += [say("whole.no_hints", check=name) for name in sorted(names - set(task.words))]
    found += [say("whole.no_such_check", check=name) for name in sorted(set(task.words) - names)]
    needs = [(item.id, need) for item in checks for need in item.needs if need not in {*names, "runs"}]
    found += [say("whole.no_such_need", check=name, need=need) for name, need in needs]
    if task.manifest.pass_score > task.max_score:
        found.append(say("whole.pass_score", score=task.manifest.pass_score, most=task.max_score))


def _solutions(task: Task, names: Collection[str], found: list[Text]) -> None:
    folder = task.solutions
    if not (folder / "expected.toml").is_file():
        found.append(say("whole.no_file", file="solutions/expected.toml"))
    expected = _try("expected.toml", lambda: expected_verdicts(task), folder, found)
    try:
        there = solutions(task)
    except GraderError as error:
        found.append(error.text)
        return
    _kinds(there, found)
    if expected is not None:
        _expected(there, expected, names, found)


def _kinds(there: Collection[Solution], found: list[Text]) -> None:
    kinds = [solution.kind for solution in there]
    if "reference" not in kinds:
        found.append(say("whole.no_file", file="solutions/reference.py"))
    if "alternative" not in kinds:
        found.append(say("whole.no_alternative"))
    if (count := kinds.count("wrong")) < MIN_WRONG:
        found.append(say("whole.few_wrong", least=MIN_WRONG, received=count))


def _expected(
    there: Collection[Solution],
    expected: Mapping[str, ExpectedVerdict],
    names: Collection[str],
    found: list[Text],
) -> None:
    wrong = {solution.path.stem for solution in there if solution.kind == "wrong"}
    right = {solution.path.stem for solution in there if solution.kind == "alternative"}
    found += [say("whole.not_expected", name=name) for name in sorted(wrong - set(expected))]
    found += [say("whole.no_solution", name=name) for name in sorted(set(expected) - wrong - right)]
    for name, entry in expected.items():
        if name in wrong and entry.fails is None:
            found.append(say("whole.fails_nothing", name=name))
        if name in right and entry.fails is not None:
            found.append(say("whole.right_fails", name=name))
        unknown = sorted({entry.fails, *entry.also} - {*names, None}, key=str)
        found += [say("whole.expects_no_check", name=name, check=check) for check in unknown]
