"""The front door: what `grade` alone says, help, and wrong usage, in both languages at any width."""

from __future__ import annotations

import re
import subprocess
import sys

import click
import pytest
from click.shell_completion import CompletionItem
from conftest import ROOT
from rich.cells import cell_len

from grader.cli.app import build

HANGUL = re.compile("[가-힣]")
# What click says by itself, in English
CLICKS = re.compile(
    r"Usage:|Options:|Commands:|Error:|Try '|Missing|No such|Did you mean|Invalid|is not|requires|does not|"
    r"unexpected|Show this|OPTIONS|COMMAND|ARGS|INTEGER|DIRECTORY|TEXT|FLOAT|RANGE"
)
WIDTHS = [60, 70, 80, 100]


def every_command(command: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path]
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            found += every_command(below, (*path, name))
    return found


COMMANDS = every_command(build("en"))


def test_grade_alone_greets(grade) -> None:
    ran = grade()
    assert ran.status == 0
    assert all(line in ran.out for line in ("grade next", "grade start task1", "grade watch", "grade hint"))
    assert "--help" in ran.out
    assert ran.err == ""


def test_grade_alone_greets_in_a_process_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-m", "grader.cli"], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")
    assert "grade start task1" in done.stdout


def test_an_option_alone_greets_too(grade) -> None:
    ran = grade("--lang", "ko")
    assert ran.status == 0
    assert "다음에 연습할 과제" in ran.out


def test_exam_alone_shows_its_help(grade) -> None:
    ran = grade("exam")
    assert (ran.status, ran.err) == (0, "")
    assert "submit" in ran.out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_is_had_in_three_ways(grade, words: tuple[str, ...]) -> None:
    wanted = grade(*words, "--help")
    assert wanted.status == 0
    assert wanted.out.startswith(f"Usage: {' '.join(['grade', *words])} [OPTIONS]")
    assert grade(*words, "-h") == wanted
    assert grade("help", *words) == wanted


def test_help_of_an_unknown_command_is_wrong_usage(grade) -> None:
    ran = grade("help", "exams")
    assert ran.status == 2
    assert "No such command 'exams'. Did you mean: exam?" in ran.err
    assert grade("help", "tasks", "x").status == 2


WRONG = [
    ("judge",),
    ("exam", "stat"),
    ("exam", "nothing_like_it"),
    ("--nonsense",),
    ("batch", "x", "--task", "task1", "--job", "3"),
    ("batch", "x", "--jobs", "0"),
    ("batch", "x", "--jobs", "many"),
    ("batch", "x", "--pass-mark", "101"),
    ("batch", "x", "--pass-mark", "half"),
    ("batch", "x", "--fresh=yes"),
    ("batch", "--seed"),
    ("batch", "x", "--out", "README.md"),
    ("task1", "x.py", "--seed", "x"),
    ("task1", "x.py", "--sandbox", "vm"),
    ("task1", "x.py", "--format", "pdf"),
    ("task1", "x.py", "--output", "tests"),
    ("task1", "x.py", "--lang", "fr"),
    ("tasks", "more"),
    ("exam", "start", "a", "b", "c", "d"),
    ("help", "nothing"),
    ("completion",),
    ("completion", "csh"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_told_in_korean_alone(grade, words, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADE_LANG", "ko")
    monkeypatch.chdir(ROOT)
    ran = grade(*words)
    assert ran.status == 2
    assert HANGUL.search(ran.err.splitlines()[-1])
    assert CLICKS.findall(ran.err) == []


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_usage_is_told_in_english_alone(grade, words, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    ran = grade(*words)
    assert ran.status == 2
    assert "Error: " in ran.err
    assert not HANGUL.search(ran.err)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_in_korean_is_all_korean(grade, words: tuple[str, ...]) -> None:
    ran = grade(*words, "--help", "--lang", "ko")
    assert ran.status == 0
    assert CLICKS.findall(ran.out) == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_help_fits_the_terminal_and_cuts_no_word(
    grade, words: tuple[str, ...], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(columns: int) -> str:
        monkeypatch.setenv("COLUMNS", str(columns))
        return grade(*words, "--help", "--lang", "ko").out

    told = read(width)
    assert max(map(cell_len, told.splitlines())) <= width
    assert sorted(told.split()) == sorted(read(80).split())


@pytest.mark.parametrize(
    ("value", "told", "note"),
    [
        ("kr", "사용법", False),
        ("ko_KR.UTF-8", "사용법", False),
        ("Korean", "사용법", False),
        ("KO", "사용법", False),
        ("en_GB", "Usage", False),
        ("fr", "Usage", True),
        ("koala", "Usage", True),
        ("", "Usage", False),
    ],
)
def test_a_language_has_several_names_and_an_unknown_one_is_told(
    grade, monkeypatch: pytest.MonkeyPatch, value: str, told: str, note: bool
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRADE_LANG", value)
    ran = grade("--help")
    assert ran.out.startswith(told)
    assert ran.err == (f"GRADE_LANG is '{value}', which is no language of this program. " if note else "") + (
        "Expected en or ko. Messages are in English.\n" if note else ""
    )


def test_the_language_option_takes_the_same_names(grade) -> None:
    assert "모델 학습" in grade("tasks", "--lang", "ko_KR").out
    assert "모델 학습" in grade("tasks", "--lang=kr").out


def test_completion_items_are_clicks_own() -> None:
    group = build("en")
    found = group.shell_complete(click.Context(group, info_name="grade"), "task")
    assert {"tasks", "task1"} <= {item.value for item in found if isinstance(item, CompletionItem)}
