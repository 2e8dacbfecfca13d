"""The harness tells the truth: whatever an attack gains is seen, and where it gains nothing, nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import factory
import pytest

from grader.errors import SandboxError, UnusableSubmission
from grader.grading.judge import CheckVerdict, Verdict
from grader.grading.pipeline import GradingResult
from grader.sandbox.docker import LABEL, DockerSandbox, connect
from grader.submission.source import Submission
from grader.task import datasets
from grader.task.loader import Task
from grader.text import plain

from . import harness
from .attack import Attack
from .harness import Met, meet
from .outside import MARK, WARM, Outside

EXPECTED = 'tries = "Tries what these tests say."\nfailure = "raised"\nfailed = ["runs"]\ntold = ["no"]\n'
Deed = Callable[[Outside], object]


class Engine:
    """A stand-in for the engine's client: lists to add to."""

    def __init__(self) -> None:
        self.lists: dict[str, list[Any]] = {
            name: [] for name in ("containers", "images", "networks", "volumes")
        }
        self.api = SimpleNamespace(
            containers=lambda **_: list(self.lists["containers"]),
            images=lambda: list(self.lists["images"]),
        )
        self.networks = SimpleNamespace(list=lambda: list(self.lists["networks"]))
        self.volumes = SimpleNamespace(list=lambda: list(self.lists["volumes"]))


def container(number: int = 1, **labels: str) -> dict[str, Any]:
    return {"Id": f"container {number}", "Labels": labels or None}


@pytest.fixture
def stand_in() -> Engine:
    return Engine()


@pytest.fixture
def outside(stand_in: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """All that is watched, in folders of the test's own."""
    for name in ("home", "temporary", "cache", "package"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr(datasets, "cache_folder", lambda: tmp_path / "cache")
    found = Outside(stand_in)
    found.package = tmp_path / "package"
    yield found
    found.close()


def verdict(task: Task, score: float = 0.0, **changes: Any) -> Verdict:
    """The one that EXPECTED expects, but for the changes in its failed check."""
    values = {"outcome": "fail", "message": plain("Expected nothing. Received: no."), "failure": "raised"}
    title, message = plain("The submission runs"), values | changes
    check = CheckVerdict(
        "runs", title, message["outcome"], score, 100, message["message"], plain(""), message["failure"]
    )
    outcome = "pass" if score >= task.manifest.pass_score else "fail"
    return Verdict(task.id, outcome, score, 100, task.manifest.pass_score, (check,))


def graded(task: Task, submission: Submission, seed: int, found: Verdict) -> GradingResult:
    return factory.grading_result(task, submission, found, seed=seed)


@pytest.fixture
def met(outside: Outside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Met]:
    """Meet an attack that does the deed and gets that verdict; then the good submission its own."""
    folder = tmp_path / "channel" / "one"
    folder.mkdir(parents=True)
    (folder / "expected.toml").write_text(EXPECTED)
    (folder / "submission.py").write_text("class StopAtThreshold: pass\n")

    def call(deed: Deed = lambda outside: None, good: float = 100.0, **of_attack: Any) -> Met:
        def grade(task: Task, submission: Submission, workers: object, seed: int) -> GradingResult:
            if submission.path.name == "reference.py":
                return graded(task, submission, seed, verdict(task, good, outcome="pass"))
            deed(outside)
            return graded(task, submission, seed, verdict(task, **of_attack))

        monkeypatch.setattr(harness, "grade", grade)
        workers: Any = None
        return meet(Attack(folder=folder), workers, outside, tmp_path)

    return call


def test_an_attack_that_gains_nothing_gains_nothing(met: Callable[..., Met]) -> None:
    assert met().gains == []


def _call_up(outside: Outside) -> None:
    socket.create_connection(("127.0.0.1", outside.port)).close()


DEEDS: dict[str, Deed] = {
    "canary": lambda outside: (outside.canary / "answers.txt").write_text("secreT"),
    "home": lambda outside: (Path.home() / ".profile").touch(),
    "tmp": lambda outside: Path(tempfile.gettempdir(), f"{MARK}-here").touch(),
    "cache": lambda outside: (datasets.cache_folder() / "mnist5k.npz").touch(),
    "package": lambda outside: (outside.package / "judge.py").touch(),
    "connections": _call_up,
}


@pytest.mark.parametrize("name", DEEDS)
def test_an_effect_on_the_host_is_seen(met: Callable[..., Met], name: str) -> None:
    assert met(DEEDS[name]).escaped == [name]


def test_a_process_that_was_started_is_seen(met: Callable[..., Met]) -> None:
    started: list[subprocess.Popen[bytes]] = []
    found = met(lambda outside: started.append(subprocess.Popen(["sleep", "60"])))
    started[0].kill()
    started[0].wait()
    assert found.escaped == ["children"]


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("containers", container()),
        ("images", {"Id": "image", "RepoTags": ["another:1"]}),
        ("networks", SimpleNamespace(id="network")),
        ("volumes", SimpleNamespace(id="volume")),
    ],
)
def test_an_effect_on_the_engine_is_seen(
    met: Callable[..., Met], stand_in: Engine, name: str, new: object
) -> None:
    assert met(lambda outside: stand_in.lists[name].append(new)).escaped == [name]


def test_a_container_too_many_of_this_process_is_seen_another_graders_is_not(
    met: Callable[..., Met], stand_in: Engine
) -> None:
    there = stand_in.lists["containers"]
    own = [container(number, **{LABEL: str(os.getpid())}) for number in range(WARM + 1)]
    assert met(lambda outside: there.append(container(**{LABEL: "1"}))).escaped == []
    assert met(lambda outside: there.extend(own[1:])).escaped == []
    assert met(lambda outside: there.append(own[0])).escaped == ["containers"]


def test_another_graders_images_are_its_own_a_tag_that_moves_is_seen(
    stand_in: Engine, met: Callable[..., Met], outside: Outside
) -> None:
    there, first = stand_in.lists["images"], "exam-grader-sandbox:1"
    there.append({"Id": "one", "RepoTags": [first]})
    outside.own = {first}
    beside = [("exam-grader-faults:1",), ("exam-grader-sandbox:2",), None, ("<none>:<none>",)]
    assert met(lambda _: there.extend({"Id": str(tags), "RepoTags": tags} for tags in beside)).escaped == []
    moved = met(lambda _: there[0].update(Id="two"))
    assert (moved.escaped, first in moved.changes[0]) == (["images"], True)
    assert met(lambda _: there.clear()).escaped == ["images"]


@pytest.mark.docker
def test_a_container_and_an_image_of_a_real_engine_are_seen(docker_sandbox: DockerSandbox) -> None:
    client, image = connect(), docker_sandbox.describe().image
    outside = Outside(client)
    before = outside.look()
    container = client.containers.create(image)
    client.images.get(image).tag(f"{MARK}-image", "latest")
    try:
        assert {"containers", "images"} <= set(harness.effects(before, outside.look()))
    finally:
        container.remove()
        client.images.remove(f"{MARK}-image:latest")
        outside.close()
        client.close()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"score": 100.0, "outcome": "pass"}, "outcome pass"),
        ({"score": 5.0}, "of which at most 0"),
        ({"failure": "exit"}, "failure exit, not raised"),
        ({"outcome": "pass"}, "not among the failed checks"),
        ({"message": plain("Received: 7.")}, "not told"),
        ({"message": plain("")}, "without a sentence"),
        ({"message": plain('no: Traceback (most recent call last): File "/opt')}, "a traceback"),
        ({"message": plain("no" * 5000)}, "10000 characters"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_verdict_that_is_not_the_right_one_is_seen(
    met: Callable[..., Met], changes: dict[str, Any], told: str
) -> None:
    assert any(told in gain for gain in met(**changes).forged)


def test_a_grading_without_a_verdict_is_seen(met: Callable[..., Met]) -> None:
    def end(outside: Outside) -> None:
        raise SandboxError("sandbox.died", detail="-")

    assert met(end).forged[0].startswith("no verdict: SandboxError")


def test_a_form_that_cannot_be_made_is_seen(met: Callable[..., Met], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harness, "broken_forms", lambda record, **_: ["no form"])
    assert met().forged == ["no form"]


def test_a_submission_that_ought_to_be_refused_and_is_graded_is_seen(
    met: Callable[..., Met], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "channel" / "one" / "expected.toml"
    path.write_text(EXPECTED.replace("failure", 'outcome = "unusable"\nfailure'))
    assert met().forged[0].startswith("outcome fail (0), not unusable")

    def refuse(*_: object) -> Submission:
        raise UnusableSubmission("screen.empty", path="submission.py", id="task1")

    monkeypatch.setattr(harness.source, "read", refuse)
    assert "failure screen.empty, not raised" in met().forged[0]


def test_a_neighbour_with_less_than_all_points_is_seen(met: Callable[..., Met]) -> None:
    assert met(good=99.0).harmed[0].startswith("the next submission got 99")


def test_a_neighbour_that_is_not_graded_is_seen(
    met: Callable[..., Met], monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(outside: Outside) -> None:
        def broken(*_: object) -> GradingResult:
            raise SandboxError("sandbox.died", detail="-")

        monkeypatch.setattr(harness, "grade", broken)

    assert met(end).harmed[0].startswith("the next submission was not graded")
