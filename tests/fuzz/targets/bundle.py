"""The results of both stages: evidence, and then a verdict, or a problem that is told.

A first byte 0 gives the rest as the train stage's bundle, 1 as the predict stage's; any other byte gives the
rest as the JSON of a body, in an otherwise sound bundle of the train stage (even) or the predict stage (odd).
"""

from __future__ import annotations

import struct

from made import TERMINATION, body, made

from grader.errors import EvidenceProblem
from grader.evidence import RawStage, decode
from grader.inside import wire

RIGHT = made("task2")
TRAIN, PREDICT = RIGHT.train.packed({"model": b"m"}), (RIGHT.predict or RIGHT.train).packed()
MAX_LENGTH = 4096
WORDS = [
    *(
        '"answers"',
        '"problems"',
        '"seconds"',
        '"error"',
        '"type"',
        '"message"',
        '"frames"',
        '"layers"',
        '"params"',
    ),
    *(
        '"kind"',
        '"activation"',
        '"output_shape"',
        '"input_shape"',
        '"facts"',
        '"effect"',
        '"model"',
        '"body"',
        '"blobs"',
    ),
    *(
        '"returned"',
        '"compiled"',
        '"inputs"',
        '"outputs"',
        '"loss"',
        "true",
        "null",
        "NaN",
        "Infinity",
        "1e400",
    ),
    *(
        "9" * 50,
        "-1",
        "[[[[",
        '{"":',
        "\\ud800",
        '"kernel_size"',
        '"pool_size"',
        '"strides"',
        '"Conv2D"',
        '"array/x"',
    ),
]


def one(data: bytes) -> None:
    kind, rest = (data[0] if data else 0), data[1:]
    raw = rest if kind < 2 else _bundle(rest)
    train, predict = (raw, PREDICT) if kind % 2 == 0 else (TRAIN, raw)
    try:
        decode(RawStage(train, b"", TERMINATION), RawStage(predict, b"", TERMINATION), str)
    except EvidenceProblem as error:
        error.text.en.encode("utf-8")
    verdict = RIGHT.verdict(train, predict)
    broken = [check for check in verdict.checks if check.outcome == "error" and check.failure is None]
    assert not broken, broken[0].message.en
    assert all(
        check.message.en.encode() and check.message.ko.encode()
        for check in verdict.checks
        if check.message.en
    )


def _bundle(json: bytes) -> bytes:
    head = b'{"body": ' + (json or wire.json.dumps(body()).encode()) + b', "blobs": []}'
    return struct.pack(">I", len(head)) + head
