"""Is what a task asks to be written by hand taken from a library? Told before anything runs.

Only the functions that the task asks for are looked at, and what they use of the file: elsewhere a comparison
with the library's function is welcome. It goes by names in the syntax tree: no defence against hidden ones.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterator, Mapping

from grader.errors import UnusableSubmission
from grader.task.loader import Task
from grader.text import Text


def screen_ready_made(tree: ast.Module, task: Task, place: Callable[[int], Text]) -> None:
    """Raise UnusableSubmission at the first use of a name that the task refuses."""
    refused = frozenset(task.manifest.refused)
    if not refused:
        return
    bound = _bindings(tree.body)
    wanted = [provided.name for provided in task.manifest.provides]
    for line, name in sorted(_uses(bound, wanted, refused)):
        raise UnusableSubmission("screen.ready_made", line=line, place=place(line), name=name, id=task.id)


def _bindings(body: list[ast.stmt]) -> dict[str, ast.stmt]:
    """The statement that binds each name at the top level: a definition, an import, an assignment."""
    found: dict[str, ast.stmt] = {}
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: node for alias in node.names}
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


def _uses(
    bound: Mapping[str, ast.stmt], wanted: Collection[str], refused: Collection[str]
) -> Iterator[tuple[int, str]]:
    """Line and name of each use in the statements that bind ``wanted``, and in those that they use."""
    waiting, seen = list(wanted), set()
    while waiting:
        node = bound.get(waiting.pop())
        if node is None or node in seen:
            continue
        seen.add(node)
        for part in ast.walk(node):
            if isinstance(part, ast.Attribute) and part.attr in refused:
                yield part.lineno, part.attr
            elif isinstance(part, ast.alias) and part.name in refused:
                yield part.lineno, part.name
            elif isinstance(part, ast.Name):
                waiting.append(part.id)
