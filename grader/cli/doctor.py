"""``grade doctor``: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.text import Text as Line

from grader.errors import GraderError
from grader.report.console import open_console
from grader.sandbox import image
from grader.task import datasets
from grader.task.loader import all_tasks, broken, places_of, root
from grader.text import Language, Text, plain, say

_MARKS = {True: ("✓", "green"), None: ("–", "yellow"), False: ("✗", "red")}


@dataclass(frozen=True)
class MachineFact:
    """One thing that was looked at. ``works``: None where it does not yet, and need not.

    ``sandbox``: the kind that can be had where this works.
    """

    works: bool | None
    what: Text
    details: Text
    sandbox: Literal["docker", "local"] | None = None


def doctor(language: Language) -> int:
    """Print every finding; 0 where submissions can be graded, else 3."""
    console = open_console()
    usable: list[str] = []  # kinds of sandboxes, the better one first
    for fact in _facts():
        mark, style = _MARKS[None if _is_dispensable(fact, usable) else fact.works]
        told = f"{fact.what.pick(language)}: {fact.details.pick(language)}"
        console.print(Line.assemble((f" {mark} ", style), told))
        usable += [fact.sandbox] if fact.sandbox and fact.works else []
    if not usable:
        console.print(say("doctor.not_ready").pick(language), style="red")
        return 3
    console.print(say("doctor.ready", kind=usable[0]).pick(language), style="green")
    return 0


def _is_dispensable(fact: MachineFact, usable: Sequence[str]) -> bool:
    """Whether it does not work, and nothing is lost by that: who has Docker can do without TensorFlow."""
    return fact.sandbox is not None and fact.works is False and bool(usable)


def image_name() -> None:
    """Print the name of the sandbox image with this engine, for a cache or a registry to keep it under.

    Raises:
        SandboxUnavailable: where no engine answers.
    """
    from grader.sandbox.docker import connect

    client = connect()
    print(image.name_for(client))
    client.close()


def _facts() -> Iterator[MachineFact]:
    yield MachineFact(True, say("doctor.python"), plain(platform.python_version()))
    yield from _tasks()
    yield from _engine()
    yield _tensorflow()
    for name, source in datasets.SOURCES.items():
        cached = datasets.is_cached(name)
        where = plain(source.wheel or f"{source.package} {_version(str(source.package))}")
        details = where if cached else say("doctor.data_missing")
        yield MachineFact(True if cached else None, say("doctor.data", name=name), details)


def _tasks() -> Iterator[MachineFact]:
    try:
        tasks, problems = all_tasks(), broken()
    except GraderError as error:
        yield MachineFact(False, say("doctor.tasks"), error.text)
        return
    yield MachineFact(True, say("doctor.tasks"), plain(", ".join(task.id for task in tasks if not task.own)))
    for place in places_of(task.folder for task in tasks):
        found = ", ".join(task.id for task in tasks if task.folder.parent == place)
        yield MachineFact(True, say("doctor.own_tasks", folder=place), plain(found))
    for name, problem in problems.items():
        yield MachineFact(False, plain(name), problem.text)


def _engine() -> Iterator[MachineFact]:
    from grader.sandbox.docker import connect

    try:
        client = connect()
    except GraderError as error:
        yield MachineFact(False, say("doctor.engine"), error.text, sandbox="docker")
        return
    yield MachineFact(True, say("doctor.engine"), plain(client.version()["Version"]), sandbox="docker")
    name = image.name_for(client)
    if image.exists(client, name):
        megabytes = client.images.get(name).attrs["Size"] / 1e6
        yield MachineFact(True, say("doctor.image"), plain(f"{name} ({megabytes:.0f} MB)"))
    else:
        yield MachineFact(None, say("doctor.image"), say("doctor.image_missing"))
    client.close()


def _tensorflow() -> MachineFact:
    """The host's TensorFlow, compared with the version that the image pins."""
    what = say("doctor.tensorflow")
    found = _version("tensorflow-cpu") or _version("tensorflow")
    if found is None:
        return MachineFact(False, what, say("sandbox.no_tensorflow"), sandbox="local")
    wanted = _pinned("tensorflow-cpu")
    if found != wanted:
        return MachineFact(
            False, what, say("doctor.versions_differ", found=found, wanted=wanted), sandbox="local"
        )
    return MachineFact(True, what, plain(found), sandbox="local")


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version({"sklearn": "scikit-learn"}.get(package, package))
    except importlib.metadata.PackageNotFoundError:
        return None


def _pinned(package: str) -> str:
    lines = (root() / "docker" / "requirements.in").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split(";")[0].split("==") for line in lines if "==" in line.split("#")[0])
    return pins[package].strip()
