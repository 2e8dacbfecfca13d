"""Every target for so many seconds, one after another: ``python -m fuzz SECONDS [TARGET ...]``."""

from __future__ import annotations

import re
import subprocess
import sys

from .run import HERE, TARGETS

_LINE = "{:10} {:>12} {:>9} {:>8}  {}"


def main(seconds: int, names: list[str]) -> int:
    """1 where any target broke; the input that broke it is in ``found/``."""
    broken = 0
    print(_LINE.format("target", "executions", "coverage", "MB", "found"))
    for name in names or TARGETS:
        done = subprocess.run(
            [sys.executable, "-m", "fuzz.run", name, str(seconds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
        log = done.stdout
        figures = [
            _last(rf"{key}:? *(\d+)", log) for key in ("number_of_executed_units", "cov", "peak_rss_mb")
        ]
        print(_LINE.format(name, *figures, "nothing" if done.returncode == 0 else _finding(log)), flush=True)
        broken += done.returncode != 0
    if broken:
        print(f"{broken} broken: see {HERE / 'found'}, and README.md for what to do with it.")
    return int(bool(broken))


def _finding(log: str) -> str:
    """What broke, and the input's file; all of the log where it names none."""
    what = _last(r"Uncaught Python exception: ===\n(.*)", log)
    return f"{what} {_last(r'Test unit written to (.*)', log)}" if what != "-" else log[-2000:]


def _last(pattern: str, log: str) -> str:
    found = re.findall(pattern, log)
    return found[-1] if found else "-"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
