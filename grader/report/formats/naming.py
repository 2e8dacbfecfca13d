"""File names made of students' names."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_UNSAFE = re.compile(r"[^\w-]+")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
_MAX = 60  # characters; in UTF-8 at most 240 bytes of the 255 that a file name may have, with the hash


def safe_name(name: str) -> str:
    """A file's stem for any text: letters, digits, _ and -; a changed one ends in a short hash."""
    kept = _UNSAFE.sub("-", unicodedata.normalize("NFC", name))[:_MAX].strip("-")
    if kept and kept == name and kept.casefold() not in _RESERVED:
        return kept
    return f"{kept[:50]}-{short_hash(name)}".lstrip("-")


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that tell texts apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
