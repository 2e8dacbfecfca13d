"""Text that a submission controls, washed for the place where it is shown.

A submission names files, metrics and layers, prints, and raises exceptions with any message. None of that is
believed to be harmless: it may move a terminal's cursor, begin a command of a CI job, a formula of a
spreadsheet or a tag of HTML, hide characters, or be no text at all. Which function serves which place:

=====================================  ==================  ==================================================
place                                  function            what it does
=====================================  ==================  ==================================================
every place below, first of all        `clean`             takes out what cannot be seen
a terminal; the log of a CI job        `for_log`           breaks what a CI system would obey
messages of libraries, bold in a terminal `uncoloured`      takes out codes of colour and bold
lines that were printed                `as_printed`        keeps of each what a terminal would leave standing
lines in a document (JUnit, ...)       `block`             one kind of line end and of space, under a length
one line (a title, a cell of a table)  `one_line`          the same without line ends and tabs
a path or name in any text             `legible`           writes bytes that are no UTF-8 as escapes
a path in a sentence                   `shown_path`        makes that one visible line
a name from a class folder             `shown_name`        the same, composed, and never empty
a cell of a spreadsheet (CSV)          `for_spreadsheet`   keeps it from being run as a formula
Markdown on GitHub                     `for_markdown`      keeps it from becoming a link, tag, cell or heading
a GitHub workflow command              `for_command`       keeps its data and properties in their place
JSON that a terminal may show          `for_json`          escapes what cannot be seen
the name of a file                     `file_stem`         letters, digits, _ and -, told apart by a hash
HTML                                   report/page.py      `clean`, then jinja2 escapes every value
=====================================  ==================  ==================================================

Lengths are bounded where a text is taken over: errors.py, grading/judge.py, `block` and `one_line`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

# Printable to Python and shown as nothing (Unicode's Default_Ignorable_Code_Point), as the fillers of Hangul,
# by which two names that look alike are different ones.
_SHOWN_AS_NOTHING = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_MOST_MARKS = 6  # more of them reach into the lines above and below
# What the log of a CI job obeys: ::error:: at the start of a line, ##[error] and ##vso[...] anywhere in it
_COMMAND = re.compile(r"(?<=:)(?=:[a-z-]+[ :])|(?<=#)(?=#[\w-]*\[)", re.IGNORECASE)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_COLOUR = re.compile("\x1b\\[[0-9;]{0,20}m")
_NOT_ASCII = re.compile("[\x7f-\U0010ffff]")
# What a spreadsheet runs at the start of a cell, and after a semicolon, which some take for the next cell
_FORMULA = re.compile(r"(^|;)[\s\"']*(?=[=+@＝＋－＠﹦﹢﹣﹫-])")
_MOST_IN_A_CELL = 2000  # characters; a cell of Excel's holds 32767, and nobody reads that many
_MARKUP = re.compile(r"([\\`*_\[\]()#~$!{}])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "@": "&#64;"}
_ENTITY = re.compile("[&<>|@]")
_LINK = re.compile(r"(?i)(?<=:)//|(?<=www)\.")  # addresses that GitHub would make a link of without markup
_UNSAFE = re.compile(r"[^\w-]+")
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
_MOST_OF_A_STEM = 60  # characters: in UTF-8 240 bytes, of a file name's 255, with the hash


def clean(text: str) -> str:
    """Text without what cannot be seen: no colour, cursor, title, direction or zero width is smuggled in."""
    if text.isascii() and text.isprintable():
        return text
    return _SHOWN_AS_NOTHING.sub("", "".join(_seen(text)))


def _seen(text: str) -> Iterator[str]:
    """Printable characters, line feeds and tabs; of marks stacked on a letter, as many as a script has."""
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= _MOST_MARKS and (character in "\n\t" or character.isprintable()):
            yield character


def as_printed(text: str) -> str:
    """Lines as a terminal leaves them: of each what stands after its last carriage return, uncoloured."""
    lines = uncoloured(text).split("\n")
    return "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in lines)


def uncoloured(text: str) -> str:
    """Text without the codes of colour and bold, which `clean` would leave the visible half of."""
    return _COLOUR.sub("", text)


def for_log(text: str) -> str:
    """Clean text for a terminal, or for a CI job's log: a space breaks what would be a command there."""
    return _COMMAND.sub(" ", clean(text))


def block(text: str, limit: int = 20_000) -> str:
    """Lines of printable characters and tabs, at most ``limit`` characters; all of it is legal in XML 1.0.

    Control, direction and zero-width characters and lone surrogates are dropped; every kind of line end
    is a line feed, every kind of space a space.
    """
    lines = _LINE_END.sub("\n", text)
    return _cut(clean("".join(" " if c.isspace() and c not in "\n\t" else c for c in lines)), limit)


def one_line(text: str, limit: int = 500) -> str:
    """The same on one line, without tabs."""
    return _cut(" ".join(block(text).split()), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def legible(text: object) -> str:
    """A path or name as text that can be written as UTF-8, whatever bytes a file system gave it."""
    return str(text).encode("utf-8", "backslashreplace").decode()


def shown_path(path: Path | str) -> str:
    """A path for people: whatever it is called, it is one line without control characters."""
    return clean(legible(path).replace("\n", "\N{REPLACEMENT CHARACTER}").replace("\t", " "))


def shown_name(raw: str) -> str:
    """A name of the file system's as it is shown: composed (macOS takes Hangul apart), all visible."""
    text = " ".join(clean(unicodedata.normalize("NFC", legible(raw))).split())
    return text or " ".join(f"U+{ord(character):04X}" for character in raw)


def for_spreadsheet(text: str) -> str:
    """One line, with a ' before it where a spreadsheet would run it."""
    return _FORMULA.sub(r"\g<0>'", one_line(text, _MOST_IN_A_CELL))


def for_markdown(text: str, limit: int = 500) -> str:
    """One line that shows those very characters: no link, picture, HTML, cell or heading comes of it."""
    plain = _ENTITY.sub(lambda found: _ENTITIES[found[0]], one_line(text, limit))
    marked = _MARKUP.sub(r"\\\1", plain)
    return _LINK.sub(lambda found: found[0].replace("/", "&#47;").replace(".", "&#46;"), marked)


def for_command(text: str, *, is_property: bool = False) -> str:
    """The data or a property of a GitHub workflow command, which ends at its line's end."""
    data = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return data.replace(":", "%3A").replace(",", "%2C") if is_property else data


def for_json(document: str) -> str:
    """JSON in which all that cannot be seen is escaped: a terminal that shows it obeys nothing in it."""
    return _NOT_ASCII.sub(lambda c: clean(c[0]) or json.dumps(c[0])[1:-1], document)


def file_stem(name: str) -> str:
    """A file's stem for any text: letters, digits, _ and -; a changed one ends in a short hash."""
    kept = _UNSAFE.sub("-", unicodedata.normalize("NFC", name))[:_MOST_OF_A_STEM].strip("-")
    if kept and kept == name and kept.casefold() not in _RESERVED:
        return kept
    return f"{kept[:50]}-{short_hash(name)}".lstrip("-")


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that tell texts apart."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
