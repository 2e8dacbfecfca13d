"""Annotations, job summary and outputs, read back as GitHub's runner and its Markdown read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

import pytest
import records
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.report.formats import github
from grader.report.formats.publishing import publish
from grader.report.record import Record
from grader.text import Language
from grader.washing import for_markdown

ROOT = PurePath("submissions")
# All that a runner obeys in a log, by the names it knows
NAMES = (
    "error",
    "warning",
    "notice",
    "debug",
    "group",
    "endgroup",
    "add-mask",
    "stop-commands",
    "set-output",
)
dangerous = st.lists(
    st.sampled_from(
        ["::", "##[", "]", "error", "%", "%0A", "%25", "\n", "\r", ",", "=", ":", "x", "file=y", "|"]
    ),
    max_size=10,
).map("".join)
texts = st.text() | dangerous


@dataclass(frozen=True)
class Command:
    name: str
    properties: dict[str, str]
    data: str


def parse(line: str) -> Command | None:
    """A line as the runner's ActionCommand reads it: first ``::name properties::data``, then ``##[name]``."""
    trimmed = line.lstrip()
    if trimmed.startswith("::") and (end := trimmed.find("::", 2)) >= 0:
        name, _, given = trimmed[2:end].partition(" ")
        if name in NAMES:
            pairs = (pair.split("=", 1) for pair in given.split(",") if pair)
            return Command(
                name, {key: undo(value, ":,") for key, value in pairs}, undo(trimmed[end + 2 :], "")
            )
    old = re.search(r"##\[([^\] ]*)[^\]]*\](.*)", line)
    return Command(old[1], {}, old[2]) if old and old[1] in NAMES else None


def undo(text: str, more: str) -> str:
    for sign in f"\r\n{more}%":
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def commands(found: list[Record], language: Language = "en", root: PurePath = ROOT) -> list[Command]:
    parsed = [parse(line) for line in github.annotations(found, language, root)]
    assert None not in parsed
    return [command for command in parsed if command is not None]


# --- annotations


def test_annotation_stands_at_the_students_own_line() -> None:
    (found,) = commands([records.failed_check()])
    assert found.name == "error"
    assert found.properties == {
        "file": "submissions/lee/my.py",
        "line": "7",
        "title": "task2 lee: Feature maps are shrunk by pooling",
    }
    assert found.data.startswith("Expected at least one pooling layer")


def test_annotation_of_a_syntax_error_stands_at_its_line_with_its_caret() -> None:
    (found,) = commands([records.unusable()])
    assert found.properties["line"] == "3"
    assert "x = (\n      ^" in found.data


def test_annotation_has_no_line_where_none_is_known() -> None:
    (found,) = commands([records.failed_check(line=None)])
    assert "line" not in found.properties


@pytest.mark.parametrize("file", ["/etc/passwd", "../../outside.py"])
def test_annotation_names_no_file_outside_the_repository(file: str) -> None:
    (found,) = commands([records.failed_check(file=file)])
    assert set(found.properties) == {"title"}


def test_annotation_of_the_graders_failure_is_no_error_of_the_students() -> None:
    assert [found.name for found in commands([records.grader_error(), records.broken_check()])] == [
        "warning"
    ] * 2


def test_a_passed_record_has_no_annotation() -> None:
    assert commands([records.passed()]) == []


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (10, 10), (11, 10), (500, 10)])
def test_annotations_are_ten_at_most_and_say_what_is_left_out(count: int, expected: int) -> None:
    found = commands([records.failed_check(f"s{number}") for number in range(count)])
    assert len(found) == expected
    if count > 10:
        assert (found[-1].name, found[-1].data) == (
            "notice",
            f"{count - 9} more findings: the job summary has them all.",
        )


def test_annotations_give_each_student_one_before_anyone_has_two() -> None:
    checks = [records.check(name, "fail", failure="x") for name in "abcdef"]
    many = [records.graded(student, "fail", checks, 0) for student in ("kim", "lee", "park")]
    assert [found.properties["title"].split(":")[0] for found in commands(many)[:3]] == [
        "task2 kim",
        "task2 lee",
        "task2 park",
    ]


@given(texts)
def test_hostile_text_makes_no_command_and_no_property_of_its_own(text: str) -> None:
    for record in (records.hostile(text), records.hostile_problem(text)):
        lines = github.annotations([record], "en", ROOT)
        assert len(lines) == 1
        assert len(lines[0].splitlines()) == 1
        found = parse(lines[0])
        assert found is not None
        assert found.name == "error"
        assert set(found.properties) <= {"file", "line", "title"}
        assert found.properties["title"].startswith("task2 ")


def test_percent_signs_come_back_as_they_were() -> None:
    (found,) = commands([records.hostile("100%0A %25 a,b:c", student="kim")])
    assert found.data.splitlines()[0] == "100%0A %25 a,b:c"
    assert found.properties["title"] == "task2 kim: 100%0A %25 a,b:c"


# --- summary


def markdown(text: str) -> list[str]:
    """The kinds of all tokens, as GitHub's flavour of Markdown has them."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    return [child.type for token in tokens for child in [token, *(token.children or [])]]


def test_summary_has_a_row_for_each_record_and_every_finding() -> None:
    text = github.summary(records.one_of_each(), "en")
    assert "| kim | task2 | 15/15 | ✅ passed |  |" in text
    assert "| jung | task2 | - | ❗ grader error |" in text
    assert "### lee · task2" in text
    assert "Hint: Read up on MaxPooling2D." in text
    assert markdown(text).count("tr_open") == 8


def test_summary_in_korean_is_korean() -> None:
    text = github.summary([records.failed_check()], "ko")
    assert "미통과" in text
    assert "not passed" not in text


def test_hostile_text_stays_text_in_the_summary() -> None:
    plain, bad = (
        set(markdown(github.summary([make("x"), records.hostile_problem("y")], "en")))
        for make in (records.hostile, lambda _: records.hostile())
    )
    assert bad == plain
    assert not bad & {"html_inline", "html_block", "link_open", "image", "code_inline", "s_open"}


@given(texts | st.text(alphabet="`*_[](){}#<>!|\\~&;@$:/.w \n-+="))
def test_escaped_text_is_that_text_and_nothing_else(text: str) -> None:
    cell = for_markdown(text)
    tokens = (
        MarkdownIt("commonmark", {"html": True})
        .enable(["table", "strikethrough"])
        .parse(f"|a|\n|-|\n| {cell} |\n")
    )
    kinds = [token.type for token in tokens]
    assert kinds.count("td_open") == 1
    assert kinds.count("tr_open") == 2
    inline = tokens[kinds.index("td_open") + 1]
    assert {child.type for child in inline.children or []} <= {"text", "text_special"}


@pytest.mark.parametrize("text", ["http://evil.example/x", "WWW.evil.example", "a@evil.example"])
def test_escaped_addresses_are_no_links(text: str) -> None:
    assert not re.search(r"(?i)://|www\.|\w@\w", for_markdown(text))


def test_no_line_of_a_summary_is_a_command() -> None:
    text = github.summary(
        [records.hostile(), records.hostile("::error::x"), records.hostile("##[error]x")], "en"
    )
    assert [line for line in text.splitlines() if parse(line)] == []


@pytest.mark.parametrize("language", ["en", "ko"])
def test_summary_is_at_most_one_mebibyte_and_says_that_it_was_cut(language: Language) -> None:
    text = github.summary(list(records.many(12_000)), language)
    assert 1_000_000 < len(text.encode()) <= 1024 * 1024
    assert text.endswith(
        {
            "en": "The report's folder has every submission.\n",
            "ko": "모든 제출물의 결과는 보고서 폴더에 있습니다.\n",
        }[language]
    )


@pytest.mark.parametrize("limit", [-5, 0, 10, 100, 200, 400, 1000])
def test_summary_never_passes_its_limit(limit: int) -> None:
    assert len(github.summary(records.one_of_each(), "ko", limit).encode()) <= max(0, limit)


# --- outputs


def outputs(found: list[Record], report: str = "out", mark: float | None = None) -> dict[str, str]:
    """As the runner reads its file: the last line of a name counts."""
    return dict(line.split("=", 1) for line in github.outputs(found, report, mark).split("\n") if line)


def test_outputs_are_score_points_outcome_and_path() -> None:
    assert outputs([records.passed(), records.partly(7.5)], "my report/x=y<<z") == {
        "score": "75",
        "points": "22.5",
        "max-points": "30",
        "outcome": "fail",
        "report": "my report/x=y<<z",
    }


def test_outputs_have_no_score_where_nothing_was_graded() -> None:
    found = outputs([records.grader_error()])
    assert (found["score"], found["outcome"]) == ("", "error")


def test_outputs_follow_the_pass_mark() -> None:
    assert outputs([records.partly(9)], mark=60)["outcome"] == "pass"


@given(texts)
def test_outputs_hold_no_line_of_a_paths_own(path: str) -> None:
    assert list(outputs([records.hostile()], path)) == ["score", "points", "max-points", "outcome", "report"]
    assert len(github.outputs([], path).splitlines()) == 5


# --- the runner's files


def test_publish_fills_the_runners_files_and_prints_annotations(tmp_path: Path) -> None:
    (tmp_path / "summary").write_text("before\n")
    environment = {
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_WORKSPACE": str(tmp_path / "repository"),
    }
    folder = tmp_path / "repository" / "a b"
    printed = publish([records.failed_check()], "en", folder, "report", environment=environment)
    (found,) = [parse(line) for line in printed.splitlines()]
    assert found is not None
    assert found.properties["file"] == "a b/lee/my.py"
    assert (tmp_path / "summary").read_text().startswith("before\n## Grading")
    assert "outcome=fail\n" in (tmp_path / "output").read_text()


def test_publish_leaves_room_for_what_the_summary_holds_already(tmp_path: Path) -> None:
    (tmp_path / "summary").write_text("x" * (1024 * 1024 - 300))
    publish(
        records.one_of_each(),
        "en",
        tmp_path,
        "",
        environment={"GITHUB_STEP_SUMMARY": str(tmp_path / "summary")},
    )
    assert (tmp_path / "summary").stat().st_size <= 1024 * 1024


def test_publish_prints_the_summary_where_there_is_no_runner(tmp_path: Path) -> None:
    printed = publish([records.passed()], "en", tmp_path, "", environment={})
    assert printed.startswith("## Grading")


def test_publish_to_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="could not be written"):
        publish([], "en", tmp_path, "", environment={"GITHUB_OUTPUT": str(tmp_path)})
