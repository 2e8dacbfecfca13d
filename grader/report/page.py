"""HTML pages: one for a grading, one for a class. Each is one file, without script or outside resource.

Whatever a record says is hostile: Jinja2 escapes every value, :func:`_finalize` drops what is invisible
(control, bidi and zero-width characters), and the pages' own policy forbids scripts and requests.
"""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import jinja2
from markupsafe import Markup, escape

from grader.report.figures import Drawing
from grader.report.formats.files import named, write
from grader.report.left_out import LeftOutEntry, groups
from grader.report.model import Report
from grader.report.record import Record
from grader.report.summary import percent, summarize
from grader.report.topic_pages import topic_sections
from grader.text import Language, messages, say
from grader.washing import clean

_Told = TypeVar("_Told")
_TEMPLATES = Path(__file__).with_name("templates")
_MARKS = {
    "pass": "✓",
    "fail": "✗",
    "skipped": "–",
    "error": "!",
    "unusable": "✗",
    "pending": "…",
}


def grading_page(record: Record, language: Language, *, drawing: Drawing | None = None) -> str:
    """One grading as a page of its own, in that language.

    A ``drawing`` that is handed in is used for many pages, which is faster.
    """
    drawing = drawing or Drawing(language)
    report, problem = _told(record.reports, language), _told(record.problems, language)
    return (
        environment(language)
        .get_template("grading.html.j2")
        .render(
            record=record,
            report=report,
            problem=problem,
            percent=percent(record),
            trainings=drawing.trainings(report.epochs, report.goals) if report else (),
            galleries=drawing.galleries(report.galleries) if report else (),
            timing=_timing(report, language) if report else (),
            replay=_replay(record, report) if report else "",
            topics=topic_sections(report, language) if report else None,
        )
    )


def class_page(
    records: Sequence[Record],
    language: Language,
    title: str,
    links: Mapping[int, str],
    *,
    left_out: Sequence[LeftOutEntry] = (),
    drawing: Drawing | None = None,
) -> str:
    """The summary of a class, and what was left out of it.

    ``links`` are relative addresses of students' pages, by the record's place.
    """
    drawing = drawing or Drawing(language)
    summary = summarize(records)
    return (
        environment(language)
        .get_template("class.html.j2")
        .render(
            title=title,
            records=records,
            problems=[_told(record.problems, language) for record in records],
            summary=summary,
            links=links,
            left_out=groups(left_out),
            charts=[drawing.histogram(task) if task.graded else None for task in summary.tasks],
        )
    )


def write_pages(
    records: Sequence[Record],
    folder: Path,
    language: Language,
    title: str,
    *,
    left_out: Sequence[LeftOutEntry] = (),
) -> Path:
    """Write index.html and students/*.html; the path of the first. A page is there whole or not at all.

    Raises:
        UsageProblem: the folder cannot be written to.
    """
    drawing, index = Drawing(language), folder / "index.html"
    links: dict[int, str] = {}
    for place, (name, record) in enumerate(named(records)):
        links[place] = f"students/{quote(name)}.html"
        write(folder / "students" / f"{name}.html", grading_page(record, language, drawing=drawing))
    write(index, class_page(records, language, title, links, left_out=left_out, drawing=drawing))
    return index


def _told(by_language: Mapping[Language, _Told], language: Language) -> _Told | None:
    """What is told in that language, else in another, else nothing."""
    return by_language.get(language) or next(iter(by_language.values()), None)


def _timing(report: Report, language: Language) -> list[tuple[str, float]]:
    """Where the time went: the stages that have a name, in the order in which they ran; seconds."""
    named = [
        (say(key).pick(language), seconds)
        for name, seconds in report.timing.items()
        if (key := f"report.time_{name}") in messages() and name != "total"
    ]
    return [(name, seconds) for name, seconds in named if seconds >= 0.005]


def _replay(record: Record, report: Report) -> str:
    """The command that replays the grading; quoted, for a file's name may be a shell's command."""
    name = clean(record.file)
    file = shlex.quote(f"./{name}" if name.startswith("-") else name)
    return f"grade {shlex.quote(clean(report.task))} {file} --seed {report.seed}"


@functools.cache
def environment(language: Language) -> jinja2.Environment:
    """The templates in that language, every value escaped; ``grader.exam.page`` makes its page with it."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        language=language,
        t=lambda key, **values: say(f"page.{key}", **values).pick(language),
        report_t=lambda key: say(f"report.{key}").pick(language),
        marks=_MARKS,
    )
    made.filters["prose"] = _prose
    made.filters["pick"] = lambda text: text.pick(language)
    return made


def _finalize(value: Any) -> Any:
    """Every value that a template prints, without the characters that nobody can see."""
    return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _prose(text: str) -> Markup:
    """Escaped text with its `backticks` as code."""
    safe = str(escape(clean(text)))
    return Markup(re.sub(r"`([^`\n]+)`", r"<code>\1</code>", safe))  # noqa: S704 (escaped above)
