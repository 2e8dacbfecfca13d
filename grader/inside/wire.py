"""What passes between host and sandbox: frames on a stream, bundles inside a frame.

A *frame* is a four-letter tag, a 4-byte length and a payload. A *bundle* is one JSON body and named
blobs of bytes. Both are decoded without trust: every length is checked before it is believed, nothing
is unpickled, and whatever does not fit raises :class:`WireError`.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from typing import Any

JOB = b"JOB "  # host -> supervisor: a bundle to run
READY = b"REDY"  # supervisor -> host: imports are done
PROGRESS = b"PROG"  # child -> supervisor -> host: JSON for the live display, never scored
OUTPUT = b"OUTP"  # supervisor -> host: what the child printed, capped
RESULT = b"RSLT"  # child -> supervisor -> host: the bundle of answers
# supervisor -> host: the job is past its limit and goes on, as the machine withheld time from it
LATE = b"LATE"
GRADER_ERROR = 70  # exit status of a child in which the grader's own code broke (EX_SOFTWARE of sysexits.h)
DONE = b"DONE"  # supervisor -> host: how the child ended, JSON

RESULT_MB = 64  # the largest result of a stage
MAX_PROGRESS = 8 * 1024
MAX_BODY = 8 * 1024 * 1024
MAX_BLOBS = 4096
MAX_NAME = 200

_HEADER = struct.Struct(">4sI")
_SIZE = struct.Struct(">I")


class WireError(ValueError):
    """The bytes are not a frame or a bundle, or are larger than allowed."""


def frame(tag: bytes, payload: bytes = b"") -> bytes:
    """One frame, ready to be written."""
    return _HEADER.pack(tag, len(payload)) + payload


class FrameReader:
    """Cuts a stream into frames, however the stream was chopped.

    ``limits`` gives the largest payload allowed for each tag; a tag that is not named is an error.
    """

    def __init__(self, limits: Mapping[bytes, int]) -> None:
        self._limits = limits
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield every frame that ``data`` completes.

        Raises:
            WireError: at an unknown tag or a length above the tag's limit.
        """
        self._buffer += data
        while len(self._buffer) >= _HEADER.size:
            tag, length = _HEADER.unpack_from(self._buffer)
            if tag not in self._limits:
                raise WireError(f"unknown frame {tag!r}")
            if length > self._limits[tag]:
                raise WireError(f"frame {tag!r} of {length} bytes, limit {self._limits[tag]}")
            end = _HEADER.size + length
            if len(self._buffer) < end:
                return
            payload = bytes(self._buffer[_HEADER.size : end])
            del self._buffer[:end]
            yield tag, payload


def pack(body: Mapping[str, Any], blobs: Mapping[str, bytes]) -> bytes:
    """A bundle: the body as JSON, then the blobs one after another."""
    sizes = [[name, len(blob)] for name, blob in blobs.items()]
    head = json.dumps({"body": body, "blobs": sizes}).encode()
    return b"".join([_SIZE.pack(len(head)), head, *blobs.values()])


def unpack(data: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The body and the blobs of a bundle.

    Raises:
        WireError: if any length, name or the JSON is not as :func:`pack` writes it.
    """
    if len(data) < _SIZE.size:
        raise WireError("bundle shorter than its header")
    (head_length,) = _SIZE.unpack_from(data)
    if head_length > MAX_BODY or _SIZE.size + head_length > len(data):
        raise WireError(f"bundle body of {head_length} bytes in a bundle of {len(data)}")
    at = _SIZE.size + head_length
    body, sizes = _read_head(data[_SIZE.size : at])
    blobs: dict[str, bytes] = {}
    for name, size in sizes:
        if size > len(data) - at:
            raise WireError(f"blob {name!r} of {size} bytes runs past the bundle's end")
        blobs[name] = data[at : at + size]
        at += size
    if at != len(data):
        raise WireError(f"{len(data) - at} bytes after the last blob")
    return body, blobs


def below(prefix: str, blobs: Mapping[str, bytes]) -> dict[str, bytes]:
    """The blobs whose names begin with the prefix, under the rest of their names."""
    return {name.removeprefix(prefix): data for name, data in blobs.items() if name.startswith(prefix)}


def _read_head(raw: bytes) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    try:
        head = json.loads(raw, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError) as error:
        raise WireError("bundle body is not JSON") from error
    if not isinstance(head, dict) or set(head) != {"body", "blobs"}:
        raise WireError("bundle body has not the keys body and blobs")
    body, blobs = head["body"], head["blobs"]
    if not isinstance(body, dict) or not isinstance(blobs, list) or len(blobs) > MAX_BLOBS:
        raise WireError("bundle body or list of blobs is malformed")
    sizes: dict[str, int] = {}
    for entry in blobs:
        if not (isinstance(entry, list) and len(entry) == 2):
            raise WireError("an entry of the list of blobs is not a pair")
        name, size = entry
        if not isinstance(name, str) or len(name) > MAX_NAME or name in sizes:
            raise WireError("a blob's name is not a string, too long, or given twice")
        if type(size) is not int or size < 0:
            raise WireError(f"blob {name!r} has size {size!r}")
        sizes[name] = size
    return body, list(sizes.items())


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object without repeated keys, which two readers could understand differently."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is there twice")
    return found
