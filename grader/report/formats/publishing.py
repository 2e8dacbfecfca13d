"""Writes records where a GitHub runner reads them: its environment files and its log."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from grader.errors import not_written
from grader.report.formats import github
from grader.report.record import Record
from grader.text import Language


def publish(
    records: Sequence[Record],
    language: Language,
    folder: Path,
    report: str,
    *,
    pass_mark: float | None = None,
    environment: Mapping[str, str] = os.environ,
) -> str:
    """Append the job summary and the outputs to the runner's files; what is left to print.

    That is the annotations, and the summary too where no runner named a file for it (GITHUB_STEP_SUMMARY).
    ``folder`` is what the records' files are relative to, ``report`` the path that the outputs name.

    Raises:
        UsageProblem: where one of the runner's files cannot be written to.
    """
    root = _in_repository(folder, environment)
    lines = "".join(f"{line}\n" for line in github.annotations(records, language, root))
    if path := environment.get("GITHUB_OUTPUT"):
        _append(Path(path), github.outputs(records, report, pass_mark))
    summary = environment.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return lines + github.summary(records, language)
    written = Path(summary).stat().st_size if Path(summary).exists() else 0
    _append(Path(summary), github.summary(records, language, github.SUMMARY_BYTES - written))
    return lines


def _in_repository(folder: Path, environment: Mapping[str, str]) -> PurePath:
    """The folder relative to the repository, which is the runner's workspace, else where we are."""
    workspace = environment.get("GITHUB_WORKSPACE") or Path.cwd()
    return PurePath(os.path.relpath(folder.resolve(), Path(workspace).resolve()))


def _append(path: Path, text: str) -> None:
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(text)
    except OSError as error:
        raise not_written("cli.output_unwritable", path, error) from None
