"""Which sittings this user has begun, so that an open one is found again: one small file for each."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import platformdirs

from grader.exam.folder import state_path

VARIABLE = "GRADE_STATE"
_ID = re.compile("[0-9a-f]{32}")


def state_folder() -> Path:
    """``GRADE_STATE``, else the user's state folder: what is the user's own and no submission's."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_state_path("exam-practice-grader")


def place() -> Path:
    """The registry's folder."""
    return state_folder() / "sittings"


def remember(sitting_id: str, folder: Path, tasks: Sequence[Path] = ()) -> None:
    """Note where a sitting is, and in which folders of the user's own its tasks are.

    Not in the sitting: it may be a student's, and a task's code runs on the host. A registry that cannot be
    written costs the list, never the exam.
    """
    noted = {"folder": str(folder), "tasks": [str(path) for path in tasks or tasks_of(sitting_id)]}
    path = _file(sitting_id)
    try:
        if _noted(path) != noted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(noted), encoding="utf-8")
    except OSError:
        pass


def tasks_of(sitting_id: str) -> list[Path]:
    """Where the tasks of the user's own are that a sitting, which this user began, was made of."""
    tasks = _noted(_file(sitting_id)).get("tasks")
    return [Path(path) for path in tasks if isinstance(path, str)] if isinstance(tasks, list) else []


def known() -> Iterator[Path]:
    """The folders of all sittings that are still there. One that was deleted is forgotten."""
    for path in sorted(place().glob("*.json")):
        folder = _folder(path)
        if folder is not None and state_path(folder).is_file():
            yield folder
        else:
            path.unlink(missing_ok=True)


def _file(sitting_id: str) -> Path:
    """The file for a sitting's id, which is hashed first: it may be any text of a stranger's."""
    name = sitting_id if _ID.fullmatch(sitting_id) else hashlib.sha256(sitting_id.encode()).hexdigest()
    return place() / f"{name}.json"


def _folder(path: Path) -> Path | None:
    folder = _noted(path).get("folder")
    return Path(folder) if isinstance(folder, str) else None


def _noted(path: Path) -> dict[str, Any]:
    try:
        noted = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}
