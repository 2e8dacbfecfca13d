"""Describes an exception for the host: type, message, and the lines of the student's own code only."""

from __future__ import annotations

import errno
import socket
import traceback
import urllib.error
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any

from grader.inside.absent import AbsentModule, NotServed
from grader.inside.execution import InputAsked

MAX_MESSAGE = 2000
MAX_FRAMES = 20
_MOST_LINKS = 10  # of a chain of exceptions that are looked at
_NO_NETWORK = {
    errno.EAFNOSUPPORT,
    errno.ENETUNREACH,
    errno.ENETDOWN,
    errno.EHOSTUNREACH,
    errno.ECONNREFUSED,
    errno.EADDRNOTAVAIL,
}
_NO_FILE = {errno.ENOENT, errno.ENOTDIR, errno.EROFS, errno.EACCES, errno.EPERM}


def describe(error: BaseException, filename: str) -> dict[str, Any]:
    """Type, message and the lines of ``filename`` that led to it, outermost first; its kind."""
    frames = [
        [entry.lineno or 0, entry.name]
        for entry in traceback.extract_tb(error.__traceback__)
        if entry.filename == filename
    ]
    if isinstance(error, SyntaxError) and error.filename == filename:
        frames.append([error.lineno or 0, "<module>"])
    return {
        "type": type(error).__name__,
        "message": _message(error)[:MAX_MESSAGE],
        "frames": frames[-MAX_FRAMES:],
        "kind": _kind(error),
    }


def _kind(error: BaseException) -> str:
    try:
        return kind(error)
    except Exception:  # a student's own exception class may break at any question
        return ""


def kind(error: BaseException) -> str:
    """One of evidence.KINDS, where the exception says so much; else nothing."""
    if isinstance(error, AbsentModule):
        return "absent"
    if isinstance(error, InputAsked) or _passes(error, ("getpass", "bdb")):
        return "input"
    if isinstance(error, NotServed):
        return "not_served"
    if any(_is_of_the_network(link) for link in _chain(error)) or _downloads(error):
        return "network"
    missing = isinstance(error, OSError) and error.filename is not None and error.errno in _NO_FILE
    return "file" if missing or type(error).__name__ == "NotFoundError" else ""  # the latter is TensorFlow's


def _is_of_the_network(error: BaseException) -> bool:
    if isinstance(error, socket.gaierror):
        return True
    if isinstance(error, urllib.error.URLError):
        return not isinstance(error, urllib.error.HTTPError)
    return isinstance(error, OSError) and error.errno in _NO_NETWORK


def _downloads(error: BaseException) -> bool:
    """Whether Keras was fetching a file: before the network it may fail at the folder for it."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(
        _module(frame).startswith("keras.") and frame.f_code.co_name == "get_file" for frame, _ in frames
    )


def _passes(error: BaseException, modules: Sequence[str]) -> bool:
    """Whether it came through one of those modules."""
    return any(_module(frame) in modules for frame, _ in traceback.walk_tb(error.__traceback__))


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__"))


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The exception and what it was raised from or while handling."""
    link: BaseException | None = error
    for _ in range(_MOST_LINKS):
        if link is None:
            return
        yield link
        link = link.__cause__ or link.__context__


def _message(error: BaseException) -> str:
    try:
        # Python would add the name and the line of the file inside
        return error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:  # a student's own exception class may have a broken __str__
        return ""
