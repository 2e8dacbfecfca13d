"""What can be found in a submission's syntax tree, in milliseconds and without running it."""

from __future__ import annotations

import ast
import difflib
import sys
from collections.abc import Callable, Iterator

from grader.errors import UnusableSubmission
from grader.manifest import Provided
from grader.task import Task

Place = Callable[[int], str]

# What the sandbox image can import besides the standard library, here for a message in a moment
# where the sandbox would need seconds. tests/sandbox compares it with the image.
_IN_THE_IMAGE = """
tensorflow keras numpy scipy PIL matplotlib pandas sklearn tqdm h5py ml_dtypes optree
absl requests urllib3 google joblib six dateutil rich packaging typing_extensions
"""
SANDBOX_MODULES = frozenset(_IN_THE_IMAGE.split())
_NAMED = ("tensorflow", "keras", "numpy", "scipy", "PIL", "matplotlib", "pandas", "sklearn", "tqdm", "h5py")
_MAX_SHOWN = 300  # characters of a signature or a name in a message
_BLOCKS = (ast.If, ast.Try, ast.With)


def screen(tree: ast.Module, task: Task, place: Place) -> None:
    """Raise UnusableSubmission at the first thing that makes running the code pointless."""
    _screen_imports(tree, place)
    defined = dict(_definitions(tree.body))
    if _has_star_import(tree):
        return
    for provided in task.manifest.provides:
        node = defined.get(provided.name)
        if provided.name not in defined:
            near = difflib.get_close_matches(provided.name, defined, n=1)
            key = "screen.misnamed" if near else f"screen.missing_{provided.kind}"
            raise UnusableSubmission(
                key, name=provided.name, near="".join(near), id=task.id, call=_call(provided)
            )
        if node is not None:
            _screen_signature(node, provided, place)


def _screen_imports(tree: ast.Module, place: Place) -> None:
    for node in tree.body:  # an import inside try or a function may be meant to fail
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module or ""]
        for name in names:
            top = name.partition(".")[0]
            if top not in SANDBOX_MODULES and top not in sys.stdlib_module_names:
                available = ", ".join(_NAMED)
                raise UnusableSubmission(
                    "screen.import",
                    line=node.lineno,
                    place=place(node.lineno),
                    name=top[:_MAX_SHOWN],
                    available=available,
                )


def _definitions(body: list[ast.stmt]) -> Iterator[tuple[str, ast.AST | None]]:
    """Names bound at the top level; with the node where it is a plain def or class."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
        else:
            yield from ((name, None) for name in _other_names(node))


def _other_names(node: ast.stmt) -> Iterator[str]:
    """Names that an import, an assignment or a block (if, try, with) binds."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        for alias in node.names:
            yield (alias.asname or alias.name).partition(".")[0]
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        leaves = (leaf for target in targets for leaf in ast.walk(target))
        yield from (leaf.id for leaf in leaves if isinstance(leaf, ast.Name))
    elif isinstance(node, _BLOCKS):
        for inner in ast.walk(node):
            if isinstance(inner, ast.FunctionDef | ast.ClassDef):
                yield inner.name
            elif isinstance(inner, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign):
                yield from _other_names(inner)


def _has_star_import(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        for node in tree.body
    )


def _screen_signature(node: ast.AST, provided: Provided, place: Place) -> None:
    """The definition must take the task's arguments by position; decorators may change anything."""
    if provided.kind == "class":
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            raise UnusableSubmission(
                "screen.not_a_class", line=node.lineno, place=place(node.lineno), name=provided.name
            )
        return
    if not isinstance(node, ast.FunctionDef) or node.decorator_list:
        return
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    enough = arguments.vararg is not None or len(positional) >= len(provided.parameters)
    keyword_only = any(default is None for default in arguments.kw_defaults)
    if not enough or required > len(provided.parameters) or keyword_only:
        received = f"{node.name}({_words(arguments)})"
        raise UnusableSubmission(
            "screen.signature",
            line=node.lineno,
            place=place(node.lineno),
            expected=_call(provided),
            received=received,
        )


def _words(arguments: ast.arguments) -> str:
    """The arguments as they are written, shortened."""
    try:
        text = ast.unparse(arguments)
    except (RecursionError, ValueError):  # a default of ten thousand sums, or of five thousand digits
        return "..."
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]} ..."


def _call(provided: Provided) -> str:
    return f"{provided.name}({', '.join(provided.parameters)})"
