"""A sign of life while a command's own libraries are read, which takes longer than an eye waits."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from grader.text import Language, say

_ERASE = "\r\x1b[K"


@contextmanager
def begins(language: Language) -> Iterator[None]:
    """One line on a terminal, gone when the block ends; nothing elsewhere."""
    from grader.report.console import is_bare

    if not sys.stderr.isatty() or is_bare():
        yield
        return
    print(say("live.begins").pick(language), end="\r", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        print(_ERASE, end="", file=sys.stderr, flush=True)
