"""Finds mistakes in a submission's syntax tree, in milliseconds and without running it."""

from __future__ import annotations

import ast
import difflib
import os
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import PurePath

from grader.errors import UnusableSubmission
from grader.inside.absent import is_harmless
from grader.submission.magics import WITH_A_BODY, parses
from grader.submission.readymade import screen_ready_made
from grader.task import idioms, loader
from grader.task.loader import Task
from grader.task.manifest import RequiredName
from grader.text import LANGUAGES, NOTHING, Text

Place = Callable[[int], Text]

# What the sandbox image can import besides the standard library, here for a message in a moment
# where the sandbox would need seconds. tests/sandbox compares it with the image.
_IN_THE_IMAGE = """
tensorflow keras numpy scipy PIL matplotlib pandas seaborn sklearn tqdm h5py ml_dtypes optree
absl requests urllib3 google joblib six dateutil rich packaging typing_extensions
"""
SANDBOX_MODULES = frozenset(_IN_THE_IMAGE.split())
_IMPORTS = (ast.Import, ast.ImportFrom)
_NAMED = (
    "tensorflow",
    "keras",
    "numpy",
    "scipy",
    "PIL",
    "matplotlib",
    "pandas",
    "seaborn",
    "sklearn",
    "tqdm",
    "h5py",
)
_MAX_SHOWN = 300  # characters of a signature or a name in a message
_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)
MISSING = ("screen.missing_function", "screen.missing_class", "screen.misnamed", "screen.other_task")
EXTRA = "GRADE_EXTRA_REQUIREMENTS"  # what it adds to the image only the image knows by its import names


def screen(tree: ast.Module, task: Task, place: Place) -> None:
    """Raise UnusableSubmission at the first thing that makes running the code pointless."""
    _screen_imports(tree, place)
    screen_ready_made(tree, task, place)
    if task.manifest.form == "official":
        return  # what it makes a model of shows when it runs
    defined = dict(_definitions(tree.body))
    if _has_star_import(tree):
        return
    missing = [provided for provided in task.manifest.provides if provided.name not in defined]
    # Where a task asks for several names, a missing one costs only its own points
    if len(missing) == len(task.manifest.provides):
        raise _missing(missing[0], task, defined)
    for provided in task.manifest.provides:
        node = defined.get(provided.name)
        if node is not None:
            _screen_signature(node, provided, place)


def _missing(provided: RequiredName, task: Task, defined: Mapping[str, ast.AST | None]) -> UnusableSubmission:
    """What is there instead: another task's solution, a function or class of a near name, or nothing."""
    callables = [name for name, node in defined.items() if node is not None]
    other = _task_of(callables)
    if other is not None:
        return UnusableSubmission("screen.other_task", name=provided.name, id=task.id, other=other.id)
    near = difflib.get_close_matches(provided.name, callables, n=1)
    key = "screen.misnamed" if near else f"screen.missing_{provided.kind}"
    return UnusableSubmission(key, name=provided.name, near="".join(near), id=task.id, call=_call(provided))


def _task_of(names: Collection[str]) -> Task | None:
    """The task all of whose names are defined."""
    wanted = ((task, {p.name for p in task.manifest.provides}) for task in loader.all_tasks())
    return next((task for task, provided in wanted if provided and provided <= set(names)), None)


def screen_untouched(tree: ast.Module, task: Task, filename: str) -> None:
    """Raise UnusableSubmission where the code is that of the stub, whatever was done to its comments."""
    try:
        code = _code(tree)
        untouched = any(code == _code(ast.parse(task.stub(language))) for language in LANGUAGES)
    except RecursionError:  # of sums without end: no stub has them
        return
    if untouched:
        raise UnusableSubmission("screen.untouched", path=filename, id=task.id, max=task.max_score)


def _code(tree: ast.Module) -> list[str]:
    """The statements without imports, and without what does nothing: texts and ``pass``."""
    kept = [_WithoutIdle().visit(node) for node in tree.body if not isinstance(node, _IMPORTS)]
    return [ast.dump(node) for node in kept if node is not None]


class _WithoutIdle(ast.NodeTransformer):
    """Leaves out statements that are a constant, and ``pass``."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """A docstring, an ellipsis."""
        return None if isinstance(node.value, ast.Constant) else node

    def visit_Pass(self, node: ast.Pass) -> None:
        """Nothing."""


def _screen_imports(tree: ast.Module, place: Place) -> None:
    if os.environ.get(EXTRA):
        return
    known = SANDBOX_MODULES | set(_written_modules(tree))
    for node, name in _imported(tree.body):
        line, advice = node.lineno, idioms.old_import(name, node)
        if advice != NOTHING:
            raise UnusableSubmission("screen.old_import", line=line, place=place(line), advice=advice)
        top = name.partition(".")[0]
        if not (top in known or top in sys.stdlib_module_names or is_harmless(name)):
            available = ", ".join(_NAMED)
            raise UnusableSubmission(
                "screen.import", line=line, place=place(line), name=top[:_MAX_SHOWN], available=available
            )


def _imported(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, str]]:
    """Statement and dotted name of each import at the top level.

    Inside try or a function it may be meant to fail.
    """
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.level:
            continue
        module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        if isinstance(node, _IMPORTS):
            yield from ((node, module + alias.name) for alias in node.names)


def _definitions(body: list[ast.stmt]) -> Iterator[tuple[str, ast.AST | None]]:
    """Names bound at the top level; with the node where it is a plain def or class."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
        elif (magic := _cell_magic(node)) is not None:
            yield from ((name, None) for name, _ in _definitions(_body_of(magic)))
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
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, _BLOCKS):
        plain = (
            inner
            for inner in ast.walk(node)
            if isinstance(inner, ast.stmt) and not isinstance(inner, _BLOCKS)
        )
        yield from (name for inner in plain for name in _other_names(inner))


def _cell_magic(node: ast.stmt) -> tuple[str, str, str] | None:
    """Name, line and body of ``get_ipython().run_cell_magic(...)``, which ``%%name`` becomes."""
    call = node.value if isinstance(node, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return None
    if call.func.attr != "run_cell_magic" or len(call.args) != 3:
        return None
    words = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
    texts = [word for word in words if isinstance(word, str)]
    return (texts[0], texts[1], texts[2]) if len(texts) == 3 else None


def _body_of(magic: tuple[str, str, str]) -> list[ast.stmt]:
    """The statements of a body that is Python."""
    name, _line, body = magic
    return ast.parse(body).body if name in WITH_A_BODY and parses(body) else []


def _written_modules(tree: ast.Module) -> Iterator[str]:
    """Modules that a notebook writes beside itself: ``%%writefile helper.py``."""
    for node in tree.body:
        magic = _cell_magic(node)
        if magic is not None and magic[0] in ("writefile", "file"):
            yield PurePath(magic[1].strip().split(" ")[-1]).stem


def _has_star_import(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)
        for node in tree.body
    )


def _screen_signature(node: ast.AST, provided: RequiredName, place: Place) -> None:
    """The definition must take the task's arguments by position; decorators may change anything."""
    function, bound = node, 0
    if provided.kind == "class":
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            raise UnusableSubmission(
                "screen.not_a_class", line=node.lineno, place=place(node.lineno), name=provided.name
            )
        function, bound = _constructor(node) or node, 1
    if not isinstance(function, ast.FunctionDef) or function.decorator_list:
        return
    if not _takes(function.args, bound, len(provided.parameters)):
        raise UnusableSubmission(
            "screen.signature",
            line=function.lineno,
            place=place(function.lineno),
            expected=_call(provided),
            received=f"{function.name}({_words(function.args)})",
        )


def _constructor(node: ast.AST) -> ast.FunctionDef | None:
    """The class's own ``__init__``, where no decorator, metaclass or ``__new__`` changes the call."""
    if not isinstance(node, ast.ClassDef) or node.decorator_list or node.keywords:
        return None
    own = {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}
    return None if "__new__" in own else own.get("__init__")


def _takes(arguments: ast.arguments, bound: int, count: int) -> bool:
    """Whether it can be called with so many by position, after those that are bound to begin with."""
    positional = len(arguments.posonlyargs) + len(arguments.args) - bound
    required = positional - len(arguments.defaults)
    enough = arguments.vararg is not None or positional >= count
    keyword_only = any(default is None for default in arguments.kw_defaults)
    return enough and required <= count and not keyword_only


def _words(arguments: ast.arguments) -> str:
    """The arguments as they are written, shortened."""
    try:
        text = ast.unparse(arguments)
    except (RecursionError, ValueError):  # a default of ten thousand sums, or of five thousand digits
        return "..."
    return text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]} ..."


def _call(provided: RequiredName) -> str:
    return f"{provided.name}({', '.join(provided.parameters)})"
