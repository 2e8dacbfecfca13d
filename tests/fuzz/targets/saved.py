"""The index of saved evidence: judged again and made a record of, or a sentence on what is wrong with it."""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
from pathlib import Path

from made import made

from grader.errors import UnusableSubmission, UsageProblem
from grader.grading import archive
from grader.report.formats import FORMATS
from grader.report.record import graded_record

MAX_LENGTH = 4096
WORDS = [
    *(
        '"schema_version": 1',
        '"task": "task1"',
        '"task2"',
        '"seed": 7',
        '"submission": "my.py"',
        '"../my.py"',
    ),
    *('"original_path"', '"kind": "docker"', '"isolated": true', '"image": null', '"seconds": {}', '"total"'),
    *(
        '"stages"',
        '"train"',
        '"predict"',
        '"ended"',
        '"termination"',
        '"reason"',
        '"exit"',
        '"code"',
        '"cpu_seconds"',
        '"peak_mb"',
        '"printed"',
    ),
    *(
        '"versions"',
        '"epochs"',
        '"has_result": true',
        '"epoch": 1',
        '"part"',
        '"logs"',
        "NaN",
        "-Infinity",
        "1e999",
    ),
]


def one(data: bytes) -> None:
    folder = _folder()
    (folder / "grading.json").write_bytes(_with_hashes(data, folder))
    try:
        graded = archive.judge_again(folder)
    except (UsageProblem, UnusableSubmission) as error:
        error.text.en.encode("utf-8")
        return
    record = graded_record("student", "my.py", "", graded)
    for name, form in FORMATS.items():
        if name != "html":
            form(record, "ko").encode("utf-8")


def _with_hashes(data: bytes, folder: Path) -> bytes:
    """The index with the hashes of the files that are there: without them nothing is looked at."""
    try:
        index = json.loads(data)
    except (ValueError, RecursionError):
        return data
    if isinstance(index, dict) and "sha256" not in index:
        index["sha256"] = _hashes(folder)
    return json.dumps(index).encode()


@functools.cache
def _hashes(folder: Path) -> dict[str, str]:
    names = ("my.py", "train.bundle", "train.output.txt", "predict.bundle", "predict.output.txt")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


@functools.cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-saved-"))
    for task in ("task1",):
        (folder / "train.bundle").write_bytes(made(task).train.packed())
        source = made(task).task.solutions / "reference.py"
        (folder / "my.py").write_bytes(source.read_bytes())
    (folder / "train.output.txt").write_bytes(b"hello\xff\n")
    (folder / "predict.bundle").write_bytes((made("task2").predict or made("task2").train).packed())
    (folder / "predict.output.txt").write_bytes(b"")
    return folder
