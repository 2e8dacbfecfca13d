"""A task's folder: its manifest, strictly read, and its own modules, loaded from the host's side."""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib.util
import re
import sys
import tomllib
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydantic

from grader.errors import TaskProblem, UsageProblem
from grader.task import places
from grader.task.manifest import CheckText, Manifest, problems
from grader.text import Language

if TYPE_CHECKING:
    from grader.task.api import CheckFunction

_FOLDER = re.compile(r"task(?P<number>\d+)_(?P<word>[a-z][a-z_]*)")


@dataclass(frozen=True)
class Task:
    """One task: ``number`` is for typing, ``word`` is for reading."""

    folder: Path
    number: int
    word: str
    manifest: Manifest
    words: Mapping[str, CheckText]

    @property
    def id(self) -> str:
        """Like ``task3``."""
        return f"task{self.number}"

    @property
    def max_score(self) -> int:
        """The sum of all checks' points."""
        return sum(check.points for check in self.manifest.checks.values())

    @property
    def own(self) -> bool:
        """Whether it is a task of the user's own, rather than one that comes with the program."""
        return is_own(self.folder)

    @property
    def solutions(self) -> Path:
        """Where the reference, the alternatives and the wrong solutions are."""
        return solutions_of(self.folder)

    def read(self, name: str) -> str:
        """A text file of the folder."""
        return (self.folder / name).read_text(encoding="utf-8")

    def stub(self, language: Language) -> str:
        """The code to begin with, its comments in that language."""
        translated = self.folder / f"stub.{language}.py"
        return translated.read_text(encoding="utf-8") if translated.is_file() else self.read("stub.py")

    def brief(self, language: Language) -> str:
        """The brief in Markdown, the manifest's numbers filled in."""
        import jinja2

        # No HTML comes of it: Markdown for a terminal, made of the project's own files
        shared = jinja2.FileSystemLoader(Path(__file__).parent / "briefs")  # what briefs of a kind share
        environment = jinja2.Environment(  # noqa: S701
            loader=shared, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
        )
        template = environment.from_string(self.read(f"brief.{language}.md"))
        return template.render(**self.manifest.model_dump(), id=self.id, word=self.word)

    def probe(self) -> str:
        """The source of ``probe.py``, which drives the submission inside the sandbox."""
        return self.read("probe.py")

    def function(self, module: str, name: str) -> Callable[..., Any] | None:
        """A function of one of the folder's host-side modules, or None where it has none."""
        function: Callable[..., Any] | None = getattr(self.module(module), name, None)
        return function

    def module(self, name: str) -> types.ModuleType:
        """``data`` or ``checks``, executed on the host."""
        return _load_module(self.folder / f"{name}.py")

    def checks(self) -> list[CheckFunction]:
        """The functions marked with ``@check``, in the manifest's order."""
        from grader.task.api import CheckFunction

        found = vars(self.module("checks")).values()
        by_id = {item.id: item for item in found if isinstance(item, CheckFunction)}
        if set(by_id) != set(self.manifest.checks):
            raise TaskProblem(
                "task.checks_differ",
                task=self.id,
                manifest=", ".join(self.manifest.checks),
                module=", ".join(by_id),
            )
        return [by_id[name] for name in self.manifest.checks]


def root() -> Path:
    """The folder that holds ``tasks/`` and ``docker/``: the checkout, or the installed copy."""
    package = Path(__file__).resolve().parents[1]
    checkout = package.parent
    return checkout if (checkout / "tasks").is_dir() else package / "_files"


def is_own(folder: Path) -> bool:
    """Whether that task is one of the user's own, rather than one that comes with the program."""
    return folder.parent != root() / "tasks"


def solutions_of(folder: Path) -> Path:
    """Where the task of that folder keeps its solutions.

    A task of one's own is one folder with all that belongs to it. Those of the built-in tasks lie beside
    them: they are no part of the installed program.
    """
    return folder / "solutions" if is_own(folder) else root() / "solutions" / folder.name


def load(folder: Path) -> Task:
    """Read a task folder.

    Raises:
        TaskProblem: naming the file and every key that is missing, unknown or of a wrong type.
    """
    match = _FOLDER.fullmatch(folder.name)
    if match is None:
        raise TaskProblem("task.folder_name", folder=folder.name)
    word = match["word"].replace("_", "-")
    return Task(folder, int(match["number"]), word, read_manifest(folder), read_hints(folder))


def folders() -> list[Path]:
    """Every task's folder, by number: the built-in ones, then those of one's own, place by place."""
    return _found(_own_places())[0]


def exams() -> list[Path]:
    """The files of all exams, by name: the built-in ones, then those of one's own, place by place."""
    found = [root() / "tasks", *_own_places()]
    return [path for place in found for path in sorted((place / "exams").glob("*.toml"))]


def all_tasks() -> tuple[Task, ...]:
    """Every task that is as it must be, by number; one that is not costs no one the others."""
    return _all(_own_places())[0]


def broken() -> Mapping[str, TaskProblem]:
    """The folders of the tasks that are not as they must be, and what is wrong with each."""
    return _all(_own_places())[1]


def refused() -> Mapping[Path, TaskProblem]:
    """The folders of one's own that are not taken for a task at all, and why."""
    return _found(_own_places())[1]


@functools.cache
def _all(own: tuple[Path, ...]) -> tuple[tuple[Task, ...], Mapping[str, TaskProblem]]:
    tasks, (good, refused) = [], _found(own)
    problems = {folder.name: problem for folder, problem in refused.items()}
    for folder in good:
        try:
            tasks.append(load(folder))
        except TaskProblem as problem:
            problems[folder.name] = problem
    return tuple(tasks), problems


def _found(own: tuple[Path, ...]) -> tuple[list[Path], Mapping[Path, TaskProblem]]:
    """The tasks' folders, and those of one's own that are refused: a name of theirs is taken, or anyone's."""
    good, refused = _in(root() / "tasks"), {}
    taken = {name: folder for folder in good for name in names(folder)}
    for folder in (folder for place in own for folder in _in(place)):
        try:
            _see_free(folder, taken)
            places.check_task(folder)
        except TaskProblem as problem:
            refused[folder] = problem
            continue
        good.append(folder)
        taken |= dict.fromkeys(names(folder), folder)
    return good, refused


def _see_free(folder: Path, taken: Mapping[str, Path]) -> None:
    if name := next((name for name in names(folder) if name in taken), None):
        raise TaskProblem("task.taken", folder=folder, name=name, by=taken[name])


def _in(place: Path) -> list[Path]:
    found = [folder for folder in place.iterdir() if _FOLDER.fullmatch(folder.name) and folder.is_dir()]
    return sorted(found, key=lambda folder: int(names(folder)[0]))


def places_of(tasks: Iterable[Path]) -> tuple[Path, ...]:
    """Where those of the tasks' folders lie that are the user's own."""
    return tuple(dict.fromkeys(folder.parent for folder in tasks if is_own(folder)))


def _own_places() -> tuple[Path, ...]:
    return tuple(place for place in places.own() if place != root() / "tasks")


def find(name: str) -> Task:
    """The task that ``3``, ``task3``, ``generator`` or ``task3_generator`` names.

    Raises:
        UsageProblem: with the nearest names, where no task has that name.
        TaskProblem: where a task of one's own that is refused has it.
    """
    return load(folder_named(name))


def folder_named(name: str) -> Path:
    """The folder of the task of that name, whatever is in it; raises as :func:`find` does."""
    wanted = name.strip().lower().replace("_", "-")
    good, refused = _found(_own_places())
    for folder, problem in refused.items():
        if wanted in names(folder):
            raise problem
    known = {alias: folder for folder in good for alias in names(folder)}
    if wanted in known:
        return known[wanted]
    near = difflib.get_close_matches(wanted, [n for n in known if not n.isdigit()], n=3, cutoff=0.4)
    shown = near or [names(folder)[1] for folder in good]
    raise UsageProblem("task.unknown", name=name, near=", ".join(shown))


def names(folder: Path) -> tuple[str, str, str, str]:
    """What a user may call the task of that folder: 3, task3, generator, task3-generator."""
    match = _FOLDER.fullmatch(folder.name)
    assert match is not None
    number, word = match["number"], match["word"].replace("_", "-")
    return number, f"task{number}", word, f"task{number}-{word}"


def read_manifest(folder: Path) -> Manifest:
    """``task.toml``; raises TaskProblem with every key that is wrong."""
    path = folder / "task.toml"
    try:
        return Manifest.model_validate(_toml(path))
    except pydantic.ValidationError as error:
        raise _malformed(path, error) from None


def read_hints(folder: Path) -> dict[str, CheckText]:
    """``hints.toml``: the words of each check; raises TaskProblem with every key that is wrong."""
    path = folder / "hints.toml"
    adapter = pydantic.TypeAdapter(dict[str, CheckText])
    try:
        return adapter.validate_python(_toml(path))
    except pydantic.ValidationError as error:
        raise _malformed(path, error) from None


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TaskProblem("task.malformed", path=f"{path.parent.name}/{path.name}", problems=error) from error


def _malformed(path: Path, error: pydantic.ValidationError) -> TaskProblem:
    return TaskProblem("task.malformed", path=f"{path.parent.name}/{path.name}", problems=problems(error))


@functools.cache
def _load_module(path: Path) -> types.ModuleType:
    """A module of a task's folder, in a package of its own: it may import its neighbours (``from .x``)."""
    package = f"grader_task_{hashlib.sha256(str(path.parent).encode()).hexdigest()[:8]}_{path.parent.name}"
    sys.modules.setdefault(package, types.ModuleType(package)).__path__ = [str(path.parent)]
    name = f"{package}.{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise TaskProblem("task.malformed", path=str(path), problems="not a Python module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up there
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        problems = f"{type(error).__name__}: {error}"
        raise TaskProblem("task.malformed", path=path.name, problems=problems) from error
    return module
