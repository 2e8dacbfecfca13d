"""Sentences and figures of an exam that several modules tell: durations, paths, flags, clock events."""

from __future__ import annotations

from collections.abc import Sequence

from grader.exam.clock import Event
from grader.text import Language, Text, say


def duration(seconds: float) -> str:
    """Hours, minutes and seconds, like 1:05:09; whole seconds, rounded down."""
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def flag_sentences(flags: Sequence[str], language: Language) -> list[str]:
    """What each flag of an attempt means."""
    return [say(f"exam.flag_{flag}").pick(language) for flag in flags]


def event_sentence(event: Event) -> Text:
    """What happened to the clock, and what that means for the time that was counted."""
    at, by = duration(event.elapsed), duration(abs(event.seconds))
    if event.kind == "reboot":
        return say("exam.reboot", at=at, by=by)
    return say("exam.jump_forward" if event.seconds > 0 else "exam.jump_back", at=at, by=by)
