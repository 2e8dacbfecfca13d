"""`grade TASK FILE --format ...`: where each form of one submission's report goes."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import factory
import made
import pytest
import records
from conftest import ROOT, Ran
from junitparser import JUnitXml
from rich.console import Console

from grader.cli.options import Options
from grader.cli.output import ReportOutput
from grader.evidence import RawStage
from grader.report import terminal
from grader.report.console import open_console
from grader.report.formats import FORMATS
from grader.report.model import report
from grader.report.record import Outcome, Record
from grader.submission.source import Submission
from grader.text import Language

DOCUMENTS = ["json", "junit", "gradescope"]


@pytest.fixture(autouse=True)
def _no_runner(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a file that cannot be graded, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my.py").write_text("a = 1\nx = (\n")
    return "my.py"


def first(form: str, text: str) -> object:
    """A field that shows that the text is of that form."""
    if form == "junit":
        return [suite.name for suite in JUnitXml.fromstring(text.encode())]
    return json.loads(text)["score"]


@pytest.mark.parametrize(("form", "expected"), [("json", 0), ("junit", ["task2"]), ("gradescope", 0)])
def test_a_verdict_goes_to_standard_output_or_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: str, expected: object
) -> None:
    ReportOutput(Options("en", format=form)).verdict(records.failed_check())
    assert first(form, capsys.readouterr().out) == expected
    ReportOutput(Options("en", format=form, output=str(tmp_path / "r"))).verdict(records.failed_check())
    assert capsys.readouterr().out == ""
    assert first(form, (tmp_path / "r").read_text()) == expected


def test_a_verdict_as_text_goes_to_the_terminal_or_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ReportOutput(Options("ko")).verdict(records.failed_check())
    assert "미통과" in capsys.readouterr().out
    ReportOutput(Options("ko", output=str(tmp_path / "r"))).verdict(records.failed_check())
    assert "미통과" in (tmp_path / "r").read_text()


def test_a_long_title_is_continued_beside_its_points_and_is_no_markup() -> None:
    record = records.failed_check()
    report = record.reports["en"]
    long = report.checks[1].model_copy(update={"title": "The title of [red]one[/red] check " * 4})
    Console(file=(page := StringIO()), width=70).print(
        terminal.render(report.model_copy(update={"checks": [long]}), "en")
    )
    first, second = page.getvalue().splitlines()[1:3]
    assert first.startswith(" ✗ The title of [red]one[/red] check")
    assert first.endswith("  0/15")
    assert second.startswith("   ")
    assert "0/15" not in second


@pytest.mark.parametrize("outcome", ["pass", "fail", "error"])
def test_of_what_failed_the_last_lines_printed_are_shown(outcome: Outcome) -> None:
    printed = "".join(f"line {number}\n" for number in range(100)) + "usage: my.py [-h] data\n"
    report = records.graded("kim", outcome, [records.check("runs", "fail")], 0, output=printed).reports["en"]
    Console(file=(page := StringIO()), width=70).print(terminal.render(report, "en"))
    shown = [line.strip() for line in page.getvalue().splitlines()]
    assert ("usage: my.py [-h] data" in shown) == (outcome != "pass")
    assert ("line 0" in shown) == (outcome == "pass")
    assert ("... and 81 more lines" if outcome == "pass" else "... 81 lines before these") in shown


def test_a_short_output_is_shown_whole_wherever_the_code_ended() -> None:
    checks = [records.check("runs", "fail")]
    report = records.graded("kim", "fail", checks, 0, output="first\nlast").reports["ko"]
    Console(file=(page := StringIO()), width=70).print(terminal.render(report, "ko"))
    assert [line.strip() for line in page.getvalue().splitlines()[-2:]] == ["first", "last"]


@pytest.mark.parametrize(
    ("kept", "printed", "cut"),
    [
        (b"x" * 65536, 70_000, True),
        (b"x" * 65535 + b"\xea", 65_538, True),
        (b"half a li", 9, False),
        (b"", 0, False),
    ],
    ids=["in a line", "in a character", "no end of line", "nothing printed"],
)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_output_that_was_cut_says_so(kept: bytes, printed: int, cut: bool, language: Language) -> None:
    which = made.made("task2").task
    ended = made.TERMINATION.model_copy(update={"printed": printed})
    submitted = Submission(which.folder / "my.py", "0" * 64, made.SOURCE)
    stage = RawStage(None, kept, ended)
    graded = factory.grading_result(which, submitted, factory.verdict(which), train=stage)
    output = report(graded, language).output
    last = output.split("\n")[-1]
    assert (last.startswith("... ") and str(printed) in last) == cut
    assert output.startswith(kept[:9].decode())
    assert cut or output == kept.decode()


def test_of_a_progress_bar_the_report_has_its_last_state() -> None:
    which = made.made("task2").task
    submitted = Submission(which.folder / "my.py", "0" * 64, made.SOURCE)
    stage = RawStage(None, b"Epoch 1/1\n\r1/2 loss: 9\x08\x08\r2/2 loss: 3\r\n", made.TERMINATION)
    graded = factory.grading_result(which, submitted, factory.verdict(which), train=stage)
    assert report(graded, "en").output == "Epoch 1/1\n2/2 loss: 3\n"


def shown(checks: list[dict], language: Language) -> str:
    report = records.graded("kim", "fail", checks, 0).reports[language]
    open_console(file=(page := StringIO()), width=100).print(terminal.render(report, language))
    return page.getvalue()


@pytest.mark.parametrize(
    ("language", "told"), [("en", "3 skipped: a; b; d"), ("ko", "3개 항목을 건너뜀: a; b; d")]
)
def test_checks_skipped_for_one_cause_are_one_line(language: Language, told: str) -> None:
    why = {"message": "WHY", "cause": "pooling"}
    other = {"title": "c", "message": "OTHER", "cause": "runs"}
    skipped = [records.check(name, "skipped", title=name, **why) for name in ("a", "b")]
    last = records.check("d", "skipped", title="d", **why)
    page = shown([*skipped, records.check("c", "skipped", **other), last], language)
    assert f" – {told}  0/45" in page
    assert page.count("WHY") == 1
    assert " – c  0/15" in page


def test_one_check_that_is_skipped_keeps_its_own_line() -> None:
    page = shown([records.check("a", "skipped", title="a", message="WHY", cause="pooling")], "en")
    assert " – a  0/15" in page


def test_for_github_the_runner_gets_annotations_summary_and_outputs(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    monkeypatch.chdir(tmp_path)
    ReportOutput(Options("en", format="github", output="r.md")).verdict(records.failed_check())
    assert capsys.readouterr().out.startswith("::error file=lee/my.py,line=7,")
    assert (tmp_path / "summary").read_text() == (tmp_path / "r.md").read_text()
    assert "outcome=fail\nreport=r.md\n" in (tmp_path / "output").read_text()


def test_for_github_without_a_runner_the_summary_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    ReportOutput(Options("en", format="github")).verdict(records.passed())
    assert capsys.readouterr().out.startswith("## Grading")


@pytest.mark.parametrize("form", [*DOCUMENTS, "github"])
def test_one_run_writes_one_report(capsys: pytest.CaptureFixture[str], form: str) -> None:
    output = ReportOutput(Options("en", format=form))
    output.verdict(records.passed())
    capsys.readouterr()
    output.no_verdict(records.grader_error())
    assert capsys.readouterr().out == ""


def test_an_unusable_submission_fails_in_junit(grade, broken: str) -> None:
    ran = grade("task1", broken, "--format", "junit")
    (case,) = [case for suite in JUnitXml.fromstring(ran.out.encode()) for case in suite]
    assert (ran.status, case.classname, case.result[0].type) == (2, "task1.my", "screen.syntax")
    assert "Python cannot read my.py, line 2" in ran.err


def test_an_unusable_submission_has_no_points_in_gradescope(grade, broken: str) -> None:
    ran = grade("task1", broken, "--format", "gradescope", "--lang", "ko")
    found = json.loads(ran.out)
    assert (ran.status, found["score"]) == (2, 0)
    assert "파이썬이 읽을 수 없는" in found["output"]


def test_an_unusable_submission_is_annotated_at_its_line(grade, broken: str) -> None:
    ran = grade("task1", broken, "--format", "github")
    assert ran.out.startswith("::error file=my.py,line=2,title=task1 my%3A cannot be graded::Python cannot")


def test_a_missing_engine_is_no_score_in_gradescope(grade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    stub = ROOT / "tasks" / "task1_callback" / "stub.py"
    ran = grade("task1", stub, "--sandbox", "docker", "--format", "gradescope")
    assert ran.status == 3
    assert "score" not in json.loads(ran.out)


@pytest.mark.parametrize("form", ["junit", "gradescope", "github", "text"])
def test_wrong_usage_is_no_result_of_anyones(grade, broken: str, form: str) -> None:
    ran = grade("task99", broken, "--format", form)
    assert (ran.status, ran.out) == (2, "")


@pytest.mark.parametrize("form", ["junit", "gradescope", "github"])
def test_a_wrong_seed_is_no_result_of_anyones(grade, form: str) -> None:
    ran = grade("task1", ROOT / "tasks" / "task1_callback" / "stub.py", "--seed", "-1", "--format", form)
    assert (ran.status, ran.out) == (2, "")


def test_wrong_usage_is_told_in_json(grade, broken: str) -> None:
    ran = grade("task99", broken, "--format", "json")
    assert json.loads(ran.out)["error"].startswith("task.")


def test_a_report_that_cannot_be_written_is_told(grade, broken: str) -> None:
    ran = grade("task1", broken, "--format", "junit", "--output", "nowhere/r.xml")
    assert ran.status == 2
    assert "could not be written to nowhere/r.xml" in ran.err


def test_an_unknown_format_lists_the_known_ones(grade, broken: str) -> None:
    ran = grade("task1", broken, "--format", "pdf")
    assert ran.status == 2
    assert all(form in ran.err for form in FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_documented(form: str) -> None:
    assert f"| `{form}` |" in (ROOT / "docs" / "classroom.md").read_text(encoding="utf-8")


# --- the end of `grade batch`


@pytest.fixture
def graded_batch(grade, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run `grade batch` in a folder of two, with records made by hand in place of gradings."""
    from contextlib import nullcontext

    from grader.cli import batch as batching

    folder = tmp_path / "hand ins"
    for student in ("kim", "lee"):
        (folder / student).mkdir(parents=True)
        (folder / student / "my.py").write_text("x = 1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(batching, "open_sandbox", lambda *_: nullcontext())

    def run(found: list[Record], *words: object) -> Ran:
        monkeypatch.setattr(batching, "run", lambda *_: found)
        return grade("batch", folder, "--task", "task2", "--out", tmp_path / "out", *words)

    return run


def test_a_batch_ends_with_a_table_and_every_form(graded_batch, tmp_path: Path) -> None:
    ran = graded_batch([records.passed(), records.failed_check()])
    assert ran.status == 0
    assert "2 submissions: 1 passed, 1 not passed" in ran.out
    assert {"results.csv", "results.jsonl", "junit.xml", "summary.md"} < {
        p.name for p in (tmp_path / "out").iterdir()
    }


@pytest.mark.parametrize(
    ("found", "mark", "status", "outcome"),
    [
        ([records.passed(), records.failed_check()], 0, 0, "pass"),
        ([records.passed(), records.failed_check()], 50, 1, "fail"),
        ([records.passed(), records.grader_error()], 50, 3, "error"),
    ],
    ids=["above the mark", "below the mark", "grader error"],
)
def test_a_batch_for_github_says_in_its_outputs_what_its_status_says(
    graded_batch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    found: list[Record],
    mark: int,
    status: int,
    outcome: str,
) -> None:
    monkeypatch.setenv("GITHUB_OUTPUT", str(tmp_path / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    ran = graded_batch(found, "--format", "github", "--pass-mark", mark)
    assert ran.status == status
    assert f"outcome={outcome}\nreport={tmp_path / 'out'}\n" in (tmp_path / "output").read_text()
    assert all(line.startswith("::") for line in ran.out.splitlines())


def test_a_batch_for_github_annotates_files_as_the_repository_knows_them(graded_batch) -> None:
    ran = graded_batch([records.failed_check()], "--format", "github")
    assert ran.out.startswith("::error file=hand ins/lee/my.py,line=7,")
    assert "## Grading" in ran.out


def test_a_batch_prints_no_escape_of_a_students(graded_batch) -> None:
    bad = records.without_verdict(
        "[bold]x\x1b[31m", "error", "sandbox.broke", {"en": "\x1b]0;t\x07", "ko": ""}, None
    )
    ran = graded_batch([bad, records.hostile()])
    assert ran.status == 3
    assert "\x1b" not in ran.out + ran.err
    assert "[bold]x" in ran.err


@pytest.mark.parametrize("form", ["json", "text", "junit"])
def test_a_dash_is_standard_output(grade, broken: str, form: str) -> None:
    ran = grade("task2", broken, "--output", "-", "--format", form)
    assert not Path("-").exists()
    assert ran.out == grade("task2", broken, "--format", form).out
