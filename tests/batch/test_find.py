"""Whose file is which: by names alone, without a word to the person who runs it, and never a neighbour's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.batch.find import find
from grader.batch.pattern import expression
from grader.errors import UsageProblem
from grader.task import loader

TASK3, TASK4 = loader.find("task3"), loader.find("task4")


def make(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
    return folder


def found(folder: Path, tasks: Sequence[loader.Task] = (TASK3,), pattern: str | None = None) -> list[tuple]:
    with find(folder, tasks, pattern, besides=folder / "out") as found:
        items = found.items
    return [(i.student, i.task.id, i.problem.key if i.problem else i.file) for i in items]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["b.py", "a.ipynb"], [("a", "task3", "a.ipynb"), ("b", "task3", "b.py")]),
        (["ann/anything.py"], [("ann", "task3", "ann/anything.py")]),
        (["ann/helper.py", "ann/task3_generator.py"], [("ann", "task3", "ann/task3_generator.py")]),
        (["ann/helper.py", "ann/my-generator.ipynb"], [("ann", "task3", "ann/my-generator.ipynb")]),
        (["ann/x.py", "ann/deep/er/Task3.py"], [("ann", "task3", "ann/deep/er/Task3.py")]),
        (["ann/task3.py", "ann/task3_generator.py"], [("ann", "task3", "ann/task3_generator.py")]),
        (["ann/a.py", "ann/b.py"], [("ann", "task3", "batch.ambiguous")]),
        (["ann/task3.py", "ann/old/task3.py"], [("ann", "task3", "batch.ambiguous")]),
        (["ann/task31.py", "ann/y.py"], [("ann", "task3", "batch.ambiguous")]),
        (["ann/notes.txt"], [("ann", "task3", "batch.nothing")]),
        (["a.py", "a.ipynb"], [("a", "task3", "a.ipynb"), ("a (2)", "task3", "a.py")]),
        (["a.py", ".hidden.py", "_x.py", "out/old.py", "readme.md"], [("a", "task3", "a.py")]),
        (
            ["ann/s.py", "ann/.ipynb_checkpoints/s.ipynb", "ann/__pycache__/s.py"],
            [("ann", "task3", "ann/s.py")],
        ),
        (["김학생/과제.py"], [("김학생", "task3", "김학생/과제.py")]),
    ],
    ids=lambda value: None,
)
def test_find_by_names(tmp_path: Path, names: list[str], expected: list[tuple]) -> None:
    assert found(make(tmp_path, *names)) == expected


def test_find_one_file_for_each_task_in_a_students_folder(tmp_path: Path) -> None:
    folder = make(tmp_path, "ann/task3.py", "ann/loss.py", "ben/task4_loss.py")
    assert found(folder, (TASK3, TASK4)) == [
        ("ann", "task3", "ann/task3.py"),
        ("ann", "task4", "ann/loss.py"),
        ("ben", "task3", "batch.nothing"),
        ("ben", "task4", "ben/task4_loss.py"),
    ]


def test_find_takes_a_single_file(tmp_path: Path) -> None:
    assert found(make(tmp_path, "ann.py") / "ann.py") == [("ann", "task3", "ann.py")]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{student}/homework/*.py", [("ann", "task3", "ann/homework/x.py")]),
        ("**/{student}.ipynb", [("ben", "task3", "deep/er/ben.ipynb")]),
        ("{student}_{task}.py", [("cho", "task3", "cho_task3.py")]),
    ],
)
def test_find_by_pattern(tmp_path: Path, pattern: str, expected: list[tuple]) -> None:
    names = ("ann/homework/x.py", "ann/y.py", "deep/er/ben.ipynb", "cho_task3.py", "cho_task4.py")
    assert found(make(tmp_path, *names), pattern=pattern) == expected


@pytest.mark.parametrize("pattern", ["*.py", "{student}/{student}.py", "{student}-{task}-{task}.py"])
def test_find_refuses_a_pattern_that_names_nobody(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(UsageProblem, match="cannot be used"):
        found(make(tmp_path, "a.py"), pattern=pattern)


def test_find_refuses_a_pattern_without_task_for_several_tasks(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="does not tell the tasks apart"):
        found(make(tmp_path, "a.py"), (TASK3, TASK4), "{student}.py")


@pytest.mark.parametrize("missing", ["nowhere", "."])
def test_find_says_where_it_looked(tmp_path: Path, missing: str) -> None:
    with pytest.raises(UsageProblem, match=r"There is no folder|No submission was found"):
        found(tmp_path / missing)


def test_find_follows_no_link_to_a_neighbours_folder(tmp_path: Path) -> None:
    folder = make(tmp_path, "ann/task3.py", "ben/notes.txt")
    (folder / "ben" / "sub").symlink_to(folder / "ann")
    assert found(folder)[1] == ("ben", "task3", "batch.nothing")


def test_names_that_are_not_utf8_stay_apart_and_can_be_written(tmp_path: Path) -> None:
    for name in (b"\xff.py", b"\xfe.py"):
        with open(bytes(tmp_path) + b"/" + name, "w") as file:
            file.write("x = 1\n")
    names = [student for student, _task, _file in found(tmp_path)]
    assert len(set(names)) == 2
    assert all(name.encode() for name in names)


@given(st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1))
def test_pattern_finds_every_name(name: str) -> None:
    match = expression("a.b/{student}/(x)*.py").fullmatch(f"a.b/{name}/(x)1.py")
    assert match is not None
    assert match["student"] == name


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["mine.py"], [("kim", "task3", "mine.py")]),
        (["task3_generator.ipynb", "helper.py", ".github/x.py"], [("kim", "task3", "task3_generator.ipynb")]),
        (["home/work/task3.py", "README.md"], [("kim", "task3", "home/work/task3.py")]),
        (["a.py", "b.py"], [("kim", "task3", "batch.ambiguous")]),
        (["README.md"], [("kim", "task3", "batch.nothing")]),
    ],
    ids=["a file", "the named one", "deep", "two", "none"],
)
def test_find_takes_a_folder_as_the_work_of_the_student_who_is_named(
    tmp_path: Path, names: list[str], expected: list[tuple]
) -> None:
    folder = make(tmp_path, *names)
    with find(folder, [TASK3], None, besides=folder / "out", student="kim") as found:
        items = found.items
    assert [(i.student, i.task.id, i.problem.key if i.problem else i.file) for i in items] == expected


def test_find_gives_every_task_to_the_student_who_is_named(tmp_path: Path) -> None:
    folder = make(tmp_path, "task3.py", "task4.py")
    with find(folder, [TASK3, TASK4], None, besides=folder / "out", student="kim") as found:
        assert [(i.student, i.task.id, i.file) for i in found.items] == [
            ("kim", "task3", "task3.py"),
            ("kim", "task4", "task4.py"),
        ]


CERTIFICATE = loader.find("task18")
MODELS = [
    (["ann/mymodel.h5"], None, [("ann", "task18", "ann/mymodel.h5")]),
    (["ann/mymodel.KERAS"], None, [("ann", "task18", "ann/mymodel.KERAS")]),
    (["ann/a.py", "ann/mymodel.h5"], None, [("ann", "task18", "ann/a.py")]),  # which the file wrote
    (["ann/a.h5", "ann/b.keras"], None, [("ann", "task18", "batch.ambiguous")]),
    (["ann.h5", "ben.py"], None, [("ann", "task18", "ann.h5"), ("ben", "task18", "ben.py")]),
    (["hw/ann.H5"], "hw/{student}.h5", [("ann", "task18", "hw/ann.H5")]),
    (["hw/ann.Keras"], "hw/{student}.keras", [("ann", "task18", "hw/ann.Keras")]),
]


@pytest.mark.parametrize(("names", "pattern", "expected"), MODELS, ids=lambda value: None)
def test_a_model_alone_is_a_submission_in_the_official_form(
    tmp_path: Path, names: list[str], pattern: str | None, expected: list[tuple]
) -> None:
    assert found(make(tmp_path, *names), [CERTIFICATE], pattern) == expected


def test_a_model_alone_is_none_where_code_is_asked_for(tmp_path: Path) -> None:
    make(tmp_path, "ann/mymodel.h5", "ben.h5", "cem.py")
    assert found(tmp_path) == [("ann", "task3", "batch.nothing"), ("cem", "task3", "cem.py")]
