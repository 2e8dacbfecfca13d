"""The report in a terminal. Whatever came from a submission is printed as nothing but text."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.report.model import CheckReport, Report
from grader.report.reading import readings
from grader.report.training import trainings
from grader.task import loader
from grader.text import Language, say
from grader.washing import for_log, one_line

_MARKS = {"pass": ("✓", "green"), "fail": ("✗", "red"), "skipped": ("–", "yellow"), "error": ("!", "magenta")}
OUTCOME_STYLES = {"pass": "bold green", "fail": "bold red", "error": "bold magenta"}
_TIMING = ("container", "import", "data", "training", "predict", "judging", "total")
_MESSAGE_LINES = 60
_OUTPUT_LINES, _OUTPUT_WIDTH = 20, 400  # of what was printed: more of it would hide the verdict above


def show(report: Report, language: Language, console: Console) -> None:
    """Print the whole verdict."""
    console.print(render(report, language))


def render(report: Report, language: Language) -> Group:
    """The verdict as a rich renderable."""
    parts: list[RenderableType] = [Line(f"{report.task}  {report.title}", style="bold")]
    for check in folded(report.checks, language):
        parts += check_lines(check, language)
    outcome = say(f"report.{report.outcome}").pick(language)
    score = say(
        "report.score", score=f"{report.score:g}", max=report.max_score, needed=report.pass_score
    ).pick(language)
    parts += [Line(), Line(f"{outcome}  {score}", style=OUTCOME_STYLES[report.outcome])]
    parts.append(_facts(report, language))
    parts += _readings(report, language)
    if report.output.strip():
        parts += _output(report, language)
    return Group(*parts)


def next_hint(report: Report, language: Language) -> str:
    """How to get the next hint for the first failed check that has any; empty where none has."""
    words = loader.find(report.task).words
    wanted = (check.id for check in report.checks if check.outcome == "fail" and check.id in words)
    found = next(wanted, None)
    return "" if found is None else say("watch.hint", task=report.task, check=found).pick(language)


def folded(checks: Sequence[CheckReport], language: Language) -> list[CheckReport]:
    """The checks, those skipped because of one failed check told as one, in the place of the first."""
    skipped: dict[str, list[CheckReport]] = {}
    for check in checks:
        if check.outcome == "skipped" and check.cause:
            skipped.setdefault(check.cause, []).append(check)
    lines = []
    for check in checks:
        together = skipped.get(check.cause or "", []) if check.outcome == "skipped" else []
        if len(together) < 2:
            lines.append(check)
        elif check is together[0]:
            titles = "; ".join(item.title for item in together)
            title = say("report.skipped", count=len(together), titles=titles).pick(language)
            points = sum(item.max_points for item in together)
            lines.append(check.model_copy(update={"title": title, "max_points": points}))
    return lines


def check_lines(check: CheckReport, language: Language) -> list[RenderableType]:
    """A check's mark, title and points; where it did not pass what was told, and what to read up on."""
    mark, style = _MARKS[check.outcome]
    points = f"  {check.points:g}/{check.max_points}" if check.max_points else ""
    title = Table.grid()  # a title that needs a second line stays clear of the mark and of its points
    title.add_column(no_wrap=True)
    title.add_column(overflow="fold")
    title.add_column(no_wrap=True)
    title.add_row(Line(f" {mark} ", style=style), Line(for_log(check.title)), Line(points, style="dim"))
    parts: list[RenderableType] = [title]
    if check.message:
        style = "dim" if check.outcome == "skipped" else "default"
        parts += [_indented(line, style) for line in _first(check.message, _MESSAGE_LINES, language)]
    if check.hint:
        label = say("report.hint").pick(language)
        parts.append(Padding(Line(f"{label} {for_log(check.hint)}", style="cyan"), (0, 0, 0, 3)))
    return parts


def _facts(report: Report, language: Language) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")

    def row(key: str, value: str) -> None:
        table.add_row(say(f"report.{key}").pick(language), Line(for_log(value)))

    if report.metrics:
        row("metrics", ", ".join(f"{name} {value:,.6g}" for name, value in report.metrics.items()))
    if report.hints_taken:
        row("hints_taken", str(report.hints_taken))
    row("seed", f"{report.seed}  ({say('report.replay', seed=report.seed).pick(language)})")
    isolation = "report.isolated" if report.sandbox.isolated else "report.not_isolated"
    row("sandbox", " ".join([report.sandbox.image or report.sandbox.kind, say(isolation).pick(language)]))
    spent = [
        f"{say(f'report.time_{name}').pick(language)} {report.timing[name]:.1f} s"
        for name in _TIMING
        if report.timing.get(name, 0) >= 0.05 or (name in report.timing and name == "judging")
    ]
    row("time", ", ".join(spent))
    return table


def _readings(report: Report, language: Language) -> list[RenderableType]:
    """What the curves of its trainings say."""
    parts: list[RenderableType] = []
    for training in trainings(report.epochs):
        for sentence in readings(training):
            part = f"[{for_log(one_line(training.part, 80))}] " if training.part else ""
            parts.append(Padding(Line(part + sentence.pick(language), style="cyan"), (0, 0, 0, 3)))
    return [Line(say("page.reading_about").pick(language), style="dim"), *parts] if parts else []


def _output(report: Report, language: Language) -> list[RenderableType]:
    """The first lines printed; the last ones of what failed: they come from where it happened."""
    parts: list[RenderableType] = [Line(say("report.printed").pick(language), style="dim")]
    shown = (_first if report.outcome == "pass" else _last)(report.output.strip(), _OUTPUT_LINES, language)
    parts += [_indented(line[:_OUTPUT_WIDTH] + " …" * (len(line) > _OUTPUT_WIDTH), "dim") for line in shown]
    return parts


def _first(text: str, most: int, language: Language) -> list[str]:
    """The first lines of a text, and how many more there are."""
    lines = for_log(text).split("\n")
    left = len(lines) - most
    return lines[:most] + ([say("report.more_lines", count=left).pick(language)] if left > 0 else [])


def _last(text: str, most: int, language: Language) -> list[str]:
    """How many lines there are before the last ones, and those."""
    lines = for_log(text).split("\n")
    left = len(lines) - most
    return ([say("report.last_lines", count=left).pick(language)] if left > 0 else []) + lines[-most:]


def _indented(line: str, style: str) -> Padding:
    return Padding(Line(line, style=style), (0, 0, 0, 3))
