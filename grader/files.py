"""Files of the host's own: written as a whole or not at all, and told apart by one digest."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path


def replace(files: Mapping[Path, bytes], *, durable: bool = False) -> None:
    """Write files in one step each: whoever reads one sees the old or the new one, never a part.

    All are written under other names first: what does not fit on the disk then leaves every old one alone.
    ``durable``: so it is after a power cut, too.

    Raises:
        OSError: where one cannot be written.
    """
    # Short, for a name may have a name's greatest length; random and new, so that nobody's link is there
    parts = {path: path.with_name(f".{secrets.token_hex(8)}.part") for path in files}
    try:
        for path, data in files.items():
            with parts[path].open("xb") as file:
                file.write(data)
                if durable:
                    file.flush()
                    os.fsync(file.fileno())
        for path, part in parts.items():
            part.replace(path)
    finally:
        for part in parts.values():
            with suppress(OSError):
                part.unlink(missing_ok=True)


def digest(files: Iterable[tuple[str, bytes]], salt: str = "") -> str:
    """A sha256 over the names and bytes of files, in their order, after ``salt``; 64 hexadecimal digits."""
    found = hashlib.sha256(salt.encode())
    for name, data in files:
        found.update(f"{name}:{len(data)}:".encode())
        found.update(data)
    return found.hexdigest()
