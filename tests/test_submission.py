"""Screening finds what can be found without running: each case is a file and the sentence it must meet."""

from __future__ import annotations

import gc
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from grader.errors import UnusableSubmission
from grader.submission import source
from grader.task import loader

GOOD = "def build_model():\n    return None\n"
TASK2 = loader.find("task2")


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
        source.read(path, TASK2)
    return error.value


def test_import_of_very_many_names_is_screened_at_once(tmp_path: Path) -> None:
    names = ", ".join(f"a{number}" for number in range(20_000))
    begun = time.perf_counter()
    assert screened(write(tmp_path, f"from numpy import {names}\n")).key == "screen.missing_function"
    assert time.perf_counter() - begun < 5  # minutes, where the statement is written out for each name


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
        ("model = 1\n", "screen.missing_function", ["build_model()"]),
        ("from keras import models as build_models\n", "screen.missing_function", []),
        ("class Callback: pass\n", "screen.missing_function", []),
        ("def build_modle():\n    pass\n", "screen.misnamed", ["'build_modle'", "'build_model'"]),
        ("def build_model(a, b):\n    pass\n", "screen.signature", ["build_model(a, b)", "build_model()"]),
        ("def build_model(*, size):\n    pass\n", "screen.signature", ["build_model(*, size)"]),
        (
            "from keras.layers.core import Dense\n" + GOOD,
            "screen.old_import",
            ["my_solution.py, line 1", "from keras.layers import Dense"],
        ),
        (
            "import keras_preprocessing.text\n" + GOOD,
            "screen.old_import",
            ["import tensorflow.keras.preprocessing.text"],
        ),
        ("import polars as pl\n" + GOOD, "screen.import", ["line 1", "'polars'", "numpy"]),
        ("from sympy.core import Add\n" + GOOD, "screen.import", ["'sympy'"]),
        (b"# caf\xe9\n" + GOOD.encode(), "screen.not_utf8", ["line 1", "UTF-8"]),
        (GOOD + "x = 1\n\x00", "screen.null_byte", ["my_solution.py, line 4"]),
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
    assert source.read(write(tmp_path, content), TASK2).source


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


STUBS = [(which, which.stub(language)) for which in loader.all_tasks() for language in ("en", "ko")]


@pytest.mark.parametrize(("which", "stub"), STUBS, ids=lambda value: getattr(value, "id", ""))
@pytest.mark.parametrize("form", ["as it is", "with a comment", "with pass", "as a notebook", "translated"])
def test_an_untouched_stub_is_told_without_running_it(tmp_path: Path, which, stub: str, form: str) -> None:
    if form == "with a comment":
        stub = stub.replace("# 1.", "# mine\n    # 1.", 1)
    if form == "with pass":
        stub = "import os\n" + stub + ("        pass\n" if which.id == "task1" else "    pass\n")
    if form == "translated":
        stub = re.sub('"""[A-Z].*?"""', '"""한국어"""', stub, flags=re.DOTALL)
    path = write(tmp_path, notebook(stub), "a.ipynb") if form == "as a notebook" else write(tmp_path, stub)
    with pytest.raises(UnusableSubmission) as error:
        source.read(path, which)
    assert error.value.key == "screen.untouched"
    assert "0 of 100 points" in error.value.text.en


@pytest.mark.parametrize(
    "content",
    [
        loader.find("task2").read("stub.py") + "    return keras.Sequential()\n",
        loader.find("task2").read("stub.py") + "\nbuild_model = keras.Sequential\n",
    ],
)
def test_a_stub_with_one_line_of_ones_own_is_run(tmp_path: Path, content: str) -> None:
    assert source.read(write(tmp_path, content), TASK2).source


@pytest.mark.parametrize(
    ("arguments", "fits"),
    [
        ("self, monitor, threshold, mode, per_batch", True),
        ("self, monitor='loss', *more, verbose=0", True),
        ("self, *everything, **options", True),
        ("self, a, /, b, c, d, e=None", True),
        ("self", False),
        ("self, monitor, threshold, mode", False),
        ("self, monitor, threshold, mode, per_batch, patience", False),
        ("self, monitor, threshold, mode, *, per_batch", False),
    ],
)
@pytest.mark.parametrize("decorated", [False, True])
def test_a_constructor_that_cannot_be_called_is_seen(
    tmp_path: Path, arguments: str, fits: bool, decorated: bool
) -> None:
    decorator = "def same(kind):\n    return kind\n@same\n" if decorated else "\n\n\n"
    content = f"{decorator}class StopAtThreshold:\n    def __init__({arguments}):\n        self.a = 1\n"
    path, which = write(tmp_path, content), loader.find("task1")
    if fits or decorated:
        assert source.read(path, which).source
        return
    with pytest.raises(UnusableSubmission) as error:
        source.read(path, which)
    assert error.value.key == "screen.signature"
    assert error.value.line == 5
    assert "StopAtThreshold(monitor, threshold, mode, per_batch)" in error.value.text.en


@pytest.mark.parametrize("name", ["task1", "task3", "task4"])
def test_a_solution_of_another_task_is_told(tmp_path: Path, name: str) -> None:
    path = next(loader.find(name).solutions.glob("reference.py"))
    error = screened(write(tmp_path, path.read_bytes()))
    assert error.key == "screen.other_task"
    assert f"grade {name} FILE" in error.text.en


KOREAN = "# 모델을 만든다\n" + GOOD


@pytest.mark.parametrize(
    "content",
    [
        ("# -*- coding: cp949 -*-\n" + KOREAN).encode("cp949"),
        ("#!/usr/bin/env python\n# vim: set fileencoding=euc-kr :\n" + KOREAN).encode("euc-kr"),
        ("# coding: latin-1\n# caf\xe9\n" + GOOD).encode("latin-1"),
        ("# coding: utf-8\n" + KOREAN).encode("utf-8-sig"),
        KOREAN.encode(),
    ],
)
def test_a_declared_encoding_is_read(tmp_path: Path, content: bytes) -> None:
    read = source.read(write(tmp_path, content), TASK2)
    assert "만든다" in read.source or "café" in read.source


@pytest.mark.parametrize(
    ("content", "key", "told"),
    [
        (KOREAN.encode("cp949"), "screen.not_utf8", ["line 1", "cp949", "coding:", "VS Code"]),
        (("x = 1\n" + KOREAN).encode("euc-kr"), "screen.not_utf8", ["line 2", "cp949"]),
        (("# 똠방각하 햏\n" + GOOD).encode("cp949"), "screen.not_utf8", ["cp949"]),
        (
            ("# こんにちは、これはモデルです。\n" * 5 + GOOD).encode("cp932"),
            "screen.not_utf8",
            ["looks like"],
        ),
        (KOREAN.encode("utf-16"), "screen.utf16", ["UTF-16", "PowerShell"]),
        (b"\xfe\xff" + KOREAN.encode("utf-16-be"), "screen.utf16", []),
        (b"# coding: cp949\n" + KOREAN.encode(), "screen.not_as_declared", ["cp949", "line 2"]),
        (b"\xef\xbb\xbf# coding: cp949\n" + GOOD.encode(), "screen.declaration", ["utf-8"]),
        (b"# coding: no-such\n" + GOOD.encode(), "screen.declaration", ["no-such"]),
        (b"# coding: punycode\n" + GOOD.encode() * 5000, "screen.declaration", ["punycode"]),
        (b"# coding: rot13\n" + GOOD.encode(), "screen.declaration", ["rot-13"]),
        (b"# coding: utf-16\n" + GOOD.encode(), "screen.declaration", ["utf-16"]),
    ],
)
def test_an_encoding_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes, key: str, told: list[str]
) -> None:
    error = screened(write(tmp_path, content))
    assert error.key == key
    for words in told:
        assert words in error.text.en


def test_a_null_byte_is_at_its_line_of_its_cell(tmp_path: Path) -> None:
    error = screened(write(tmp_path, notebook("x = 1", "y = 2\nz = '\x00'"), "a.ipynb"))
    assert error.key == "screen.null_byte"
    assert "cell 2, line 2" in error.text.en


def test_a_teachers_extra_modules_are_left_for_the_image_to_know(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("GRADE_EXTRA_REQUIREMENTS", "extra.txt")
    assert source.read(write(tmp_path, "import polars\n" + GOOD), TASK2).source


def test_notebook_error_names_cell_and_line(tmp_path: Path) -> None:
    error = screened(write(tmp_path, notebook("x = 1", "y = 2\nz = ("), "a.ipynb"))
    assert "a.ipynb, cell 2, line 2" in error.text.en
    assert "a.ipynb, 셀 2의 2번째 줄" in error.text.ko


def test_notebook_line_is_located_in_its_cell(tmp_path: Path) -> None:
    read = source.read(write(tmp_path, notebook("x = 1\nx += 1", GOOD), "a.ipynb"), TASK2)
    assert read.locate(4).en == "a.ipynb, cell 2, line 2: return None"


def test_notebook_of_an_old_format_is_read(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "input": GOOD, "language": "python", "outputs": [], "collapsed": False}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    read = source.read(write(tmp_path, json.dumps(old), "a.ipynb"), TASK2)
    assert "build_model" in read.source


@pytest.mark.parametrize("name", ["numpy.py", "my-solution.py", "1.py", "한글.py"])
def test_filename_inside_is_one_that_python_can_import(tmp_path: Path, name: str) -> None:
    assert source.read(write(tmp_path, GOOD, name), TASK2).filename.removesuffix(".py").isidentifier()


def test_screening_takes_less_than_half_a_second(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD + "x = [1, 2, 3]\n" * 5_000)
    taken = []
    for _ in range(3):  # of this process alone, the best of three: a busy machine does not fail the test
        start = time.process_time()
        source.read(path, TASK2)
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
            read = list(pool.map(lambda _: source.read(path, TASK2), range(40)))
    finally:
        gc.callbacks.remove(give_way)
    assert len({one.sha256 for one in read}) == 1
