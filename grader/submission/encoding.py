"""A source file's bytes as text: UTF-8, or what the file itself declares (PEP 263)."""

from __future__ import annotations

import codecs
import io
import tokenize

from grader.errors import UnusableSubmission
from grader.text import NOTHING, say

# No encodings of a text file; punycode's time grows with the square of the size
_NOT_FOR_FILES = "punycode idna undefined unicode-escape raw-unicode-escape utf-7"
_WIDE = ("utf-16", "utf-32")
_KOREAN = "cp949"  # what Korean Windows writes, EUC-KR within it
_LOOKED_AT = 64 * 1024  # bytes of which the encoding is guessed


def decode(name: str, raw: bytes) -> str:
    """The text, with the line end that Python counts by.

    Raises:
        UnusableSubmission: naming the likely encoding and how to convert, where it cannot be read.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnusableSubmission("screen.utf16", path=name)
    declared = _declared(name, raw)
    try:
        text = raw.decode(declared)
    except (UnicodeError, LookupError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = raw[:start].count(b"\n") + 1
        if declared != "utf-8-sig":
            raise UnusableSubmission(
                "screen.not_as_declared", path=name, line=line, encoding=declared
            ) from None
        encoding = _likely(raw)
        likely = say("screen.likely_encoding", encoding=encoding) if encoding else NOTHING
        raise UnusableSubmission("screen.not_utf8", path=name, line=line, likely=likely) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _declared(name: str, raw: bytes) -> str:
    """The encoding by the rules of Python, which are about the first two lines."""
    head = b"\n".join(raw.replace(b"\r", b"\n").split(b"\n", 2)[:2])
    try:
        found, _ = tokenize.detect_encoding(io.BytesIO(_ascii_but_the_mark(head)).readline)
        info = codecs.lookup(found)
    except (SyntaxError, LookupError) as error:
        raise UnusableSubmission(
            "screen.declaration", path=name, message=getattr(error, "msg", None) or str(error)
        ) from None
    if info.name in _NOT_FOR_FILES.split() or info.name.startswith(_WIDE) or not info._is_text_encoding:
        raise UnusableSubmission("screen.declaration", path=name, message=f"coding: {info.name}")
    return "utf-8-sig" if info.name in ("utf-8", "utf-8-sig") else info.name


def _ascii_but_the_mark(head: bytes) -> bytes:
    """The lines without what is no ASCII: whether they fit their declaration is for the decoder to say."""
    mark = codecs.BOM_UTF8 if head.startswith(codecs.BOM_UTF8) else b""
    return mark + bytes(byte for byte in head if byte < 128)


def _likely(raw: bytes) -> str:
    """The encoding that the bytes look like; nothing where they look like none."""
    for encoding in ("euc_kr", _KOREAN):
        if _has_korean(raw, encoding):
            return _KOREAN
    import charset_normalizer

    best = charset_normalizer.from_bytes(raw[:_LOOKED_AT]).best()
    return "" if best is None or best.encoding in ("ascii", "utf_8") else best.encoding


def _has_korean(raw: bytes, encoding: str) -> bool:
    """Whether all of it decodes, and to more than one syllable of Korean."""
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return sum("가" <= letter <= "힣" for letter in text) > 1
