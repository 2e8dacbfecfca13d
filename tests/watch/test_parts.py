"""The parts of a watch by themselves: what a save changed, workers in reserve, and when a file was saved."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import factory
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import SandboxError
from grader.sandbox.contract import Description, Limits
from grader.watch.changes import saves, settled
from grader.watch.difference import difference
from grader.watch.spares import SpareSandbox

LIMITS = Limits(1.0, 512, 1)
POINTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 20), min_size=1)


def reported(points: dict[str, int]) -> Any:
    checks = [factory.check_report(name, points=value, max_points=20) for name, value in points.items()]
    return factory.report(checks)


@given(POINTS, POINTS)
def test_every_check_gained_lost_or_stayed_and_the_points_add_up(before: dict, now: dict) -> None:
    found = difference(reported(before), reported(now))
    gained, lost = ({check.id for check in part} for part in (found.gained, found.lost))
    assert gained == {name for name in now if name in before and now[name] > before[name]}
    assert lost == {name for name in now if name in before and now[name] < before[name]}
    assert len(gained) + len(lost) + found.same == len(now)
    assert found.points == sum(now.values()) - sum(before.values())


def test_check_without_points_counts_by_its_outcome() -> None:
    good, bad = (factory.report([factory.check_report("runs", outcome)]) for outcome in ("pass", "fail"))
    assert [check.id for check in difference(bad, good).gained] == ["runs"]
    assert [check.id for check in difference(good, bad).lost] == ["runs"]


class StandInWorker:
    def __init__(self, number: int, background: bool) -> None:
        self.number, self.background, self.lives, self.closed = number, background, True, False

    def alive(self) -> bool:
        return self.lives

    def close(self) -> None:
        self.closed = True


class StandInSandbox:
    """A stand-in: opening real containers is tried in test_watch.py."""

    def __init__(self) -> None:
        self.made: list[StandInWorker] = []
        self.broken = False

    def describe(self) -> Description:
        return Description("docker", isolated=True)

    def open(self, limits: Limits, *, background: bool = False) -> StandInWorker:
        if self.broken:
            raise SandboxError("sandbox.stopped")
        self.made.append(StandInWorker(len(self.made), background))
        return self.made[-1]


def ready(within: StandInSandbox, count: int) -> None:
    until = time.monotonic() + 5
    while len(within.made) < count and time.monotonic() < until:
        time.sleep(0.005)


def test_reserve_is_used_first_and_filled_again() -> None:
    within = StandInSandbox()
    with SpareSandbox(within) as sandbox:  # type: ignore[arg-type]
        assert sandbox.open(LIMITS).number == 0  # type: ignore[attr-defined]
        sandbox.fill(LIMITS, 1)
        ready(within, 2)
        assert within.made[1].background
        assert sandbox.open(LIMITS).number == 1  # type: ignore[attr-defined]
        ready(within, 3)
        assert len(within.made) == 3
    assert [worker.closed for worker in within.made] == [False, False, True]  # those given out are others'


def test_dead_worker_in_reserve_is_not_given_out() -> None:
    within = StandInSandbox()
    with SpareSandbox(within) as sandbox:  # type: ignore[arg-type]
        sandbox.fill(LIMITS, 2)
        ready(within, 2)
        within.made[0].lives = False
        given_out = sandbox.open(LIMITS)
        assert given_out.number == 1  # type: ignore[attr-defined]
        assert within.made[0].closed


def test_reserve_that_cannot_be_made_is_no_trouble_until_a_worker_is_wanted() -> None:
    within = StandInSandbox()
    within.broken = True
    with SpareSandbox(within) as sandbox:  # type: ignore[arg-type]
        sandbox.fill(LIMITS, 1)
        with pytest.raises(SandboxError):
            sandbox.open(LIMITS)
        within.broken = False
        assert sandbox.open(LIMITS) is not None


@pytest.mark.parametrize("how", ["write", "rename", "remove and write", "truncate and write"])
def test_save_is_seen_within_a_tenth_of_a_second(tmp_path: Path, how: str) -> None:
    file, stop, seen = tmp_path / "my.py", threading.Event(), threading.Event()
    file.write_text("x = 1\n")
    found: list[str] = []

    def watch() -> None:
        for _ in saves(file, stop):
            if settled(file, stop):
                found.append(file.read_text())
            if found and found[-1] == "x = 2\n":
                seen.set()
                return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    time.sleep(0.5)
    if how == "rename":
        (tmp_path / "other").write_text("x = 2\n")
        (tmp_path / "other").replace(file)
    elif how == "remove and write":
        file.unlink()
        time.sleep(0.05)
        file.write_text("x = 2\n")
    else:
        if how == "truncate and write":
            file.write_text("")
        file.write_text("x = 2\n")
    assert seen.wait(5)
    stop.set()
    thread.join(5)
    assert found[0] == "x = 1\n"
