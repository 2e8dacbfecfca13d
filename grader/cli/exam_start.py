"""``grade exam start``, ``resume`` and ``validate``: what needs no sitting of its own."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from rich.text import Text as Line

from grader.cli.sandboxed import Tools
from grader.errors import GraderError, UsageProblem
from grader.exam import blueprint as blueprints
from grader.exam import folder as folders
from grader.exam import registry, sitting
from grader.exam.blueprint import Blueprint, ExamTask
from grader.exam.folder import START_PAGE, state_path
from grader.exam.sitting import Sitting
from grader.exam.state import State
from grader.exam.terminal import clock_line, score_line
from grader.grading.pipeline import check_seed, new_seed
from grader.report.console import open_console
from grader.task import loader, places
from grader.text import NOTHING, Language, Text, plain, say
from grader.washing import shown_path

_MOST_MINUTES = 7 * 24 * 60


def start(
    name: str,
    folder: str | None,
    minutes: int | None,
    seed: int | None,
    language: Language,
    tools: Tools | None = None,
) -> int:
    """Make a sitting's folder; its clock starts last, when everything is there."""
    blueprint = blueprints.find(name)
    if minutes is not None and not 1 <= minutes <= _MOST_MINUTES:
        raise UsageProblem("exam.bad_minutes", most=_MOST_MINUTES, received=minutes)
    check_seed(seed)
    chosen = new_seed() if seed is None else seed
    drawn = blueprints.draw(blueprint, chosen)
    place = _free_folder() if folder is None else Path(folder)
    if State.begun(state_path(place)):
        raise UsageProblem("exam.exists", folder=shown_path(place))
    places.keep_apart(place)
    folders.prepare(place)
    tools = tools or Tools()
    print(say("exam.preparing").pick(language), file=sys.stderr, flush=True)
    tools.prepare([task for task, _ in drawn], language)
    length = minutes or blueprint.minutes
    page = _page(blueprint, drawn, length).pick(language)
    folders.write(place, [task for task, _ in drawn], page + "\n", language)
    sitting.begin(place, blueprint, chosen, length, tools.clock, language)
    own = loader.places_of(task.folder for task, _ in drawn)
    with State.open(state_path(place)) as state:
        registry.remember(state.setup().id, place.resolve(), own)
    values = {"title": blueprint.title.text(), "folder": shown_path(place), "count": len(drawn)}
    print(say("exam.started", **values, minutes=length, seed=chosen).pick(language))
    print(say("exam.begin", page=shown_path(place / START_PAGE), folder=shown_path(place)).pick(language))
    return 0


def resume(language: Language, tools: Tools | None = None) -> int:
    """List the open sittings with the time left; one that cannot be read says why."""
    console, found = open_console(), 0
    for folder in registry.known():
        try:
            with State.open(state_path(folder)) as state:
                look = Sitting(folder, state, (tools or Tools()).clock).look()
        except GraderError as error:
            console.print(Line(error.text.pick(language), style="red"))
            found += 1
            continue
        if not look.over or look.pending:
            found += 1
            console.print(clock_line(look, language))
            console.print(Line(f"  cd {shown_path(folder)}", style="dim"), soft_wrap=True)
            console.print(Line("  ").append_text(score_line(look, language)))
    if not found:
        print(say("exam.none_open").pick(language))
    return 0


def validate(names: tuple[str, ...], language: Language) -> int:
    """Say of each blueprint what is wrong with it; 0 where nothing is, else 1."""
    there = loader.exams()
    known = {path.stem: path for path in there}
    paths = [known[name] if name in known else Path(name) for name in names] or there
    for name, path in zip(names, paths, strict=False):
        if not path.is_file():
            raise UsageProblem("exam.no_blueprint", name=shown_path(name), near=", ".join(known))
    bad = 0
    for path, problems in blueprints.validate_all(paths):
        if not problems:
            print(say("exam.valid", name=shown_path(path.stem)).pick(language))
        for problem in problems:
            bad += 1
            print(f"{shown_path(path.stem)}: {problem.pick(language)}")
    return 1 if bad else 0


def _page(blueprint: Blueprint, drawn: tuple[ExamTask, ...], minutes: int) -> Text:
    whole = sum(weight for _, weight in drawn)
    rows = [
        plain(f"| {task.id} |")
        + blueprint.category(task.id)
        + plain(f"| `{task.folder.name}/` | {100 * weight / whole:.3g}% |")
        for task, weight in drawn
    ]
    return say(
        "exam.page",
        title=blueprint.title.text(),
        minutes=minutes,
        rows=Text("\n".join(row.en for row in rows), "\n".join(row.ko for row in rows)),
        shown=blueprint.shown_points,
        pass_mark=f"{blueprint.pass_mark:g}",
        first=drawn[0].task.id,
        counts=say(f"exam.counts_{blueprint.counts}"),
        hints=say(_feedback(blueprint)),
        models=say("exam.models") if blueprint.model_files else NOTHING,
        about=_about(blueprint),
    )


def _feedback(blueprint: Blueprint) -> str:
    if not blueprint.shows_checks:
        return "exam.points_only"
    return "exam.hints_on" if blueprint.hints else "exam.hints_off"


def _about(blueprint: Blueprint) -> Text:
    about = NOTHING if blueprint.about is None else blueprint.about.text()
    return Text(*(f"\n{words.strip()}\n" if words else "" for words in (about.en, about.ko)))


def _free_folder() -> Path:
    """``exam-2030-01-31``, or with a number where that is taken."""
    first = Path(f"exam-{time.strftime('%Y-%m-%d')}")
    taken, number = first, 1
    while taken.exists():
        number += 1
        taken = Path(f"{first}-{number}")
    return taken
