"""``grade hint TASK [CHECK]``: the hints of a check, one step more at each call."""

from __future__ import annotations

from rich.padding import Padding
from rich.text import Text as Line

from grader.cli.exam import opened
from grader.cli.options import Options
from grader.errors import HistoryProblem, UsageProblem
from grader.exam import registry
from grader.practice import history
from grader.practice.progress import latest
from grader.report.console import open_console
from grader.task import loader
from grader.task.loader import Task
from grader.text import Language, say
from grader.washing import shown_path


def hint(name: str, check: str | None, step: int | None, language: Language) -> int:
    """Print the steps that were seen, and one more."""
    task = loader.find(name)
    _refuse_in_exam(task, language)
    which = _check(task, check)
    steps = task.words[which].steps
    upto = min(step or _seen(task, which) + 1, len(steps))
    for number in range(1, upto + 1):
        _remember(task, which, number, language)
    _show(task, which, upto, language)
    return 0


def _show(task: Task, check: str, upto: int, language: Language) -> None:
    console, words = open_console(), task.words[check]
    console.print(Line(f"{task.id} · {words.title.text().pick(language)}", style="bold"))
    for number, text in enumerate(words.steps[:upto], 1):
        console.print(Line(say(f"practice.step_{number}").pick(language), style="cyan"))
        console.print(Padding(Line(text.text().pick(language)), (0, 0, 0, 2)))
    if words.concept:
        console.print(Line(say("practice.read_up", topic=words.concept).pick(language), style="dim"))
    more = "practice.one_more" if upto < len(words.steps) else "practice.no_more"
    console.print(Line(say(more, task=task.id, check=check).pick(language), style="dim"))


def _check(task: Task, wanted: str | None) -> str:
    """The check asked for, else the first one that the last grading of the task failed."""
    checks = ", ".join(task.words)
    if wanted is not None:
        if wanted not in task.words:
            raise UsageProblem("practice.unknown_check", task=task.id, check=wanted, checks=checks)
        return wanted
    last = latest(history.gradings(task.id)).get(task.id)
    failed = [name for name, part in last.checks.items() if part.outcome == "fail"] if last else []
    for name in failed:
        if name in task.words:
            return name
    raise UsageProblem("practice.which_check", task=task.id, checks=checks, first=next(iter(task.words)))


def _seen(task: Task, check: str) -> int:
    """The steps that were asked for; where the last grading failed the check its first one was shown."""
    asked = [taken.step for taken in history.hints(task.id) if taken.check == check]
    last = latest(history.gradings(task.id)).get(task.id)
    part = last.checks.get(check) if last else None
    return max([*asked, 1 if part is not None and part.outcome == "fail" else 0])


def _remember(task: Task, check: str, step: int, language: Language) -> None:
    """A step is used from the second on: the first comes with a failed check."""
    try:
        if step > 1:
            history.take_hint(task.id, check, step)
    except HistoryProblem as error:
        text = say("practice.not_kept", problem=error.text).pick(language)
        open_console(error=True).print(text, style="yellow")


def _refuse_in_exam(task: Task, language: Language) -> None:
    """No hints for a task of a sitting whose clock runs, where its blueprint has none.

    Raises:
        UsageProblem: says which sitting.
    """
    for folder in registry.known():
        with opened(str(folder), Options(language), None) as exam:
            look, tasks = exam.sitting.look(), {row.task for row in exam.state.tasks()}
            if task.id in tasks and not look.over and not look.setup.blueprint.hints:
                raise UsageProblem("practice.hint_in_exam", task=task.id, folder=shown_path(folder))
