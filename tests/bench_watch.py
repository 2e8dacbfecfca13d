"""``make bench``: from a save to the last line of the verdict in ``grade watch``, in a real terminal.

A function task and task1 are saved right and wrong in turn; of task2 what counts is the end of its first
epoch, and before it the line that the training has begun. Times are from before the write to the last byte.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pexpect
from rich.console import Console
from rich.table import Table

from grader.grading.solutions import find
from grader.task import loader
from tests.bench_batch import GRADE

SAVES = int(os.environ.get("BENCH_SAVES", "20"))
WAIT = 300
LAST = "Ctrl-C ends"  # the panel's last line
BEGINS = "grading ..."


class Watching:
    """`grade watch` of one task's file in a terminal of 100 columns."""

    def __init__(self, name: str, folder: Path) -> None:
        self.file = folder / f"{name}.py"
        self.right = (loader.find(name).solutions / "reference.py").read_text(encoding="utf-8")
        self.file.write_text(self.right)
        environment = {**os.environ, "GRADE_LANG": "en", "GRADE_HISTORY": "off", "TERM": "xterm-256color"}
        self.terminal = pexpect.spawn(
            GRADE,
            ["watch", name, str(self.file)],
            env=environment,
            dimensions=(50, 100),
            timeout=WAIT,
            encoding="utf-8",
        )
        self.shown("PASSED")

    def rest(self, seconds: float) -> None:
        """Read what the screen shows meanwhile, and forget it."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            with suppress(pexpect.TIMEOUT):
                self.terminal.read_nonblocking(1 << 16, timeout=left)
        self.terminal.buffer = ""

    def shown(self, *texts: str) -> None:
        """Wait for those texts, one after another, and the last line after them."""
        for text in (*texts, LAST):
            self.terminal.expect_exact(text)

    def save(self, text: str, *wanted: str) -> list[float]:
        """Seconds from the save until each of those texts is shown; after the last, the panel's last line."""
        begun, times = time.perf_counter(), []
        self.file.write_text(text)
        for word in wanted:
            self.terminal.expect_exact(word)
            if word == wanted[-1]:
                self.terminal.expect_exact(LAST)
            times.append(time.perf_counter() - begun)
        return times

    def end(self) -> None:
        self.terminal.sendintr()
        self.terminal.expect(pexpect.EOF)


def verdicts(name: str, wrong: str, folder: Path) -> list[float]:
    """Saves of a task that trains nothing for long, wrong and right in turn."""
    watching = Watching(name, folder)
    bad = find(loader.find(name), wrong).raw.decode()
    watching.rest(10)  # the spare worker is ready
    times = []
    for number in range(SAVES):
        text, outcome = (bad, "NOT PASSED") if number % 2 == 0 else (watching.right, "score 100 of 100")
        times.append(watching.save(text, BEGINS, outcome)[-1])
        watching.rest(0.3)
    watching.end()
    return times


def first_epochs(folder: Path) -> tuple[list[float], list[float]]:
    """Of task2: until the line that the training has begun, and until the first epoch's end."""
    watching = Watching("task2", folder)
    watching.rest(12)
    times = []
    for number in range(SAVES):
        text = f"{watching.right}\n# save {number}\n"
        times.append(watching.save(text, BEGINS, "Training your model", "epoch 1/")[1:])
        watching.rest(12 if number % 2 else 1)  # half of the saves while the training before still runs
    watching.end()
    begun, ended = zip(*times, strict=True)
    return list(begun), list(ended)


def main() -> None:
    """Print medians and the worst."""
    table = Table("from the save to", "median (s)", f"worst of {SAVES} (s)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begun, ended = first_epochs(folder)
        rows = {
            "task6's verdict": verdicts("task6", "strides_swapped", folder),
            "task1's verdict": verdicts("task1", "one_epoch_late", folder),
            "task2's training": begun,
            "the end of task2's first epoch": ended,
        }
    for what, times in rows.items():
        table.add_row(what, f"{statistics.median(times):.3f}", f"{max(times):.3f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
