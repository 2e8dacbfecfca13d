"""Where results go, whose they are, and what counts as one: never a student's own, never over another's."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from grader.batch import sealed, walk
from grader.batch.sealed import seal

from .conftest import rows, solution, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "class" / "kim.py", solution(40))
    write(tmp_path / "class" / "lee.py", solution(100))
    return tmp_path / "class"


@pytest.fixture
def out(folder: Path) -> Path:
    return folder.with_name("class-task1-graded")


def record(out: Path, student: str) -> Path:
    return next((out / "results").glob(f"{student}.*"))


# --- records


@pytest.mark.parametrize("seal_of", ["nobody", "another user", "the first line kept"])
def test_a_record_that_a_student_wrote_is_no_mark(
    batch, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seal_of: str
) -> None:
    """All that the key hashes is public, so the key of a forged record is right."""
    batch(folder)
    path = record(out, "kim")
    head, _, text = path.read_text().partition("\n")
    forged = json.loads(text) | {"score": 100, "outcome": "pass"}
    with monkeypatch.context() as other:
        other.setenv("GRADE_STATE", str(tmp_path / "other"))
        by_other = seal(json.dumps(forged))
    forms = {
        "nobody": json.dumps(forged),
        "another user": by_other,
        "the first line kept": f"{head}\n{json.dumps(forged)}",
    }
    path.write_text(forms[seal_of])
    ran = batch(folder)
    assert rows(out)["kim"] == ("fail", 40)
    assert "1 of them unchanged" in ran.err


@pytest.mark.parametrize(
    "change",
    [
        {"score": 500},
        {"score": -1},
        {"max_score": 10},
        {"pass_score": 1},
        {"student": "lee"},
        {"task": "task2"},
    ],
    ids=str,
)
def test_a_record_counts_within_the_tasks_points_and_for_its_submission(
    batch, folder: Path, out: Path, change: dict
) -> None:
    batch(folder)
    path = record(out, "kim")
    path.write_text(seal(json.dumps(json.loads(path.read_text().partition("\n")[2]) | change)))
    batch(folder)
    assert rows(out)["kim"] == ("fail", 40)


def test_a_neighbours_record_is_not_a_students(batch, folder: Path, out: Path) -> None:
    batch(folder)
    shutil.copy(record(out, "lee"), record(out, "kim"))
    batch(folder)
    assert rows(out) == {"kim": ("fail", 40), "lee": ("pass", 100)}


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 << 30)


@pytest.mark.parametrize(
    "make",
    [_pipe, _huge, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to(path)],
    ids=["pipe", "200 GB", "endless link", "loop"],
)
def test_what_is_no_record_is_replaced(batch, folder: Path, out: Path, make) -> None:
    batch(folder)
    path = record(out, "kim")
    path.unlink()
    make(path)
    assert batch(folder).status == 0
    assert rows(out)["kim"] == ("fail", 40)
    assert path.is_file()
    assert not path.is_symlink()


def test_a_file_that_is_swapped_for_another_is_not_unchanged(
    batch, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is hashed is what is graded, whenever the file changes."""
    batch(folder)
    read, times = walk.FolderSource.read, []

    def swapping(self, parts, limit):
        raw = read(self, parts, limit)
        write(folder / "kim.py", solution(100))
        times.append(parts)
        return raw

    monkeypatch.setattr(walk.FolderSource, "read", swapping)
    batch(folder, "--fresh")
    assert rows(out)["kim"] == ("fail", 40)
    assert sorted(times) == [("kim.py",), ("lee.py",)]  # each is read once
    row = json.loads((out / "results.jsonl").read_text().splitlines()[0])
    assert row["report"]["submission"]["sha256"] == hashlib.sha256(solution(40).encode()).hexdigest()


def test_the_secret_is_the_users_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "state"))
    first = seal("x")
    path = tmp_path / "state" / "results.secret"
    assert path.stat().st_mode & 0o777 == 0o600
    sealed._secret.cache_clear()
    assert seal("x") == first
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_where_no_secret_can_be_kept_grading_goes_on(
    batch, folder: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "file", "")
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "file" / "below"))
    assert batch(folder).status == 0
    sealed._secret.cache_clear()
    ran = batch(folder)
    assert "0 of them unchanged" in ran.err


# --- where results go


def test_batches_of_other_tasks_and_patterns_keep_their_own_results(batch, folder: Path) -> None:
    write(folder / "week1" / "park.py")
    write(folder / "week2" / "park.py", solution(10))
    for options in (
        ("--task", "task1"),
        ("--task", "task4"),
        ("--task", "task1", "--pattern", "week1/{student}.py"),
        ("--task", "task1", "--pattern", "week2/{student}.py"),
    ):
        assert batch(folder, *options).status == 0
    found = sorted(folder.parent.glob("class-*"))
    assert len(found) == 4
    assert {rows(out)["park"] for out in found if "week" in out.name} == {("pass", 100), ("fail", 10)}


def test_dots_of_a_name_belong_to_it(batch, tmp_path: Path) -> None:
    for name in ("hw1.2", "hw1.3"):
        write(tmp_path / name / "kim.py", solution(20 if name == "hw1.2" else 30))
        batch(tmp_path / name)
    assert rows(tmp_path / "hw1.2-task1-graded")["kim"] == ("fail", 20)
    assert rows(tmp_path / "hw1.3-task1-graded")["kim"] == ("fail", 30)


@pytest.mark.parametrize(("inside", "typed"), [("class", "."), ("class/x", ".."), ("class", "./")])
def test_the_name_of_the_results_is_that_of_the_folder(
    batch, folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch, inside: str, typed: str
) -> None:
    (folder.parent / inside).mkdir(exist_ok=True)
    monkeypatch.chdir(folder.parent / inside)
    before = sorted(path.name for path in Path.cwd().iterdir())
    assert batch(typed).status == 0
    assert rows(out)["kim"] == ("fail", 40)
    assert sorted(path.name for path in Path.cwd().iterdir()) == before


def test_pages_and_uploads_of_removed_students_go_and_others_stay(batch, folder: Path, out: Path) -> None:
    batch(folder)
    write(out / "students" / "my_notes.html", "mine")
    (folder / "kim.py").unlink()
    batch(folder)
    assert sorted(path.name for path in (out / "students").iterdir()) == ["lee.html", "my_notes.html"]
    assert [path.name for path in (out / "gradescope").iterdir()] == ["lee.json"]
    batch(folder, "--pattern", "{student}.py", "--out", out)
    assert (out / "students" / "lee.html").exists()


def test_a_list_of_files_to_remove_is_no_students(batch, folder: Path, out: Path, tmp_path: Path) -> None:
    """Neither a list that nobody sealed nor one that leads elsewhere removes anything."""
    mine = write(tmp_path / "mine" / "thesis.html", "mine")
    batch(folder)
    path = out / "manifest.sealed"
    text = json.loads(path.read_text().partition("\n")[2])
    for name in ("../mine/thesis.html", "students/../../mine/thesis.html", str(mine)):
        text["files"].append(name)
    write(out / "students" / "x.html", "mine")
    path.write_text(seal(json.dumps(text)))
    batch(folder)
    assert mine.exists()
    path.write_text(json.dumps(text | {"files": ["students/x.html"]}))
    batch(folder)
    assert (out / "students" / "x.html").exists()


def test_one_batch_never_overwrites_anothers_results(batch, folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "other" / "zoe.py")
    shared = tmp_path / "shared"
    assert batch(folder, "--out", shared).status == 0
    for words in ((tmp_path / "other",), (folder, "--task", "task4")):
        ran = batch(*words, "--out", shared)
        assert ran.status == 2
        assert "holds the results of another batch" in " ".join(ran.err.split())
    assert rows(shared) == {"kim": ("fail", 40), "lee": ("pass", 100)}


def test_class_and_results_can_be_moved_together(batch, folder: Path, tmp_path: Path) -> None:
    batch(folder)
    for path in (folder, folder.with_name("class-task1-graded")):
        (tmp_path / "moved").mkdir(exist_ok=True)
        path.rename(tmp_path / "moved" / path.name)
    ran = batch(tmp_path / "moved" / "class")
    assert "2 of them unchanged" in ran.err


@pytest.mark.parametrize("name", ["", "results", "students", "gradescope"])
def test_results_are_not_written_through_a_link(
    batch, folder: Path, out: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "home").mkdir()
    out.joinpath(name).parent.mkdir(exist_ok=True)
    out.joinpath(name).symlink_to(tmp_path / "home")
    ran = batch(folder)
    assert ran.status == 2
    assert "is a link" in ran.err
    assert list((tmp_path / "home").iterdir()) == []


def test_a_report_is_not_written_through_a_link_that_was_put_there(
    batch, folder: Path, out: Path, tmp_path: Path
) -> None:
    mine = write(tmp_path / "mine.txt", "mine")
    out.mkdir()
    for name in ("results.csv", "index.html", "left_out.csv", "manifest.sealed"):
        (out / name).symlink_to(mine)
    assert batch(folder).status == 0
    assert mine.read_text() == "mine"


@pytest.mark.parametrize("runner", [True, False])
def test_in_ci_results_lie_outside_the_checkout(
    batch, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, runner: bool
) -> None:
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("RUNNER_TEMP", str(elsewhere) if runner else "")
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    write(folder.with_name("class-task1-graded") / "results.csv", "a student's")
    assert batch(folder).status == 0
    (out,) = elsewhere.iterdir()
    assert rows(out)["kim"] == ("fail", 40)


# --- archives


def packed(path: Path, files: dict[str, str], **how: int) -> Path:
    with zipfile.ZipFile(path, "w", **how) as made:
        for name, text in files.items():
            made.writestr(name, text)
    return path


@pytest.mark.parametrize("top", ["", "class/"], ids=["files", "the folder itself"])
def test_an_archive_is_graded_as_a_class(batch, tmp_path: Path, top: str) -> None:
    files = {f"{top}kim.py": solution(40), f"{top}lee/task1.py": solution(), f"{top}readme.txt": "x"}
    path = packed(tmp_path / "class.zip", files | {"__MACOSX/._kim.py": "x"})
    assert batch(path).status == 0
    assert rows(tmp_path / "class.zip-task1-graded") == {"kim": ("fail", 40), "lee": ("pass", 100)}
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["class.zip", "class.zip-task1-graded"]


def test_names_in_an_archive_of_korean_windows_are_read(batch, tmp_path: Path) -> None:
    path = packed(tmp_path / "class.zip", {"AAAA.py": solution()})
    path.write_bytes(path.read_bytes().replace(b"AAAA.py", "민수".encode("cp949") + b".py"))
    assert batch(path).status == 0
    assert "민수" in rows(tmp_path / "class.zip-task1-graded")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"x" * 1000], ids=["empty", "cut", "noise"])
def test_what_is_no_archive_says_what_to_do(batch, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "class.zip").write_bytes(data)
    ran = batch(tmp_path / "class.zip")
    assert ran.status == 2
    assert "unpack it and give the folder" in " ".join(ran.err.split())


def test_an_archive_is_no_link(batch, tmp_path: Path) -> None:
    packed(tmp_path / "real.zip", {"kim.py": solution()})
    (tmp_path / "class.zip").symlink_to(tmp_path / "real.zip")
    ran = batch(tmp_path / "class.zip")
    assert ran.status == 2
    assert "is a link" in ran.err
