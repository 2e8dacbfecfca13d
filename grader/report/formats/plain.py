"""Text that a submission may have named or printed, made harmless before it is written anywhere."""

from __future__ import annotations

import re

from grader.text import clean

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def block(text: str, limit: int = 20_000) -> str:
    """Lines of printable characters and tabs, at most ``limit`` characters; all of it is legal in XML 1.0.

    Control, direction and zero-width characters and lone surrogates are dropped; every kind of line end
    is a line feed, every kind of space a space.
    """
    lines = _LINE_END.sub("\n", text)
    return _cut(clean("".join(" " if c.isspace() and c not in "\n\t" else c for c in lines)), limit)


def one_line(text: str, limit: int = 500) -> str:
    """The same on one line, without tabs."""
    return _cut(" ".join(block(text).split()), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
