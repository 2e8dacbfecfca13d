"""What a class folder holds that was not graded, and why: for a terminal, a page and a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.report.formats.csvfile import BOM, safe
from grader.report.formats.files import write
from grader.text import LANGUAGES, Language, Text, say
from grader.washing import for_log, one_line

FILE = "left_out.csv"
_SHOWN = 5  # names of one reason, where people read; the table has them all
_NAME = 80  # characters of a name there


@dataclass(frozen=True)
class LeftOutEntry:
    """An entry of the folder that is no submission. ``trouble``: one that the machine did not let be read."""

    file: str
    reason: Text
    trouble: bool = False


@dataclass(frozen=True)
class LeftOutGroup:
    """All that was left out for one reason: how many, and the first names."""

    reason: Text
    count: int
    names: tuple[str, ...]

    def line(self, language: Language) -> str:
        """``a.txt, b.txt and 3 more: neither a .py nor an .ipynb file``."""
        names = ", ".join(for_log(one_line(name, _NAME)) for name in self.names)
        more = self.count - len(self.names)
        if more:
            names = say("batch.left_out_more", names=names, more=more).pick(language)
        return f"{names}: {self.reason.pick(language)}"


def groups(left_out: Sequence[LeftOutEntry]) -> list[LeftOutGroup]:
    """By reason, in the order of the first name of each."""
    files: dict[Text, list[str]] = {}
    for entry in left_out:
        files.setdefault(entry.reason, []).append(entry.file)
    return [LeftOutGroup(reason, len(names), tuple(names[:_SHOWN])) for reason, names in files.items()]


def in_short(left_out: Sequence[LeftOutEntry]) -> Text:
    """All groups in one sentence."""
    lines = {lang: "; ".join(group.line(lang) for group in groups(left_out)) for lang in LANGUAGES}
    return Text(**lines)


def write_table(left_out: Sequence[LeftOutEntry], folder: Path, language: Language) -> None:
    """Write left_out.csv: one row an entry, none where nothing was left out.

    Raises:
        UsageProblem: where the folder cannot be written to.
        DiskProblem: where the disk is full.
    """
    page = io.StringIO(newline="")
    page.write(BOM)
    writer = csv.writer(page)
    writer.writerow(["file", "reason"])
    for entry in left_out:
        writer.writerow([safe(entry.file), safe(entry.reason.pick(language))])
    write(folder / FILE, page.getvalue())
