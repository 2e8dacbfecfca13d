"""What can go wrong outside a verdict. Each error carries its sentence and its exit status."""

from __future__ import annotations

import errno
from typing import Any, ClassVar

from grader.text import Text, bounded, say
from grader.washing import legible

MAX_MESSAGE = 6000  # characters: a submission may have put any text into it
_MACHINES = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


class GraderError(Exception):
    """An end without a verdict; ``text`` tells the user what happened and what to do.

    The arguments are a key of messages/ and the values of its placeholders.
    """

    exit_status: ClassVar[int] = 3

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.text: Text = bounded(say(key, **values), MAX_MESSAGE)
        super().__init__(self.text.en)


class UsageProblem(GraderError):
    """The command line makes no sense: a wrong argument, option or file."""

    exit_status = 2


class UnusableSubmission(GraderError):
    """The submission cannot be graded, as is seen without running it; ``line`` of its source says where."""

    exit_status = 2

    def __init__(self, key: str, /, *, line: int | None = None, **values: Any) -> None:
        super().__init__(key, line=line, **values)
        self.line = line


class FileTrouble(GraderError):
    """The machine does not let a file or folder be read: no rights, a disk or network that fails."""


class TaskProblem(GraderError):
    """A task folder is not as it must be, which its author has to mend."""


class DataProblem(GraderError):
    """A data set cannot be fetched, or is not what was pinned."""


class SittingProblem(GraderError):
    """The state of an exam cannot be read or written."""


class HistoryProblem(GraderError):
    """What was practised cannot be read or written."""


class EvidenceProblem(GraderError):
    """What came out of a sandbox is not evidence: too large, malformed, or not finite numbers."""


class DiskProblem(GraderError):
    """Nothing more can be written to the disk: it is full, or broken."""


class SandboxUnavailable(GraderError):
    """No sandbox of the kind asked for can be had on this machine."""


class SandboxError(GraderError):
    """The sandbox itself broke. Never held against a submission; worth another try."""


class MachineBusy(SandboxError):
    """The machine did not give a submission its time or memory. Worth another try while nothing else runs."""


def not_written(key: str, path: object, error: OSError) -> GraderError:
    """The error for a file that cannot be written: DiskProblem for a full disk, else UsageProblem."""
    kind, told = (DiskProblem, "cli.disk") if error.errno in _MACHINES else (UsageProblem, key)
    where = path if isinstance(path, Text) else legible(path)
    return kind(told, path=where, problem=error.strerror)
