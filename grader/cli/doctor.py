"""``grade doctor``: what works on this machine, and what to do about what does not."""

from __future__ import annotations

import importlib.metadata
import platform
from collections.abc import Iterator

from rich.text import Text as Line

from grader.errors import GraderError
from grader.report.console import open_console
from grader.sandbox import image
from grader.task import datasets
from grader.task.loader import all_tasks, broken, places_of, root
from grader.text import Language, Text, plain, say

_Finding = tuple[bool | None, Text, Text]  # works (None: not yet, but will), what, details
_MARKS = {True: ("✓", "green"), None: ("–", "yellow"), False: ("✗", "red")}


def doctor(language: Language) -> int:
    """Print every finding; 0 where submissions can be graded, else 3."""
    console = open_console()
    docker, local = False, False
    for works, what, details in _findings():
        if docker and works is False and what == say("doctor.tensorflow"):
            works = None  # who has Docker can do without
        mark, style = _MARKS[works]
        told = f"{what.pick(language)}: {details.pick(language)}"
        console.print(Line.assemble((f" {mark} ", style), told))
        docker |= what == say("doctor.engine") and works is True
        local |= what == say("doctor.tensorflow") and works is True
    if not docker and not local:
        console.print(say("doctor.not_ready").pick(language), style="red")
        return 3
    kind = "docker" if docker else "local"
    console.print(say("doctor.ready", kind=kind).pick(language), style="green")
    return 0


def image_name() -> None:
    """Print the name of the sandbox image with this engine, for a cache or a registry to keep it under.

    Raises:
        SandboxUnavailable: where no engine answers.
    """
    from grader.sandbox.docker import connect

    client = connect()
    print(image.name_for(client))
    client.close()


def _findings() -> Iterator[_Finding]:
    yield True, say("doctor.python"), plain(platform.python_version())
    yield from _tasks()
    yield from _engine()
    yield _tensorflow()
    for name, source in datasets.SOURCES.items():
        cached = datasets.is_cached(name)
        where = plain(source.wheel or f"{source.package} {_version(str(source.package))}")
        details = where if cached else say("doctor.data_missing")
        yield (True if cached else None), say("doctor.data", name=name), details


def _tasks() -> Iterator[_Finding]:
    try:
        tasks, problems = all_tasks(), broken()
    except GraderError as error:
        yield False, say("doctor.tasks"), error.text
        return
    yield True, say("doctor.tasks"), plain(", ".join(task.id for task in tasks if not task.own))
    for place in places_of(task.folder for task in tasks):
        found = ", ".join(task.id for task in tasks if task.folder.parent == place)
        yield True, say("doctor.own_tasks", folder=place), plain(found)
    for name, problem in problems.items():
        yield False, plain(name), problem.text


def _engine() -> Iterator[_Finding]:
    from grader.sandbox.docker import connect

    try:
        client = connect()
    except GraderError as error:
        yield False, say("doctor.engine"), error.text
        return
    yield True, say("doctor.engine"), plain(client.version()["Version"])
    name = image.name_for(client)
    if image.exists(client, name):
        megabytes = client.images.get(name).attrs["Size"] / 1e6
        yield True, say("doctor.image"), plain(f"{name} ({megabytes:.0f} MB)")
    else:
        yield None, say("doctor.image"), say("doctor.image_missing")
    client.close()


def _tensorflow() -> _Finding:
    """The host's TensorFlow, compared with the version that the image pins."""
    what = say("doctor.tensorflow")
    found = _version("tensorflow-cpu") or _version("tensorflow")
    if found is None:
        return False, what, say("sandbox.no_tensorflow")
    wanted = _pinned("tensorflow-cpu")
    if found != wanted:
        return False, what, say("doctor.versions_differ", found=found, wanted=wanted)
    return True, what, plain(found)


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version({"sklearn": "scikit-learn"}.get(package, package))
    except importlib.metadata.PackageNotFoundError:
        return None


def _pinned(package: str) -> str:
    lines = (root() / "docker" / "requirements.in").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split(";")[0].split("==") for line in lines if "==" in line.split("#")[0])
    return pins[package].strip()
