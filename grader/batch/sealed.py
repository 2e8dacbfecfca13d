"""Files that a batch writes and reads again, sealed: a message authentication code with the user's secret.

A folder of results may lie where students write: in a repository, on a shared disk. All that a key hashes
is public, so a student can make a record that looks right; without the secret, which never leaves the
user's state folder, it is no record, and is graded again. Where the secret is lost, all is graded again.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from grader.errors import GraderError
from grader.exam.registry import state_folder
from grader.submission import opening

_HEAD = "grade-sealed-1"
_BYTES = 32


def seal(text: str) -> str:
    """The text below a line with its message authentication code."""
    return f"{_HEAD} {_mac(text)}\n{text}"


def unseal(folder: Path, parts: list[str], limit: int) -> str | None:
    """The text that this user sealed into a file below a folder; None for whatever else is there."""
    try:
        head, _, text = opening.read_below(folder, parts, limit).decode().partition("\n")
    except (GraderError, UnicodeDecodeError):
        return None
    return text if hmac.compare_digest(head.encode(), f"{_HEAD} {_mac(text)}".encode()) else None


def _mac(text: str) -> str:
    return hmac.new(_secret(state_folder() / "results.secret"), text.encode(), hashlib.sha256).hexdigest()


@functools.cache
def _secret(path: Path) -> bytes:
    """The user's secret, made at first use; where it cannot be kept, one for this process alone."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        found = _kept(path)
        if found is None:
            _make(path)
            found = _kept(path)
    except (OSError, GraderError):
        found = None
    return found or secrets.token_bytes(_BYTES)


def _kept(path: Path) -> bytes | None:
    if not os.path.lexists(path):
        return None
    raw = opening.read(path, _BYTES)
    return raw if len(raw) == _BYTES else None


def _make(path: Path) -> None:
    """Make the secret's file in one step, unless another command was first."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        part.unlink(missing_ok=True)
