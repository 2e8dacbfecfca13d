"""Screening finds what can be found without running: each case is a file and the sentence it must meet."""

from __future__ import annotations

import gc
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from grader import submission, task
from grader.errors import UnusableSubmission

GOOD = "def build_model():\n    return None\n"
TASK2 = task.find("task2")


def write(folder: Path, content: str | bytes, name: str = "my_solution.py") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def notebook(*cells: str) -> str:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    book.cells.insert(1, nbformat.v4.new_markdown_cell("# words"))
    return nbformat.writes(book)


def screened(path: Path) -> UnusableSubmission:
    with pytest.raises(UnusableSubmission) as error:
        submission.read(path, TASK2)
    return error.value


@pytest.mark.parametrize(
    ("content", "key", "told"),
    [
        (
            "def build_model(:\n    pass\n",
            "screen.syntax",
            ["my_solution.py, line 1", "def build_model(:", "^"],
        ),
        ("x = 1\nif x\n    y\n", "screen.syntax", ["line 2", "expected ':'"]),
        ("", "screen.empty", ["grade start task2"]),
        ("   \n\n", "screen.empty", []),
        ("x = 1\n", "screen.missing_function", ["build_model()"]),
        ("def build_modle():\n    pass\n", "screen.misnamed", ["'build_modle'", "'build_model'"]),
        ("def build_model(a, b):\n    pass\n", "screen.signature", ["build_model(a, b)", "build_model()"]),
        ("def build_model(*, size):\n    pass\n", "screen.signature", ["build_model(*, size)"]),
        ("import polars as pl\n" + GOOD, "screen.import", ["line 1", "'polars'", "numpy"]),
        ("from sympy.core import Add\n" + GOOD, "screen.import", ["'sympy'"]),
        (b"# caf\xe9\n" + GOOD.encode(), "screen.not_utf8", ["line 1", "UTF-8"]),
        (GOOD + "\x00", "screen.syntax", ["null bytes"]),
        (GOOD + "x = " + "(" * 500 + ")" * 500, "screen.syntax", []),
        (GOOD + "#" * 300_000, "screen.too_large", ["256 KiB"]),
    ],
)
def test_read_refuses_with_a_sentence(
    tmp_path: Path, content: str | bytes, key: str, told: list[str]
) -> None:
    error = screened(write(tmp_path, content))
    assert error.key == key
    for words in told:
        assert words in error.text.en


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"),
        "def build_model(size=28, *layers, **more):\n    pass\n",
        "build_model = lambda: None\n",
        "from functools import partial\nif True:\n    def build_model():\n        pass\n",
        "try:\n    import polars\nexcept ImportError:\n    polars = None\n" + GOOD,
        "from keras.models import Sequential as build_model\n",
        "import tensorflow as tf, numpy as np\nfrom PIL import Image\nimport os.path\n" + GOOD,
        "def build_model():\n    import polars\n",
    ],
)
def test_read_accepts(tmp_path: Path, content: str) -> None:
    assert submission.read(write(tmp_path, content), TASK2).source


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda folder: folder, "screen.directory"),
        (lambda folder: folder / "missing.py", "screen.missing"),
        (lambda folder: write(folder, GOOD, "solution.txt"), "screen.suffix"),
        (lambda folder: write(folder, "{", "a.ipynb"), "screen.not_notebook"),
        (lambda folder: write(folder, '{"cells": 3}', "a.ipynb"), "screen.not_notebook"),
        (lambda folder: write(folder, "[]", "a.ipynb"), "screen.not_notebook"),
        (lambda folder: write(folder, notebook(), "a.ipynb"), "screen.empty"),
    ],
)
def test_read_refuses_what_is_no_source_file(tmp_path: Path, make, key: str) -> None:
    assert screened(make(tmp_path)).key == key


def test_notebook_keeps_python_and_drops_magics(tmp_path: Path) -> None:
    book = notebook("%matplotlib inline\n!pip install x\nx = 10\n  \ny = 7 %3", "%%bash\nls", GOOD)
    read = submission.read(write(tmp_path, book, "a.ipynb"), TASK2)
    names: dict = {}
    exec(read.source, names)
    assert names["y"] == 1
    assert "ls" not in read.source


def test_notebook_error_names_cell_and_line(tmp_path: Path) -> None:
    error = screened(write(tmp_path, notebook("x = 1", "y = 2\nz = (", GOOD), "a.ipynb"))
    assert "a.ipynb, cell 2, line 2" in error.text.en


def test_notebook_line_is_located_in_its_cell(tmp_path: Path) -> None:
    read = submission.read(write(tmp_path, notebook("x = 1\nx += 1", GOOD), "a.ipynb"), TASK2)
    assert read.locate(4) == "a.ipynb, cell 2, line 2: return None"


def test_notebook_of_an_old_format_is_read(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": GOOD, "language": "python", "outputs": [], "collapsed": False}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    read = submission.read(write(tmp_path, json.dumps(old), "a.ipynb"), TASK2)
    assert "build_model" in read.source


@pytest.mark.parametrize("name", ["numpy.py", "my-solution.py", "1.py", "한글.py"])
def test_filename_inside_is_one_that_python_can_import(tmp_path: Path, name: str) -> None:
    assert submission.read(write(tmp_path, GOOD, name), TASK2).filename.removesuffix(".py").isidentifier()


def test_screening_takes_less_than_half_a_second(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD + "x = [1, 2, 3]\n" * 5_000)
    taken = []
    for _ in range(3):  # of this process alone, the best of three: a busy machine does not fail the test
        start = time.process_time()
        submission.read(path, TASK2)
        taken.append(time.process_time() - start)
    assert min(taken) < 0.5


def test_files_that_are_screened_at_once_do_not_disturb_each_other(tmp_path: Path) -> None:
    nested = "(" * 60 + "1" + ")" * 60
    path = write(tmp_path, GOOD + f"x = [{'-' * 80}1, {nested}]\n" * 300)

    def give_way(_phase: str, _facts: object) -> None:
        time.sleep(0.0001)  # wherever the parser's memory is collected another thread may go on

    gc.callbacks.append(give_way)
    try:
        with ThreadPoolExecutor(4) as pool:
            read = list(pool.map(lambda _: submission.read(path, TASK2), range(40)))
    finally:
        gc.callbacks.remove(give_way)
    assert len({one.sha256 for one in read}) == 1
