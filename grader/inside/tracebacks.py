"""An exception, told so that the host can show the student's own lines and nothing else."""

from __future__ import annotations

import traceback
from typing import Any

MAX_MESSAGE = 2000
MAX_FRAMES = 20


def describe(error: BaseException, filename: str) -> dict[str, Any]:
    """Type, message and the lines of ``filename`` that led to it, outermost first."""
    frames = [
        [entry.lineno or 0, entry.name]
        for entry in traceback.extract_tb(error.__traceback__)
        if entry.filename == filename
    ]
    if isinstance(error, SyntaxError) and error.filename == filename:
        frames.append([error.lineno or 0, "<module>"])
    return {
        "type": type(error).__name__,
        "message": _message(error)[:MAX_MESSAGE],
        "frames": frames[-MAX_FRAMES:],
    }


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # a student's own exception class may have a broken __str__
        return ""
