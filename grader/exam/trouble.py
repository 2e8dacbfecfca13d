"""Errors of SQLite and the disk, told as sentences about a sitting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import SittingProblem
from grader.washing import shown_path

_PRIMARY = 0xFF  # SQLite's extended error codes have the primary one in their low byte


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise SittingProblem or DiskProblem with a sentence in the place of SQLite's errors.

    Raises:
        SittingProblem: damaged, busy for too long, or not to be written.
    """
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
        if code == sqlite3.SQLITE_BUSY:
            raise SittingProblem("exam.busy", path=shown_path(path)) from None
        if code in (
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_READONLY,
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_IOERR,
        ):
            raise SittingProblem(
                "exam.unwritable", path=shown_path(path), problem=shown_path(str(error))
            ) from None
        raise SittingProblem("exam.damaged", path=shown_path(path), problem=shown_path(str(error))) from None


@contextmanager
def decoding(path: Path) -> Iterator[None]:
    """Raise SittingProblem where a stored value cannot be decoded.

    Raises:
        SittingProblem: damaged.
    """
    try:
        yield
    except (ValueError, TypeError, AttributeError) as error:  # pydantic's and json's errors are ValueErrors
        raise SittingProblem("exam.damaged", path=shown_path(path), problem=type(error).__name__) from None
