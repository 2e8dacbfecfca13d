"""What to read up on, within a report's own page: the topics of the checks that failed, as HTML."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markupsafe import Markup

from grader.errors import GraderError
from grader.report.model import Report
from grader.task import loader, topics
from grader.text import Language

_DEEPER = 2  # a topic's page stands below a heading of the second level


@dataclass(frozen=True)
class TopicSection:
    """One topic: its id, its title and the rest of its page as HTML."""

    id: str
    title: str
    body: Markup


@dataclass(frozen=True)
class TopicSections:
    """The topics of a report's failed checks: each once, and by check which it is."""

    sections: Sequence[TopicSection]
    of_check: Mapping[str, TopicSection]


def topic_sections(report: Report, language: Language) -> TopicSections:
    """Those that the report's failed checks name; none of a task that is not there any more."""
    found: dict[str, TopicSection] = {}
    with suppress(GraderError):
        words, known = loader.find(report.task).words, topics.topics()
        for check in report.checks:
            concept = words[check.id].concept if check.id in words else None
            if check.outcome == "fail" and concept is not None and concept in known:
                found[check.id] = section(known[concept], language)
    return TopicSections(list(dict.fromkeys(found.values())), found)


@functools.lru_cache(maxsize=64)
def section(topic: topics.Topic, language: Language) -> TopicSection:
    """A topic's page, without its first heading; HTML in it would be shown as text."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(topic.page(language).partition("\n")[2])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _DEEPER)}"
    body = markdown.renderer.render(tokens, markdown.options, {})
    return TopicSection(topic.id, topic.title.pick(language), Markup(body))  # noqa: S704  see above
