"""What an exam shows in a terminal: nothing is cut, and each file is called what it is."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import RenderableType
from standin import Exam

from grader.cli import exam_watch
from grader.cli.options import Options
from grader.exam import terminal
from grader.report.console import open_console
from grader.text import Language


def shown(what: RenderableType, width: int) -> str:
    open_console(file=(page := StringIO()), width=width).print(what)
    return page.getvalue()


@pytest.fixture
def exam(tmp_path: Path) -> Exam:
    """One task graded, one file that cannot be graded, two not begun."""
    made = Exam.begin(tmp_path / "exam")
    made.save("task1", "SCORE = 80")
    made.save("task3", "UNUSABLE")
    made.submit("task1", "task3")
    made.grade()
    return made


@pytest.mark.parametrize("width", [60, 70, 80, 100])
@pytest.mark.parametrize("language", ["en", "ko"])
def test_board_and_report_lose_no_letter_at_any_width(exam: Exam, language: Language, width: int) -> None:
    for what in (terminal.board(exam.look(), language), terminal.page(exam.report(language), language)):
        narrow = shown(what, width)
        assert max(cell_len(line.rstrip()) for line in narrow.splitlines()) <= width
        assert sorted("".join(narrow.split())) == sorted("".join(shown(what, 400).split()))


@pytest.mark.parametrize(("language", "told"), [("en", "cannot be graded"), ("ko", "채점 불가")])
def test_a_file_that_cannot_be_graded_is_not_called_submitted(
    exam: Exam, language: Language, told: str
) -> None:
    rows = shown(terminal.board(exam.look(), language), 120).splitlines()
    (line,) = [row for row in rows if row.startswith("task3")]
    assert told in line
    (graded,) = [row for row in rows if row.startswith("task1")]
    assert told not in graded


def test_watching_where_nothing_can_be_drawn_over_tells_each_change_once(
    exam: Exam, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import standin

    monkeypatch.setattr(exam_watch, "SECONDS", 0)
    exam_watch.watch(str(exam.folder), Options("en"), standin.tools(exam.clock), rounds=3)
    assert capsys.readouterr().out.count("time left") == 1
