"""What a calibration rests on, as digests of code by file. A change of comments or prose changes none."""

from __future__ import annotations

import ast
import functools
import hashlib
import io
import json
import platform
import tokenize
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeGuard

import pydantic

import grader
from grader.task.loader import Task, root

# Of task.toml; the rest is shown
_VECTORS = ("avx", "amx", "fma", "sse4")
_JUDGING = ("pass_score", "limits", "form", "provides", "public", "thresholds", "checks")


class Basis(pydantic.BaseModel):
    """Digests of what the gradings rest on besides the solutions, by file (or table of task.toml)."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    task: dict[str, str]
    inside: dict[str, str]
    requirements: dict[str, str]


def basis(task: Task) -> Basis:
    """The digests of today. Comments, docstrings and prose are left out: no verdict rests on them."""
    code = {path.name: code_digest(path.read_bytes()) for path in sorted(task.folder.glob("*.py"))}
    tables = task.manifest.model_dump(include=set(_JUDGING))
    if tables["form"] == "names":  # as before there were two
        del tables["form"]
    folder = Path(grader.__file__).parent / "inside"
    return Basis(
        task={name: digest for name, digest in code.items() if not name.startswith("stub")}
        | {f"task.toml [{name}]": _digest(json.dumps(table).encode()) for name, table in tables.items()},
        inside={path.name: code_digest(path.read_bytes()) for path in sorted(folder.glob("*.py"))},
        requirements={
            name: _digest((root() / "docker" / name).read_bytes())
            for name in ("Dockerfile", "requirements.txt")
        },
    )


@functools.lru_cache(maxsize=1024)
def code_digest(source: bytes) -> str:
    """Of Python source without comments, docstrings and empty lines; of anything else as it is."""
    try:
        return _digest("\n".join(_code_lines(source.decode())).encode())
    except (ValueError, SyntaxError, tokenize.TokenError):
        return _digest(source)


def processor() -> str:
    """What the processor here is called, with its vector instructions: numbers are rounded as these do."""
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        facts = dict(line.replace("\t", "").split(":", 1) for line in reversed(lines) if ":" in line)
        vectors = [flag for flag in facts.get("flags", "").split() if flag.startswith(_VECTORS)]
        return " ".join([facts.get("model name", platform.machine()).strip(), *sorted(vectors)])
    return platform.machine()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _code_lines(text: str) -> Iterator[str]:
    """The lines that Python runs, by tokens and not by a dump of the tree, which differs between Pythons."""
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(text)):
        body: list[Any] = getattr(node, "body", None) or []
        first = body[0] if isinstance(body, list) and body else None
        if _is_docstring(first) and not lines[first.lineno - 1][: first.col_offset].strip():
            end = first.end_lineno or first.lineno
            lines[first.lineno - 1 : end] = [""] * (end - first.lineno + 1)
    yield from (line.rstrip() for line in lines if line.strip())


def _is_docstring(node: ast.stmt | None) -> TypeGuard[ast.Expr]:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
