"""The verdict reaches the user: whatever the terminal's encoding is, and whoever has closed the streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from junitparser import JUnitXml

from grader.text import Language

GRADE = f"{sys.executable} -m grader.cli"
REFERENCE = ROOT / "solutions" / "task1_callback" / "reference.py"
GRADING = f"task1 {REFERENCE} --sandbox local --seed 5"
ENCODINGS = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1"},
    {"PYTHONIOENCODING": "cp949"},
    {"PYTHONIOENCODING": "euc-kr"},
    {"PYTHONIOENCODING": "cp1252:strict"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    known = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "GRADE_LANG": "en", "COLUMNS": "80"}
    kept = {name: value for name, value in os.environ.items() if name.startswith(("GRADE_", "PYTHONPATH"))}
    everything = known | kept | environment
    return subprocess.run(
        ["bash", "-c", line], env=everything, stdin=subprocess.DEVNULL, capture_output=True, cwd=ROOT
    )


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Evidence of a passing grading: it is judged again in no time."""
    folder = tmp_path_factory.mktemp("saved") / "evidence"
    assert shell(f"{GRADE} {GRADING} --keep-evidence {folder}").returncode == 0
    return folder


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: "-".join(encoding.values()))
def test_a_verdict_is_shown_in_any_encoding(
    evidence: Path, encoding: dict[str, str], language: Language
) -> None:
    done = shell(f"{GRADE} judge {evidence} --lang {language}", **encoding)
    assert done.returncode == 0, done.stderr
    assert b"100" in done.stdout
    assert b"Traceback" not in done.stderr
    name = encoding.get("PYTHONIOENCODING", "ascii").split(":")[0]
    shown = done.stdout.decode(name)
    if language == "ko":
        assert ("통과" if name in ("cp949", "euc-kr") else "tonggwa") in shown
    else:
        assert "PASSED" in shown
        assert " + The submission runs to its end" in shown


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "command",
    [
        "",
        "--help",
        "tasks",
        "doctor",
        "brief task1",
        "help exam",
        "exam resume",
        "exam validate",
        "task99 x.py",
    ],
)
def test_no_command_stumbles_over_the_encoding(command: str, language: Language, tmp_path: Path) -> None:
    line = f"{GRADE} {command} --lang {language}" if command else GRADE
    for encoding in ("ascii", "cp949"):
        done = shell(line, PYTHONIOENCODING=encoding, GRADE_LANG=language, GRADE_STATE=str(tmp_path))
        assert done.returncode == (2 if "task99" in command else 0), done.stderr
        assert b"Traceback" not in done.stderr
        assert done.stdout + done.stderr
        (done.stdout + done.stderr).decode(encoding)


@pytest.mark.parametrize("form", ["json", "junit", "gradescope", "html", "github"])
def test_a_document_is_utf_8_on_any_terminal(evidence: Path, form: str) -> None:
    done = shell(f"{GRADE} judge {evidence} --lang ko --format {form}", PYTHONIOENCODING="euc-kr")
    text = done.stdout.decode("utf-8")
    assert "제출" in text
    if form == "json":
        assert json.loads(text)["outcome"] == "pass"
    if form == "junit":
        assert JUnitXml.fromstring(done.stdout)


@pytest.mark.parametrize(
    "ending", [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-", "2>/dev/full", "> >(true)", "2> >(true)"]
)
@pytest.mark.parametrize("form", ["text", "json"])
def test_a_closed_stream_changes_no_status(evidence: Path, ending: str, form: str) -> None:
    done = shell(f"{GRADE} judge {evidence} --format {form} {ending}")
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize(
    "command", ["judge {evidence}", "brief task2", "tasks", "doctor", "--help", "exam -h"]
)
def test_a_reader_that_leaves_early_changes_no_status(evidence: Path, command: str) -> None:
    command = command.format(evidence=evidence)
    done = shell(f"{GRADE} {command} | true; echo ${{PIPESTATUS[0]}}")
    assert done.stdout.split() == [b"0"]
    assert done.stderr == b""


def test_a_verdict_that_is_not_passed_keeps_its_status_with_nobody_listening(tmp_path: Path) -> None:
    stub = ROOT / "tasks" / "task1_callback" / "stub.py"
    done = shell(f"{GRADE} task1 {stub} --sandbox local >&-")
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr


def test_a_closed_output_is_no_door_into_a_file(evidence: Path, tmp_path: Path) -> None:
    """The first file that is opened would be the standard output."""
    page = tmp_path / "page.json"
    done = shell(f"{GRADE} judge {evidence} --format json --output {page} <&- >&- 2>&-")
    assert done.returncode == 0
    assert json.loads(page.read_text())["outcome"] == "pass"


def test_output_dash_is_standard_output(evidence: Path, tmp_path: Path) -> None:
    done = shell(f"cd {tmp_path} && PYTHONPATH={ROOT} {GRADE} judge {evidence} --format json --output -")
    assert json.loads(done.stdout)["outcome"] == "pass"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("plain", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=["NO_COLOR", "TERM=dumb"])
@pytest.mark.parametrize("command", ["judge {evidence}", "tasks", "doctor", "", "task99 x.py"])
def test_no_colour_means_no_escape_in_a_terminal(evidence: Path, plain: dict[str, str], command: str) -> None:
    """`script` gives the command a terminal."""
    line = f"{GRADE} {command.format(evidence=evidence)}"
    done = shell(f"script -qec '{line}' /dev/null", **{"TERM": "xterm-256color", **plain})
    assert done.stdout
    assert b"\x1b" not in done.stdout
    assert b"\x1b" in shell(f"script -qec '{GRADE} tasks' /dev/null", TERM="xterm-256color").stdout
