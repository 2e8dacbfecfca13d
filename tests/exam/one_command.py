"""One command of an exam in a process of its own, with the stand-in grading; each grading is logged.

    python tests/exam/one_command.py LOG submit TASK FOLDER
    python tests/exam/one_command.py LOG finish FOLDER

It says "ready", and begins when a line comes in.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import standin

from grader.cli import exam as sitting
from grader.cli.options import Options
from grader.cli.sandboxed import Tools
from grader.errors import GraderError


@contextmanager
def logged(options: Options, live: object) -> Iterator:
    def grade(task, submitted, seed):
        with open(sys.argv[1], "a") as log:
            log.write(f"{task.id} {seed} {os.getpid()}\n")
        return standin.grading(task, submitted, seed)

    yield grade


def main() -> int:
    tools, options = Tools(grading=logged), Options("en", "local")
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        if sys.argv[2] == "submit":
            return sitting.submit(sys.argv[3], sys.argv[4], options, tools)
        return sitting.finish(sys.argv[3], options, sure=True, tools=tools)
    except GraderError as error:
        print(error.text.en)
        return error.exit_status


if __name__ == "__main__":
    sys.exit(main())
