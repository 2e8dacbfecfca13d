"""Every attack against real containers under both policies, and a table of what they gained.

Words choose attacks by name: ``python -m tests.redteam stale kills_``; ``--policy batch`` one policy. Two run
side by side: one under each policy, or, where there is one policy, one of each half.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.errors import GraderError
from grader.grading.workers import Isolation, limits_for
from grader.sandbox.docker import LABEL, DockerSandbox, connect
from grader.task import loader

from . import strangers
from .attack import CLASSES, Attack, attacks
from .harness import POLICIES, Met, Range, meet
from .outside import watching

_COLUMNS = ("attacks", "tried", "forged", "escaped", "harmed a neighbour", "seconds")


@dataclass(frozen=True)
class Try:
    """One attack under one policy: what came of it, and how long it took with all that is looked at."""

    policy: Isolation
    met: Met
    seconds: float


def main(arguments: Sequence[str]) -> int:
    """Run them, two side by side; 1 where any gained anything."""
    parser = argparse.ArgumentParser(prog="python -m tests.redteam", description=__doc__)
    parser.add_argument("words", nargs="*", help="parts of the names of attacks (all of them)")
    parser.add_argument("--policy", choices=POLICIES, help="one policy (both)")
    parser.add_argument("--rest", action="store_true", help="leave out those of the everyday tests")
    parser.add_argument("--third", metavar="WORD", help="a third of them, drawn by this word")
    options = parser.parse_args(arguments)
    chosen = [a for a in attacks() if not options.words or any(word in a.id for word in options.words)]
    chosen = [attack for attack in chosen if not (options.rest and attack.expected.everyday)]
    if options.third is not None:
        chosen = random.Random(options.third).sample(chosen, -(-len(chosen) // 3))
    if not chosen and not any(word in strangers.KIND for word in options.words):
        parser.error(f"no attack's name has any of {options.words} in it")
    sides = [(policy, chosen) for policy in POLICIES]
    if options.policy is not None:
        sides = [(options.policy, half) for half in (chosen[::2], chosen[1::2])]
    console, stop, start = Console(highlight=False), threading.Event(), time.monotonic()
    with DockerSandbox() as sandbox, ThreadPoolExecutor(len(sides)) as pool:
        tries = [pool.submit(_tries, *side, sandbox, console, stop) for side in sides]
        try:
            tried = [one for side in tries for one in side.result()]
        finally:
            stop.set()  # Ctrl-C: each ends with the attack that it is at
    for policy in [options.policy] if options.policy else POLICIES:
        tried += _strangers(policy, options.words, console)
    console.print(_table(tried), f"In {time.monotonic() - start:.0f} seconds.")
    left = _containers_left()
    console.print(*[f"left behind: container {name}" for name in left], style="red")
    return int(any(one.met.gains for one in tried) or bool(left))


def _tries(
    policy: Isolation,
    chosen: Sequence[Attack],
    sandbox: DockerSandbox,
    console: Console,
    stop: threading.Event,
) -> list[Try]:
    """One attack after another under that policy."""
    client = connect()
    limits = limits_for(loader.all_tasks())
    tried: list[Try] = []
    with watching(client) as outside, Range(sandbox, limits, policy) as place:
        for number, attack in enumerate(chosen):
            if stop.is_set():
                break
            start = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="redteam-") as folder:
                met = meet(attack, place.next(), outside, Path(folder), good_after=place.good_after(number))
            tried.append(Try(policy, met, time.monotonic() - start))
            for line in _told(tried[-1]):
                console.print(line, style="red" if met.gains else "dim", markup=False, soft_wrap=True)
    client.close()
    return tried


def _strangers(policy: Isolation, words: Sequence[str], console: Console) -> list[Try]:
    """The class folders of strangers, one command for all of them; gains are points or what was shown."""
    if words and not any(word in strangers.KIND for word in words):
        return []
    start, tried = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="redteam-") as folder:
        met = list(strangers.in_containers(policy, Path(folder)))
    for one, gains in met:
        seconds = (time.monotonic() - start) / len(met)
        tried.append(Try(policy, Met(one, one.outcome, forged=gains), seconds))
        for line in _told(tried[-1]):
            console.print(line, style="red" if gains else "dim", markup=False, soft_wrap=True)
    return tried


def _told(one: Try) -> Iterator[str]:
    met = one.met
    yield f"{met.attack.id:44} {one.policy:10} {met.outcome:8} {met.score:5g} {one.seconds:6.1f} s"
    yield from (f"    {gain}" for gain in [*met.gains, *met.changes])


def _containers_left() -> list[str]:
    """Containers of this process: all were closed."""
    client = connect()
    found = client.containers.list(all=True, filters={"label": f"{LABEL}={os.getpid()}"})
    client.close()
    return [str(container.name) for container in found]


def _table(tried: Sequence[Try]) -> Table:
    table = Table("class", title="What the attacks gained")
    for name in _COLUMNS:
        table.add_column(name, justify="right")
    for kind in (*CLASSES, strangers.KIND):
        own = [one for one in tried if one.met.attack.kind == kind]
        table.add_row(kind, *_row(own))
    table.add_section()
    table.add_row("all", *_row(tried))
    return table


def _row(tried: Sequence[Try]) -> list[str]:
    """The cells of _COLUMNS."""
    counts = [
        len({one.met.attack.id for one in tried}),
        len(tried),
        sum(bool(one.met.forged) for one in tried),
        sum(bool(one.met.escaped) for one in tried),
        sum(bool(one.met.harmed) for one in tried),
    ]
    return [*map(str, counts), f"{sum(one.seconds for one in tried):.0f}"]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except GraderError as error:  # no engine, say: its sentence says what to do
        sys.exit(error.text.en)
