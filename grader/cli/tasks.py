"""``grade tasks``, ``grade brief`` and ``grade start``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from rich.table import Table

from grader.cli import solution
from grader.cli.markdown import show_markdown
from grader.errors import UsageProblem, not_written
from grader.report.console import open_console, open_table
from grader.task.loader import Task, all_tasks, broken, find
from grader.task.manifest import Chapter
from grader.text import Language, say


def tasks(language: Language) -> None:
    """Print all tasks, chapter by chapter."""
    console = open_console()
    there = all_tasks()
    for chapter in get_args(Chapter):
        inside = [task for task in there if task.manifest.chapter == chapter]
        if inside:
            console.print(say(f"tasks.chapter.{chapter}").pick(language), style="bold")
            console.print(_table(inside, there, language))
    for name, problem in broken().items():
        console.print(f"{name}: {problem.text.pick(language)}", style="red")
    console.print(say("tasks.more").pick(language), style="dim", markup=False)


def _table(inside: Sequence[Task], there: Sequence[Task], language: Language) -> Table:
    """A chapter's tasks; the columns are as wide as those of all chapters."""
    table = open_table("", "", "", "")
    table.show_header = False
    for column, cells in zip(table.columns, zip(*((t.id, t.word) for t in there), strict=True), strict=False):
        column.min_width = max(map(len, cells)) + 2
    for task in inside:
        points = say("tasks.points", points=task.max_score).pick(language)
        table.add_row(f"  {task.id}", task.word, task.manifest.topic.text().pick(language), points)
    table.columns[2].ratio = 1
    table.expand = True
    table.columns[3].no_wrap = True
    return table


def brief(name: str, language: Language, *, raw: bool = False) -> None:
    """Print a task's brief: rendered in a terminal, as Markdown elsewhere."""
    show_markdown(find(name).brief(language), raw=raw)


def start(name: str, folder: Path, language: Language, *, as_notebook: bool = False) -> None:
    """Write stub and brief, both as a notebook where that is asked for; a file that exists is left alone."""
    task = find(name)
    name, notebook = solution.stem(task), solution.stem(task) + ".ipynb"
    files = {f"{name}.py": task.stub(language), f"{name}.md": task.brief(language)}
    if as_notebook:
        from grader.cli import notebooks

        files = {notebook: notebooks.from_stub(task.stub(language), task.brief(language))} | files
        del files[f"{name}.py"]
    for file, text in files.items():
        path = folder / file
        key = "written" if _write_new(path, text) else "kept"
        print(say(f"start.{key}", path=path).pick(language))
    own = f" --tasks {task.folder.parent}" if task.own else ""
    print(say("start.next", id=task.id, path=f"{folder / next(iter(files))}{own}").pick(language))


def _write_new(path: Path, text: str) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("x", encoding="utf-8")
    except FileExistsError:
        if path.exists():
            return False
        raise UsageProblem("start.unwritable", path=path, problem="-") from None
    except OSError as error:
        raise not_written("start.unwritable", path, error) from None
    try:
        with file:
            file.write(text)
    except OSError as error:
        path.unlink(missing_ok=True)  # half of it would be kept as the student's own the next time
        raise not_written("start.unwritable", path, error) from None
    return True
