"""A batch's folder of reports: whole files, under names that are safe whatever a student is called."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st

from grader.report.formats.files import named, write, write_all
from grader.washing import file_stem


def test_write_all_writes_every_form(tmp_path: Path) -> None:
    found = [records.passed("김철수"), records.failed_check("a/../b"), records.grader_error()]
    write_all(found, tmp_path / "new" / "out", "ko")
    made = {
        path.relative_to(tmp_path / "new" / "out").as_posix()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    assert {"results.csv", "results.jsonl", "junit.xml", "summary.md", "gradescope/김철수.json"} < made
    assert len(made) == 7
    assert not [name for name in made if name.endswith(".part")]


def test_write_all_into_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Exception, match="could not be written"):
        write_all([records.passed()], tmp_path / "file", "en")


def test_write_leaves_the_old_file_where_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(tmp_path / "a", "old")
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Exception, match="No space left on device"):
        write(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@given(st.text())
def test_safe_name_is_one_harmless_path_part(name: str) -> None:
    made = file_stem(name)
    assert made
    assert len(f"{made}-task12-12345678.json".encode()) <= 255
    assert all(c.isalnum() or c in "_-" or unicodedata.category(c).startswith(("M", "N")) for c in made)
    assert not made.startswith("-")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "/etc/passwd", "a b", "-rf", "NUL", "a" * 300, "x\0y"]
)
def test_safe_name_changes_what_is_not_safe_and_tells_them_apart(name: str) -> None:
    assert file_stem(name) != name
    assert file_stem(name) != file_stem(name + "?")


@pytest.mark.parametrize("name", ["kim", "김철수", "Kim-Lee_2"])
def test_safe_name_keeps_what_is_safe(name: str) -> None:
    assert file_stem(name) == name


def test_each_record_has_a_file_of_its_own() -> None:
    same = [
        records.passed("kim"),
        records.passed("KIM"),
        records.passed("kim", task="task3"),
        records.passed("lee"),
    ]
    names = [name.casefold() for name, _ in named(same)]
    assert len(set(names)) == 4
    assert names[3] == "lee"
