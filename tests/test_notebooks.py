"""Notebooks as students keep them: what Jupyter takes is taken here, and a failed cell costs only itself."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import LIMITS, ROOT

from grader.errors import UnusableSubmission
from grader.evidence import Evidence, decode
from grader.grading import pipeline
from grader.grading.workers import Workers
from grader.sandbox.contract import Job
from grader.sandbox.docker import DockerSandbox
from grader.submission import source
from grader.task import loader
from grader.text import messages

TASK2 = loader.find("task2")
GOOD = "def build_model():\n    return 1\n"
PROBE = "def probe(submission, job, report):\n    report.answer('got', submission.call('build_model'))\n"
REFERENCE = (ROOT / "solutions" / "task1_callback" / "reference.py").read_text()


def notebook(*cells: str, **metadata: Any) -> str:
    code = [nbformat.v4.new_code_cell(cell) for cell in cells]
    return nbformat.writes(nbformat.v4.new_notebook(cells=code, metadata=metadata))


def run_file(workers: Workers, name: str, text: str) -> tuple[Evidence, str]:
    """Read as any submission is, run in a sandbox; the evidence, and what was printed."""
    read = source.from_bytes(Path(name), text.encode(), TASK2)
    job = Job("train", LIMITS, training_seed=1, source=read.source, cells=read.starts, probe=PROBE)
    raw = workers.get("train").run(job, lambda _message: None)
    return decode(raw, None, read.locate), raw.output.decode()


def run_cells(workers: Workers, *cells: str) -> Evidence:
    return run_file(workers, "a.ipynb", notebook(*cells))[0]


TAKEN = {
    "help": ["import keras\nkeras?", GOOD, "build_model??\n?build_model\n%time?"],
    "shell": ["files = !ls\nassert files == []", GOOD, "!ls -la\n!!ls"],
    "values of magics": ["where = %pwd\nassert where\nuser = %env USER", GOOD],
    "continued lines": ["!pip install a \\\n  b \\\n  c\nx = 1", GOOD, "%pip install x\nassert x == 1"],
    "timed lines": [
        "def f(x):\n    return x\n%time h = f(3)\nassert h == 3",
        "x = %time f(4)\nassert x == 4\n%timeit -n 10 -r3 f(2)",
        "for i in range(2):\n    %time k = f(i)\nassert k == 1",
        GOOD,
    ],
    "timed cells": ["%%time\n\nimport time\n!ls\ndef build_model():\n    %timeit 3\n    return 1", "time"],
    "captured cells": ["%%capture out\n" + GOOD, "out.show()\nprint(out)"],
    "display": ["x = 3\ndisplay(x, 'y')", GOOD, "from IPython.display import HTML\nHTML('<b>')"],
    "get_ipython": [
        "if get_ipython() is not None:\n    get_ipython().run_line_magic('matplotlib', 'inline')",
        "'google.colab' in str(get_ipython())\nget_ipython().system('ls')\nget_ipython().config",
        GOOD,
    ],
    "earlier values": ["3 + 4", "assert _ == 7 == Out[1] == _1 and In[1] == '3 + 4'", "_", GOOD],
    "own underscore": ["for _ in range(3):\n    pass", "8", "assert _ == 2", "display = 3\ndisplay", GOOD],
    "await": [
        "import asyncio\nasync def five():\n    await asyncio.sleep(0)\n    return 5",
        "x = await five()\nassert x == 5",
        "await five()",
        "assert _ == 5\nasync with asyncio.Lock():\n    pass",
        GOOD,
    ],
    "future": ["x = 1", "from __future__ import annotations", "def h(a: NoSuchName): return 1", GOOD],
    "other languages": ["%%bash\nls", "%%html\n<b>", "%%R\nx <- 1", "%%no_such x\na b", GOOD],
    "written files": ["%%writefile helper.py\nVALUE = 3", "import helper\nassert helper.VALUE == 3", GOOD],
    "run, cd, env": ["%run other.py\n%cd /content\n%env X=1\n%load_ext tensorboard", GOOD],
    "prompts": [">>> x = 1\n>>> if x:\n...     y = 2\n", "    assert y == 2\n    z = 3", GOOD],
    "empty cells": ["", "  \n", GOOD, "# only words"],
    "semicolons": ["x = 3;\nx;", GOOD],
    "a percent that is an operator": ["x = 7 \\\n  %3\nassert x == 1\nt = '''\n%d !ls\n'''", GOOD],
    "not main": ["if __name__ == '__main__':\n    1 / 0", GOOD],
    "plots": ["%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]);\nplt.show()", GOOD],
    "progress bars": ["from tqdm.notebook import tqdm\nfor _ in tqdm(range(3)):\n    pass", GOOD],
    "pandas and scikit-learn": ["import pandas as pd, sklearn\npd.DataFrame({'a': [1]}).describe()", GOOD],
    "unused modules": [
        "from google.colab import drive, files\nimport google.colab.files",
        "import tensorflow_datasets as tfds\nfrom torch.nn import Linear\n" + GOOD,
    ],
    "is this Colab?": [
        "try:\n    import google.colab\n    IN_COLAB = True\nexcept ImportError:\n    IN_COLAB = False",
        "assert not IN_COLAB",
        GOOD,
    ],
    "graphs": [
        "import tensorflow as tf\n@tf.function\ndef f(x):\n    if x > 0:\n        return x\n    return -x",
        "assert int(f(tf.constant(-3))) == 3",
        GOOD,
    ],
}  # fmt: skip


@pytest.mark.parametrize("cells", TAKEN.values(), ids=TAKEN)
def test_a_notebook_runs_here_as_in_jupyter(local_workers: Workers, cells: list[str]) -> None:
    evidence = run_cells(local_workers, *cells)
    assert [cell.summary() for cell in evidence.cells] == []
    assert evidence.answers == {"got": 1}


@pytest.mark.parametrize(
    ("cell", "kind", "told"),
    [
        ("x = 1\n1/0", "", "ZeroDivisionError: division by zero"),
        ("y = 2\nz = (", "", "SyntaxError: '(' was never closed"),
        ("y = 2\nreturn 3", "", "SyntaxError: 'return' outside function"),
        ("y = 2\nraise KeyboardInterrupt", "", "KeyboardInterrupt"),
        ("import sys\nsys.exit(2)", "", "SystemExit: 2"),
        ("x = 3\nname = input('Your name: ')", "input", "InputAsked"),
        ("import getpass\ngetpass.getpass()", "input", "EOFError"),
        ("x = 3\nbreakpoint()", "input", "InputAsked"),
        ("import pdb\npdb.set_trace()\ny = 2", "input", "BdbQuit"),
        (
            "from google.colab import drive\ndrive.mount('/content/drive')",
            "absent",
            "google.colab.drive.mount",
        ),
        ("import tensorflow_datasets as tfds\ntfds.load('mnist')", "absent", "tensorflow_datasets.load"),
        ("import torch\nclass Net(torch.nn.Module): pass", "absent", "torch.nn.Module"),
        ("import pandas as pd\npd.read_csv('/content/x.csv')", "file", "No such file"),
        ("x = 3\nopen('/proc/no/x', 'w')", "file", "No such file"),
    ],
)
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_cell_that_fails_is_told_and_the_others_run(
    local_workers: Workers, cell: str, kind: str, told: str, before: bool
) -> None:
    cells = [cell, GOOD] if before else [GOOD, cell, "later = 1"]
    evidence = run_cells(local_workers, *cells)
    assert evidence.answers == {"got": 1}
    (failed,) = evidence.cells
    assert failed.kind == kind
    assert told in failed.summary()
    line = 3 if "set_trace" in cell else 2  # a debugger stops at the line after it
    assert f"a.ipynb, cell {1 if before else 2}, line {line}: " in failed.lines().en


def test_a_file_that_nbconvert_made_has_jupyters_names(local_workers: Workers) -> None:
    script = (
        "#!/usr/bin/env python\n# coding: utf-8\n\n# # Heading\n\n# In[1]:\n\n"
        "get_ipython().system('pip install x')\nget_ipython().run_line_magic('matplotlib', 'inline')\n"
        "get_ipython().run_line_magic('time', 'x = 3')\n\n# In[ ]:\n\ndisplay(x)\n"
        "get_ipython().run_cell_magic('time', '', 'def build_model():\\n    return 1\\n')\n"
        "files = get_ipython().getoutput('ls')\n"
    )
    evidence, printed = run_file(local_workers, "a.py", script)
    assert evidence.answers == {"got": 1}
    assert "!pip install x" in printed
    assert "\n3\n" in printed


COLAB = (
    '# -*- coding: utf-8 -*-\n"""Untitled.ipynb\n\nAutomatically generated by Colab.\n"""\n'
    "!pip install -q x\n\n# Commented out IPython magic to ensure Python compatibility.\n"
    "# %matplotlib inline\nfrom google.colab import drive\nfiles = !ls\n"
)
EDITOR = "# %% [markdown]\n# Words\n# %%\nfrom IPython import get_ipython\nget_ipython().system('ls')\n"


@pytest.mark.parametrize("script", [COLAB, EDITOR + "display(3)\n", "# %%\n%time x = 3\n"])
def test_a_file_that_colab_or_an_editor_made_is_read(local_workers: Workers, script: str) -> None:
    evidence, _printed = run_file(local_workers, "a.py", script + GOOD)
    assert (evidence.error, evidence.answers) == (None, {"got": 1})


def test_a_plain_file_with_a_shell_line_is_refused_with_its_line() -> None:
    with pytest.raises(UnusableSubmission) as error:
        source.from_bytes(Path("a.py"), f"x = 1\n!ls\n{GOOD}".encode(), TASK2)
    assert (error.value.key, error.value.line) == ("screen.syntax", 2)


def test_modules_that_are_not_here_may_stand_in_annotations_and_questions(local_workers: Workers) -> None:
    source = (
        "import torch, numpy as np\nfrom typing import Optional\n"
        "def f(x: np.ndarray | torch.Tensor, y: Optional[torch.Tensor] = None) -> torch.Tensor | None:\n"
        "    return isinstance(x, torch.Tensor)\nassert not f(3)\n"
    )
    assert run_file(local_workers, "a.py", source + GOOD)[0].answers == {"got": 1}


@pytest.mark.parametrize("source", ["1/0\n", "display(3)\n", "x = input()\n", "import sys; sys.exit()\n"])
def test_a_plain_file_stops_where_it_fails(local_workers: Workers, source: str) -> None:
    evidence, _printed = run_file(local_workers, "a.py", source + GOOD)
    assert evidence.error is not None
    assert evidence.answers == {}


def test_a_library_that_looks_for_an_optional_module_finds_none(local_workers: Workers) -> None:
    source = "import wandb, sys\nimport importlib.util\nassert 'wandb' not in sys.modules\n" + GOOD
    assert run_file(local_workers, "a.py", source)[0].answers == {"got": 1}


@pytest.mark.parametrize(
    "cells",
    [
        ["# notes", REFERENCE, "%time x = 3\nz = (", "1/0"],
        ["1/0", "%%time\n" + REFERENCE],
    ],
    ids=["after", "before"],
)
def test_a_right_answer_beside_failed_cells_passes_with_a_note(
    grade, tmp_path: Path, cells: list[str]
) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_text(notebook(*cells))
    ran = grade("task1", path, "--sandbox", "local", "--format", "json")
    assert ran.status == 0
    report = json.loads(ran.out)
    assert report["score"] == 100
    note = report["checks"][0]["message"]
    assert "failed (" in note
    assert "mine.ipynb, cell " in note
    korean = grade("task1", path, "--sandbox", "local", "--lang", "ko")
    assert "실패한 셀" in korean.out
    assert "mine.ipynb, 셀 " in korean.out


def test_the_cell_that_would_have_made_the_answer_is_what_is_told(grade, tmp_path: Path) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_text(notebook("x = 1", "import plotly.express as px\npx.set_theme()\n" + REFERENCE))
    ran = grade("task1", path, "--sandbox", "local")
    assert ran.status == 1
    assert "a use of plotly.express.set_theme" in ran.out
    assert "mine.ipynb, cell 2, line 2: px.set_theme()" in ran.out
    assert "no such name" not in ran.out


def at_the_top(body: str) -> str:
    return f"{body}\n{REFERENCE}"


def in_the_class(body: str) -> str:
    inner = "\n".join(f"        {line}" for line in body.splitlines())
    return REFERENCE.replace("        super().__init__()", f"{inner}\n        super().__init__()", 1)


@pytest.mark.parametrize(
    ("body", "failure", "place"),
    [
        ("import keras\nkeras.utils.get_file('a', 'http://x.invalid/a')", "network", in_the_class),
        ("import urllib.request as u\nu.urlretrieve('http://x.invalid/a', 'a')", "network", at_the_top),
        ("import requests\nrequests.get('http://x.invalid/a')", "network", at_the_top),
        ("import pandas as pd\npd.read_csv('http://x.invalid/a.csv')", "network", at_the_top),
        ("open('/content/drive/MyDrive/x.csv')", "file", in_the_class),
        ("import numpy as np\nnp.load('mnist.npz')", "file", at_the_top),
        ("import tensorflow as tf\ntf.io.read_file('mine.png')", "file", at_the_top),
        ("n = int(input())", "input", at_the_top),
        ("n = int(input())", "input", in_the_class),
        ("import cv2\ncv2.imread('x')", "absent", at_the_top),
        ("import cv2\ncv2.imread('x')", "absent", in_the_class),
    ],
)
def test_what_the_sandbox_does_not_have_is_told_as_such(
    local_workers: Workers, body: str, failure: str, place: Callable[[str], str]
) -> None:
    task1 = loader.find("task1")
    read = source.from_bytes(Path("mine.py"), place(body).encode(), task1)
    verdict = pipeline.grade(task1, read, local_workers, seed=1).verdict
    told = next(check for check in verdict.checks if check.outcome == "fail")
    assert told.failure == failure
    assert told.hint == messages()[f"failure_hint.{failure}"]
    assert f": {body.splitlines()[-1]}" in told.message.en


@pytest.mark.docker
def test_in_a_container_too_notebooks_run_and_downloads_are_told(docker_sandbox: DockerSandbox) -> None:
    cells = [
        "import keras, pandas, sklearn.metrics, matplotlib.pyplot as plt\nfrom tqdm.notebook import tqdm",
        "from google.colab import drive\nimport plotly\nfrom IPython.display import display, HTML",
        "display(HTML('<b>'))\nplt.plot([1, 2])\nplt.savefig('x.png')\nplt.show()\nsum(tqdm([1]))",
        "keras.datasets.mnist.load_data()",
        "drive.mount('/content/drive')",
        "x = await __import__('asyncio').sleep(0)\n!ls",
        GOOD,
    ]
    with Workers(docker_sandbox, LIMITS) as workers:
        evidence, printed = run_file(workers, "a.ipynb", notebook(*cells))
    assert evidence.answers == {"got": 1}
    assert [cell.kind for cell in evidence.cells] == ["network", "absent"]
    assert "Warning" not in printed


def refused(text: str) -> UnusableSubmission:
    with pytest.raises(UnusableSubmission) as error:
        source.from_bytes(Path("a.ipynb"), text.encode(), TASK2)
    return error.value


@pytest.mark.parametrize(
    "metadata",
    [
        {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}},
        {"kernelspec": {"name": "ir", "display_name": "R"}},
        {"kernelspec": {"name": "julia-1.11", "display_name": "Julia"}},
        {"language_info": {"name": "scala"}},
    ],
)
def test_a_kernel_of_another_language_is_told(metadata: dict) -> None:
    error = refused(notebook("f <- function(x) x", **metadata))
    assert error.key == "screen.not_python"


@pytest.mark.parametrize("left_out", [["outputs", "execution_count"], ["id"]])
def test_a_cell_that_lacks_a_field_is_read_without_a_word(capfd, left_out: list[str]) -> None:
    book = json.loads(notebook(GOOD))
    for name in left_out:
        del book["cells"][0][name]
    book["cells"][0]["source"] = GOOD.splitlines(keepends=True)
    read = source.from_bytes(Path("a.ipynb"), json.dumps(book).encode(), TASK2)
    assert read.source.strip() == GOOD.strip()
    assert capfd.readouterr().err == ""


def test_a_kernel_with_a_name_of_ones_own_is_python() -> None:
    text = notebook(GOOD, kernelspec={"name": "my-tf", "display_name": "TF", "language": "python"})
    assert source.from_bytes(Path("a.ipynb"), text.encode(), TASK2).source


@pytest.mark.parametrize(
    "cell",
    [
        "x = (\n" + "%time 1\n!ls\n" * 10_000,
        "%time 1\n!ls\n" * 10_000,
        "f(\n" + ("a" * 990 + ",\n") * 200 + ")?\n",
        "a" * 200_000 + " ?\n!ls",
        "!ls\n" + "(" * 200_000,
    ],
    ids=["in brackets", "thousands", "wrapped", "long line", "brackets"],
)
def test_a_notebook_made_to_take_long_is_read_in_seconds(cell: str) -> None:
    start = time.process_time()
    source.from_bytes(Path("a.ipynb"), notebook(cell, GOOD).encode(), TASK2)
    assert time.process_time() - start < 15


def test_words_that_look_like_a_transformed_magic_stay_words() -> None:
    cell = "x = 'get_ipython().run_line_magic('; y = 3\n!ls\nz = %time 4\n"
    read = source.from_bytes(Path("a.ipynb"), notebook(cell, GOOD).encode(), TASK2)
    assert read.source.startswith(
        "x = 'get_ipython().run_line_magic('; y = 3\nget_ipython().system('ls')\nz = 4\n"
    )


def test_reading_a_notebook_runs_nothing_of_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    cells = ["!touch made", "%run made.py", "x = !touch made", "%%bash\ntouch made", GOOD]
    source.from_bytes(Path("a.ipynb"), notebook(*cells).encode(), TASK2)
    assert list(tmp_path.iterdir()) == []
