"""Forms of older versions of TensorFlow, Keras, NumPy and pandas: known by what they raise today.

The table is idioms.toml, its sentences are ``[idiom.NAME]`` in messages/idioms.toml. Where the student's line
can be rewritten by a pattern, the sentence is followed by that line as it should read.
"""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from pathlib import Path

import pydantic

from grader.evidence import Problem
from grader.task.manifest import TomlModel
from grader.text import NOTHING, Text, plain, say

_MOST_LETTERS = 300  # of a line that is rewritten


class Idiom(TomlModel):
    """One row; what its parts are for stands at the top of the table."""

    name: str
    raised: str
    at: str = ""
    old: str = ""
    new: str = ""
    imported: str = ""
    examples: list[list[str]] = pydantic.Field(min_length=1)


class _Table(TomlModel):
    idiom: list[Idiom]


@functools.cache
def table() -> list[Idiom]:
    """All rows, read once."""
    text = Path(__file__).with_name("idioms.toml").read_text(encoding="utf-8")
    return _Table.model_validate(tomllib.loads(text)).idiom


def modern(problem: Problem) -> Text:
    """What is written today in the place of the form that raised this; NOTHING where none is known."""
    told = f"{problem.type}: {problem.message}"
    for idiom in table():
        if re.search(idiom.raised, told) and (not idiom.at or re.search(idiom.at, problem.code)):
            return _sentence(idiom, problem.code)
    return NOTHING


def old_import(name: str, statement: ast.stmt) -> Text:
    """The same for a dotted name that the statement imports, before it has raised anything."""
    found = (idiom for idiom in table() if idiom.imported and re.match(idiom.imported, name))
    return next((_sentence(idiom, ast.unparse(statement)) for idiom in found), NOTHING)


def _sentence(idiom: Idiom, line: str) -> Text:
    told = say(f"idiom.{idiom.name}")
    line = line.strip()[:_MOST_LETTERS]
    rewritten = re.sub(idiom.old, idiom.new, line).strip() if idiom.old else line
    return told if rewritten == line else told + say("idiom.line", line=plain(rewritten))
