"""Reading a stranger's file: a regular one inside the folder that was named, once, under a cap.

Every folder on the way is opened from the one before it and no link is followed, so what was looked at is
what is read, whoever changes the folder meanwhile. A pipe is never waited for, a device never opened. Where
a system has no such calls (Windows) the real path is compared instead.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from grader.errors import FileTrouble, GraderError, UnusableSubmission
from grader.washing import legible, shown_path

_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EINVAL)
_BY_DESCRIPTOR = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
# Binary where that is a difference; never wait for a pipe's other end, never become a terminal's process
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NOFOLLOW", 0)
)
# To pass through a folder needs the right to search it, not to list it
_ENTERS = _FLAGS | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_PATH", 0)


def read(path: Path, limit: int) -> bytes:
    """The bytes of a file that a user named. The way to its folder may be a link, the file itself may not.

    Raises:
        UnusableSubmission: a link, a folder, a pipe or the like, missing, or larger than ``limit`` bytes.
        FileTrouble: the machine does not let it be read; never held against anyone.
    """
    return read_below(path.parent, [path.name], limit)


def read_below(folder: Path, parts: Sequence[str], limit: int, *, alone: bool = False) -> bytes:
    """The bytes of the file ``parts`` below a folder; no part of that path may be a link.

    ``alone``: a file that has other names (hard links) is refused, for one may be a neighbour's.

    Raises:
        UnusableSubmission, FileTrouble: as :func:`read` does.
    """
    with opened(folder, parts) as (file, facts):
        if alone and facts.st_nlink > 1:
            raise UnusableSubmission("opening.hard_link", path=shown_path("/".join(parts)))
        return content(file, shown_path("/".join(parts)), limit)


@contextmanager
def opened(folder: Path, parts: Sequence[str]) -> Iterator[tuple[BinaryIO, os.stat_result]]:
    """The regular file ``parts`` below a folder, open for reading, and what it is.

    Raises:
        UnusableSubmission, FileTrouble: as :func:`read` does.
    """
    if not parts or any(part in ("", ".", "..") or "/" in part for part in parts):
        raise UnusableSubmission("screen.directory", path=shown_path("/".join(parts)) or legible(folder))
    try:
        descriptor = (_descend if _BY_DESCRIPTOR else _compare)(folder, parts)
    except OSError as error:
        raise _refusal(error, folder, parts) from None
    facts = os.fstat(descriptor)
    try:
        _only_regular(facts.st_mode, parts)  # it may have been swapped since it was looked at
    except UnusableSubmission:
        os.close(descriptor)
        raise
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        yield file, facts


def content(file: BinaryIO, name: str, limit: int) -> bytes:
    """All bytes of an open file; one byte more than the limit is looked for, whatever its size is said to be.

    Raises:
        UnusableSubmission: where it is larger.
        FileTrouble: where the machine does not let it be read.
    """
    read, left = [], limit + 1 if os.fstat(file.fileno()).st_size <= limit else 0
    try:
        while left > 0 and (data := file.read(min(left, 1 << 20))):
            read.append(data)
            left -= len(data)
    except OSError as error:
        raise FileTrouble("screen.unreadable", path=name, message=error.strerror or "-") from None
    if left <= 0:
        size = f"{limit >> 10} KiB" if limit < 1 << 20 else f"{limit >> 20} MiB"
        raise UnusableSubmission("screen.too_large", path=PurePosixPath(name).name, limit=size)
    return b"".join(read)


def _descend(folder: Path, parts: Sequence[str]) -> int:
    """Open folder by folder; the first was named by the user and may be a link of theirs."""
    at = os.open(folder, _ENTERS & ~os.O_NOFOLLOW)
    try:
        for part in parts[:-1]:
            below = _enter(at, part, parts)
            os.close(at)
            at = below
        # Looked at before it is opened: opening a device may already do something
        _only_regular(os.stat(parts[-1], dir_fd=at, follow_symlinks=False).st_mode, parts)
        return os.open(parts[-1], _FLAGS, dir_fd=at)
    finally:
        os.close(at)


def _enter(at: int, part: str, parts: Sequence[str]) -> int:
    try:
        return os.open(part, _ENTERS, dir_fd=at)
    except NotADirectoryError:  # what the system says of a link, too
        if stat.S_ISLNK(os.stat(part, dir_fd=at, follow_symlinks=False).st_mode):
            raise UnusableSubmission("opening.link", path=shown_path("/".join(parts))) from None
        raise


def _compare(folder: Path, parts: Sequence[str]) -> int:
    """Without such calls: the real path is the one that was asked for, and stays the same file."""
    path = folder.joinpath(*parts)
    before = path.lstat()
    if Path(os.path.realpath(path)) != Path(os.path.realpath(folder), *parts):
        raise UnusableSubmission("opening.link", path=shown_path("/".join(parts)))
    _only_regular(before.st_mode, parts)
    descriptor = os.open(path, _FLAGS)
    after = os.fstat(descriptor)
    if (before.st_dev, before.st_ino) != (after.st_dev, after.st_ino):
        os.close(descriptor)
        raise UnusableSubmission("opening.link", path=shown_path("/".join(parts)))
    return descriptor


def _only_regular(mode: int, parts: Sequence[str]) -> None:
    if stat.S_ISREG(mode):
        return
    key = "opening.link" if stat.S_ISLNK(mode) else "opening.special"
    raise UnusableSubmission(
        "screen.directory" if stat.S_ISDIR(mode) else key, path=shown_path("/".join(parts))
    )


def _refusal(error: OSError, folder: Path, parts: Sequence[str]) -> GraderError:
    if error.errno == errno.ELOOP:
        return UnusableSubmission("opening.link", path=shown_path("/".join(parts)))
    if error.errno == errno.ENXIO:
        return UnusableSubmission("opening.special", path=shown_path("/".join(parts)))
    if error.errno in _ABSENT:
        return UnusableSubmission("screen.missing", path=shown_path(folder.joinpath(*parts)))
    return FileTrouble("screen.unreadable", path=shown_path("/".join(parts)), message=error.strerror or "-")
