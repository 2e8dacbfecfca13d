"""Terminals as rich draws on them. NO_COLOR and a dumb terminal mean no escape sequence at all."""

from __future__ import annotations

import os
from typing import TextIO

from rich.console import Console


def open_console(
    *, error: bool = False, quiet: bool = False, file: TextIO | None = None, width: int | None = None
) -> Console:
    """A console on standard output, standard error or a file. No text is markup to it."""
    bare = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return Console(
        stderr=error,
        quiet=quiet,
        file=file,
        width=width,
        highlight=False,
        markup=False,
        emoji=False,
        force_terminal=False if bare else None,
        color_system=None if bare else "auto",
    )
