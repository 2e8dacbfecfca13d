"""Evidence is decoded strictly: what a sandbox may have forged raises EvidenceProblem, never more."""

from __future__ import annotations

import io
import pickle
from typing import Any

import factory
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.errors import EvidenceProblem
from grader.evidence import RawStage, decode, read_array
from grader.inside import wire
from grader.inside.probing import npy

TERMINATION = factory.termination()
GOOD = {"answers": {}, "problems": {}, "seconds": {}, "error": None}
DTYPES = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(),
    hnp.unsigned_integer_dtypes(),
    hnp.floating_dtypes(sizes=(16, 32, 64)),
)


def saved(array: Any, **how: Any) -> bytes:
    out = io.BytesIO()
    np.save(out, array, **how)
    return out.getvalue()


def stage(body: Any, blobs: dict[str, bytes] | None = None) -> RawStage:
    return RawStage(wire.pack(body, blobs or {}), b"", TERMINATION)


@given(hnp.arrays(DTYPES, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4)))
def test_read_array_gives_back_what_was_saved(array: np.ndarray) -> None:
    found = read_array(npy(array))
    assert found.dtype == array.dtype
    np.testing.assert_array_equal(found, array)


def test_read_array_keeps_fortran_order() -> None:
    array = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    np.testing.assert_array_equal(read_array(npy(array)), array)


@given(st.binary(max_size=200), st.integers(0, 150))
def test_read_array_of_damaged_bytes_raises_nothing_but_evidence_problem(noise: bytes, at: int) -> None:
    good = npy(np.arange(4.0))
    try:
        read_array(good[:at] + noise + good[at + len(noise) :])
    except EvidenceProblem:
        pass


def forged_header(shape: str, dtype: str = "<f8") -> bytes:
    head = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}"
    head = head.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode()


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps([1, 2]),
        saved(np.array([{"a": 1}], dtype=object), allow_pickle=True),
        saved(np.array(["text"])),
        saved(np.array([1 + 2j])),
        saved(np.zeros(2, dtype=[("a", "<f4")])),
        saved(np.zeros(2, dtype="M8[s]")),
        saved(np.zeros((1,) * 9)),
        forged_header("(1000000000000,)"),
        forged_header("(-1, -8)") + b"\0" * 64,
        forged_header("(2,)") + b"\0" * 15,
        forged_header("(2,)") + b"\0" * 17,
        forged_header("__import__('os').system('true')"),
        forged_header("(1,)", "|O") + b"\0" * 8,
        b"",
    ],
    ids=lambda data: repr(data[:24]),
)
def test_read_array_refuses(data: bytes) -> None:
    with pytest.raises(EvidenceProblem):
        read_array(data)


@pytest.mark.parametrize(
    "body",
    [
        {},
        GOOD | {"more": 1},
        GOOD | {"answers": []},
        GOOD | {"seconds": {"a": "1"}},
        GOOD | {"error": "no"},
        GOOD | {"error": {"type": "E", "message": "m", "frames": [["1", "f"]]}},
        GOOD | {"error": {"type": "E", "message": "m" * 5000, "frames": []}},
        GOOD | {"problems": {"a": None}},
    ],
)
def test_decode_refuses_a_malformed_body(body: Any) -> None:
    with pytest.raises(EvidenceProblem):
        decode(stage(body), None, str)


@pytest.mark.parametrize("effect", [1.5, -0.1, float("nan"), float("inf"), "1", True])
def test_decode_refuses_an_effect_that_is_no_share(effect: Any) -> None:
    layer = {
        "kind": "Conv2D",
        "params": 1,
        "activation": None,
        "output_shape": None,
        "facts": {},
        "effect": effect,
    }
    model = {"layers": [layer], "params": 1, "input_shape": None, "output_shape": None, "families": {}}
    with pytest.raises(EvidenceProblem):
        decode(stage(GOOD), stage(GOOD | {"answers": {"model": model}}), str)


@pytest.mark.parametrize("structure", [None, [], {"layers": "x"}, {"layers": [], "params": "1"}])
def test_decode_refuses_a_malformed_structure(structure: Any) -> None:
    with pytest.raises(EvidenceProblem):
        decode(stage(GOOD), stage(GOOD | {"answers": {"model": structure}}), str)


def test_decode_takes_arrays_models_and_problems_apart() -> None:
    body = GOOD | {"problems": {"p": {"type": "E", "message": "m", "frames": [[3, "f"]]}}}
    found = decode(stage(body, {"array/a": npy(np.ones(2)), "model/m": b"opaque"}), None, "line {}".format)
    assert found.arrays["a"].sum() == 2
    assert found.models == {"m": b"opaque"}
    assert found.problems["p"].places == ("line 3",)


def test_decode_without_a_result_says_so() -> None:
    assert decode(RawStage(None, b"", TERMINATION), None, str).has_result is False
