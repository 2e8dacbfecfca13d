"""A whole sitting as a script that can be killed at any moment, and goes on by repeating its last command.

    python tests/exam/scripted.py FOLDER [--kills 45] [--seed 1] [--sandbox standin|docker|local]
        [--first SECONDS] [--longest SECONDS]

plays it once undisturbed, then as often as it takes for so many ``kill -9``, each between ``--first`` and
``--longest`` seconds after the player began (longer where the machine is slow), and prints what came of it
as JSON. Each player is a forked process that runs the project's own commands; what it has done is noted as a
person would remember it.
With ``--sandbox docker`` the files are real solutions, graded in real containers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import standin
from conftest import FOUR

from grader.cli import exam as sitting
from grader.cli import exam_start
from grader.cli.options import Kind, Options
from grader.cli.sandboxed import Tools
from grader.exam.folder import state_path
from grader.exam.state import State
from grader.grading.solutions import find
from grader.task import loader

ROOT = Path(__file__).parent.parent.parent
SEED = 2030
STEPS = 6  # that a player does at most between two kills, more or less
_TIMES = {"started_at", "ended_at", "seconds_used", "seconds_left", "accepted_at", "elapsed", "timing"}


@dataclass(frozen=True)
class Step:
    """One thing that a student does; doing it again does no harm."""

    name: str
    do: Callable[[Path], Any]


@dataclass(frozen=True)
class Script:
    """What the student does, one after another."""

    steps: tuple[Step, ...]


def script(sandbox: str) -> Script:
    """Wrong submissions, better ones, one that is never submitted; finish and report."""
    tools = standin.tools() if sandbox == "standin" else Tools()
    options = Options("en", "local" if sandbox == "standin" else sandbox)  # type: ignore[arg-type]
    contents = _standin_contents() if sandbox == "standin" else _real_contents()

    def submit(task: str | None) -> Step:
        return Step(
            f"submit {task or ''}".strip(),
            lambda folder: sitting.submit(task, str(folder), options, tools),
        )

    steps = [Step("start", lambda folder: _start(folder, tools))]
    for task, text, name in contents:
        steps.append(Step(f"save {task}", _saving(task, text)))
        if name is not None:
            steps.append(submit(name or None))
    steps += [
        Step("status", lambda folder: sitting.status(str(folder), options, tools)),
        Step("finish", lambda folder: sitting.finish(str(folder), options, sure=True, tools=tools)),
        Step("report", lambda folder: _report(folder, options.sandbox, tools)),
    ]
    return Script(tuple(steps))


def _standin_contents() -> list[tuple[str, str, str | None]]:
    """(task, text, what is submitted then: a task, "" for all that changed, None for nothing)."""
    return [
        ("task1", "SCORE = 20\nSLOW = 0.1", "task1"),
        ("task2", "UNUSABLE", "task2"),
        ("task1", "SCORE = 100\nSLOW = 0.1", None),
        ("task2", "SCORE = 55.5\nSLOW = 0.1", ""),
        ("task4", "SCORE = 0\nSLOW = 0.1", "task4"),
        ("task4", "SCORE = 95\nSLOW = 0.1", "task4"),
        ("task3", "SCORE = 60\nSLOW = 0.1", None),
    ]


def _real_contents() -> list[tuple[str, str, str | None]]:
    names = ("absolute_value", "zero_for_missing", "reference")
    texts = [find(loader.find("task1"), name).raw.decode() for name in names]
    return [("task1", texts[0], "task1"), ("task1", texts[1], ""), ("task1", texts[2], None)]


def _saving(task: str, text: str) -> Callable[[Path], None]:
    def save(folder: Path) -> None:
        place = next(folder.glob(f"{task}_*"))
        unfinished = place / "unfinished"
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(place / f"{place.name}.py")  # as editors do

    return save


def _start(folder: Path, tools: Tools) -> None:
    if not State.begun(state_path(folder)):  # where it has, a second start says so
        exam_start.start(str(FOUR), str(folder), None, SEED, "en", tools)


def _report(folder: Path, sandbox: Kind, tools: Tools) -> None:
    options = Options("en", sandbox, format="json", output=str(folder / "report.json"))
    sitting.report(str(folder), options, show=False, tools=tools)


def play(made: Script, folder: Path, kill_after: float | None, printed: Path) -> bool:
    """Play on from the last step that is noted as done, in a forked process; True where it came to the end.

    Raises:
        RuntimeError: where the player ended by itself with an error.
    """
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _be_player(made, folder, printed)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return False
    if status:
        raise RuntimeError(f"the player failed:\n{printed.read_text()}")
    return True


def _be_player(made: Script, folder: Path, printed: Path) -> None:
    status = 1
    try:
        out = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        notes = folder.with_suffix(".done")
        done = len(notes.read_text().splitlines()) if notes.exists() else 0
        for step in made.steps[done:]:
            step.do(folder)
            with notes.open("a") as file:
                file.write(step.name + "\n")
        status = 0
    except BaseException as error:
        import traceback

        traceback.print_exception(error)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)  # the driver's own end is not this process's


@dataclass
class Memory:
    """What was seen to be accepted or graded; :meth:`check` says what of it is gone."""

    attempts: dict[tuple[str, int], tuple[str, float | None]]

    def check(self, folder: Path, printed: Path) -> Iterator[str]:
        """Everything that the student has read or that the state held must still be there."""
        now = _attempts(folder)
        for key, (sha256, score) in self.attempts.items():
            if key not in now:
                yield f"attempt {key} is gone"
            elif now[key][0] != sha256 or score not in (None, now[key][1]):
                yield f"attempt {key} was {sha256, score}, is {now[key]}"
        told = printed.read_text() if printed.exists() else ""
        for task, number in re.findall(r"(task\d), attempt (\d+): accepted", told):
            if (task, int(number)) not in now:
                yield f"{task}, attempt {number} was told to be accepted, and is gone"
        self.attempts = now


def _attempts(folder: Path) -> dict[tuple[str, int], tuple[str, float | None]]:
    try:
        with State.open(state_path(folder)) as state:
            return {
                (a.task, a.number): (a.sha256, None if a.record is None else a.record.score)
                for a in state.attempts()
            }
    except Exception:
        return {}


def timeless(value: Any) -> Any:
    """A report without what differs from one sitting to the next."""
    if isinstance(value, dict):
        return {key: timeless(item) for key, item in value.items() if key not in _TIMES}
    return [timeless(item) for item in value] if isinstance(value, list) else value


def disturbed(
    made: Script, folder: Path, kills: int, longest: tuple[float, float], rng: random.Random
) -> dict[str, Any]:
    """One sitting with up to so many kills: its report, what was lost, and how often it met a grading."""
    printed, memory = folder.with_suffix(".printed"), Memory({})
    count = gradings = 0
    lost: list[str] = []
    while True:
        ended = play(made, folder, rng.uniform(*longest) if count < kills else None, printed)
        lost += memory.check(folder, printed)
        if ended:
            break
        count += 1
        gradings += any(score is None for _, score in memory.attempts.values())
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return {"kills": count, "in_grading": gradings, "lost": lost, "report": timeless(report)}


def main(arguments: list[str] | None = None) -> None:
    """Play, and print as JSON what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=45)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sandbox", choices=("standin", "docker", "local"), default="standin")
    parser.add_argument("--first", type=float, default=0.005)
    parser.add_argument("--longest", type=float, default=0.2)
    options = parser.parse_args(arguments)
    os.environ["GRADE_STATE"] = str(options.folder / "registry")
    made, rng = script(options.sandbox), random.Random(options.seed)
    options.folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    sittings = [disturbed(made, options.folder / "undisturbed", 0, (0, 0), rng)]
    # On a busy machine no step would come to its end between two kills
    longest = max(options.longest, (time.monotonic() - began) / STEPS)
    while (done := sum(item["kills"] for item in sittings)) < options.kills:
        folder = options.folder / f"sitting{len(sittings)}"
        span = (options.first, longest)
        sittings.append(disturbed(made, folder, options.kills - done, span, rng))
    print(json.dumps(sittings))


if __name__ == "__main__":
    main()
