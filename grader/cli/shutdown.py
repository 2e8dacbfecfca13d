"""Ending a command early: Ctrl-C, SIGTERM and SIGHUP all close everything on the way out."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

INTERRUPTED = 130
_SIGNALS = ("SIGTERM", "SIGHUP")  # a system that shuts down, a terminal that was closed


@contextmanager
def in_order() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the command as Ctrl-C does. A closed output is no error at the end."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        for number in (getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)):
            if signal.getsignal(number) == signal.SIG_DFL:  # nohup ignores the second
                before[number] = signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        _flush()
        for number, handler in before.items():
            signal.signal(number, handler)


def ignore_interrupts() -> None:
    """Ignore Ctrl-C from here on: the exit status is decided, and Python would print a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def while_ending(error: BaseException) -> bool:
    """Whether the error only followed an interrupt, as a terminal that was closed cannot be written to."""
    while error.__context__ is not None:
        error = error.__context__
        if isinstance(error, KeyboardInterrupt):
            return True
    return False


def _flush() -> None:
    """Flush now: an error while the interpreter exits would print a traceback and change the status."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            with suppress(OSError), open(os.devnull, "w") as nowhere:
                os.dup2(nowhere.fileno(), stream.fileno())
