"""Old forms are told with what is written today: each by what the installed versions raise for it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.evidence import Problem
from grader.task import idioms
from grader.text import NOTHING, messages, plain

# A student's line, the line as it should read ("": the sentence alone), and the row of the table
LINES = [
    (*example, idiom.name)
    for idiom in idioms.table()
    for example in idiom.examples
    if idiom.name != "pretrained"
]
# What fails for another reason, or is right
OTHERS = [
    "m.fit(x)",
    "d = {'loss': 1}; d['acc_of_mine']",
    "None > 0.9",
    "keras.layers.Dense(learning=1)",
    "m.fit_later(x)",
    "np.floats(1)",
    "x.lr.y",
    "open('weights.h5')",
    "import nowhere_to_be_found",
    "tf.nothing",
    "raise ValueError('lr')",
]
# Imports that work, and are not to be refused
WORKING = [
    "from tensorflow.keras.preprocessing.image import ImageDataGenerator",
    "from keras.preprocessing.sequence import pad_sequences",
    "from keras.preprocessing.image import load_img",
    "from tensorflow.keras.utils import to_categorical",
    "from keras.layers import Normalization",
    "from tensorflow.keras.optimizers import Adam",
    "from tensorflow.keras.optimizers.legacy import SGD",  # it fails where it is used
]
# Rows whose lines lack here what they read: a file, a table, a history of that name
UNFINISHED = ("metric_name", "history_lr", "pandas_options", "unpadded")

_RUNS = """
import json, sys
import numpy as np, pandas as pd, tensorflow as tf, keras
from grader.inside.tracebacks import describe
x, y = np.ones((4, 4), "float32"), np.ones((4, 1), "float32")
line = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
line.compile("sgd", "mse")
for text in json.load(sys.stdin):
    m = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    m.compile("sgd", "mse", metrics=["mae"])
    h = m.fit(x, y, verbose=0) if "h.history" in text else None
    try:
        exec(compile(text, "my.py", "exec"), dict(globals()))
        found = None
    except Exception as error:
        found = describe(error, "my.py")
    print(json.dumps(found), flush=True)
"""


def raised(lines: list[str]) -> dict[str, Problem | None]:
    """What each line raises today, in one process."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", _RUNS],
            cwd=folder, input=json.dumps(lines), capture_output=True, text=True, check=True,
        )  # fmt: skip
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(("{", "null"))]
    return {
        line: found and Problem(found["type"], found["message"], (plain(f"my.py, line 1: {line}"),))
        for line, found in zip(lines, told, strict=True)
    }


@pytest.fixture(scope="module")
def problems() -> Mapping[str, Problem | None]:
    return raised([line for line, _, _ in LINES] + OTHERS + WORKING)


@pytest.mark.parametrize(("line", "modern", "name"), LINES)
def test_what_an_old_form_raises_is_told_with_the_line_as_it_should_read(
    problems: Mapping[str, Problem | None], line: str, modern: str, name: str
) -> None:
    problem = problems[line]
    assert problem is not None, "it runs"
    told = idioms.modern(problem)
    assert told.en.startswith(messages()[f"idiom.{name}"].en), problem.summary()
    assert told.ko.startswith(messages()[f"idiom.{name}"].ko)
    line_told = f" {messages()['idiom.line'].en.format(line=modern)}" if modern else ""
    assert told.en == messages()[f"idiom.{name}"].en + line_told


@pytest.mark.parametrize("line", OTHERS)
def test_what_is_no_old_form_is_told_as_nothing_else(
    problems: Mapping[str, Problem | None], line: str
) -> None:
    problem = problems[line]
    assert problem is not None, "it runs"
    assert idioms.modern(problem) == NOTHING


def test_lines_that_are_told_run_when_they_are_written_so() -> None:
    whole = [
        modern
        for line, modern, name in LINES
        if modern and name not in UNFINISHED and "load_weights" not in line
    ]
    assert {line: found.summary() for line, found in raised(whole).items() if found} == {}


def test_every_idiom_has_a_sentence_and_no_sentence_is_idle() -> None:
    sentences = {key.partition(".")[2] for key in messages() if key.startswith("idiom.")}
    assert sentences == {idiom.name for idiom in idioms.table()} | {"line"}


def test_what_was_to_be_fetched_as_weights_is_told() -> None:
    (line, modern) = next(idiom.examples[0] for idiom in idioms.table() if idiom.name == "pretrained")
    message = "URL fetch failure on https://example.org/keras-applications/mobilenet_v2/w.h5: None"
    told = idioms.modern(Problem("Exception", message, (plain(f"my.py, line 3: {line}"),), "network"))
    assert told.en.endswith(modern)


IMPORTED = [
    (line, name) for line, _, name in LINES if line.startswith(("from ", "import ")) and ";" not in line
]


def _screened(line: str) -> bool:
    names = re.fullmatch(r"from (\S+) import (.+)", line)
    assert names
    return idioms.old_import(f"{names[1]}.{names[2].split(', ')[0]}", ast.parse(line).body[0]) != NOTHING


@pytest.mark.parametrize(("line", "name"), IMPORTED)
def test_old_import_is_told_before_anything_runs(line: str, name: str) -> None:
    only_the_run_tells = {"cudnn", "python_keras"}
    assert _screened(line) is (name not in only_the_run_tells)


@pytest.mark.parametrize("line", WORKING)
def test_import_that_works_is_not_refused(problems: Mapping[str, Problem | None], line: str) -> None:
    assert not _screened(line)
    assert problems[line] is None


SOLUTION = """import tensorflow as tf


def build_model():
    model = tf.keras.Sequential([tf.keras.Input((28, 28, 1))])
    model.compile(optimizer=tf.keras.optimizers.Adam(lr=0.001), loss="mse")
    return model
"""


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Optimizers call it `learning_rate` now"),
        ("ko", "옵티마이저의 인자 이름은 이제 `learning_rate`입니다"),
    ],
)
def test_student_reads_the_line_as_it_should_read(grade, tmp_path: Path, language: str, told: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "my_solution.py").write_text(SOLUTION)
    arguments = "--sandbox", "local", "--lang", language, "--format", "text"
    said = " ".join(grade("task2", tmp_path / "my_solution.py", *arguments).out.split())
    assert told in said
    assert "model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.001), loss=" in said
