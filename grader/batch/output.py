"""Where a batch writes: a folder of its own, never through a link, never over another batch's results."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

import pydantic

from grader.batch.sealed import seal, unseal
from grader.errors import UsageProblem
from grader.report.formats.files import write
from grader.washing import legible, short_hash

_MANIFEST = "manifest.sealed"
_MAX_MANIFEST = 64 << 20
_PARTS = ("students", "gradescope")  # folders with a file for each student
_FOLDERS = (*_PARTS, "results")
_MAX_NAME = 120  # bytes of the class folder's name; a file system takes 255 with all that is put after it


class _Manifest(pydantic.BaseModel):
    """Whose results a folder holds, and which files of students a batch wrote there."""

    folder: str  # relative to the results, so that both can be moved together
    tasks: str
    files: list[str] = []


def default_folder(
    folder: Path, tasks: str, pattern: str | None, environment: Mapping[str, str] = os.environ
) -> Path:
    """Beside the class folder, named after it, the tasks and the pattern; in CI outside the checkout."""
    own = folder.resolve()
    name = f"{_bounded(own.name or 'class')}-{tasks}"
    if pattern is not None:
        name += f"-{re.sub(r'[^A-Za-z0-9]+', '-', pattern).strip('-')[:40]}-{short_hash(pattern)}"
    if environment.get("CI", "").lower() not in ("", "0", "false"):
        return Path(tempfile.mkdtemp(prefix=f"{name}-graded-", dir=environment.get("RUNNER_TEMP") or None))
    return own.parent / f"{name}-graded"


class ResultsFolder:
    """The folder of one batch's results."""

    def __init__(self, out: Path, folder: Path, tasks: str) -> None:
        self.folder = out
        for path in (out, *(out / name for name in _FOLDERS)):
            _refuse_link(path)
        own = _Manifest(folder=_relative(folder, out), tasks=tasks)
        known = self._known()
        if known is not None and (known.folder, known.tasks) != (own.folder, own.tasks):
            other = f"{known.folder}, {known.tasks}"
            raise UsageProblem("batch.output_taken", path=legible(out), other=other)
        self._manifest = own.model_copy(update={"files": known.files if known else []})

    def claim(self) -> None:
        """Note whose folder it is, before anything is graded."""
        write(self.folder / _MANIFEST, seal(self._manifest.model_dump_json()))

    def wrote(self, files: Sequence[str]) -> None:
        """Note the students' files of this run, and remove those that only an earlier run wrote."""
        now = {name.casefold() for name in files}
        for name in self._manifest.files:
            parts = PurePosixPath(name).parts
            if name.casefold() not in now and len(parts) == 2 and parts[0] in _PARTS:
                with suppress(OSError):
                    self.folder.joinpath(*parts).unlink()
        self._manifest = self._manifest.model_copy(update={"files": list(files)})
        self.claim()

    def _known(self) -> _Manifest | None:
        text = unseal(self.folder, [_MANIFEST], _MAX_MANIFEST)
        try:
            return None if text is None else _Manifest.model_validate_json(text)
        except pydantic.ValidationError:
            return None


def _refuse_link(path: Path) -> None:
    try:
        facts = path.lstat()
    except OSError:  # not there, or told when it is written to
        return
    junction = getattr(path, "is_junction", None)  # Windows, from Python 3.12
    if not stat.S_ISDIR(facts.st_mode) or (junction is not None and junction()):
        raise UsageProblem("batch.output_link", path=legible(path))


def _relative(folder: Path, out: Path) -> str:
    try:
        return legible(os.path.relpath(folder.resolve(), out.resolve()))
    except (ValueError, RuntimeError, OSError):  # another drive; a loop of links, which is told elsewhere
        return legible(folder.absolute())


def _bounded(name: str) -> str:
    if len(os.fsencode(name)) <= _MAX_NAME:
        return name
    return (
        f"{os.fsdecode(os.fsencode(name)[:_MAX_NAME]).encode('utf-8', 'ignore').decode()}-{short_hash(name)}"
    )
