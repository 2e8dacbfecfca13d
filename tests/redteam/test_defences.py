"""Without any one defence an attack gains something. That it gains nothing with it, test_redteam.py shows."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import COMMIT

from grader.grading.workers import limits_for
from grader.sandbox.docker import DockerSandbox, connect
from grader.task import loader

from .attack import HERE, attacks
from .defences import DEFENCES, Defence
from .harness import Range, meet
from .outside import MARK, Outside

ATTACKS = {attack.id: attack for attack in attacks()}


@pytest.fixture
def weakened(
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    docker_sandbox: DockerSandbox,
    batch: Range,
) -> Iterator[Range]:
    """Workers without that defence; what it leaves is removed."""
    request.param.take_away(monkeypatch)
    if request.param.sandboxed:
        yield from _other_containers(docker_sandbox.describe().image)
    else:
        yield batch
    for path in Path("/tmp").glob(f"{MARK}*"):
        path.unlink()


def _other_containers(image: str | None) -> Iterator[Range]:
    with DockerSandbox() as sandbox:
        with Range(sandbox, limits_for(loader.all_tasks()), "batch") as opened:
            yield opened
        made = sandbox.describe().image
    if made != image:
        client = connect()
        client.images.remove(made)
        client.close()


def drawn() -> list[Defence]:
    """A third of them, another for each commit; all with GRADE_DEFENCES=all."""
    if os.environ.get("GRADE_DEFENCES") == "all":
        return DEFENCES
    return random.Random(COMMIT).sample(DEFENCES, -(-len(DEFENCES) // 3))


@pytest.mark.full
@pytest.mark.docker
@pytest.mark.parametrize(
    ("weakened", "defence"),
    [pytest.param(d, d, id=d.name) for d in drawn()],
    indirect=["weakened"],
)
def test_without_that_defence_an_attack_gains(
    weakened: Range, outside: Outside, tmp_path: Path, defence: Defence
) -> None:
    good_after = defence.gain == "harmed"
    met = meet(ATTACKS[defence.attack], weakened.next(), outside, tmp_path, good_after=good_after)
    gained = getattr(met, defence.gain)
    assert any(defence.shows in gain for gain in gained), met.gains


def test_the_readme_lists_every_defence_and_the_attack_that_catches_it() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| `([a-z]+/\w+)` \|", text, re.MULTILINE)
    assert rows == [(defence.name, defence.attack) for defence in DEFENCES]


def test_every_defence_has_an_attack_that_is_there() -> None:
    assert {defence.attack for defence in DEFENCES} <= set(ATTACKS)
