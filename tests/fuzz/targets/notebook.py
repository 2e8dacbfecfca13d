"""A notebook: its code read, or refused. Bytes that do not begin like JSON are the cells of a sound one."""

from __future__ import annotations

import json
from pathlib import Path

from grader.errors import UnusableSubmission
from grader.submission import source
from grader.task import loader

TASK = loader.find("task2")
NAME = Path("my.ipynb")
MAX_LENGTH = 8192
WORDS = [
    *(
        '"cells"',
        '"cell_type"',
        '"code"',
        '"source"',
        '"metadata"',
        '"nbformat"',
        '"nbformat_minor"',
        '"worksheets"',
    ),
    *(
        '"outputs"',
        '"execution_count"',
        '"input"',
        '"language"',
        '"id"',
        '"markdown"',
        '"raw"',
        '"heading"',
        '"level"',
    ),
    *(
        "4",
        "3",
        "2",
        "1",
        "null",
        "true",
        "\\ud800",
        "\\u0000",
        "%%time",
        "%%bash",
        "%matplotlib",
        "!ls",
        "?",
        "\\r",
    ),
    *(
        "def build_model():\\n pass",
        "[]",
        "{}",
        '""',
        "1e999",
        "NaN",
        "-1",
        '"prompt_number"',
        '"kernelspec"',
    ),
]


def one(data: bytes) -> None:
    raw = data if data[:1] in (b"{", b"[", b"\xef", b"") else _notebook(data)
    try:
        read = source.from_bytes(NAME, raw, TASK)
    except UnusableSubmission as error:
        told(error)
        return
    read.source.encode("utf-8")
    for line in (0, 1, read.source.count("\n") + 1):
        assert read.locate(line).en.startswith("my.ipynb, ")


def told(error: UnusableSubmission) -> None:
    """It has a sentence in both languages, and no line but one of the file that the student sees."""
    (error.text.en + error.text.ko).encode("utf-8")
    assert error.line is None or error.key in ("screen.not_utf8", "screen.not_as_declared")


def _notebook(data: bytes) -> bytes:
    """A notebook whose code cells are the parts of ``data`` between null bytes."""
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": part}
        for part in data.decode("utf-8", "replace").split("\0")
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()
