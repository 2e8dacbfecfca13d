"""Text inside Markdown, as GitHub renders it, that stays text."""

from __future__ import annotations

import re

from grader.report.formats.plain import one_line

_MARKUP = re.compile(r"([\\`*_\[\]()#~$!{}])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "@": "&#64;"}
_ENTITY = re.compile("[&<>|@]")
_LINK = re.compile(r"(?i)(?<=:)//|(?<=www)\.")  # addresses that GitHub would make a link of without markup


def escape(text: str, limit: int = 500) -> str:
    """One line that shows those very characters: no link, picture, HTML, cell or heading comes of it."""
    plain = _ENTITY.sub(lambda found: _ENTITIES[found[0]], one_line(text, limit))
    marked = _MARKUP.sub(r"\\\1", plain)
    return _LINK.sub(lambda found: found[0].replace("/", "&#47;").replace(".", "&#46;"), marked)
