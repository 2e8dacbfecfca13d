"""What is to be written by hand may not come from a library, and comparing with the library is welcome."""

from __future__ import annotations

import pytest

from grader.errors import UnusableSubmission
from grader.submission import source
from grader.task import loader

TASK = loader.find("task9")
OWN = "def {0}(x):\n    return x\n"
HEAD = "import numpy as np\nimport tensorflow as tf\n"


def read(*parts: str) -> None:
    """Screen a file of these parts, and of a function of one's own for each that they lack."""
    text = HEAD + "".join(parts)
    text += "" if "def softmax" in text else "def softmax(x, axis):\n    return x\n"
    source.from_bytes(TASK.folder / "my.py", text.encode(), TASK)


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        ("def relu(x):\n    return tf.nn.relu(x)\n", "relu", 4),
        ("def relu(x):\n    import keras\n    return keras.layers.ReLU()(x)\n", "ReLU", 5),
        ("from keras import activations\ndef relu(x):\n    return activations.relu(x)\n", "activations", 3),
        ("from tensorflow.nn import relu as r\ndef relu(x):\n    return r(x)\n", "relu", 3),
        ("def relu(x):\n    from tensorflow.nn import relu as r\n    return r(x)\n", "relu", 4),
        ("relu = tf.nn.relu\n", "relu", 3),
        ("from scipy.special import expit as sigmoid\n", "expit", 3),
        ("def helper(x):\n    return tf.sigmoid(x)\ndef sigmoid(x):\n    return helper(x)\n", "sigmoid", 4),
        ("class Helper:\n    f = tf.nn.relu\ndef relu(x):\n    return Helper.f(x)\n", "relu", 4),
    ],
)
def test_a_function_that_is_ready_made_is_refused_with_its_line(text: str, name: str, line: int) -> None:
    with pytest.raises(UnusableSubmission) as caught:
        read(text)
    assert (caught.value.key, caught.value.line) == ("screen.ready_made", line)
    assert f"the ready-made '{name}'" in caught.value.text.en


@pytest.mark.parametrize(
    "text",
    [
        "def relu(x):\n    return np.maximum(x, 0)\n\nif __name__ == '__main__':\n    tf.nn.relu([1.0])\n",
        "def relu(x):\n    return np.maximum(x, 0)\n\ndef compare(x):\n    return relu(x) - tf.nn.relu(x)\n",
        "def softmax(x, axis):\n    return np.exp(x)\n\ndef relu(x):\n    return softmax(x, 0)\n",
        "assert np.allclose(tf.nn.softmax([1.0]), 1)\n",
    ],
)
def test_what_the_asked_functions_do_not_use_is_not_looked_at(text: str) -> None:
    read(text)


def test_of_several_functions_one_may_be_missing() -> None:
    read(OWN.format("relu"))


def test_a_file_without_any_of_the_functions_is_refused() -> None:
    with pytest.raises(UnusableSubmission) as caught:
        source.from_bytes(TASK.folder / "my.py", b"x = 1\n", TASK)
    assert caught.value.key == "screen.missing_function"


def test_a_name_bound_fifteen_thousand_times_is_looked_at_once() -> None:
    names = ", ".join(f"a{number}" for number in range(15_000))
    read(f"from numpy import {names}\ndef relu(x):\n    return [{names}]\n")
