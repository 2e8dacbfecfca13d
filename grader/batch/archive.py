"""A ``.zip`` of submissions, read where it is: nothing is unpacked to the disk."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from grader.batch.names import folded
from grader.batch.walk import Entry, Kind
from grader.errors import FileTrouble, GraderError, UnusableSubmission, UsageProblem
from grader.report.left_out import LeftOutEntry
from grader.submission import opening
from grader.text import say
from grader.washing import shown_name

MAX_MEMBERS = 100_000
MAX_GIB = 2  # of the archive itself; of a member no more is unpacked than a submission may have
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack any amount at once
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)
_UTF8, _ENCRYPTED = 0x800, 0x1  # flags of a member

Parts = tuple[str, ...]


class ZipSource:
    """An archive as a folder. A member that is a link, encrypted or there twice is listed, and unusable."""

    def __init__(self, archive: zipfile.ZipFile, title: str) -> None:
        self._archive = archive
        self._members: dict[Parts, zipfile.ZipInfo] = {}
        self._entries: dict[Parts, Entry] = {}
        self._below: dict[Parts, list[Parts]] = {(): []}
        self.left_out: list[LeftOutEntry] = []  # members whose names are no path below a folder
        found = []
        for info in archive.infolist():
            parts = _parts(info)
            if parts:
                found.append((parts, info))
            elif parts is None:
                reason = say("batch.out_outside")
                self.left_out.append(LeftOutEntry(shown_name(_name(info)), reason))
        wrapped = _is_wrapped([parts for parts, _ in found], title)
        for parts, info in found:
            self._add(parts[1:] if wrapped else parts, info)

    def children(self, parts: Parts) -> list[Entry]:
        """See :class:`grader.batch.walk.EntrySource`."""
        return [self._entries[child] for child in sorted(self._below.get(parts, ()))]

    def read(self, parts: Parts, limit: int) -> bytes:
        """See :class:`grader.batch.walk.EntrySource`."""
        entry, info = self._entries[parts], self._members[parts]
        if entry.problem is not None:
            raise entry.problem
        try:
            with self._archive.open(info) as member:
                raw = member.read(limit + 1)
        except OSError as error:
            raise FileTrouble("screen.unreadable", path=entry.file, message=error.strerror or "-") from None
        except _BROKEN as error:
            raise UnusableSubmission("batch.zip_member", path=entry.file, problem=str(error)) from None
        if len(raw) > limit:
            raise UnusableSubmission("screen.too_large", path=entry.name, limit=f"{limit >> 10} KiB")
        return raw

    def _add(self, parts: Parts, info: zipfile.ZipInfo) -> None:
        """List a member, and the folders on the way to it, which archives need not list."""
        for depth in range(1, len(parts)):
            self._list(parts[:depth], "folder", None)
        kind = _kind(info)
        if not parts or (kind == "folder" and parts in self._entries):
            return
        twice = parts in self._entries
        problem = UnusableSubmission("batch.zip_twice", path=shown_name("/".join(parts))) if twice else None
        self._list(parts, kind, problem or _problem(parts, kind, info))
        self._members[parts] = info

    def _list(self, parts: Parts, kind: Kind, problem: GraderError | None) -> None:
        if parts not in self._entries:
            self._below.setdefault(parts[:-1], []).append(parts)
            self._entries[parts] = Entry(parts, kind, problem)
        elif problem is not None and self._entries[parts].kind != "folder":
            self._entries[parts] = Entry(parts, kind, problem)


@contextmanager
def open_zip(path: Path) -> Iterator[ZipSource]:
    """The archive of that path, as long as the context lasts.

    Raises:
        UsageProblem: where it is no sound archive, or larger than any class's.
        FileTrouble: where the machine does not let it be read.
    """
    with ExitStack() as stack:
        try:
            file, facts = stack.enter_context(opening.opened(path.parent, [path.name]))
            archive = stack.enter_context(zipfile.ZipFile(file))
            members = len(archive.infolist())
        except UnusableSubmission as error:
            raise UsageProblem("batch.zip", path=shown_name(path.name), problem=error.text) from None
        except (*_BROKEN, OSError) as error:
            raise UsageProblem("batch.zip", path=shown_name(path.name), problem=str(error) or "-") from None
        if members > MAX_MEMBERS or facts.st_size > MAX_GIB << 30:
            most = {"members": MAX_MEMBERS, "size": f"{MAX_GIB} GiB"}
            raise UsageProblem("batch.zip_large", path=shown_name(path.name), **most)
        yield ZipSource(archive, path.stem)


def _parts(info: zipfile.ZipInfo) -> Parts | None:
    """The member's place below the folder that was packed; None where its name is no such place."""
    name = _name(info)
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    return None if name.startswith("/") or ".." in parts or "\\" in name or ":" in name[:3] else parts


def _name(info: zipfile.ZipInfo) -> str:
    """The name as it was meant: Korean Windows packs names in cp949, macOS in UTF-8, neither says so."""
    if info.flag_bits & _UTF8:
        return info.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return info.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return info.filename


def _is_wrapped(members: list[Parts], title: str) -> bool:
    """Whether all lies in one folder that the archive is named after: ``class.zip`` of ``class``."""
    tops = {parts[0] for parts in members if not parts[0].startswith((".", "__MACOSX"))}
    inside = {parts[0] for parts in members if len(parts) > 1}
    return len(tops) == 1 and tops <= inside and folded(title).startswith(folded(*tops))


def _kind(info: zipfile.ZipInfo) -> Kind:
    mode = info.external_attr >> 16
    if stat.S_ISLNK(mode):
        return "link"
    if info.is_dir() or stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_IFMT(mode) in (0, stat.S_IFREG) else "special"


def _problem(parts: Parts, kind: Kind, info: zipfile.ZipInfo) -> GraderError | None:
    path = shown_name("/".join(parts))
    if kind in ("link", "special"):
        return UnusableSubmission(f"opening.{kind}", path=path)
    if info.flag_bits & _ENCRYPTED:
        return UnusableSubmission("batch.zip_encrypted", path=path)
    if info.compress_type not in _METHODS:
        return UnusableSubmission("batch.zip_method", path=path)
    return None
