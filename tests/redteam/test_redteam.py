"""Every attack, under both policies: no point forged, nothing outside changed, no neighbour harmed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import COMMIT

from .__main__ import main
from .attack import CLASSES, HERE, Attack, Expected, attacks
from .defences import DEFENCES
from .harness import Range, meet
from .outside import Outside

ALL = attacks()
EVERYDAY = [attack for attack in ALL if attack.expected.everyday]
LOCAL = [attack for attack in ALL if "local" in attack.expected.sandboxes]


def _named(chosen: list[Attack]) -> list[object]:
    return [pytest.param(attack, id=attack.id) for attack in chosen]


@pytest.mark.docker
@pytest.mark.parametrize("attack", _named(EVERYDAY))
def test_an_attack_gains_nothing_in_a_warm_container(
    batch: Range, outside: Outside, tmp_path: Path, attack: Attack
) -> None:
    assert meet(attack, batch.next(), outside, tmp_path).gains == []


@pytest.mark.docker
@pytest.mark.full
def test_a_third_of_the_others_gain_nothing_in_a_warm_container(engine: None) -> None:
    """Drawn by the commit. ``make redteam`` does all of them under both policies."""
    assert main(["--policy", "batch", "--rest", "--third", COMMIT]) == 0


@pytest.mark.docker  # what is watched outside is the engine too
@pytest.mark.full
@pytest.mark.parametrize("attack", _named(LOCAL))
def test_an_attack_that_the_local_sandbox_promises_to_stop_gains_nothing(
    local: Range, outside: Outside, tmp_path: Path, attack: Attack
) -> None:
    assert meet(attack, local.next(), outside, tmp_path).gains == []


def test_there_are_ninety_attacks_and_each_class_has_some() -> None:
    assert len(ALL) >= 90
    assert {attack.kind for attack in ALL} == set(CLASSES)


@pytest.mark.parametrize("kind", CLASSES)
def test_some_of_each_class_run_every_day(kind: str) -> None:
    assert len([attack for attack in EVERYDAY if attack.kind == kind]) >= 3


def test_what_catches_a_defence_runs_every_day() -> None:
    assert {defence.attack for defence in DEFENCES} <= {attack.id for attack in EVERYDAY}


def test_no_two_attacks_try_the_same() -> None:
    tries = [attack.expected.tries for attack in ALL]
    assert len(set(tries)) == len(tries)


def test_the_readme_explains_every_class_every_key_and_every_part_of_the_kit() -> None:
    text = (HERE / "README.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)`", "".join(line for line in text.splitlines() if line.startswith("| `"))))
    assert set(Expected.model_fields) <= told
    assert all(f"| {kind} |" in text for kind in CLASSES)
    assert all(f"**{path.stem}**" in text for path in (HERE / "kit").glob("*.py"))
