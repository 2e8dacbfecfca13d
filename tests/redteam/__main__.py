"""Every attack against real containers under both policies, and a table of what they gained.

Words choose attacks by name.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from grader import task
from grader.sandbox.docker import DockerSandbox, connect
from grader.workers import Workers, limits_for

from .attack import CLASSES, Attack, attacks
from .harness import Met, meet
from .outside import watching

POLICIES = ("batch", "submission")
EVERY = 10  # with a container for each submission, a good one follows every tenth attack only


def main(words: list[str]) -> int:
    """Run them; 1 where any gained anything."""
    console, client = Console(highlight=False), connect()
    chosen = [attack for attack in attacks() if not words or any(word in attack.id for word in words)]
    met: list[Met] = []
    with watching(client) as outside, DockerSandbox() as sandbox:
        for isolation in POLICIES:
            with Workers(sandbox, limits_for(task.all_tasks()), isolation=isolation) as workers:
                for number, attack in enumerate(chosen):
                    met.append(_meet(attack, workers, outside, isolation, number, console))
    client.close()
    console.print(_table(met))
    return int(any(one.gains for one in met))


def _meet(
    attack: Attack, workers: Workers, outside: Any, isolation: str, number: int, console: Console
) -> Met:
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="redteam-") as folder:
        after = isolation == "batch" or number % EVERY == 0
        one = meet(attack, workers, outside, Path(folder), good_after=after)
    seconds = time.monotonic() - start
    line = f"{attack.id:48} {isolation:10} {one.outcome:8} {one.score:5g} {seconds:5.1f} s"
    console.print(line, style="red" if one.gains else "dim")
    for gain in one.gains:
        console.print(f"    {gain}", style="red", markup=False)
    return one


def _table(met: list[Met]) -> Table:
    table = Table("class", title="Attacks, each under both policies")
    for name in ("attacks", "tried", "forged", "escaped", "harmed a neighbour"):
        table.add_column(name, justify="right")
    total: Counter[str] = Counter()
    for kind in CLASSES:
        own = [one for one in met if one.attack.kind == kind]
        row = _counts(own)
        total.update(row)
        table.add_row(kind, *map(str, row.values()))
    table.add_section()
    table.add_row("all", *map(str, total.values()))
    return table


def _counts(met: list[Met]) -> dict[str, int]:
    return {
        "attacks": len({one.attack.id for one in met}),
        "tried": len(met),
        "forged": sum(bool(one.forged) for one in met),
        "escaped": sum(bool(one.escaped) for one in met),
        "harmed": sum(bool(one.harmed) for one in met),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
