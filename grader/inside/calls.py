"""System calls that no job needs and that an engine's own filter may leave open."""

from __future__ import annotations

import ctypes
import errno
import struct
import sys

_SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2  # prctl's
_LOAD, _AND, _AT_LEAST, _ABOVE, _RETURN = 0x20, 0x54, 0x35, 0x25, 0x06  # of a seccomp program
_REFUSE, _ALLOW = 0x00050000 | errno.EPERM, 0x7FFF0000
_X32 = 0x40000000  # the bit by which x86 marks its calls of the x32 kind
_FIRST, _LAST = 425, 427  # io_uring_setup, _enter and _register, the same on every processor

# Each instruction: what to do, how many to skip where it holds and where it does not, with which number
_PROGRAM = (
    (_LOAD, 0, 0, 0),  # the call's number
    (_AND, 0, 0, 0xFFFFFFFF ^ _X32),
    (_AT_LEAST, 0, 2, _FIRST),
    (_ABOVE, 1, 0, _LAST),
    (_RETURN, 0, 0, _REFUSE),
    (_RETURN, 0, 0, _ALLOW),
)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse_io_uring() -> None:
    """Refuse io_uring to this process and all below it, for good.

    What it asks the kernel to do passes by every other filter, and it is where most holes were found of late.
    """
    if not sys.platform.startswith("linux"):
        return
    program = b"".join(struct.pack("=HBBI", *step) for step in _PROGRAM)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    prctl(_SET_SECCOMP, _FILTER, ctypes.byref(_Program(len(_PROGRAM), program)), 0, 0)
