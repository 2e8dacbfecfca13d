"""An array file: an array of numbers whose bytes are all there, or a problem that is told.

Bytes that do not begin like an array file are a header's text, a null byte, and the data.
"""

from __future__ import annotations

import numpy as np

from grader.errors import EvidenceProblem
from grader.evidence import MAX_DIMENSIONS, read_array

MAX_LENGTH = 1024
WORDS = [
    *(
        "'descr': '<f8'",
        "'fortran_order': False",
        "'shape': (2,)",
        "'|O'",
        "'|V8'",
        "'<U1'",
        "'>f4'",
        "'<f2'",
        "'|b1'",
    ),
    *(
        "(1, -1)",
        "(True,)",
        "(0, 9223372036854775807)",
        "[('a', '<f4')]",
        "('<f4', (2,))",
        "(1e3,)",
        "()",
        "{",
        "}",
    ),
    *(
        "__import__",
        "lambda:",
        "'<M8[s]'",
        "'<c8'",
        "'<f16'",
        "'|S0'",
        "1L",
        "\x93NUMPY",
        "\x01\x00",
        "\x02\x00",
        "\x03\x00",
    ),
]


def one(data: bytes) -> None:
    try:
        array = read_array(data if data[:1] == b"\x93" else _file(data))
    except EvidenceProblem as error:
        error.text.en.encode("utf-8")
        return
    assert array.dtype.kind in "biuf"
    assert array.dtype.itemsize <= 8
    assert array.ndim <= MAX_DIMENSIONS
    assert array.nbytes <= len(data) or not array.size
    with np.errstate(all="ignore"):
        assert np.isfinite(array).shape == array.shape
        float(array.astype(np.float64).sum())


def _file(data: bytes) -> bytes:
    header, _, rest = data.partition(b"\0")
    head = header[:60_000].ljust(10) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head + rest
