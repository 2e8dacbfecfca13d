"""When a file is saved: also by an editor that writes another file and renames it, or removes it first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import watchfiles

STEP = 5  # milliseconds without a further change: what an editor does in one save comes together
_LONGEST = 100  # milliseconds that changes are collected
_LOOK = 1000  # milliseconds; then the file is looked at although nothing was told, as after a sleep
_MOST_GONE = 1.0  # seconds: by then an editor that removes a file first has written it


def saves(file: Path, stop: threading.Event) -> Iterator[None]:
    """At once, and whenever something may have happened to the file, until ``stop`` is set.

    Whoever asks reads the file and sees whether its content is another one.
    """
    yield
    for _ in _changes(file, stop):
        yield


def settled(file: Path, stop: threading.Event) -> bool:
    """Whether the file is there, waiting a moment for one that is being replaced."""
    waited = 0.0
    while not file.is_file():
        if waited >= _MOST_GONE or stop.wait(0.02):
            return False
        waited += 0.02
    return True


def _changes(file: Path, stop: threading.Event) -> Iterator[object]:
    """Of the folder, where a renamed file appears; where the system has no watches left, by looking."""
    for polling in (None, True):
        try:
            yield from watchfiles.watch(
                file.parent,
                watch_filter=lambda _change, path: Path(path).name == file.name,
                debounce=_LONGEST,
                step=STEP,
                stop_event=stop,
                rust_timeout=_LOOK,
                yield_on_timeout=True,
                recursive=False,
                force_polling=polling,
                raise_interrupt=True,
            )
        except OSError:
            if polling:
                raise
        else:
            return
