"""``make bench``: a whole grading in Docker against a bare script that trains the same model.

The two run in turn, several times; what counts is the median of the ratios pair by pair.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.task import loader
from tests.bench_batch import GRADE, ROOT, SEED, bare_arguments

PAIRS = int(os.environ.get("BENCH_PAIRS", "5"))


def seconds(command: list[str]) -> tuple[float, str]:
    """Wall seconds of a whole process, and what it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return time.perf_counter() - start, done.stdout


def main() -> None:
    """Print the ratio, its parts, and the start-up time."""
    which = loader.find("task2")
    reference = which.solutions / "reference.py"
    with tempfile.TemporaryDirectory() as folder:
        script = str(Path(__file__).with_name("bench_bare.py"))
        bare = [sys.executable, script, *bare_arguments(which, Path(folder)), str(reference)]
        options = ["--sandbox", "docker", "--seed", str(SEED), "--format", "json"]
        whole = [GRADE, "task2", str(reference), *options]
        seconds(whole), seconds(bare)  # warm: image, caches
        pairs = [(seconds(whole), seconds(bare)) for _ in range(PAIRS)]
    table = Table("pair", "grade (s)", "bare (s)", "ratio")
    for number, ((a, _), (b, _)) in enumerate(pairs, start=1):
        table.add_row(str(number), f"{a:.2f}", f"{b:.2f}", f"{a / b:.3f}")
    console = Console(width=100)
    console.print(table)
    console.print(f"ratio, median of {PAIRS}: {statistics.median(a / b for (a, _), (b, _) in pairs):.3f}")
    timings = [json.loads(out)["timing"] for (_, out), _ in pairs]
    parts = {name: statistics.median(t.get(name, 0.0) for t in timings) for name in timings[0]}
    console.print("grade, medians: " + ", ".join(f"{name} {value:.2f} s" for name, value in parts.items()))
    starts = statistics.median(seconds([GRADE, "--help"])[0] for _ in range(11))
    console.print(f"grade --help, median of 11: {starts:.3f} s")


if __name__ == "__main__":
    main()
