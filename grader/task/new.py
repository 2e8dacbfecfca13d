"""New tasks: a small one that works, copied from ``templates/``, which its author then changes."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from grader.errors import UsageProblem, not_written
from grader.task import loader, places

KINDS = ("function", "model")
FIRST_OWN = 101  # below are the numbers of tasks that come with the program
_NAME = re.compile(r"(?:task(?P<number>\d+)_)?(?P<word>[a-z][a-z_]*)")


def write(name: str, kind: str, place: Path) -> Path:
    """Write a task of that kind into a new folder of ``place``, and return it.

    ``name`` is a word, or like ``task120_word`` where the number is not to be the next that is free.

    Raises:
        UsageProblem: where the name is none or is taken, or the folder cannot be written or used.
    """
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written("new.unwritable", place, error) from None
    places.add([place])
    real = places.checked(place)
    folder = real / _folder_name(name, loader.is_own(real / "task"))
    try:
        with tempfile.TemporaryDirectory(prefix=".new-", dir=place) as part:  # whole, or not at all
            source = Path(__file__).with_name("templates") / kind
            shutil.copytree(
                source,
                Path(part) / folder.name,
                copy_function=shutil.copyfile,  # an installed file may be read-only
                ignore=shutil.ignore_patterns("__pycache__"),
            ).rename(folder)
        if not loader.is_own(folder):
            (folder / "solutions").rename(loader.solutions_of(folder))
    except OSError as error:
        raise not_written("new.unwritable", folder, error) from None
    return folder


def _folder_name(name: str, own: bool) -> str:
    match = _NAME.fullmatch(name.strip().lower().replace("-", "_"))
    if match is None:
        raise UsageProblem("new.name", name=name)
    there = [*loader.folders(), *loader.refused()]
    known = {alias: folder for folder in there for alias in loader.names(folder)}
    number = int(match["number"] or _next([int(loader.names(folder)[0]) for folder in there], own))
    for alias in (match["word"].replace("_", "-"), f"task{number}"):
        if alias in known:
            raise UsageProblem("new.taken", name=alias, folder=known[alias])
    return f"task{number}_{match['word']}"


def _next(numbers: list[int], own: bool) -> int:
    return max([FIRST_OWN - 1, *numbers] if own else [n for n in numbers if n < FIRST_OWN]) + 1
