"""The options of a command that grades, as one frozen value; opening the sandbox that they ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Literal

from grader.errors import SandboxUnavailable
from grader.sandbox.contract import Sandbox
from grader.text import Language, say

Kind = Literal["auto", "docker", "local"]


@dataclass(frozen=True)
class Options:
    """Language, sandbox, and where the report goes; ``format`` is one of report/formats' FORMATS."""

    language: Language
    sandbox: Kind = "auto"
    format: str = "text"
    output: str | None = None
    seed: int | None = None
    keep_evidence: str | None = None
    history: bool = True  # whether the verdict is remembered as practice


@contextmanager
def open_sandbox(
    kind: Kind, building: Callable[[str], None], note: Callable[[str], None], language: Language
) -> Iterator[Sandbox]:
    """The sandbox of that kind, ready to open workers.

    ``building`` is called with each step of building an image, and with "" when that is over.
    "auto" takes docker where an engine answers and its image can be had, else local with a note that says
    why. Where GRADE_RUNTIME names a container runtime, "auto" never falls back to local.

    Raises:
        SandboxUnavailable: where there is none.
    """
    with ExitStack() as stack:
        try:
            sandbox = _enter(kind, stack, building, note, language)
        finally:
            building("")
        yield sandbox


def _enter(
    kind: Kind,
    stack: ExitStack,
    building: Callable[[str], None],
    note: Callable[[str], None],
    language: Language,
) -> Sandbox:
    from grader.sandbox.docker import RUNTIME, DockerSandbox
    from grader.sandbox.local import LocalSandbox

    if kind != "local":
        try:
            return stack.enter_context(DockerSandbox(building))
        except SandboxUnavailable as error:
            if kind == "docker" or os.environ.get(RUNTIME):
                raise
            note(say("sandbox.falls_back", reason=error.text).pick(language))
    return stack.enter_context(LocalSandbox())
