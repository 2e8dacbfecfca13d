"""Submissions that go wrong, one folder each: the verdict names the check and why, in both sandboxes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grader.evidence import decode
from grader.grading.pipeline import grade
from grader.grading.workers import Workers, limits_for
from grader.sandbox.docker import DockerSandbox
from grader.submission import source
from grader.task import loader
from grader.washing import clean

FOLDER = Path(__file__).parent / "submissions"


@dataclass(frozen=True)
class Expected:
    """What one folder's submission must meet."""

    task: str
    failed: str
    failure: str | None = None
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    train_seconds: float | None = None


def limited(name: str, seconds: float | None) -> loader.Task:
    found = loader.find(name)
    if seconds is None:
        return found
    limits = found.manifest.limits.model_copy(update={"train_seconds": seconds})
    return replace(found, manifest=found.manifest.model_copy(update={"limits": limits}))


def one_epoch(name: str) -> loader.Task:
    found = loader.find(name)
    public = found.manifest.public | {"epochs": 1}
    return replace(found, manifest=found.manifest.model_copy(update={"public": public}))


@pytest.mark.parametrize("case", sorted(path.name for path in FOLDER.iterdir()))
def test_a_wrong_submission_meets_its_verdict(workers: Workers, case: str) -> None:
    expected = Expected(**tomllib.loads((FOLDER / case / "expected.toml").read_text()))
    which = limited(expected.task, expected.train_seconds)
    read = source.read(FOLDER / case / "submission.py", which)
    verdict = grade(which, read, workers, seed=1).verdict
    assert verdict.outcome == "fail"
    found = next(item for item in verdict.checks if item.id == expected.failed)
    assert found.outcome == "fail"
    assert expected.failure in (None, found.failure)
    for words in expected.told:
        assert words in found.message.en
    for words in expected.untold:
        assert words not in found.message.en
    if expected.failed == "runs":
        assert verdict.score == 0


def test_control_characters_of_a_submission_do_not_reach_the_terminal() -> None:
    assert clean("\x1b[31mred\x1b]0;title\x07 \x9b1m한\u202e\n\t") == "[31mred]0;title 1m한\n\t"


@pytest.mark.docker
@pytest.mark.full
def test_the_same_seed_gives_the_same_bits_ten_times(docker_sandbox: DockerSandbox) -> None:
    """Score, metrics and all that the predict stage answered; in fresh containers every other time.

    An epoch is 125 steps, each of which would carry on a difference of the step before.
    """
    which = one_epoch("task2")
    read = source.read(which.solutions / "reference.py", which)
    results = set()
    for _ in range(5):
        with Workers(docker_sandbox, limits_for([which])) as fresh:
            for _ in range(2):
                graded = grade(which, read, fresh, seed=11)
                assert graded.predict is not None
                found = decode(graded.train, graded.predict, str).predictions["model"].tobytes()
                metrics = tuple(sorted(graded.verdict.metrics.items()))
                results.add((graded.verdict.score, metrics, found))
    assert len(results) == 1
