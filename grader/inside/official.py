"""The official exam's form: a file that makes and trains a model in its own way is driven to that model.

It is run as a script is run by its name. Its model is, in this order: what its ``solution_*`` function
returns, where the file itself does not call that; ``model``; the model that was trained last; the last one
that has a name. So a file that breaks after its training has a model all the same.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from grader.inside import door, hdf5, interactive, learning_sets, modelfile, models, shell
from grader.inside.door import Door
from grader.inside.execution import execute_submission
from grader.inside.probing import MissingName, ProbeJob, ProbeReport, SubmittedModule
from grader.inside.shell import Commands

SERVED = "served"  # the answer that says what was given for which address
_SOLUTION = re.compile(r"solution(_\w+)?")
_WANTED = "solution_model"


@dataclass(frozen=True)
class OfficialFile(SubmittedModule):
    """The file after it was run: the models that were trained, in order, and what it calls itself."""

    data: Door
    trained: list[Any]
    called: frozenset[str]
    failed: bool  # not all of it ran


def execute(
    filename: str, source: str, starts: Sequence[int], data: Door
) -> tuple[OfficialFile, list[BaseException]]:
    """Run the file as a script; with the exceptions that ended it, or cells of it."""
    trained = _watched()
    data.vocabulary.watch()
    door.install(data)
    learning_sets.install(data)
    commands = Commands(data, interactive.not_run)
    shell.install(commands)
    interactive.commands["run"] = commands.run
    module, failures = execute_submission(filename, source, starts, as_main=True)
    return OfficialFile(module, data, trained, frozenset(_calls(source)), bool(failures)), failures


def probe(submission: OfficialFile, job: ProbeJob, report: ProbeReport) -> None:
    """Find the file's model, describe and save it."""
    with report.part("model"):
        try:
            model = _model(submission, report)
        finally:
            report.answer(SERVED, submission.data.asked)
            submission.data.vocabulary.tell(report)
        models.describe(report, model, job.settings["input_shape"], trained=True)


def load(name: str, data: bytes, report: ProbeReport) -> None:
    """Describe and save the model of a file that was handed in without code, ``.keras`` or HDF5."""
    with report.part(name):
        model = hdf5.load(data) if data.startswith(hdf5.SIGNATURE) else modelfile.load(data)
        models.describe(report, model, (), name=name, trained=True)


def _model(submission: OfficialFile, report: ProbeReport) -> Any:
    """Its model by the order above; what it returned, where that is none."""
    names = vars(submission.module)
    solution = _solution(names)
    returned = None
    if solution is not None and solution[0] not in submission.called:
        try:
            returned = solution[1]()
        except BaseException as error:
            if not submission.trained:
                raise
            report.cell(error)
        if _is_model(returned):
            return returned
    if _is_model(names.get("model")):
        return names["model"]
    if submission.trained:
        return submission.trained[-1]
    named = [value for value in names.values() if _is_model(value)]
    if named:
        return named[-1]
    if "model" in names:
        return names["model"]  # which is no model: that is told
    if returned is None and (solution is None or submission.failed):
        raise MissingName(_WANTED)  # the exception that kept it from being made is told in its place
    return returned


def _solution(names: dict[str, Any]) -> tuple[str, Callable[[], Any]] | None:
    """The function of that name, else the last one of its kind."""
    found = [(name, value) for name, value in names.items() if _SOLUTION.fullmatch(name) and callable(value)]
    return next((pair for pair in found if pair[0] == _WANTED), found[-1] if found else None)


def _is_model(value: Any) -> bool:
    import keras

    return isinstance(value, keras.Model)


def _watched() -> list[Any]:
    """The models that are trained from now on, in the order of their last training."""
    import keras

    trained: list[Any] = []
    fit = keras.Model.fit

    def watched_fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        trained[:] = [model for model in trained if model is not self] + [self]
        return fit(self, *args, **kwargs)

    keras.Model.fit = watched_fit
    return trained


def _calls(source: str) -> Iterator[str]:
    """The names that the file calls outside of its functions and classes."""
    try:
        waiting: list[ast.AST] = [ast.parse(source)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a notebook has cells of such
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        waiting += ast.iter_child_nodes(node)
