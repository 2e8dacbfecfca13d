"""The exam's clock counts the time that passed, whatever happens to the wall clock."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standin import FakeClock

from grader.exam.clock import JUMP, Event, Moment, SystemClock, Timeline, elapsed_at


def observe(timeline: Timeline, clock: FakeClock) -> tuple[Timeline, Event | None]:
    return timeline.observe(clock.read())


def test_time_is_counted_from_the_start() -> None:
    clock = FakeClock()
    timeline = Timeline.begin(clock.read())
    clock.forward(90)
    timeline, event = observe(timeline, clock)
    assert (timeline.last, event) == (90, None)


@pytest.mark.parametrize("moved", [3600.0, -3600.0, 5e8, -5e8])
def test_a_wall_clock_that_jumps_changes_no_time_and_is_an_event(moved: float) -> None:
    clock = FakeClock()
    timeline = Timeline.begin(clock.read())
    clock.forward(60)
    clock.wall += moved
    clock.forward(60)
    timeline, event = observe(timeline, clock)
    assert timeline.last == 120
    assert event is not None
    assert (event.kind, event.before, event.elapsed, event.seconds) == ("jump", 0, 120, moved)
    assert observe(timeline, clock)[1] is None, "one jump is told once"


def test_a_correction_over_the_network_is_no_event() -> None:
    clock = FakeClock()
    timeline = Timeline.begin(clock.read())
    clock.wall += JUMP
    assert observe(timeline, clock)[1] is None


def test_small_steps_add_up_to_a_jump() -> None:
    clock = FakeClock()
    timeline, events = Timeline.begin(clock.read()), []
    for _ in range(10):
        clock.wall -= 1
        timeline, event = observe(timeline, clock)
        events.append(event)
    assert sum(event.seconds for event in events if event) <= -9
    assert timeline.last == 0


def test_across_a_reboot_the_wall_clock_counts_and_it_is_an_event() -> None:
    clock = FakeClock()
    timeline = Timeline.begin(clock.read())
    clock.forward(60)
    timeline, _ = observe(timeline, clock)
    clock.reboot(300)
    timeline, event = observe(timeline, clock)
    assert timeline.last == 360
    assert event is not None
    assert (event.kind, event.seconds) == ("reboot", 300)
    clock.forward(5)
    timeline, event = observe(timeline, clock)
    assert (timeline.last, event) == (365, None)


def test_a_reboot_with_the_clock_set_back_gives_no_time_back() -> None:
    clock = FakeClock()
    timeline = Timeline.begin(clock.read())
    clock.forward(60)
    timeline, _ = observe(timeline, clock)
    clock.reboot(-4000)
    timeline, event = observe(timeline, clock)
    assert timeline.last == 60
    assert event is not None
    assert event.kind == "reboot"


def test_a_machine_that_names_no_boot_shows_a_new_one_by_its_running_time() -> None:
    clock = FakeClock(boot="")
    timeline = Timeline.begin(clock.read())
    clock.forward(60)
    timeline, _ = observe(timeline, clock)
    clock.reboot(30)
    clock.boot = ""
    timeline, event = observe(timeline, clock)
    assert timeline.last == 90
    assert event is not None
    assert event.kind == "reboot"


def test_a_reading_older_than_the_last_one_is_no_reboot() -> None:
    timeline = Timeline.begin(Moment(1000, 100, "a"))
    timeline, _ = timeline.observe(Moment(1060, 160, "a"))
    timeline, event = timeline.observe(Moment(1059.9, 159.9, "a"))
    assert (timeline.last, event) == (60, None)


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(-1e6, 1e6), st.booleans()), max_size=12))
def test_time_never_goes_back_and_within_one_boot_is_exact(steps) -> None:
    clock, passed, exact = FakeClock(), 0.0, True
    timeline = Timeline.begin(clock.read())
    for seconds, moved, reboots in steps:
        before = timeline.last
        clock.wall += moved
        if reboots:
            clock.reboot(seconds)
            exact = False
        else:
            clock.forward(seconds)
        passed += seconds
        timeline, _ = observe(timeline, clock)
        assert timeline.last >= before
    assert not exact or math.isclose(timeline.last, passed, abs_tol=1e-3)


START = 1_000_000.0


def jumps(*moves: tuple[float, float, float]) -> list[Event]:
    """Jumps as (seen before, noticed at, seconds)."""
    events, offset = [], START
    for before, elapsed, seconds in moves:
        offset += seconds
        events.append(Event("jump", before, elapsed, offset + elapsed, seconds))
    return events


@pytest.mark.parametrize(
    ("mtime", "events", "expected"),
    [
        (START + 60, [], 60),
        (START - 5000, [], -5000),
        (START + 60, jumps((100, 110, 3600)), 60),
        (START + 200 + 3600, jumps((100, 110, 3600)), 200),
        (START + 2000, jumps((100, 110, 3600)), math.inf),
        (START + 60, jumps((100, 110, -3600)), 60),
        (START + 200 - 3600, jumps((100, 110, -3600)), 200),
        (START - 9000, jumps((100, 110, -3600)), -9000),
        (START + 3000, jumps((2000, 2010, -1500)), 4500),
        (START + 300, jumps((2000, 2010, 3600), (2100, 2110, -3600)), 300),
        (START + 2500, jumps((2000, 2010, 3600), (2100, 2110, -3600)), 2500),
    ],
    ids=[
        "no jump",
        "older than the sitting",
        "before a jump forward",
        "after a jump forward",
        "a time that never was",
        "before a jump back",
        "after a jump back, before the start by the clock",
        "older than the sitting, and a jump back",
        "after a jump back: cannot be before",
        "before two",
        "after two",
    ],
)
def test_a_modification_time_is_read_with_the_jumps_known(mtime: float, events, expected: float) -> None:
    assert elapsed_at(mtime, START, events) == expected


@pytest.mark.skipif(not Path("/proc/uptime").exists(), reason="Linux tells its uptime, suspend included")
def test_the_systems_clock_goes_on_during_suspend_and_knows_the_boot() -> None:
    now = SystemClock().read()
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    assert abs(now.running - uptime) < 5
    assert now.boot == Path("/proc/sys/kernel/random/boot_id").read_text().strip()
