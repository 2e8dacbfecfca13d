"""Consoles of rich. With NO_COLOR or a dumb terminal they write no escape sequence at all."""

from __future__ import annotations

import os
from typing import TextIO

from rich.console import Console
from rich.table import Table


def is_bare() -> bool:
    """Whether the user wants no escape sequence at all."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"


def open_console(
    *, error: bool = False, quiet: bool = False, file: TextIO | None = None, width: int | None = None
) -> Console:
    """A console on standard output, standard error or a file. No text is markup to it."""
    bare = is_bare()
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


def open_table(*headings: str, gap: int = 2, header_style: str = "dim") -> Table:
    """A table without lines, whose cells go on in a further line where they are too long.

    (By default rich ends them with an ellipsis, for wide characters even where they fit.)
    """
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style=header_style)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
