"""Names as people read them: in one form of Unicode, without what cannot be seen, and each for one only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from grader.washing import shown_name


def composed(raw: str) -> str:
    """A name in the form NFC, to be matched with a pattern: macOS stores Hangul letter by letter (NFD)."""
    return unicodedata.normalize("NFC", raw)


def folded(raw: str) -> str:
    """A name to compare with the grader's own names: composed, upper and lower case alike."""
    return composed(raw).casefold()


def told_apart(raws: Iterable[str]) -> tuple[Mapping[str, str], Names]:
    """A name to show for each raw one. Of several that look the same the plainest keeps it: kim, kim (2)."""
    names = Names()
    ordered = sorted(set(raws), key=lambda raw: (raw != shown_name(raw), raw))
    return {raw: names.free(shown_name(raw)) for raw in ordered}, names


class Names:
    """Names that are given, each to one only."""

    def __init__(self) -> None:
        self._looks: set[str] = set()
        self._number: dict[str, int] = {}

    def free(self, name: str) -> str:
        """The name, or the first of ``name (2)``, ``name (3)`` ... that looks like none that is given."""
        found = name
        while _look(found) in self._looks:
            self._number[_look(name)] = number = self._number.get(_look(name), 1) + 1
            found = f"{name} ({number})"
        self._looks.add(_look(found))
        return found


def _look(name: str) -> str:
    """A key that is equal for names that look the same, as with full-width letters."""
    return unicodedata.normalize("NFKC", name)
