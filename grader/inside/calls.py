"""A filter of system calls that each job sets for itself: what no job needs is refused by the kernel.

Where the engine has a filter of system calls, its allow-list (grader/sandbox/seccomp.json) stands before this
one; the local sandbox and engines without have this one alone. Refused are calls that leave something in the
kernel after the job, use up limits that the whole machine shares, look at other processes, or avoid filters.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2  # prctl's
_LOAD, _IS, _AT_LEAST, _HAS_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of a seccomp program
_NUMBER, _PROCESSOR, _FIRST_ARGUMENT = (
    0,
    4,
    16,
)  # where a program finds them; all processors are little-endian
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_X32 = 0x40000000  # the bit by which x86 marks its calls of the x32 kind
_NEW_NAMESPACES = 0x7E020000  # clone's flags
_AF_UNIX = 1
_EVERYWHERE = {  # the same number on every processor
    "io_uring_setup": 425,  # what it asks the kernel to do passes by every other filter
    "io_uring_enter": 426,
    "io_uring_register": 427,
    "pidfd_getfd": 438,
    "memfd_secret": 447,
}
_CLONE3 = 435


@dataclass(frozen=True)
class _Kind:
    """A kind of processor: how the kernel names it, and its numbers of calls."""

    name: int
    refused: Mapping[str, int]
    clone: int
    socket: int
    socketpair: int


def _numbers(text: str) -> dict[str, int]:
    words = text.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


_KINDS = {
    "x86_64": _Kind(
        0xC000003E,
        _numbers(
            "io_setup 206 io_destroy 207 io_getevents 208 io_submit 209 io_cancel 210 io_pgetevents 333 "
            "add_key 248 request_key 249 keyctl 250 shmget 29 semget 64 msgget 68 mq_open 240 "
            "inotify_init 253 inotify_init1 294 fanotify_init 300 unshare 272 setns 308 "
            "perf_event_open 298 bpf 321 userfaultfd 323 ptrace 101 process_vm_readv 310 "
            "process_vm_writev 311 kcmp 312"
        ),
        clone=56,
        socket=41,
        socketpair=53,
    ),
    "aarch64": _Kind(
        0xC00000B7,
        _numbers(
            "io_setup 0 io_destroy 1 io_submit 2 io_cancel 3 io_getevents 4 io_pgetevents 292 "
            "add_key 217 request_key 218 keyctl 219 shmget 194 semget 190 msgget 186 mq_open 180 "
            "inotify_init1 26 fanotify_init 262 unshare 97 setns 268 "
            "perf_event_open 241 bpf 280 userfaultfd 282 ptrace 117 process_vm_readv 270 "
            "process_vm_writev 271 kcmp 272"
        ),
        clone=220,
        socket=198,
        socketpair=199,
    ),
}
_Step = tuple[
    int, int, int, int
]  # what to do, how many to skip where it holds and where not, with which number


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refuse(*, network: bool) -> None:
    """Refuse those calls to this process and all below it, for good; without ``network`` its sockets too."""
    if not sys.platform.startswith("linux"):
        return
    steps = list(_steps(_KINDS.get(platform.machine()), network=network))
    program = b"".join(struct.pack("=HBBI", *step) for step in steps)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    prctl(_SET_SECCOMP, _FILTER, ctypes.byref(_Program(len(steps), program)), 0, 0)


def _steps(kind: _Kind | None, *, network: bool) -> Iterator[_Step]:
    """The filter's program; for a processor of another kind only what has the same number everywhere."""
    if kind is not None:
        yield (_LOAD, 0, 0, _PROCESSOR)
        yield (_IS, 1, 0, kind.name)
        yield _error(errno.EPERM)  # calls of 32 bits have numbers of their own
    yield (_LOAD, 0, 0, _NUMBER)
    yield (_AT_LEAST, 0, 1, _X32)
    yield _error(errno.EPERM)
    for number in [*_EVERYWHERE.values(), *(kind.refused.values() if kind else ())]:
        yield (_IS, 0, 1, number)
        yield _error(errno.EPERM)
    yield (_IS, 0, 1, _CLONE3)
    yield _error(errno.ENOSYS)  # its flags lie in memory, where no filter sees them: clone is called instead
    if kind is not None:
        yield from _by_argument(kind.clone, (_HAS_BIT, 0, 1, _NEW_NAMESPACES), errno.EPERM)
        for number in () if network else (kind.socket, kind.socketpair):
            yield from _by_argument(number, (_IS, 1, 0, _AF_UNIX), errno.EAFNOSUPPORT)
    yield (_RETURN, 0, 0, _ALLOW)


def _by_argument(number: int, refused: _Step, error: int) -> Iterator[_Step]:
    """Of the call with that number, those whose first argument ``refused`` leads to the next step for."""
    yield (_IS, 0, 4, number)
    yield (_LOAD, 0, 0, _FIRST_ARGUMENT)
    yield refused
    yield _error(error)
    yield (_RETURN, 0, 0, _ALLOW)


def _error(number: int) -> _Step:
    return (_RETURN, 0, 0, _ERROR | number)
