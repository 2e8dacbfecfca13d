"""A source file: read, screened, and its lines located, or refused with a sentence."""

from __future__ import annotations

from pathlib import Path

from grader.errors import UnusableSubmission
from grader.submission import source
from grader.task import loader

TASKS = [
    loader.find("task1"),
    loader.find("task2"),
    loader.find("task3"),
]  # a class, a function, one with parameters
NAME = Path("my_solution.py")
MAX_LENGTH = 4096
WORDS = [
    *(
        "def ",
        "class ",
        "build_model",
        "make_pipelines",
        "StopAtThreshold",
        "import ",
        "from ",
        "lambda ",
        "async ",
    ),
    *(
        "if ",
        "try:",
        "except",
        "with ",
        "match ",
        "case ",
        "yield ",
        "await ",
        "*args",
        "**kw",
        "@",
        "->",
        ":=",
        "...",
    ),
    *(
        "\\N{",
        'f"{',
        "0x",
        "0_",
        "1e",
        "1j",
        "\ufeff",
        "\u2028",
        "\x0c",
        "\x00",
        "# coding: utf-16",
        "'''",
        '"""',
    ),
    *("__import__", "nonlocal ", "global ", "del ", "assert ", "print", "import *", "()", "[]", "{}", "\\\n"),
]


def one(data: bytes) -> None:
    for which in TASKS:
        try:
            read = source.from_bytes(NAME, data, which)
        except UnusableSubmission as error:
            (error.text.en + error.text.ko).encode("utf-8")
            continue
        assert read.source.strip()
        for line in (0, 1, read.source.count("\n") + 1, 10**7):
            assert read.locate(line).en.startswith("my_solution.py, line ")
