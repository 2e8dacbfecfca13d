"""All forms of a batch's records, written into one folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader import files
from grader.errors import not_written
from grader.report.formats import csvfile, github, gradescope, jsonl, junit
from grader.report.record import Record
from grader.text import Language
from grader.washing import file_stem, short_hash


def write_all(records: Sequence[Record], folder: Path, language: Language) -> None:
    """Write results.csv, results.jsonl, junit.xml, summary.md and gradescope/STUDENT.json into ``folder``.

    Each file is there as a whole or as it was before. A student with several records has a file for each.

    Raises:
        UsageProblem: where the folder cannot be written to.
        DiskProblem: where the disk is full.
    """
    write(folder / "results.csv", csvfile.render(records, language))
    write(folder / "results.jsonl", jsonl.render(records, language))
    write(folder / "junit.xml", junit.render(records, language))
    write(folder / "summary.md", github.summary(records, language))
    for name, record in named(records):
        write(folder / "gradescope" / f"{name}.json", gradescope.render(record, language))


def named(records: Sequence[Record]) -> Iterator[tuple[str, Record]]:
    """Each record with a file's stem of its own, on file systems that ignore case too."""
    names = [file_stem(record.student) for record in records]
    count = Counter(name.casefold() for name in names)
    given: Counter[str] = Counter()
    for name, record in zip(names, records, strict=True):
        if count[name.casefold()] > 1:
            name = f"{name}-{record.task}-{short_hash(f'{record.student}/{record.file}')}"
        given[name] += 1
        yield (name if given[name] == 1 else f"{name}-{given[name]}"), record


def written(records: Sequence[Record]) -> list[str]:
    """The files of single students, relative to the folder: those written here, and their pages."""
    return [
        f"{folder}/{name}{suffix}"
        for name, _ in named(records)
        for folder, suffix in (("gradescope", ".json"), ("students", ".html"))
    ]


def write(path: Path, text: str, *, durable: bool = False) -> None:
    """Write a file in one step, its folder too: whoever reads it sees the old or the new one, never a part.

    ``durable``: so it is after a power cut, too.

    Raises:
        UsageProblem: where it cannot be written.
        DiskProblem: where the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace({path: text.encode()}, durable=durable)
    except OSError as error:
        raise not_written("cli.output_unwritable", path, error) from None


def write_named(path: Path, text: str) -> None:
    """Write the file that a user named, in one step; a pipe or a device is written to as it is.

    Raises:
        UsageProblem: where it cannot be written.
        DiskProblem: where the disk is full.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
        else:
            files.replace({path.resolve(): text.encode()})
    except OSError as error:
        raise not_written("cli.output_unwritable", path, error) from None
