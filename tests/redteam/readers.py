"""Reads the forms of a report as their readers do: a terminal, the log of a CI job, a browser, GitHub."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from grader.report.topic_pages import section
from grader.task.topics import topics
from grader.text import LANGUAGES

# Controls, formats (direction, zero width, tags), halves of a pair, private and unassigned, line separators
_KINDS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_SHOWN_AS_NOTHING = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\ufe00\ufe0e\ufe0f\uffa0"
# GitHub's runner takes blanks off the start of a line before it looks for a command; its older form, and
# those of Azure and TeamCity, may stand anywhere
_COMMAND = re.compile(r"(?m)^\s*::[\w-]+(?: [^\n]*?)?::|##[\w-]*\[")
_LINK = re.compile(r"(?i)[a-z]://|www\.|\w@\w")
_TAGS = re.compile(
    "html|head|meta|link|title|style|body|a|header|main|footer|section|div|p|span|b|small|ol|ul|li|dl|dt|dd|bdi|code|"
    "pre|h1|h2|h3|h4|table|caption|thead|tbody|tr|th|td|figure|figcaption|details|summary|i|br|img|"
    "svg|g|path|text|tspan|defs|clippath|rect|use|line|polyline"
)
_VOID = {"meta", "link", "br", "img"}
_ONCE = ("html", "head", "body", "title", "style", "main")
_ADDRESS = re.compile(r"#[\w-]*|students/[^/:?#<>]+\.html|data:,|data:image/png;base64,[\w+/=]+")
_STYLE = re.compile(r"((width|left): [\d.]+%;?)?|[\w\s:;.,#()%-]*var\(--\w+\)[\w\s:;.,#()%-]*|[\w\s:;.,-]*")
_MARKDOWN = re.compile(
    "inline|text|text_special|softbreak|"
    "(heading|table|thead|tbody|tr|th|td|paragraph|bullet_list|list_item|strong)_(open|close)"
)


def stacked(text: str) -> str:
    """Marks that stand on one letter, so many that they reach into other lines; empty without any."""
    found = re.search("[\u0300-\u036f\u0e47]{9}", text)
    return found[0] if found else ""


def unseen(text: str) -> str:
    """A character that nobody can see, or that moves or turns what is beside it; empty without one."""
    found = (c for c in set(text) if c not in "\n\t" and unicodedata.category(c) in _KINDS)
    return next(found, "") or next((c for c in _SHOWN_AS_NOTHING if c in text), "")


def command(text: str) -> str:
    """What the log of a CI job would obey; empty where there is nothing."""
    found = _COMMAND.search(text)
    return found[0] if found else ""


def squeezed(text: str) -> str:
    """The text without blanks: how lines were broken does not matter."""
    return "".join(text.split())


class Page(HTMLParser):
    """A page as a browser reads it: what is wrong with it, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.words = ""
        self._open: list[str] = []
        self._seen: list[str] = []
        for own in _own_pages():  # the project's own Markdown, to the letter and once
            text = text.replace(own, "", 1)
        self.feed(text)
        self.close()
        self.wrong += [f"{tag} is not closed" for tag in self._open]
        self.wrong += [f"there is not one {tag}" for tag in _ONCE if self._seen.count(tag) != 1]
        if "default-src 'none'" not in text:
            self.wrong.append("the page's policy is gone")

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._seen.append(tag)
        if not _TAGS.fullmatch(tag):
            self.wrong.append(f"an element {tag}")
        self.wrong += [
            f"{tag} {name}={value!r}" for name, value in attributes if _is_active(name, value or "")
        ]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"{tag} is closed where it is not open")

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words += data

    def handle_comment(self, data: str) -> None:
        self.wrong.append(f"a comment {data[:40]!r}")

    def unknown_decl(self, data: str) -> None:
        self.wrong.append(f"a declaration {data[:40]!r}")


@functools.cache
def _own_pages() -> list[str]:
    """What a report's page has of the topics to read up on."""
    return [str(section(topic, language).body) for topic in topics().values() for language in LANGUAGES]


def _is_active(name: str, value: str) -> bool:
    """Whether an attribute could run, fetch or cover anything."""
    if name in ("href", "src", "action", "srcset", "xlink:href", "formaction", "data"):
        return not _ADDRESS.fullmatch(value)
    return name.startswith("on") or (name == "style" and not _STYLE.fullmatch(value))


def markdown(text: str) -> Iterator[tuple[str, str]]:
    """Kind and content of each token, as GitHub's flavour of Markdown has them."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for token in parser.parse(text):
        yield token.type, "" if token.children else token.content
        yield from ((child.type, child.content) for child in token.children or [])


def active_markdown(text: str) -> list[str]:
    """What of a text in Markdown is more than words in a list or a table."""
    kinds = {kind for kind, _content in markdown(text) if not _MARKDOWN.fullmatch(kind)}
    links = _LINK.findall(text)
    return sorted(kinds) + [f"an address that becomes a link: {link}" for link in links]
