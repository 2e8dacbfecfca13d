"""Strangers' class folders: what students can leave in one beside ``kim``, whose solution is right.

Each case makes its entries in one folder that all share, under names of its own; the folder is then graded by
``grade batch``. No case may earn a point, keep the command from ending, cost kim a point, or show what lies
outside the folder. A second class is a ``.zip``. ``place.later`` does something between look and read.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from unittest import mock

from grader.batch.walk import MAX_ENTRIES
from grader.cli import app
from grader.cli import batch as batching
from grader.task import loader

KIND = "strangers"
SECRET = "s3cret-outside-of-the-class"
GOOD = loader.find("task1").solutions / "reference.py"
STUB = "task1_callback.py"
_FORMS = ("results.csv", "results.jsonl", "index.html", "summary.md", "junit.xml", "left_out.csv")


@dataclass
class Place:
    """The class folder, and beside it a folder that no submission may reach."""

    folder: Path
    outside: Path
    swaps: dict[str, Callable[[], object]] = field(default_factory=dict)

    @property
    def kim(self) -> Path:
        return self.folder / "kim" / STUB

    def later(self, student: str, swap: Callable[[], object]) -> None:
        """Do that when the student's submission has been found, and before it is read."""
        self.swaps[student] = swap

    def write(self, name: str, text: str | bytes | None = None) -> Path:
        """A file of that name with its folders; a right solution where nothing else is said."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = GOOD.read_bytes() if text is None else text.encode() if isinstance(text, str) else text
        path.write_bytes(data)
        return path

    def sparse(self, name: str) -> None:
        with self.write(name, "").open("r+b") as file:
            file.truncate(200 << 30)


@dataclass(frozen=True)
class Stranger:
    """One case: who it is shown as, how it must end, and words of the sentence that tells so."""

    name: str
    tries: str
    student: str
    outcome: str
    told: str
    make: Callable[[Place], object]

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"

    @property
    def kind(self) -> str:
        return KIND


STRANGERS: list[Stranger] = []


def stranger(student: str, told: str, outcome: str = "unusable") -> Callable:
    """A case for each function: its name says what is there, its docstring what that tries."""

    def add(make: Callable[[Place], object]) -> Callable[[Place], object]:
        STRANGERS.append(Stranger(make.__name__, (make.__doc__ or "").strip(), student, outcome, told, make))
        return make

    return add


# --- links


@stranger("lee", "is a link")
def link_to_a_neighbours_file(place: Place) -> None:
    """The neighbour's points by a link to the neighbour's file."""
    (place.folder / "lee.py").symlink_to(place.kim.relative_to(place.folder))


@stranger("leak", "is a link")
def link_to_the_solution(place: Place) -> None:
    """All points by a link to the task's own solution."""
    (place.folder / "leak.py").symlink_to(GOOD)


@stranger("shadow", "is a link")
def link_to_a_system_file(place: Place) -> None:
    """A line of a host's file in the sentence about a syntax error."""
    (place.folder / "shadow.py").symlink_to("/etc/shadow")


@stranger("up", "is a link")
def link_that_leads_up(place: Place) -> None:
    """A file outside by a relative path."""
    (place.folder / "up.py").symlink_to(Path("..") / place.outside.name / "answers.py")


@stranger("loop", "is a link")
def link_to_itself(place: Place) -> None:
    """A crash of whoever resolves it."""
    (place.folder / "loop.py").symlink_to("loop.py")


@stranger("ring1", "is a link")
def links_in_a_ring(place: Place) -> None:
    """A crash of whoever resolves one of two that lead to each other."""
    (place.folder / "ring1.py").symlink_to("ring2.py")
    (place.folder / "ring2.py").symlink_to("ring1.py")


@stranger("chain0", "is a link")
def chain_of_links(place: Place) -> None:
    """More links after each other than a system follows."""
    for number in range(60):
        (place.folder / f"chain{number}.py").symlink_to(f"chain{number + 1}.py")


@stranger("zero", "is a link")
def link_to_an_endless_device(place: Place) -> None:
    """All memory by a file without an end."""
    (place.folder / "zero.py").symlink_to("/dev/zero")


@stranger("gone", "is a link")
def link_to_nothing(place: Place) -> None:
    """A crash of whoever opens it."""
    (place.folder / "gone.py").symlink_to("/nowhere/at/all.py")


@stranger("waits", "is a link")
def link_to_a_pipe(place: Place) -> None:
    """A class that waits for ever, behind a link."""
    os.mkfifo(place.outside / "pipe")
    (place.folder / "waits.py").symlink_to(place.outside / "pipe")


@stranger("book", "is a link")
def link_to_a_notebook(place: Place) -> None:
    """The same by the other suffix, and in capitals."""
    (place.folder / "book.IPYNB").symlink_to(place.outside / "answers.py")


@stranger("proc", "is a link")
def link_through_proc(place: Place) -> None:
    """The way round by the process's own root."""
    (place.folder / "proc.py").symlink_to(f"/proc/self/root{GOOD}")


@stranger("stdin", "is a link")
def link_to_a_descriptor(place: Place) -> None:
    """What the grader itself has open."""
    (place.folder / "stdin.py").symlink_to("/proc/self/fd/0")


@stranger("folderlink", "is a link")
def link_to_a_neighbours_folder(place: Place) -> None:
    """The neighbour's points by a link in the place of the student's folder."""
    (place.folder / "folderlink").symlink_to("kim")


@stranger("inner", "is a link")
def link_inside_a_students_folder(place: Place) -> None:
    """The same one folder deeper, under the name that is asked for."""
    (place.folder / "inner").mkdir()
    (place.folder / "inner" / STUB).symlink_to(place.kim)


@stranger("below", "There is no solution")
def link_to_a_folder_inside(place: Place) -> None:
    """A student's folder with nothing but a link to the neighbour's."""
    (place.folder / "below").mkdir()
    (place.folder / "below" / "work").symlink_to(place.kim.parent)


@stranger("hard", "hard link")
def hard_link_to_a_neighbours_file(place: Place) -> None:
    """The neighbour's file under a second name, which no link shows."""
    other = place.write("hardneighbour/task1_callback.py", GOOD.read_bytes())
    os.link(other, place.folder / "hard.py")


@stranger("hardout", "hard link")
def hard_link_to_a_file_outside(place: Place) -> None:
    """A file outside under a name inside."""
    (place.folder / "hardout").mkdir()
    os.link(place.outside / "answers.py", place.folder / "hardout" / STUB)


# --- what is no ordinary file


@stranger("pipe", "pipe")
def pipe(place: Place) -> None:
    """A class that waits for ever for somebody to write."""
    os.mkfifo(place.folder / "pipe.py")


@stranger("pipebook", "pipe")
def pipe_in_a_students_folder(place: Place) -> None:
    """The same one folder deeper, as a notebook."""
    (place.folder / "pipebook").mkdir()
    os.mkfifo(place.folder / "pipebook" / "task1_callback.ipynb")


@stranger("socket", "pipe")
def socket_file(place: Place) -> None:
    """A crash of whoever opens it."""
    here = Path.cwd()
    os.chdir(place.folder)  # a socket's path has few characters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("socket.py")
    finally:
        os.chdir(here)


@stranger("device", "pipe")
def device(place: Place) -> None:
    """An endless device of the class folder's own (as root; else a pipe stands for it)."""
    _device(place.folder / "device.py", stat.S_IFCHR, 1, 5)


@stranger("disk", "pipe")
def disk(place: Place) -> None:
    """A disk of the machine's."""
    _device(place.folder / "disk.py", stat.S_IFBLK, 7, 99)


def _device(path: Path, kind: int, major: int, minor: int) -> None:
    try:
        os.mknod(path, kind | 0o600, os.makedev(major, minor))
    except PermissionError:
        os.mkfifo(path)


@stranger("dir", "", "left out")
def folder_named_like_a_file(place: Place) -> None:
    """A crash of whoever opens it: a folder of a name such as a file's is a student's folder."""
    (place.folder / "dir" / "x.py.d").mkdir(parents=True)
    place.write("dir/notes.docx", "x")


# --- sizes


@stranger("sparse", "larger than the limit")
def sparse_file(place: Place) -> None:
    """All memory by 200 GB that take no room on the disk."""
    place.sparse("sparse.py")


@stranger("sparsebook", "larger than the limit")
def sparse_notebook(place: Place) -> None:
    """The same as a notebook."""
    place.sparse("sparsebook.ipynb")


@stranger("sparsedir", "larger than the limit")
def sparse_file_in_a_students_folder(place: Place) -> None:
    """The same one folder deeper."""
    place.sparse(f"sparsedir/{STUB}")


@stranger("byte", "larger than the limit")
def one_byte_too_many(place: Place) -> None:
    """A file just above the limit, right but for its size."""
    place.write("byte.py", GOOD.read_bytes().ljust(256 * 1024 + 1, b"#"))


# --- trees


@stranger("deep", "There is no solution")
def tree_of_1900_folders(place: Place) -> None:
    """A crash of whoever goes down by recursion, or by paths."""
    (place.folder / "deep").mkdir()
    at = os.open(place.folder / "deep", os.O_RDONLY)
    for _ in range(1900):
        os.mkdir("d", dir_fd=at)
        below = os.open("d", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = below
    os.close(at)


@stranger("many", "more entries than")
def entries_without_end(place: Place) -> None:
    """Hours of looking at names."""
    (place.folder / "many").mkdir()
    at = os.open(place.folder / "many", os.O_RDONLY)
    for number in range(MAX_ENTRIES + 10):
        os.close(os.open(f"{number}.py", os.O_CREAT | os.O_WRONLY, dir_fd=at))
    os.close(at)


@stranger("both", "Several files may be")
def two_solutions(place: Place) -> None:
    """The better of two files."""
    place.write("both/old/task1_callback.py")
    place.write("both/new/task1_callback.py", "x = 1\n")


# --- names


@stranger("kim (3)", "There is no solution")
def name_with_an_invisible_letter(place: Place) -> None:
    """A row that is taken for the neighbour's."""
    (place.folder / "kim\u200b").mkdir()


@stranger("kim (2)", "is a link")
def name_that_sorts_before_the_neighbours(place: Place) -> None:
    """The neighbour's own name, by a control character at its beginning."""
    (place.folder / "\x01kim.py").symlink_to(place.kim)


@stranger("::error file=x::pwned", "is a link")
def name_that_is_a_command(place: Place) -> None:
    """A command of the CI runner's."""
    (place.folder / "\n::error file=x::pwned.py").symlink_to("/etc/passwd")


@stranger("gnp.pwned", "is a link")
def name_that_turns_round(place: Place) -> None:
    """A name that reads as another by a character that turns text round."""
    (place.folder / "\u202egnp.pwned.py").symlink_to("/etc/passwd")


@stranger("x" * 252, "is a link")
def name_of_255_bytes(place: Place) -> None:
    """A file of results whose name is too long."""
    (place.folder / f"{'x' * 252}.py").symlink_to("/etc/passwd")


@stranger("\\udcff\\udcfe", "is a link")
def name_that_is_no_text(place: Place) -> None:
    """A crash of whoever writes it."""
    os.symlink(b"/etc/passwd", os.fsencode(place.folder) + b"/\xff\xfe.py")


@stranger("U+200B", "is a link")
def name_that_is_not_to_be_seen(place: Place) -> None:
    """A row without a name."""
    (place.folder / "\u200b.py").symlink_to("/etc/passwd")


@stranger("=1+1", "is a link")
def name_that_is_a_formula(place: Place) -> None:
    """A formula in the teacher's spreadsheet."""
    (place.folder / "=1+1.py").symlink_to("/etc/passwd")


@stranger("-rf", "is a link")
def name_that_is_an_option(place: Place) -> None:
    """An option of whatever command the name is given to."""
    (place.folder / "-rf.py").symlink_to("/etc/passwd")


# --- between look and read


@stranger("raced", "is a link")
def swapped_for_a_link(place: Place) -> None:
    """A file that is a file when it is looked at, and a link when it is read."""
    path = place.write("raced.py", "x = 1\n")
    place.later("raced", lambda: (path.unlink(), path.symlink_to(place.kim)))


@stranger("racedpipe", "pipe")
def swapped_for_a_pipe(place: Place) -> None:
    """The same with a pipe, for which a reader would wait."""
    path = place.write("racedpipe.py", "x = 1\n")
    place.later("racedpipe", lambda: (path.unlink(), os.mkfifo(path)))


@stranger("racedsize", "larger than the limit")
def grown_after_the_look(place: Place) -> None:
    """The same with 200 GB."""
    place.write("racedsize.py", "x = 1\n")
    place.later("racedsize", lambda: place.sparse("racedsize.py"))


@stranger("racedgone", "There is no file")
def gone_after_the_look(place: Place) -> None:
    """A file that is no longer there."""
    path = place.write("racedgone.py")
    place.later("racedgone", path.unlink)


@stranger("racedfolder", "is a link")
def folder_swapped_for_a_link(place: Place) -> None:
    """The folder above the file is another one's when the file is read."""
    folder = place.write(f"racedfolder/{STUB}", "x = 1\n").parent
    place.later("racedfolder", lambda: (shutil.rmtree(folder), folder.symlink_to(place.kim.parent)))


# --- what is not a submission


@stranger("park.py.txt", "second ending", "left out")
def second_ending(place: Place) -> None:
    """A student who would vanish without a word."""
    place.write("park.py.txt")


@stranger("choi.ipynb.json", "second ending", "left out")
def notebook_with_a_second_ending(place: Place) -> None:
    """The same with a notebook."""
    place.write("choi.ipynb.json", "{}")


@stranger("team.zip", "archive", "left out")
def archive_of_a_student(place: Place) -> None:
    """An archive that unpacks to anything, in the place of a file."""
    place.write("team.zip", b"PK\x05\x06" + bytes(18))


@stranger("_oh.py", "underline", "left out")
def name_of_a_tool(place: Place) -> None:
    """A name that tools use."""
    place.write("_oh.py")


@stranger("pipe", "no ordinary file", "left out")
def pipe_without_a_suffix(place: Place) -> None:
    """A pipe that is named like a folder."""
    os.mkfifo(place.folder / "pipe")


# --- what this machine does not let be read: its trouble, no mark


@stranger("locked", "Permission denied", "error")
def file_without_rights(place: Place) -> None:
    """A mark of 0 for what the grader may not read."""
    place.write("locked.py")


@stranger("lockedfolder", "Permission denied", "error")
def folder_without_rights(place: Place) -> None:
    """The same with a folder."""
    place.write(f"lockedfolder/{STUB}")


@contextmanager
def _locked() -> Iterator[None]:
    """Rights, as others than root meet them: whatever is named locked cannot be opened."""
    opened, scanned = os.open, os.scandir

    def refuse(path: object) -> None:
        if str(path).rpartition("/")[2] in ("locked.py", "lockedfolder"):
            raise PermissionError(13, "Permission denied", path)

    def open_(path: object, *arguments: object, **named: object) -> int:
        refuse(path)
        return opened(path, *arguments, **named)  # type: ignore[arg-type]

    def scandir(path: object = ".") -> object:
        refuse(path)
        return scanned(path)  # type: ignore[type-var]

    with mock.patch("os.open", open_), mock.patch("os.scandir", scandir):
        yield


@dataclass(frozen=True)
class Graded:
    """What ``grade batch`` left: its status, all that it said, the rows of its tables."""

    status: int
    said: str
    rows: list[dict]
    left_out: list[dict]
    forms: str

    def wrong(self, one: Stranger) -> list[str]:
        """How the case ended otherwise than it must."""
        if one.outcome == "left out":
            found = [row for row in self.left_out if row["file"].lstrip("'").startswith(one.student)]
            return [] if any(one.told in row["reason"] for row in found) else [f"not told: {found}"]
        found = [row for row in self.rows if row["student"] == one.student]
        wrong = [
            f"{row['outcome']} with {row['score']} points: {row['problem']}"
            for row in found
            if row["outcome"] != one.outcome or row["score"] or one.told not in str(row["problem"])
        ]
        return wrong or ([] if len(found) == 1 else [f"{len(found)} rows of {one.student}"])

    def neighbours(self) -> list[str]:
        """What became of kim, and what of the outside was shown."""
        scores = [row["score"] for row in self.rows if row["student"] == "kim"]
        wrong = [] if scores == [100] else [f"kim has {scores}: {self.said[-500:]}"]
        shown = self.said + self.forms
        return wrong + [f"{secret} was shown" for secret in (SECRET, "root:") if secret in shown]


def made_class(base: Path) -> Place:
    """A class folder with kim and every stranger in it."""
    place = Place(base / "class", base / "outside")
    place.outside.mkdir(parents=True)
    (place.outside / "answers.py").write_text(f"{GOOD.read_text()}\nSECRET = '{SECRET}'\n")
    place.write(f"kim/{STUB}")
    for one in STRANGERS:
        one.make(place)
    return place


def graded_class(place: Place, out: Path, *options: str) -> Graded:
    """The class graded by the command, in this process."""
    began = batching.BatchLive.began

    def swapping(self: object, student: str) -> None:
        place.swaps.get(student, lambda: None)()
        began(self, student)  # type: ignore[arg-type]

    words = ["batch", str(place.folder), "--task", "task1", "--out", str(out), "--seed", "5", *options]
    with _locked(), mock.patch.object(batching.BatchLive, "began", swapping):
        found = _run(words, out)
    _flatten(place.folder / "deep")
    return found


def _flatten(folder: Path) -> None:
    """Take the deep tree apart from its top: what removes folders by recursion cannot."""
    while (folder / "d" / "d").exists():
        (folder / "d" / "d").rename(folder / "below")
        (folder / "d").rmdir()
        (folder / "below").rename(folder / "d")


def _run(words: list[str], out: Path) -> Graded:
    said, status = StringIO(), 0
    with redirect_stdout(said), redirect_stderr(said):
        try:
            app.main(words)
        except SystemExit as end:
            status = int(end.code or 0)
    if not (out / "results.jsonl").exists():
        return Graded(status, said.getvalue(), [], [], "")
    rows = [json.loads(line) for line in (out / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    with (out / "left_out.csv").open(encoding="utf-8-sig", newline="") as file:
        left_out = list(csv.DictReader(file))
    forms = "".join((out / name).read_text(encoding="utf-8") for name in _FORMS)
    return Graded(status, said.getvalue(), rows, left_out, forms)


def in_containers(policy: str, base: Path) -> Iterator[tuple[Stranger, list[str]]]:
    """Every case, and what it gained, kim graded in a container; what no case may is told of the first."""
    found = graded_class(made_class(base), base / "out", "--isolation", policy)
    packed = graded_zip(made_zip(base / "class.zip"), base / "zip", "--isolation", policy)
    shared = [*found.neighbours(), *packed.neighbours()]
    for one in STRANGERS:
        yield one, [*found.wrong(one), *shared]
        shared = []
    for what, student, outcome, told in ZIPPED:
        name = f"archive: {what}"
        one = Stranger(name, "The same in an archive.", student, outcome, told, lambda _place: None)
        yield one, packed.wrong(one)


# --- a class in an archive

ZIPPED: list[tuple[str, str, str, str]] = [  # what is in it, student, outcome, told
    ("link", "linked", "unusable", "is a link"),
    ("pipe", "piped", "unusable", "pipe"),
    ("encrypted", "coded", "unusable", "encrypted"),
    ("other packing", "packed", "unusable", "packed in a way"),
    ("twice", "twice", "unusable", "twice"),
    ("bomb", "bomb", "unusable", "larger than the limit"),
    ("damaged", "torn", "unusable", "damaged"),
    ("path up", "../up.py", "left out", "leads out"),
    ("absolute path", "/etc/abs.py", "left out", "leads out"),
    ("path of Windows", "..\\win.py", "left out", "leads out"),
    ("archive inside", "nested.zip", "left out", "archive"),
]


def made_zip(path: Path) -> Path:
    """``class.zip`` of the folder ``class`` with kim and what ZIPPED says."""
    good = GOOD.read_bytes()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(f"class/kim/{STUB}", good)
        for name, mode in (("linked", stat.S_IFLNK), ("piped", stat.S_IFIFO)):
            info = zipfile.ZipInfo(f"class/{name}.py")
            info.external_attr = (mode | 0o644) << 16
            made.writestr(info, "/etc/passwd")
        made.writestr("class/packed.py", good, zipfile.ZIP_BZIP2)
        made.writestr("class/bomb.py", bytes(100 << 20))
        made.writestr("class/coded.py", good)
        made.writestr("class/torn.py", good, zipfile.ZIP_STORED)
        made.writestr("class/nested.zip", b"PK")
        for name in ("../up.py", "/etc/abs.py", "..\\win.py"):
            made.writestr(zipfile.ZipInfo(name), good)
        made.writestr("class/twice.py", good)
        with mock.patch("warnings.warn"):
            made.writestr("class/twice.py", b"x = 1\n")
    raw = bytearray(path.read_bytes())
    raw[raw.rindex(b"class/coded.py") - 38] |= 1  # the flag that says so, in the archive's directory
    raw[raw.index(b"class/torn.py") + 40] ^= 1
    path.write_bytes(raw)
    return path


def graded_zip(path: Path, out: Path, *options: str) -> Graded:
    """The archive graded by the command."""
    return _run(["batch", str(path), "--task", "task1", "--out", str(out), "--seed", "5", *options], out)
