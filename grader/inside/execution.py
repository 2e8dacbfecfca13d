"""Executes what was submitted, as a module: a file at once, a notebook cell by cell as Jupyter does."""

from __future__ import annotations
import __future__

import ast
import asyncio
import builtins
import importlib
import inspect
import linecache
import sys
import types
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from grader.inside import absent, interactive

_FUTURES = [getattr(__future__, name).compiler_flag for name in __future__.all_feature_names]
_MOST_FAILURES = 20  # of cells that are told


class InputAsked(EOFError):
    """The submission waits for input, and nobody types."""


class Cells:
    """Runs cells one after another in one namespace; ``failures`` are the exceptions of those that failed.

    As in Jupyter: the cells after a failed one run on, a cell may await, an import from __future__ holds
    for the cells after it, and a last expression's value becomes ``_`` and an entry of ``Out``.
    """

    def __init__(self, namespace: dict[str, Any], filename: str, guarded: set[int]) -> None:
        self.failures: list[BaseException] = []
        self._namespace, self._filename, self._guarded = namespace, filename, guarded
        self._shell = interactive.prepare(namespace)
        self._flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._loop: asyncio.AbstractEventLoop | None = None

    def run(self, source: str, starts: Sequence[int]) -> None:
        """Run the cells that begin at those lines of the source, whose lines their tracebacks name."""
        lines = source.split("\n")
        for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
            text = "\n".join(lines[start - 1 : end - 1])
            if not text.strip():
                continue
            try:
                self._run(text, start)
            except BaseException as error:  # SystemExit and KeyboardInterrupt end a cell as well
                if len(self.failures) < _MOST_FAILURES:
                    self.failures.append(error)

    def _run(self, text: str, start: int) -> None:
        try:
            tree = compile(text, self._filename, "exec", self._flags | ast.PyCF_ONLY_AST, dont_inherit=True)
            assert isinstance(tree, ast.Module)
            ast.increment_lineno(tree, start - 1)
        except SyntaxError as error:
            error.lineno = (error.lineno or 1) + start - 1
            raise
        self._guarded |= guarded_lines(tree)
        self._shell.begin(text)
        last = tree.body[-1] if tree.body else None
        if not isinstance(last, ast.Expr):
            self._evaluate(tree, "exec")
            return
        del tree.body[-1]
        self._evaluate(tree, "exec")
        self._shell.show(self._evaluate(ast.Expression(last.value), "eval"))

    def _evaluate(self, tree: ast.Module | ast.Expression, mode: str) -> Any:
        code = compile(tree, self._filename, mode, self._flags, dont_inherit=True)
        for flag in _FUTURES:
            self._flags |= code.co_flags & flag
        value = eval(code, self._namespace)  # noqa: S307  what this process is for
        return self._await(value) if code.co_flags & inspect.CO_COROUTINE else value

    def _await(self, value: Any) -> Any:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        return self._loop.run_until_complete(value)


def execute(name: str, filename: str, source: str) -> types.ModuleType:
    """Execute source as a module that tracebacks and ``inspect`` can find the lines of."""
    module = _module(name, filename, source)
    _run_file(module, filename, source)
    return module


def execute_submission(
    filename: str, source: str, starts: Sequence[int], *, as_main: bool = False
) -> tuple[types.ModuleType, list[BaseException]]:
    """Execute what was submitted; with the exceptions of cells where it is a notebook of such.

    ``as_main``: as where the file is run by its name. What ended it is then such an exception too.
    """
    warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")  # plt.show()
    sys.breakpointhook = _input
    module = _module("submission", filename, source)
    namespace = vars(module)
    guarded: set[int] = set()
    if as_main:
        namespace["__name__"] = "__main__"
    namespace["__builtins__"] = {**vars(builtins), "__import__": _importer(guarded), "input": _input}
    if starts:
        cells = Cells(namespace, filename, guarded)
        cells.run(source, starts)
        return module, cells.failures
    # Compiling raises them again, with a better message
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        guarded |= guarded_lines(ast.parse(source))
    if interactive.is_script_of_a_notebook(source):
        interactive.prepare(namespace)
    try:
        _run_file(module, filename, source)
    except BaseException as error:  # SystemExit and KeyboardInterrupt are the submission's too
        if not as_main:
            raise
        return module, [error]
    return module, []


def _module(name: str, filename: str, source: str) -> types.ModuleType:
    Path(filename).write_text(source, encoding="utf-8")
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    module = types.ModuleType(name)
    module.__file__ = str(Path(filename).resolve())
    sys.modules[name] = module
    return module


def _run_file(module: types.ModuleType, filename: str, source: str) -> None:
    exec(compile(source, filename, "exec", dont_inherit=True), module.__dict__)  # noqa: S102


def guarded_lines(tree: ast.Module) -> set[int]:
    """Lines of imports that may be meant to fail: inside try and with."""
    blocks = (ast.Try, ast.TryStar, ast.With)
    return {line for node in ast.walk(tree) if isinstance(node, blocks) for line in _import_lines(node)}


def _import_lines(block: ast.AST) -> Iterator[int]:
    for node in ast.walk(block):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _importer(guarded: set[int]) -> Any:
    """The import of the submission's own code: of a harmless module that is not there it gives a stand-in."""
    plain_import = builtins.__import__

    def import_(name: str, own: Any = None, local: Any = None, wanted: Any = (), level: int = 0) -> Any:
        top = name.partition(".")[0]
        if top == "tqdm" and not level:
            _plain_progress_bars()
        may_be_absent = not level and sys._getframe(1).f_lineno not in guarded and absent.is_harmless(name)
        try:
            if not (may_be_absent and absent.is_silent(name)):
                return plain_import(name, own, local, wanted, level)
        except ModuleNotFoundError as error:
            if not may_be_absent or not f"{name}.".startswith(f"{error.name}."):
                raise
        return absent.stand_in(name if wanted else top)

    return import_


def _plain_progress_bars() -> None:
    """Where tqdm would draw into a notebook it writes text, as it does without one."""
    with suppress(ImportError):
        plain = importlib.import_module("tqdm.std")
        sys.modules.setdefault("tqdm.notebook", plain)
        vars(sys.modules["tqdm"]).setdefault("notebook", plain)


def _input(*_prompt: object, **_more: object) -> NoReturn:
    raise InputAsked("nobody types")
