"""`grade FILE` and `grade judge` read regular files, once and under a cap; everything else is a sentence."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import factory
import pytest
from conftest import ROOT
from made import made

from grader.errors import GraderError, UnusableSubmission, UsageProblem
from grader.evidence import RawStage
from grader.grading.archive import judge_again, save
from grader.submission import opening
from grader.submission.source import Submission

REFERENCE = ROOT / "solutions" / "task1_callback" / "reference.py"
TERMINATION = factory.termination()
Make = Callable[[Path], object]


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made_socket:
        made_socket.bind(str(path))


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200 << 30)


STRANGE: dict[str, tuple[Make, str]] = {
    "link": (lambda path: path.symlink_to(REFERENCE), "is a link"),
    "link to itself": (lambda path: path.symlink_to(path), "is a link"),
    "link to an endless device": (lambda path: path.symlink_to("/dev/zero"), "is a link"),
    "link to a system file": (lambda path: path.symlink_to("/etc/passwd"), "is a link"),
    "pipe": (os.mkfifo, "pipe"),
    "socket": (_socket, "pipe"),
    "sparse": (_sparse, "larger than the limit"),
}
strange = pytest.mark.parametrize(("make", "said"), STRANGE.values(), ids=STRANGE)


@strange
@pytest.mark.parametrize("name", ["my.py", "my.ipynb"])
def test_grade_refuses_what_is_no_file_of_its_folder(
    grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make, said: str, name: str
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path has few characters
    make(Path(name))
    ran = grade("task1", name)
    assert ran.status == 2
    assert said in " ".join(ran.err.split())
    assert "root:" not in ran.err


def test_grade_follows_the_links_of_the_path_that_a_user_typed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "my.py").write_text("x = 1\n")
    (tmp_path / "way").symlink_to("real")
    assert opening.read(tmp_path / "way" / "my.py", 100) == b"x = 1\n"


def test_grade_of_what_cannot_be_read_is_no_fault_of_the_students(
    grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "my.py"
    path.write_text("x = 1\n")
    real = os.open

    def refuse(name: object, *arguments: object, **named: object) -> int:
        if str(name).endswith("my.py"):
            raise OSError(5, "Input/output error", name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(os, "open", refuse)
    ran = grade("task1", path)
    assert ran.status == 3
    assert "Input/output error" in ran.err


@pytest.mark.parametrize("portable", [False, True], ids=["by descriptors", "by real paths"])
@strange
def test_both_ways_of_opening_refuse_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Make, said: str, portable: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(opening, "_BY_DESCRIPTOR", not portable)
    make(Path("my.py"))
    with pytest.raises(UnusableSubmission, match=said):
        opening.read_below(Path(), ["my.py"], 1000)


@pytest.mark.parametrize("portable", [False, True], ids=["by descriptors", "by real paths"])
@pytest.mark.parametrize("to", ["link", "pipe", "folder", "nothing", "large"])
def test_a_file_that_changes_while_it_is_opened_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str, portable: bool
) -> None:
    """The change comes after the last look, in the moment of the opening."""
    path, secret = tmp_path / "my.py", tmp_path / "secret"
    path.write_text("x = 1\n")
    secret.write_text("secret")
    monkeypatch.setattr(opening, "_BY_DESCRIPTOR", not portable)
    real = os.open

    def changing(name: object, *arguments: object, **named: object) -> int:
        if str(name).endswith("my.py"):
            path.unlink()
            make = {"link": lambda: path.symlink_to(secret), "pipe": lambda: os.mkfifo(path)}
            make |= {"folder": path.mkdir, "nothing": lambda: None, "large": lambda: _sparse(path)}
            make[to]()
        return real(name, *arguments, **named)

    monkeypatch.setattr(os, "open", changing)
    with pytest.raises(GraderError):
        opening.read_below(tmp_path, ["my.py"], 1000)


@pytest.mark.parametrize("parts", [[], [""], [".."], ["a", "..", "b"], ["a/b"], ["."]], ids=str)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, parts: list[str]) -> None:
    with pytest.raises(UnusableSubmission):
        opening.read_below(tmp_path, parts, 1000)


def test_a_file_that_says_it_has_no_bytes_is_read_up_to_the_limit() -> None:
    with pytest.raises(UnusableSubmission, match="larger"):
        opening.read_below(Path("/proc/self"), ["maps"], 10)


# --- evidence


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    right = made("task1")
    submitted = Submission(tmp_path / "my.py", "0", "x", raw=REFERENCE.read_bytes())
    stage = RawStage(right.train.packed(), b"hello", TERMINATION)
    verdict = right.verdict(right.train.packed(), None)
    graded = factory.grading_result(right.task, submitted, verdict, train=stage)
    save(graded, tmp_path / "e")
    assert judge_again(tmp_path / "e").verdict == verdict
    return tmp_path / "e"


@strange
@pytest.mark.parametrize("name", ["grading.json", "my.py", "train.bundle", "train.output.txt"])
def test_judge_refuses_what_is_no_file_of_the_evidence(
    grade, evidence: Path, monkeypatch: pytest.MonkeyPatch, make: Make, said: str, name: str
) -> None:
    monkeypatch.chdir(evidence)
    Path(name).unlink()
    make(Path(name))
    ran = grade("judge", evidence)
    assert ran.status == 2
    assert "holds no saved evidence" in ran.err
    assert said in " ".join(ran.err.split())


@pytest.mark.parametrize("gone", ["my.py", "train.bundle", "train.output.txt", "all"])
def test_judge_refuses_evidence_without_hashes(grade, evidence: Path, gone: str) -> None:
    path = evidence / "grading.json"
    index = json.loads(path.read_text())
    if gone == "all":
        del index["sha256"]
    else:
        del index["sha256"][gone]
    path.write_text(json.dumps(index))
    ran = grade("judge", evidence)
    assert ran.status == 2
    assert "sha256" in ran.err


def test_judge_refuses_files_that_are_not_those_saved(evidence: Path) -> None:
    (evidence / "train.output.txt").write_bytes(b"hullo")
    with pytest.raises(UsageProblem, match="is not the file that was saved"):
        judge_again(evidence)


def test_evidence_holds_the_bytes_that_were_graded(tmp_path: Path, evidence: Path) -> None:
    """Also where the file has changed since, or is gone."""
    again = judge_again(evidence)
    (tmp_path / "my.py").write_text("changed")
    save(replace(again, submission=replace(again.submission, path=tmp_path / "my.py")), tmp_path / "f")
    assert (tmp_path / "f" / "my.py").read_bytes() == REFERENCE.read_bytes()
    shutil.rmtree(tmp_path / "f")
