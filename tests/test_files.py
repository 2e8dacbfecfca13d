"""A file of the host's own is there as a whole or as it was; one digest tells folders apart."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from conftest import ROOT

from grader.files import digest, replace


def test_files_are_replaced_and_nothing_else_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    replace({tmp_path / "a": b"new", tmp_path / "b": b""}, durable=True)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"new", "b": b""}


def test_where_one_file_does_not_fit_every_old_one_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(OSError):
        replace({tmp_path / "a": b"new", tmp_path / "no folder" / "b": b"new"})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"old"}


def test_a_digest_tells_names_contents_and_their_borders_apart() -> None:
    found = [
        digest([("a", b"bc")]),
        digest([("ab", b"c")]),
        digest([("a", b"b"), ("c", b"")]),
        digest([("a", b"bc")], salt="s"),
        digest([]),
    ]
    assert len(set(found)) == len(found)
    assert digest([("a", b"bc")]) == found[0]


def _calls(source: str) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]


def test_one_function_puts_files_in_place_and_one_refuses_seeds() -> None:
    writers, refusals = set(), set()
    for path in (ROOT / "grader").rglob("*.py"):
        for call in _calls(path.read_text(encoding="utf-8")):
            one = (
                len(call.args) == 1 and not call.keywords
            )  # str.replace has two, dataclasses.replace keywords
            moves = (
                isinstance(call.func, ast.Attribute) and call.func.attr == "replace"
            )  # rename moves folders
            if moves and one and not ast.unparse(call.func).startswith("files."):
                writers.add(path.name)
            if any(isinstance(arg, ast.Constant) and arg.value == "cli.bad_seed" for arg in call.args):
                refusals.add(path.name)
    assert (writers, refusals) == ({"files.py"}, {"pipeline.py"})
