"""Standard output and error that take every character and survive a reader who has gone."""

from __future__ import annotations

import codecs
import io
import os
import sys
import unicodedata
from typing import Any, TextIO

_ERRORS = "grader.legible"
# What an encoding that lacks them is given in their place; everything else that it lacks is spelled or a "?".
_SUBSTITUTES = {
    **dict.fromkeys("✓", "+"),
    **dict.fromkeys("✗×", "x"),
    **dict.fromkeys("–—−─━═╌╴╶╸╺╺", "-"),
    **dict.fromkeys("│┃║╎", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╯╰╞╡╪╔╗╚╝", "+"),
    **dict.fromkeys("‘’", "'"),
    **dict.fromkeys("“”", '"'),
    **dict.fromkeys("•·", "*"),
    "…": "...",
}


class _Tolerant(io.FileIO):
    """A stream whose reader may close it: what cannot be written any more is dropped, with no error."""

    def __init__(self, descriptor: int, *, careless: bool) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self._ignored = OSError if careless else BrokenPipeError

    def write(self, data: Any) -> int:
        """Write all of it, or drop it where nobody reads any more."""
        try:
            return super().write(data)
        except self._ignored:
            return memoryview(data).nbytes


def prepare() -> None:
    """Give the process streams that take every character and outlive their readers.

    An output on a full disk stays an error, for a report that is not there would be missed; what is told on
    the error stream never decides how a command ends.
    """
    codecs.register_error(_ERRORS, _legible)
    _fill_descriptors()
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 (it is the process's own from now on)
    sys.stdout = _prepared(sys.stdout, sys.__stdout__, 1)
    sys.stderr = _prepared(sys.stderr, sys.__stderr__, 2)


def write_document(text: str) -> None:
    """Write a document for programs to standard output: UTF-8 whatever the terminal's encoding is."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        before = sys.stdout.encoding, sys.stdout.errors or "strict"
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            sys.stdout.write(text)
        finally:
            sys.stdout.reconfigure(encoding=before[0], errors=before[1])
    else:
        sys.stdout.write(text)


def _fill_descriptors() -> None:
    """Open closed standard streams on the null device: else the next file opened would become stdout."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(descriptor, True)
    os.close(descriptor)


def _prepared(stream: TextIO | None, original: TextIO | None, descriptor: int) -> TextIO:
    if stream is not original:
        return stream or io.StringIO()  # a test's, or a program's that calls this one
    encoding, lines = "utf-8", descriptor == 2
    if stream is not None:
        stream.flush()
        encoding, lines = stream.encoding, lines or stream.isatty()
    raw = _Tolerant(descriptor, careless=descriptor == 2)
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, _ERRORS, line_buffering=lines)


def _legible(error: UnicodeError) -> tuple[str, int]:
    """What stands in the place of characters that an encoding lacks; Korean in Latin letters."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_substitute, error.object[error.start : error.end])), error.end


def _substitute(character: str) -> str:
    if character in _SUBSTITUTES:
        return _SUBSTITUTES[character]
    if "가" <= character <= "힣":
        from hangulpy import romanize

        return str(romanize(character))
    if "\ud800" <= character <= "\udfff":
        return f"\\x{ord(character) & 0xFF:02x}"  # a byte of a file's name that is no text
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return bare or "?"
