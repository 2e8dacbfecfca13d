"""The results of a batch that are kept: one sealed file for each submission."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import pydantic

import grader
from grader.batch.item import Item
from grader.batch.sealed import seal, unseal
from grader.errors import GraderError, not_written
from grader.files import digest
from grader.report.formats.files import write
from grader.report.record import Record
from grader.sandbox.contract import Description
from grader.washing import legible

_NO_PART = {"solutions", "calibration.json", "__pycache__"}
_MAX_RECORD = 64 << 20  # bytes; pictures and what was printed are in it


class Store:
    """The folder ``results`` below the one that a batch writes to, of records that this user sealed.

    A record counts only for the submission, task and key that it was made for, and within the task's points;
    whatever else is there (a student's own record, a pipe, gigabytes) is no record, and is replaced.
    """

    def __init__(self, out: Path) -> None:
        self.folder = out / "results"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_written("batch.cannot_write", out, error) from None

    def load(self, item: Item, key: str) -> Record | None:
        """The record of that submission if it has that key; a damaged one, or an error, is graded again."""
        text = unseal(self.folder, [self._path(item).name], _MAX_RECORD)
        try:
            record = None if text is None else Record.model_validate_json(text)
        except pydantic.ValidationError:
            return None
        return record if record is not None and record.key == key and _fits(record, item) else None

    def save(self, record: Record, item: Item) -> None:
        """Replace the submission's record: after a power cut there is the old one or the new one.

        A failure of the grader's own replaces no result.
        """
        if record.outcome == "error" and self.load(item, record.key) is not None:
            return
        write(self._path(item), seal(record.model_dump_json(indent=1)), durable=True)

    def _path(self, item: Item) -> Path:
        place = "/".join(item.parts) or item.file
        digest = hashlib.sha256(f"{item.task.id} {place}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        readable = "".join(c if c.isalnum() and c.isascii() else "-" for c in item.student)[:40]
        return self.folder / f"{readable}.{item.task.id}.{digest}.record"


def _fits(record: Record, item: Item) -> bool:
    """Whether it is that submission's, with points that the task can give."""
    task = item.task
    return (
        record.outcome != "error"
        and (record.student, record.task, record.file) == (item.student, task.id, item.file)
        and (record.max_score, record.pass_score) == (task.max_score, task.manifest.pass_score)
        and 0 <= record.score <= task.max_score
    )


def key(
    item: Item, raw: bytes | None, problem: GraderError | None, sandbox: Description, seed: int | None
) -> str:
    """A hash of all that a verdict depends on: the bytes graded, the task, grader, sandbox and seed.

    ``problem`` is why there are none, in its own words: they name files, and change with them.
    """
    submitted = "" if raw is None else hashlib.sha256(raw).hexdigest()
    facts = {
        "submission": [legible(item.path.name), submitted, problem.text.en if problem else ""],
        "task": _cached_digest(item.task.folder),
        "grader": _cached_digest(Path(grader.__file__).parent),
        "sandbox": [sandbox.kind, sandbox.image],
        "seed": seed,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@functools.cache
def _cached_digest(folder: Path) -> str:
    return _digest(folder)


def _digest(folder: Path) -> str:
    """Over the names and bytes of the files that verdicts come from: a task's own data, but not its proof."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = ((path, path.relative_to(folder)) for path in found)
    return digest((str(name), path.read_bytes()) for path, name in names if not _NO_PART & set(name.parts))
