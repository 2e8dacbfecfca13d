"""Frames and bundles survive any chopping, and hostile bytes raise WireError and nothing else."""

from __future__ import annotations

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.inside import wire

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
BODY = st.dictionaries(st.text(), JSON, max_size=4)
BLOBS = st.dictionaries(st.text(max_size=20), st.binary(max_size=100), max_size=4)


@given(BODY, BLOBS)
def test_unpack_gives_back_what_pack_was_given(body: dict, blobs: dict) -> None:
    assert wire.unpack(wire.pack(body, blobs)) == (body, blobs)


@given(st.lists(st.binary(max_size=50), max_size=5), st.integers(1, 17))
def test_reader_finds_the_same_frames_however_the_stream_is_chopped(payloads: list, step: int) -> None:
    stream = b"".join(wire.frame(wire.RESULT, payload) for payload in payloads)
    reader = wire.FrameReader({wire.RESULT: 50})
    found = [f for i in range(0, len(stream), step) for f in reader.feed(stream[i : i + step])]
    assert found == [(wire.RESULT, payload) for payload in payloads]


@given(st.binary(max_size=200))
def test_unpack_of_any_bytes_raises_nothing_but_wire_error(data: bytes) -> None:
    try:
        wire.unpack(data)
    except wire.WireError:
        pass


@given(BODY, BLOBS, st.data())
def test_unpack_of_a_damaged_bundle_raises_nothing_but_wire_error(body: dict, blobs: dict, data) -> None:
    good = bytearray(wire.pack(body, blobs))
    at = data.draw(st.integers(0, len(good) - 1))
    good[at] = data.draw(st.integers(0, 255))
    try:
        wire.unpack(bytes(good[: data.draw(st.integers(0, len(good)))]))
    except wire.WireError:
        pass


def bundle(head: object, rest: bytes = b"") -> bytes:
    raw = head if isinstance(head, bytes) else json.dumps(head).encode()
    return struct.pack(">I", len(raw)) + raw + rest


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\x00",
        struct.pack(">I", 2**31) + b"{}",
        bundle([]),
        bundle({"body": {}}),
        bundle({"body": {}, "blobs": {}, "more": 1}),
        bundle({"body": [], "blobs": []}),
        bundle({"body": {}, "blobs": [["a"]]}),
        bundle({"body": {}, "blobs": [["a", -1]]}),
        bundle({"body": {}, "blobs": [["a", True]]}, b"x"),
        bundle({"body": {}, "blobs": [["a", 1e3]]}),
        bundle({"body": {}, "blobs": [["a", 2**60]]}),
        bundle({"body": {}, "blobs": [["a", 1], ["a", 1]]}, b"xy"),
        bundle({"body": {}, "blobs": [["x" * 300, 0]]}),
        bundle({"body": {}, "blobs": [[7, 0]]}),
        bundle({"body": {}, "blobs": []}, b"left over"),
        bundle({"body": {}, "blobs": [["a", 0]] * 5000}),
        bundle(b'{"body": {}, "body": {}, "blobs": []}'),
        bundle(b'{"body": {"a": {"b": 1, "b": 2}}, "blobs": []}'),
        bundle(b"[" * 100_000),
        bundle(b"9" * 5000),
    ],
)
def test_unpack_refuses(data: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(data)


@pytest.mark.parametrize(
    "data",
    [b"EVIL\x00\x00\x00\x00", wire.frame(wire.RESULT, b"x" * 11), wire.frame(wire.JOB)],
    ids=["unknown tag", "too long", "not allowed this way"],
)
def test_reader_refuses(data: bytes) -> None:
    with pytest.raises(wire.WireError):
        list(wire.FrameReader({wire.RESULT: 10}).feed(data))
