"""Every entry of a class folder is a submission or told as left out; what cannot be read is no mark."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from grader.errors import FileTrouble
from grader.submission import opening

from .conftest import left_out, rows, solution, write

STUB = "task1_callback"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "class" / "kim.py")
    return tmp_path / "class"


@pytest.fixture
def out(folder: Path) -> Path:
    return folder.with_name("class-task1-graded")


@pytest.mark.parametrize("name", ["park.PY", "park.Py", "park.pY"])
def test_suffixes_count_in_any_case(batch, folder: Path, out: Path, name: str) -> None:
    write(folder / name)
    assert batch(folder).status == 0
    assert rows(out)["park"] == ("pass", 100)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("park.py.txt", "second ending"),
        ("park.py.part", "second ending"),
        ("park.ipynb.json", "second ending"),
        ("park.zip", "an archive"),
        ("park.tar.gz", "an archive"),
        ("park.hwp", "neither a .py nor"),
        ("park", "neither a .py nor"),
        ("_oh.py", "a dot or an underline"),
        (".park.py", "a dot or an underline"),
        (".git/config", "a dot or an underline"),
        ("node_modules/x.py", "never a solution"),
        ("venv/pyvenv.cfg", "never a solution"),
    ],
)
def test_what_is_left_out_is_told_in_every_place(batch, folder: Path, out: Path, name: str, why: str) -> None:
    write(folder / name)
    ran = batch(folder)
    assert ran.status == 0
    top = name.split("/")[0]
    assert why in left_out(out)[top]
    assert f"{top}: " in ran.err
    assert why in " ".join(ran.err.split())
    assert why in (out / "index.html").read_text()


def test_many_of_one_reason_are_told_in_one_line(batch, folder: Path, out: Path) -> None:
    for number in range(3000):
        (folder / f"{number:04}.txt").touch()
    ran = batch(folder)
    assert "0000.txt, 0001.txt, 0002.txt, 0003.txt, 0004.txt and 2995 more: neither" in " ".join(
        ran.err.split()
    )
    assert len(left_out(out)) == 3000


def test_flat_files_are_told_where_several_tasks_are_graded(batch, folder: Path) -> None:
    write(folder / "lee" / f"{STUB}.py")
    ran = batch(folder, "--task", "task1", "--task", "task4")
    out = folder.with_name("class-task1-task4-graded")
    assert "each student needs a folder" in left_out(out)["kim.py"]
    assert ran.status == 0


def test_flat_files_of_an_exam_are_told_even_where_nobody_handed_in_a_folder(batch, folder: Path) -> None:
    ran = batch(folder, "--exam", "fundamentals")
    assert ran.status == 2
    assert "kim.py: a file beside the students' folders" in " ".join(ran.err.split())


def test_what_a_pattern_does_not_match_is_told(batch, folder: Path) -> None:
    write(folder / "lee" / "homework" / "x.py")
    write(folder / "lee" / "old.py")
    write(folder / "lee" / "data.csv")
    ran = batch(folder, "--pattern", "{student}/homework/*.py", "--out", folder.parent / "out")
    assert ran.status == 0
    told = left_out(folder.parent / "out")
    assert {name: "--pattern" in why for name, why in told.items()} == {
        "kim.py": True,
        "lee/old.py": True,
        "lee/data.csv": False,
    }


def test_a_folder_with_nothing_to_grade_says_what_it_holds(batch, tmp_path: Path) -> None:
    write(tmp_path / "class" / "kim.py.txt")
    ran = batch(tmp_path / "class")
    assert ran.status == 2
    assert "kim.py.txt: saved with a second ending" in " ".join(ran.err.split())


@pytest.mark.parametrize(
    "beside",
    [
        ("tests/test_task1.py",),
        ("test_task1.py", "conftest.py"),
        ("setup.py",),
        (".venv/lib/task1.py", ".venv/pyvenv.cfg"),
        ("my env/lib/task1.py", "my env/pyvenv.cfg"),
        (".ipynb_checkpoints/task1-checkpoint.ipynb", "__pycache__/task1.py"),
        ("node_modules/task1.py", "__MACOSX/._task1.py"),
    ],
    ids=lambda names: names[0],
)
def test_what_is_never_a_solution_makes_no_folder_ambiguous(
    batch, folder: Path, out: Path, beside: tuple[str, ...]
) -> None:
    write(folder / "lee" / "task1.py")
    for name in beside:
        write(folder / "lee" / name, "x = 1\n")
    batch(folder)
    assert rows(out)["lee"] == ("pass", 100)


@pytest.mark.parametrize("other", ["task1.py", "my_callback.ipynb", "old/task1.py", "TASK1 (1).py"])
def test_of_two_real_candidates_the_stubs_own_name_counts(batch, folder: Path, out: Path, other: str) -> None:
    write(folder / "lee" / f"{STUB}.py", solution(90))
    write(folder / "lee" / other, "x = 1\n")
    batch(folder)
    assert rows(out)["lee"][1] == 90
    assert "not the file that was taken" in left_out(out)[f"lee/{other}"]


def test_two_files_of_the_stubs_name_are_unusable_and_named(batch, folder: Path, out: Path) -> None:
    write(folder / "lee" / f"{STUB}.py")
    write(folder / "lee" / f"{STUB}.ipynb", "{}")
    batch(folder)
    assert rows(out)["lee"] == ("unusable", 0)
    assert f"lee/{STUB}.ipynb, lee/{STUB}.py" in (out / "results.csv").read_text(encoding="utf-8-sig")


def test_the_sentence_of_an_ambiguous_folder_changes_with_its_files(batch, folder: Path, out: Path) -> None:
    write(folder / "lee" / "a.py")
    write(folder / "lee" / "b.py")
    batch(folder)
    (folder / "lee" / "b.py").rename(folder / "lee" / "c.py")
    batch(folder)
    assert "lee/a.py, lee/c.py" in (out / "results.csv").read_text(encoding="utf-8-sig")


# --- what the machine does not let be read


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch):
    """Whatever has a word in its name cannot be opened, as others than root meet it."""

    def lock(word: str, number: int = 13) -> None:
        for name in ("open", "scandir"):
            real = getattr(os, name)

            def refuse(path: object, *arguments: object, real=real, **named: object) -> object:
                if word in str(path).rpartition("/")[2]:
                    raise OSError(number, os.strerror(number), path)
                return real(path, *arguments, **named)

            monkeypatch.setattr(os, name, refuse)

    return lock


@pytest.mark.parametrize(
    "number", [13, 5, 116], ids=["no rights", "a disk that fails", "a network that fails"]
)
@pytest.mark.parametrize("what", ["lee.py", "lee", "lee/deeper"])
def test_what_cannot_be_read_is_no_mark(
    batch, folder: Path, out: Path, locked, what: str, number: int
) -> None:
    write(folder / what if what.endswith(".py") else folder / what / "task1.py")
    locked(Path(what).name, number)
    ran = batch(folder)
    assert ran.status == 3
    assert rows(out) == {"kim": ("pass", 100), "lee": ("error", None)}
    assert os.strerror(number) in ran.err


def test_what_cannot_be_read_under_a_pattern_is_told_and_status_3(batch, folder: Path, locked) -> None:
    write(folder / "lee" / "task1.py")
    locked("lee")
    ran = batch(folder, "--pattern", "**{student}.py", "--out", folder.parent / "out")
    assert ran.status == 3
    assert "Permission denied" in left_out(folder.parent / "out")["lee"]


def test_a_class_folder_that_cannot_be_read_is_no_empty_class(batch, folder: Path, locked) -> None:
    locked("class")
    ran = batch(folder)
    assert ran.status == 3
    assert "Permission denied" in ran.err


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become another user")
def test_rights_are_those_of_the_system(folder: Path) -> None:
    """The real refusal, met by a process that is not root."""
    folder.parent.chmod(0o755)
    (folder / "kim.py").chmod(0)
    os.seteuid(65534)
    try:
        with pytest.raises((FileTrouble, PermissionError)):
            opening.read_below(folder, ["kim.py"], 1000)
    finally:
        os.seteuid(0)


# --- names


def test_names_are_composed_and_found_by_their_bytes(batch, folder: Path, out: Path) -> None:
    apart = unicodedata.normalize("NFD", "민수")
    write(folder / f"{apart}.py", solution(70))
    write(folder / unicodedata.normalize("NFD", "지영") / f"{STUB}.py", solution(80))
    batch(folder)
    assert rows(out)["민수"] == ("fail", 70)
    assert rows(out)["지영"] == ("fail", 80)
    assert "민수" in (out / "results.csv").read_text(encoding="utf-8-sig")
    assert (out / "students" / "민수.html").exists()


def test_a_pattern_in_either_form_matches_names_in_either_form(batch, folder: Path) -> None:
    write(folder / unicodedata.normalize("NFD", "과제") / "민수.py")
    batch(folder, "--pattern", "과제/{student}.PY", "--out", folder.parent / "out")
    assert rows(folder.parent / "out") == {"민수": ("pass", 100)}


@pytest.mark.parametrize(
    "twin", ["kim\u200b", "kim\u3164", "\x07kim", "kim ", "ｋｉｍ", "kim\ufe0f", "\u2066kim\u2069"]
)
def test_a_name_that_looks_like_a_neighbours_is_told_apart(batch, folder: Path, out: Path, twin: str) -> None:
    write(folder / f"{twin}.py", solution(10))
    batch(folder)
    found = rows(out)
    assert found.pop("kim") == ("pass", 100)
    ((name, row),) = found.items()
    assert name.endswith(" (2)")
    assert row == ("fail", 10)


def test_two_files_of_a_student_under_a_pattern_keep_the_students_name(batch, folder: Path) -> None:
    write(folder / "hw" / "lee" / "a.py", solution(10))
    write(folder / "hw" / "lee" / "b.py", solution(20))
    batch(folder / "hw", "--pattern", "{student}/*.py", "--out", folder.parent / "out")
    assert rows(folder.parent / "out") == {"lee": ("fail", 10), "lee (2)": ("fail", 20)}


def test_a_student_has_one_name_in_all_tasks(batch, folder: Path) -> None:
    for name in ("lee", "lee\u200b"):
        write(folder / name / "task1.py", solution(100 if name == "lee" else 0))
        write(folder / name / "task4.py", solution(100 if name == "lee" else 0, "task4"))
    batch(folder, "--task", "task1", "--task", "task4")
    found = (folder.with_name("class-task1-task4-graded") / "results.jsonl").read_text()
    assert found.count('"student": "lee"') == found.count('"student": "lee (2)"') == 2


def test_batch_calls_a_file_and_a_folder_by_the_student_who_is_named(batch, tmp_path: Path) -> None:
    path = tmp_path / "repository" / "solution.py"
    write(path, solution(70))
    for given in (path, path.parent):
        ran = batch(given, "--student", "kim", "--out", tmp_path / "out" / given.name)
        assert (ran.status, "kim" in ran.out) == (0, True), ran.err
        assert (tmp_path / "out" / given.name / "gradescope" / "kim.json").exists()
    ran = batch(path.parent, "--student", "kim", "--pattern", "{student}.py")
    assert (ran.status, "Received: both" in ran.err) == (2, True)
