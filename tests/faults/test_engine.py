"""The engine is killed, or loses the image, in the middle of a grading, a batch and a sitting."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from conftest import FOUR

from grader.sandbox import image
from grader.sandbox.docker import connect
from grader.text import Language

from .engine import Engine
from .running import REFERENCE, WRONG, command, run, slow

pytestmark = [pytest.mark.docker, pytest.mark.full]
GONE = {"en": "The Docker engine no longer answers", "ko": "Docker 엔진이 더 이상 응답하지 않습니다"}
WHAT_TO_DO = {"en": "Start Docker again", "ko": "Docker를 다시 켠 뒤 같은 명령을 다시 실행하세요"}


def left(engine: Engine, seconds: float = 20) -> list[str]:
    """The containers that it still has after so long, and the host's processes of them."""
    end = time.monotonic() + seconds
    while (found := [*engine.containers(), *map(str, engine.shims())]) and time.monotonic() < end:
        time.sleep(0.2)
    return found


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_engine_that_dies_in_a_grading_is_told_and_gives_no_verdict(
    second_engine: Engine, tmp_path: Path, language: Language
) -> None:
    words = ("task1", slow(tmp_path), "--sandbox", "docker", "--lang", language, "--format", "json")
    with command(*words, environment=second_engine.environment) as running:
        running.until("training" if language == "en" else "학습하는 중")
        second_engine.kill()
        ran = running.end(30)
    try:
        assert ran.status == 3
        assert GONE[language] in ran.err
        assert WHAT_TO_DO[language] in ran.err
        assert '"score": 100' not in ran.out
        assert "refused" in ran.err or "No such file" in ran.err  # the reason, in the system's own words
    finally:
        second_engine.start()
    assert not left(second_engine)


def test_a_batch_keeps_what_was_graded_before_the_engine_died_and_goes_on(
    second_engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "class").mkdir()
    shutil.copy(REFERENCE, tmp_path / "class" / "ann.py")
    (tmp_path / "class" / "ben.py").write_bytes(WRONG)
    slow(tmp_path / "class", 5, "cho.py")
    shutil.copy(REFERENCE, tmp_path / "class" / "dan.py")
    words = ("batch", tmp_path / "class", "--task", "task1", "--jobs", 1, "--seed", 5)
    with command(*words, environment=second_engine.environment) as running:
        running.until("ben  task1")
        time.sleep(1)
        second_engine.kill()
        ran = running.end()
    results = tmp_path / "class-task1-graded" / "results"
    kept = {path.name: path.read_bytes() for path in results.iterdir() if path.name[:3] in ("ann", "ben")}
    try:
        assert ran.status == 3
        assert "error at cho" in ran.err
        assert "error at dan" in ran.err
        assert GONE["en"] in ran.err
        assert len(kept) == 2
    finally:
        second_engine.start()
    ran = run(*words, environment=second_engine.environment)
    assert (ran.status, "2 of them unchanged" in ran.err) == (0, True), ran
    assert kept.items() <= {path.name: path.read_bytes() for path in results.iterdir()}.items()
    assert [said in ran.err for said in ("cho  task1  passed", "dan  task1  passed")] == [True, True]
    assert not left(second_engine)


def test_a_sitting_keeps_what_was_accepted_when_the_engine_died(
    second_engine: Engine, tmp_path: Path
) -> None:
    environment = {**second_engine.environment, "GRADE_STATE": str(tmp_path / "registry")}
    assert run("exam", "start", FOUR, tmp_path / "exam", environment=environment).status == 0
    place = tmp_path / "exam" / "task1_callback"
    slow(place, 5, "task1_callback.py")
    words = ("exam", "submit", "task1", tmp_path / "exam", "--sandbox", "docker")
    with command(*words, environment=environment) as running:
        running.until("training")
        second_engine.kill()
        ran = running.end()
    second_engine.start()
    assert (ran.status, GONE["en"] in ran.err, "What was accepted is kept" in ran.err) == (3, True, True), ran
    ran = run(*words, environment=environment)
    assert (ran.status, "attempt 1" in ran.out, "5 of 5 points" in ran.out) == (0, True, True), ran
    assert not left(second_engine)


def test_an_image_that_is_removed_within_a_batch_is_made_again(
    grade, engine: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a name of its own, on the machine's engine, whose cache spares building it from nothing."""
    monkeypatch.setattr(image, "REPOSITORY", "exam-grader-faults")
    for name in ("ann", "ben"):
        shutil.copy(REFERENCE, tmp_path / f"{name}.py")
    client, ensured, removed = connect(), image.ensure, []

    def ensure(*arguments):
        """The image is gone as soon as the sandbox has found it."""
        name = ensured(*arguments)
        if not removed:
            removed.append(name)
            client.images.remove(name, force=True)
        return name

    monkeypatch.setattr(image, "ensure", ensure)
    try:
        words = ("--task", "task1", "--isolation", "submission", "--seed", 5, "--out", tmp_path / "out")
        ran = grade("batch", tmp_path, *words, "--pattern", "{student}.py")
        assert ran.status == 0, ran
        assert ran.err.count("passed  100/100") == 2
        assert image.exists(client, removed[0])
    finally:
        for found in client.images.list("exam-grader-faults"):
            for tag in found.tags:
                if tag.startswith("exam-grader-faults"):
                    client.images.remove(tag, noprune=True)
        client.close()


def test_an_image_that_cannot_be_made_again_is_told(second_engine: Engine) -> None:
    """The second engine has no network and no base to build on."""
    environment = {**second_engine.environment, "GRADE_BASE_IMAGE": "exam-grader-faults:none"}
    ran = run("task1", REFERENCE, "--sandbox", "docker", environment=environment)
    assert (ran.status, "The sandbox image could not be built" in ran.err) == (3, True), ran
    assert not left(second_engine)
