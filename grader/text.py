"""Every sentence that a user reads, in English and Korean, from the files of ``messages/``."""

from __future__ import annotations

import functools
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grader import particles
from grader.washing import legible

Language = Literal["en", "ko"]
LANGUAGES: tuple[Language, ...] = ("en", "ko")
_NAMES: Mapping[Language, tuple[str, ...]] = {
    "en": ("en", "eng", "english", "영어"),
    "ko": ("ko", "kr", "kor", "korean", "한국어"),
}
# A counted noun is written with its plural ending in brackets, as in {count} more line(s)
_COUNTED = re.compile(r"(\{(\w+)[^{}]*\}(?: [A-Za-z-]+)+)\((e?s)\)")


@dataclass(frozen=True)
class Text:
    """One sentence or more in both languages."""

    en: str
    ko: str

    def pick(self, language: Language) -> str:
        """The text in that language."""
        return self.ko if language == "ko" else self.en

    def fill(self, values: Mapping[str, Any]) -> Text:
        """Both languages with their ``{placeholders}`` filled; a Text value is filled by language."""
        templates = {"en": _COUNTED.sub(lambda noun: _number(noun, values), self.en), "ko": self.ko}
        en, ko = (
            templates[language].format_map(
                {k: v.pick(language) if isinstance(v, Text) else v for k, v in values.items()}
            )
            for language in LANGUAGES
        )
        return Text(en, particles.resolve(ko))

    def __add__(self, other: Text) -> Text:
        return Text(f"{self.en} {other.en}".strip(), f"{self.ko} {other.ko}".strip())


NOTHING = Text("", "")


def plain(value: object) -> Text:
    """A value that reads the same in both languages: a name, a number, a line of code."""
    return Text(str(value), str(value))


def _number(noun: re.Match[str], values: Mapping[str, Any]) -> str:
    return noun[1] if str(values.get(noun[2])) == "1" else noun[1] + noun[3]


@functools.cache
def messages() -> Mapping[str, Text]:
    """All messages by dotted key, read once."""
    found: dict[str, Text] = {}
    for path in sorted(Path(__file__).with_name("messages").glob("*.toml")):
        found.update(_walk(tomllib.loads(path.read_text(encoding="utf-8"))))
    return found


def say(key: str, /, **values: Any) -> Text:
    """The message of that key, its placeholders filled."""
    return messages()[key].fill(values)


def bounded(text: Text, most: int) -> Text:
    """The text, at most so many characters of it in each language, and none that UTF-8 cannot hold."""
    return Text(*(_cut(legible(text.pick(language)), most) for language in LANGUAGES))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 2]} …"


def language_named(name: str) -> Language | None:
    """The language that is called so (``ko``, ``kr``, ``Korean``, ``ko_KR.UTF-8``), or None."""
    word = re.split(r"[_.@-]", name.strip().lower())[0]
    return next((language for language, names in _NAMES.items() if word in names), None)


def default_language(environment: Mapping[str, str] = os.environ) -> Language:
    """The language of ``GRADE_LANG``, else of the locale, else English."""
    if language := language_named(environment.get("GRADE_LANG", "")):
        return language
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return language_named(value) or "en"
    return "en"


def unknown_language(environment: Mapping[str, str] = os.environ) -> str | None:
    """What ``GRADE_LANG`` asks for where that is no language of ours."""
    value = environment.get("GRADE_LANG", "")
    return value if value.strip() and language_named(value) is None else None


def _walk(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Text]]:
    found: list[tuple[str, Text]] = []
    for key, value in table.items():
        if set(value) <= set(LANGUAGES):
            found.append((prefix + key, Text(value["en"].strip(), value["ko"].strip())))
        else:
            found += _walk(value, f"{prefix}{key}.")
    return found
