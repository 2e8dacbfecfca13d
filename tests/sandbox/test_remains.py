"""What a job left in the kernel is waited for, within a bound; what stays makes its container unfit."""

from __future__ import annotations

import itertools
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.inside import remains
from grader.inside.remains import HeldResources, gone

BEFORE = HeldResources(frozenset({"1", "2"}), 300.0)


@pytest.fixture(autouse=True)
def _briefly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remains, "SECONDS", 0.05)


def held_in_turn(monkeypatch: pytest.MonkeyPatch, *looks: HeldResources) -> Iterator[HeldResources]:
    """What is held at each look; the last of them for ever."""
    turns = itertools.chain(looks, itertools.repeat(looks[-1]))
    monkeypatch.setattr(remains, "held", lambda: next(turns))
    return turns


@pytest.mark.parametrize(
    "stays",
    [HeldResources(frozenset({"1", "2", "3 @planted"}), 300.0), HeldResources(frozenset({"1"}), 600.0)],
    ids=["a socket", "memory"],
)
def test_what_stays_is_told_after_the_bound(monkeypatch: pytest.MonkeyPatch, stays: HeldResources) -> None:
    held_in_turn(monkeypatch, stays)
    assert not gone(BEFORE)


def test_what_goes_late_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    late = HeldResources(BEFORE.sockets | {"3"}, 2500.0)
    held_in_turn(monkeypatch, late, late, HeldResources(BEFORE.sockets, 310.0))
    assert gone(BEFORE)


def test_where_the_kernel_tells_nothing_nothing_is_missed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(remains, "_GROUPS", tmp_path)
    monkeypatch.setattr(remains, "_SOCKETS", tmp_path / "unix")
    assert remains.held() == HeldResources(frozenset(), 0.0)
    assert gone(remains.held())


@pytest.mark.parametrize(
    "files",
    [
        {"memory.stat": "anon 9999999\nshmem 8388608\nsock 1048576\nslab_unreclaimable 1048576\n"},
        {
            "memory/memory.stat": "rss 9999999\nshmem 8388608\n",
            "memory/memory.kmem.usage_in_bytes": "2097152\n",
        },
    ],
    ids=["second version of control groups", "first"],
)
def test_memory_of_processes_and_pages_of_files_do_not_count(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: dict[str, str]
) -> None:
    (tmp_path / "memory").mkdir()
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    monkeypatch.setattr(remains, "_GROUPS", tmp_path)
    assert remains.held().memory_mb == 10.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_socket_that_is_open_is_seen_by_its_name() -> None:
    before = remains.held()
    with socket.socket(socket.AF_UNIX) as named:
        named.bind(f"\0seen-{id(named)}")
        assert any(f"@seen-{id(named)}" in line for line in remains.held().sockets - before.sockets)
