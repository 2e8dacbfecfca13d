"""The data door and its shell: what a file would fetch is answered from what the job brought."""

from __future__ import annotations

import io
import os
import subprocess
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.inside import door as door_module
from grader.inside import shell as shell_module
from grader.inside.absent import NotServed
from grader.inside.door import Door
from grader.inside.shell import Commands

ZIP = "https://example.org/data/horse-or-human.zip"
CSV = "https://example.org/data/Sunspots.csv?raw=true"
SERVED = {"*/horse-or-human.zip": "data/images.zip", "*/sunspots.csv": "data/months.csv"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder that a submission stands in, with what the job brought beside it."""
    data, own = tmp_path / "files" / "data", tmp_path / "own"
    data.mkdir(parents=True)
    own.mkdir()
    with zipfile.ZipFile(data / "images.zip", "w") as archive:
        archive.writestr("horses/a.png", b"a horse")
        archive.writestr("humans/b.png", b"a human")
    (data / "months.csv").write_text("n,date,value\n0,1749-01-31,96.7\n")
    monkeypatch.chdir(own)
    return own


@pytest.fixture
def opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """An open door; all that it changes is as before after the test."""
    import requests

    for owner, name in (
        (urllib.request, "urlopen"),
        (requests.Session, "request"),
        (os, "system"),
        (os, "popen"),
        (subprocess, "Popen"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    door = Door(SERVED, folder.parent / "files")
    door_module._urllib(door)
    door_module._requests(door)
    return door


@pytest.fixture
def told(opened: Door) -> list[str]:
    """The lines that a shell passed over."""
    lines: list[str] = []
    shell_module.install(Commands(opened, lines.append))
    return lines


@pytest.mark.usefixtures("opened")
def test_urlretrieve_gives_the_file_in_its_layout(folder: Path) -> None:
    urllib.request.urlretrieve(ZIP, "horse-or-human.zip")
    with zipfile.ZipFile("horse-or-human.zip") as archive:
        archive.extractall("images")
    assert (folder / "images" / "horses" / "a.png").read_bytes() == b"a horse"


@pytest.mark.usefixtures("opened")
def test_pages_requests_and_tables_are_answered() -> None:
    import pandas as pd
    import requests

    with urllib.request.urlopen(urllib.request.Request(CSV)) as answer:
        assert answer.status == 200
        assert answer.read().startswith(b"n,date")
    answered = requests.get(CSV, timeout=5, stream=True)
    answered.raise_for_status()
    assert b"".join(answered.iter_content(7)).startswith(b"n,date")
    assert answered.text.startswith("n,date")
    assert list(pd.read_csv(CSV)["value"]) == [96.7]


def test_address_that_nobody_serves_is_told_with_what_there_is(opened: Door) -> None:
    with pytest.raises(NotServed, match=r"cats_and_dogs.zip \(\*/horse-or-human.zip, "):
        urllib.request.urlretrieve("https://example.org/cats_and_dogs.zip", "cats.zip")
    assert opened.asked == {}


@pytest.mark.parametrize(
    "address",
    [
        "http://x/../../../etc/passwd",
        "https://x/%2e%2e/%2e%2e/etc/passwd",
        "http://x/horse-or-human.zip/../a",
        "ftp://x/",
    ],
)
def test_address_never_becomes_a_path(opened: Door, address: str) -> None:
    with pytest.raises(NotServed):
        opened.read(address)


def test_what_was_given_is_known(opened: Door) -> None:
    opened.read(CSV)
    assert opened.asked == {CSV: "data/months.csv"}


@pytest.mark.parametrize(
    "line",
    [
        f"wget {ZIP}",
        f"wget --no-check-certificate \\\n  {ZIP} \\\n  -O ./horse-or-human.zip",
        f"wget -q -O horse-or-human.zip '{ZIP}' && ls",
        f"curl -L -o horse-or-human.zip {ZIP}",
        f"curl -LO {ZIP}",
        f"mkdir -p data; wget -P . {ZIP}",
    ],
)
def test_shell_line_fetches(told: list[str], folder: Path, line: str) -> None:
    assert os.system(line) == 0
    assert zipfile.is_zipfile(folder / "horse-or-human.zip")
    assert told == []


@pytest.mark.parametrize("how", ["system", "run", "check_call", "shell", "popen"])
def test_every_way_to_a_shell_is_answered(told: list[str], folder: Path, how: str) -> None:
    words = ["wget", "-q", ZIP]
    {
        "system": lambda: os.system(" ".join(words)),
        "run": lambda: subprocess.run(words, check=True),
        "check_call": lambda: subprocess.check_call(words),
        "shell": lambda: subprocess.run(" ".join(words), shell=True, check=True),
        "popen": lambda: os.popen(" ".join(words)).read(),
    }[how]()
    assert (folder / "horse-or-human.zip").exists()


def test_unpacking_in_a_shell(told: list[str], folder: Path) -> None:
    assert (
        os.system(f"wget -q {ZIP} && unzip -q -o horse-or-human.zip -d images && rm horse-or-human.zip") == 0
    )
    assert sorted(path.name for path in (folder / "images").iterdir()) == ["horses", "humans"]
    assert not (folder / "horse-or-human.zip").exists()


@pytest.mark.parametrize(
    "line", ["python train.py", "git clone https://example.org/x", "cat /etc/passwd > y"]
)
def test_other_commands_are_told_and_passed_over(told: list[str], folder: Path, line: str) -> None:
    assert os.system(line) == 127
    assert told
    assert told[0].startswith(line.split()[0])
    assert list(folder.iterdir()) == []


def test_packages_that_are_to_be_installed_are_passed_over(told: list[str]) -> None:
    assert os.system("pip install -q tensorflow-datasets") == 0
    assert told == []


@pytest.mark.parametrize("line", ["wget 'unfinished", "unzip nothing.zip", "wget", "", ";;"])
def test_line_that_cannot_be_done_raises_nothing(
    told: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    os.system(line)
    assert "Traceback" not in capsys.readouterr().err


def test_archive_that_climbs_stays_inside(told: list[str], folder: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../climbed.txt", b"x")
    (folder / "bad.zip").write_bytes(out.getvalue())
    os.system("unzip bad.zip -d inside")
    assert not (folder / "climbed.txt").exists()


@pytest.mark.parametrize("line", ["unzip", "unzip -q", "tar -xf", "tar", "unzip none.zip", "ls none"])
def test_a_command_without_what_it_needs_is_told_and_ends_nothing(
    told: list[str], opened: Door, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert os.system(line) == 1
    assert capsys.readouterr().out.startswith(f"{line.split()[0]}: ")
