"""Which sittings this user has begun, so that an open one is found again: one small file for each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import platformdirs

from grader.exam.folder import state_path

VARIABLE = "GRADE_STATE"


def state_folder() -> Path:
    """``GRADE_STATE``, else the user's state folder: what is the user's own and no submission's."""
    chosen = os.environ.get(VARIABLE)
    return Path(chosen) if chosen else platformdirs.user_state_path("exam-practice-grader")


def place() -> Path:
    """The registry's folder."""
    return state_folder() / "sittings"


def remember(sitting_id: str, folder: Path) -> None:
    """Note where a sitting is. A registry that cannot be written costs the list, never the exam."""
    path = place() / f"{sitting_id}.json"
    try:
        if not path.exists() or _folder(path) != folder:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps({"folder": str(folder)}), encoding="utf-8")
    except OSError:
        pass


def known() -> Iterator[Path]:
    """The folders of all sittings that are still there. One that was deleted is forgotten."""
    for path in sorted(place().glob("*.json")):
        folder = _folder(path)
        if folder is not None and state_path(folder).is_file():
            yield folder
        else:
            path.unlink(missing_ok=True)


def _folder(path: Path) -> Path | None:
    try:
        return Path(json.loads(path.read_text(encoding="utf-8"))["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
