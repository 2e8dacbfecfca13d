"""``grade exam watch``: the live board."""

from __future__ import annotations

import time
from contextlib import suppress

from rich.console import Console, Group
from rich.live import Live as Screen
from rich.text import Text as Line

from grader.cli.exam import OpenSitting, opened
from grader.cli.options import Options
from grader.cli.sandboxed import Tools
from grader.exam.sitting import SittingView
from grader.exam.terminal import board, last_message, refusals
from grader.report.console import open_console
from grader.text import Language, say

SECONDS = 1.0


def watch(folder: str | None, options: Options, tools: Tools | None = None, rounds: int | None = None) -> int:
    """Refresh the board each second until Ctrl-C; ``rounds`` limits how often.

    What it sees is kept, like what any command sees: a file saved while it runs needs no other proof.
    """
    with opened(folder, options, tools) as exam:
        console = open_console()
        if not console.is_terminal:
            return _tell_changes(exam, console, rounds)
        with Screen(console=console, auto_refresh=False) as screen:
            try:
                while rounds is None or rounds > 0:
                    screen.update(_picture(exam.sitting.look(), exam.language), refresh=True)
                    rounds = None if rounds is None else rounds - 1
                    if rounds != 0:
                        time.sleep(SECONDS)
            except KeyboardInterrupt:
                pass
    return 0


def _tell_changes(exam: OpenSitting, console: Console, rounds: int | None) -> int:
    """Without a terminal: print the board again whenever anything but the clock has changed."""
    told: object = None
    with suppress(KeyboardInterrupt):
        while rounds is None or rounds > 0:
            look = exam.sitting.look()
            attempts = [(attempt.id, attempt.record is not None) for attempt in look.attempts]
            facts = look.over, attempts, [look.unsubmitted(row) for row in look.tasks]
            if facts != told:
                console.print(_picture(look, exam.language))
                told = facts
            rounds = None if rounds is None else rounds - 1
            if rounds != 0:
                time.sleep(SECONDS)
    return 0


def _picture(look: SittingView, language: Language) -> Group:
    leave = Line(say("exam.leave").pick(language), style="dim")
    return Group(
        board(look, language), *refusals(look, language), Line(), last_message(look, language), leave
    )
