"""``grade exam status``, ``submit``, ``finish`` and ``report``: the commands of one sitting."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click
from rich.text import Text as Line

from grader.cli.options import Options
from grader.cli.sandboxed import Tools
from grader.cli.shutdown import INTERRUPTED
from grader.cli.streams import write_document
from grader.errors import GraderError, UsageProblem
from grader.exam import folder as folders
from grader.exam import registry
from grader.exam.folder import state_path
from grader.exam.pending import AttemptListener, grade_pending
from grader.exam.report import SittingReport, marks_of, sitting_report, without_hints
from grader.exam.rows import Attempt
from grader.exam.sitting import Acceptance, Sitting, SittingView
from grader.exam.state import State
from grader.exam.telling import duration
from grader.exam.terminal import board, page, refusals, score_line, time_line
from grader.report import terminal
from grader.report.console import open_console
from grader.report.formats import jsonl
from grader.report.formats.files import write_named
from grader.report.live import Live
from grader.task import loader, places
from grader.text import say
from grader.washing import for_log, shown_path


class OpenSitting:
    """One sitting opened by a command: its folder, its state, and where to print."""

    def __init__(self, folder: Path, state: State, options: Options, tools: Tools) -> None:
        self.folder, self.state, self.options, self.tools = folder, state, options, tools
        self.language = options.language
        self.sitting = Sitting(folder, state, tools.clock)
        self.console = open_console()

    def say(self, key: str, **values: object) -> None:
        """Print a sentence."""
        self.console.print(Line(say(key, **values).pick(self.language)))

    def grade(self, told: AttemptListener, own: Sequence[Attempt]) -> None:
        """Grade what is pending; what the grader cannot do now is kept, and told."""
        live = Live(self.language)
        try:
            with self.tools.grading(self.options, live) as grading:
                grade_pending(self.folder, self.state, grading, told, own)
        except GraderError:
            self._tell_kept(live)
            raise
        except KeyboardInterrupt:
            with suppress(OSError):  # the terminal may be gone
                live.note(say("exam.interrupted").pick(self.language))
                self._tell_kept(live)
            raise SystemExit(INTERRUPTED) from None

    def _tell_kept(self, live: Live) -> None:
        live.note(say("exam.kept").pick(self.language))
        live.note(time_line(self.sitting.look(), self.language).plain)


@contextmanager
def opened(folder: str | None, options: Options, tools: Tools | None) -> Iterator[OpenSitting]:
    """The sitting that a folder, or the current one, belongs to."""
    found = folders.locate(Path(folder or "."))
    with State.open(state_path(found)) as state:
        registry.remember(state.setup().id, found, _find_tasks(state))
        places.keep_apart(found)
        yield OpenSitting(found, state, options, tools or Tools())


def _find_tasks(state: State) -> Sequence[Path]:
    """Where those of the sitting's tasks are that are the user's own: as --tasks says, else as it was begun.

    Raises:
        UsageProblem: where one is found nowhere.
    """
    wanted = [row.folder for row in state.tasks()]
    if set(wanted) - {path.name for path in loader.folders()}:
        places.add(path for path in registry.tasks_of(state.setup().id) if path.is_dir())
    known = {path.name: path for path in loader.folders()}
    if missing := [name for name in wanted if name not in known]:
        raise UsageProblem("exam.tasks_unknown", tasks=shown_path(", ".join(missing)))
    return loader.places_of(known[name] for name in wanted)


def status(folder: str | None, options: Options, tools: Tools | None = None) -> int:
    """Show the board."""
    with opened(folder, options, tools) as exam:
        look = exam.sitting.look()
        exam.console.print(board(look, exam.language), *refusals(look, exam.language), sep="\n")
    return 0


def submit(name: str | None, folder: str | None, options: Options, tools: Tools | None = None) -> int:
    """Accept and grade; 0 whatever the marks, 2 where a file could not be graded at all."""
    with opened(folder, options, tools) as exam:
        chosen = _chosen(exam, name, Path(folder or "."))
        look, accepted = exam.sitting.submit(chosen)
        if not chosen and not look.refused:
            exam.say("exam.nothing_new")
        _tell_refused(exam, look)
        for item in accepted:
            _tell_accepted(exam, item)
        sys.stdout.flush()  # whatever happens next, the student has read that it is accepted
        own = [item.attempt for item in accepted]
        for attempt in own:
            if attempt.record is not None:
                _show_verdict(exam, attempt)
        exam.grade(_told(exam), own)
        _tell_marks(exam, exam.sitting.look(), chosen)
        verdicts = [exam.state.attempt(attempt.id).record for attempt in own]
    unusable = any(record is not None and record.outcome == "unusable" for record in verdicts)
    return max([error.exit_status for error in look.refused.values()] + [2 if unusable else 0])


def finish(folder: str | None, options: Options, *, sure: bool, tools: Tools | None = None) -> int:
    """End the exam, grade what waits, show the result; 0 whatever the marks."""
    with opened(folder, options, tools) as exam:
        look = exam.sitting.look()
        question = say("exam.sure", left=duration(look.left)).pick(exam.language)
        if not look.over and not sure and sys.stdin.isatty() and not click.confirm(question):
            exam.say("exam.goes_on")
            return 0
        look = exam.sitting.finish()
        _tell_refused(exam, look)
        _grade_rest(exam, look)
        exam.console.print(page(sitting_report(exam.sitting.look(), exam.language), exam.language))
        exam.say("exam.see_page")
    return 0


def report(folder: str | None, options: Options, *, show: bool, tools: Tools | None = None) -> int:
    """Grade what waits, then write the report in the form that was asked for."""
    with opened(folder, options, tools) as exam:
        _grade_rest(exam, exam.sitting.look())
        found = sitting_report(exam.sitting.look(), exam.language)
        suffix, form = _FORMS[options.format]
        output = options.output
        if output is None and show:
            output = str(exam.folder / f"report{suffix}")
        if output is None and options.format == "text":
            exam.console.print(page(found, exam.language))
        elif output is None:
            write_document(form(found))
        else:
            write_named(Path(output), form(found))
            print(say("exam.written", path=shown_path(output)).pick(exam.language), file=sys.stderr)
    if show and output is not None:
        click.launch(str(Path(output).resolve()))  # never a word that an opener takes for an option
    return 0


def _text(found: SittingReport) -> str:
    written = io.StringIO()
    open_console(file=written, width=100).print(page(found, found.language))
    return written.getvalue()


def _html(found: SittingReport) -> str:
    from grader.exam.page import sitting_page  # templates and charts, which no other command needs

    return sitting_page(found, found.language)


# The forms of a report: a file's ending, and how it is made.
_FORMS: dict[str, tuple[str, Callable[[SittingReport], str]]] = {
    "text": (".txt", _text),
    "json": (".json", jsonl.document),
    "html": (".html", _html),
}


def _chosen(exam: OpenSitting, name: str | None, inside: Path) -> list[str]:
    """The tasks to submit: the one named, or that of the folder, or all that changed."""
    tasks = exam.sitting.tasks
    if name is not None:
        wanted = loader.find(name).id
        if wanted not in [row.task for row in tasks]:
            raise UsageProblem("exam.not_in_exam", task=wanted, tasks=", ".join(row.task for row in tasks))
        return [wanted]
    here = folders.task_folder(exam.folder, inside, tasks)
    if here is not None:
        return [here]
    look = exam.sitting.look()
    return [row.task for row in tasks if look.unsubmitted(row)]


def _tell_accepted(exam: OpenSitting, item: Acceptance) -> None:
    attempt = item.attempt
    if not item.new:
        exam.say("exam.unchanged", task=attempt.task, number=attempt.number)
    elif attempt.late:
        exam.say("exam.accepted_late", task=attempt.task, number=attempt.number)
    else:
        at = duration(attempt.accepted)
        exam.say("exam.accepted", task=attempt.task, number=attempt.number, at=at)


def _tell_refused(exam: OpenSitting, look: SittingView) -> None:
    """Print which files are not accepted (links, pipes, too large) and why. The exam goes on."""
    for line in refusals(look, exam.language):
        exam.console.print(line)


def _told(exam: OpenSitting) -> AttemptListener:
    def say_on_error_stream(key: str) -> Callable[[Attempt], None]:
        def tell(attempt: Attempt) -> None:
            text = say(key, task=attempt.task, number=attempt.number).pick(exam.language)
            print(text, file=sys.stderr, flush=True)

        return tell

    return AttemptListener(
        begins=say_on_error_stream("exam.grading"),
        waits=say_on_error_stream("exam.waits"),
        ends=lambda attempt: _show_verdict(exam, attempt),
    )


def _show_verdict(exam: OpenSitting, attempt: Attempt) -> None:
    record = attempt.record
    assert record is not None
    if problem := record.problems.get(exam.language):
        values = {"task": attempt.task, "number": attempt.number, "message": for_log(problem.message)}
        exam.say("exam.not_counted", **values)
        return
    found = record.reports[exam.language]
    setup = exam.state.setup()
    if setup.withheld(setup.timeline.last):
        return
    hints = setup.blueprint.hints or setup.over(setup.timeline.last)
    terminal.show(found if hints else without_hints(found), exam.language, exam.console)


def _tell_marks(exam: OpenSitting, look: SittingView, tasks: Sequence[str]) -> None:
    shown_points = look.setup.blueprint.shown_points
    for mark in marks_of(look).marks:
        if mark.task in tasks and mark.attempt is not None:
            exam.say("exam.points", task=mark.task, points=mark.points(shown_points), shown=shown_points)
    line = score_line(look, exam.language).append("  ").append_text(time_line(look, exam.language))
    exam.console.print(line)


def _grade_rest(exam: OpenSitting, look: SittingView) -> None:
    told = _told(exam)
    quiet = AttemptListener(begins=told.begins, waits=told.waits)
    exam.grade(quiet, look.pending)
