"""What a batch knows, one file for each submission, written whole or not at all."""

from __future__ import annotations

import functools
import hashlib
import json
from pathlib import Path

import pydantic

import grader
from grader.batch.find import Item
from grader.errors import not_written
from grader.report.formats.files import write
from grader.report.record import Record
from grader.sandbox.contract import Description
from grader.task import Task


class Store:
    """The folder ``results`` below the one that a batch writes to."""

    def __init__(self, out: Path) -> None:
        self.folder = out / "results"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise not_written("batch.cannot_write", out, error) from None

    def load(self, item: Item, key: str) -> Record | None:
        """The record of that submission if it has that key; a damaged or failed one is graded again."""
        try:
            record = Record.model_validate_json(self._path(item).read_bytes())
        except (OSError, pydantic.ValidationError):
            return None
        return record if record.key == key and record.outcome != "failed" else None

    def save(self, record: Record, item: Item) -> None:
        """Replace the submission's record: after a power cut there is the old one or the new one.

        A failure of the grader's own replaces no result.
        """
        if record.outcome == "failed" and self.load(item, record.key) is not None:
            return
        write(self._path(item), record.model_dump_json(indent=1), durable=True)

    def _path(self, item: Item) -> Path:
        digest = hashlib.sha256(f"{item.task.id} {item.file}".encode()).hexdigest()[:10]
        readable = "".join(c if c.isalnum() and c.isascii() else "-" for c in item.student)[:40]
        return self.folder / f"{readable}.{item.task.id}.{digest}.json"


def key(item: Item, sandbox: Description, seed: int | None) -> str:
    """A hash of all that a verdict depends on: the file, the task, the grader, the sandbox, the seed."""
    try:
        submitted = hashlib.sha256(item.path.read_bytes()).hexdigest() if item.problem is None else ""
    except OSError:
        submitted = "unreadable"
    facts = {
        "submission": [item.path.name, submitted, item.problem.key if item.problem else ""],
        "task": _task_digest(item.task),
        "grader": _grader_digest(),
        "sandbox": [sandbox.kind, sandbox.image],
        "seed": seed,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


@functools.cache
def _grader_digest() -> str:
    return _digest(Path(grader.__file__).parent)


def _task_digest(task: Task) -> str:
    return _cached_digest(task.folder)


@functools.cache
def _cached_digest(folder: Path) -> str:
    return _digest(folder)


def _digest(folder: Path) -> str:
    """Over the names and bytes of the files that verdicts come from."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".py", ".toml", ".md") and path.is_file():
            data = path.read_bytes()
            digest.update(f"{path.relative_to(folder)}:{len(data)}:".encode())
            digest.update(data)
    return digest.hexdigest()
