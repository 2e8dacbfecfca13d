"""Every attack, under both policies: no point forged, nothing outside changed, no neighbour harmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.workers import Workers

from .attack import CLASSES, Attack, attacks
from .harness import meet
from .outside import Outside

EVERY = 10  # with a container for each submission, a good one follows every tenth attack only
ALL = attacks()
NUMBERED = list(enumerate(ALL))


def _everyday(attack: Attack) -> object:
    return pytest.param(attack, id=attack.id, marks=pytest.mark.full if attack.expected.full else ())


@pytest.mark.docker
@pytest.mark.parametrize("attack", [_everyday(attack) for attack in ALL])
def test_an_attack_gains_nothing_in_a_warm_container(
    batch: Workers, outside: Outside, tmp_path: Path, attack: Attack
) -> None:
    assert meet(attack, batch, outside, tmp_path).gains == []


@pytest.mark.docker
@pytest.mark.full
@pytest.mark.parametrize(
    ("number", "attack"), list(enumerate(ALL)), ids=lambda value: getattr(value, "id", None)
)
def test_an_attack_gains_nothing_in_a_container_of_its_own(
    single: Workers, outside: Outside, tmp_path: Path, number: int, attack: Attack
) -> None:
    good_after = number % EVERY == 0
    assert meet(attack, single, outside, tmp_path, good_after=good_after).gains == []


@pytest.mark.docker  # what is watched outside is the engine too
@pytest.mark.parametrize(
    "attack", [_everyday(attack) for attack in ALL if "local" in attack.expected.sandboxes]
)
def test_an_attack_that_the_local_sandbox_promises_to_stop_gains_nothing(
    local: Workers, outside: Outside, tmp_path: Path, attack: Attack
) -> None:
    assert meet(attack, local, outside, tmp_path).gains == []


def test_there_are_ninety_attacks_and_each_class_has_some() -> None:
    assert len(ALL) >= 90
    assert {attack.kind for attack in ALL} == set(CLASSES)


def test_no_two_attacks_try_the_same() -> None:
    tries = [attack.expected.tries for attack in ALL]
    assert len(set(tries)) == len(tries)
