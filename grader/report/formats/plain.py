"""Text that a submission may have named or printed, made harmless before it is written anywhere."""

from __future__ import annotations

from grader.report.terminal import clean


def block(text: str, limit: int = 20_000) -> str:
    """Lines of printable characters and tabs, at most ``limit`` characters; all of it is legal in XML 1.0.

    Control, direction and zero-width characters and lone surrogates are dropped; every kind of line end
    is a line feed, every kind of space a space.
    """
    spaced = ("".join(" " if c.isspace() and c != "\t" else c for c in line) for line in text.splitlines())
    return _cut(clean("\n".join(spaced)), limit)


def one_line(text: str, limit: int = 500) -> str:
    """The same on one line, without tabs."""
    return _cut(" ".join(block(text).split()), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
