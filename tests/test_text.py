"""Every sentence exists in both languages, with the same placeholders, and every key is used."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UnusableSubmission
from grader.task.loader import Task, all_tasks, load
from grader.text import Language, Text, default_language, messages, say
from grader.washing import clean, for_log

HANGUL = re.compile("[가-힣]")
SOURCES = sorted((ROOT / "grader").rglob("*.py"))


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def keys_in_code() -> set[str]:
    """Every string literal in the package that is a message's key, or an f-string's fixed beginning."""
    found: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


@pytest.mark.parametrize("key", sorted(messages()))
def test_message_has_the_same_placeholders_in_both_languages(key: str) -> None:
    text = messages()[key]
    assert text.en
    assert HANGUL.search(text.ko), f"{key} has no Korean"
    assert placeholders(text.en) == placeholders(text.ko)


def test_every_key_that_the_code_names_has_a_message() -> None:
    tops = {key.split(".")[0] for key in messages()}
    shaped = re.compile(rf"({'|'.join(tops)})\.[a-z_]+")
    named = {key for key in keys_in_code() if shaped.fullmatch(key) and not key.endswith("_")}
    files = {path.name for path in SOURCES} | {
        *("task.toml", "topics.toml", "data.py", "report.schema.json", "practice.sqlite")
    }
    assert sorted(named - set(messages()) - files) == []


def failures_raised(task: Task) -> set[str]:
    """First arguments of ``Failure(...)`` in a task's checks."""
    tree = ast.parse(task.read("checks.py"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "Failure"]
    return {c.args[0].value for c in named if c.args and isinstance(c.args[0], ast.Constant)}


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
def test_task_prose_exists_in_both_languages(task: Task) -> None:
    told = set(messages())
    for check, words in task.words.items():
        for pair in (words.title, words.hint, *words.failure.values()):
            assert HANGUL.search(pair.ko), f"{check}: {pair.en} has no Korean"
            assert placeholders(pair.en) == placeholders(pair.ko), f"{check}: {pair.en}"
        told |= {f"failure.{key}" for key in words.failure}
    assert {f"failure.{key}" for key in failures_raised(task)} <= told
    assert HANGUL.search(task.brief("ko"))
    assert not HANGUL.search(task.brief("en"))


@pytest.mark.parametrize(
    ("sentence", "value", "told"),
    [
        ("{x}을(를) 읽음", "모델", "모델을 읽음"),
        ("{x}을(를) 읽음", "코드", "코드를 읽음"),
        ("'{x}'이(가) 없음", "김철수", "'김철수'가 없음"),
        ("`{x}`은(는)", "학습", "`학습`은"),
        ("{x}와(과)", "CNN", "CNN과"),
        ("{x}와(과)", "softmax", "softmax와"),
        ("{x}(으)로", "10", "10으로"),
        ("{x}(으)로", "서울", "서울로"),
        ("{x}(으)로", "task1", "task1로"),
        ("{x}을(를)", "1,000", "1,000을"),
        ("{x}을(를)", "3.14", "3.14를"),
        ("{x}을(를)", "50%", "50%를"),
        ("{x}을(를)", "kim.py", "kim.py를"),
        ("{x}은(는)", "build_model()", "build_model()은"),
        ("{x}이(가)", "StopAtThreshold('loss', 0.5)", "StopAtThreshold('loss', 0.5)가"),
        ("모양 {x}을(를)", "(10, 3)", "모양 (10, 3)을"),
        ("{x}을(를)", "MaxPooling2D", "MaxPooling2D를"),
        ("{x}(이)라", "모델", "모델이라"),
        ("{x}(이)어서", "relu", "relu여서"),
        ("{x}(이)므로", "2.21.0", "2.21.0이므로"),
        ("{x}(이)에요", "과제", "과제예요"),
    ],
)
def test_a_particle_follows_the_last_sound_of_what_is_filled_in(sentence: str, value: str, told: str) -> None:
    assert Text("", sentence).fill({"x": value}).ko == told


@pytest.mark.parametrize("value", ["batch", "epoch", "Dense", "…", "", "漢", "-", "1" + "0" * 99])
def test_a_particle_stays_double_where_the_sound_is_not_known(value: str) -> None:
    for particle in ("을(를)", "이(가)", "은(는)", "와(과)", "(으)로", "(이)라"):
        assert Text("", f"{{x}}{particle}").fill({"x": value}).ko == f"{value}{particle}"


def test_every_particle_after_a_value_is_written_double() -> None:
    """One that is fixed would be wrong after every other value."""
    fixed = re.compile(
        r"\{[a-z_]+(?::[^}]*)?\}['\"`]*(을|를|이|가|은|는|와|과|으로|로|이라|이고|이어서|여서|이므로)[ ,.]"
    )
    lines = [line for path in KOREAN for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if fixed.search(line)] == []


KOREAN = [
    *sorted((ROOT / "grader" / "messages").glob("*.toml")),
    *sorted((ROOT / "tasks").rglob("*.toml")),
    *sorted((ROOT / "tasks").rglob("*.ko.*")),
    *sorted((ROOT / "tasks").rglob("checks.py")),
]
# One word for one thing: pass, argument, training, expected, received
REJECTED = re.compile(r"합격|인수|훈련|(?<![가-힣])기대:|받은 (결과|값|모양|개수|예외|자료형|정확도)[ :(]")


@pytest.mark.parametrize("path", KOREAN, ids=lambda path: str(path.relative_to(ROOT)))
def test_korean_has_one_word_for_one_thing(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if REJECTED.search(line)] == []


@pytest.mark.parametrize("task", all_tasks(), ids=lambda task: task.id)
@pytest.mark.parametrize(("language", "word"), [("en", "Task"), ("ko", "과제")])
def test_every_brief_is_titled_in_one_form(task: Task, language: Language, word: str) -> None:
    title = task.manifest.title.text().pick(language)
    assert task.brief(language).splitlines()[0] == f"# {word} {task.number}: {title}"


def test_fill_puts_a_text_into_a_text_by_language() -> None:
    filled = Text("a {x}", "가 {x}").fill({"x": Text("b", "나")})
    assert (filled.en, filled.ko) == ("a b", "가 나")


@pytest.mark.parametrize(
    ("template", "count", "told"),
    [
        ("{n} submission(s): x", 1, "1 submission: x"),
        ("{n} submission(s): x", 2, "2 submissions: x"),
        ("{n} submission(s): x", 0, "0 submissions: x"),
        ("{n} more finding(s)", "1", "1 more finding"),
        ("{n:,} batch(es)", 1000, "1,000 batches"),
        ("f(s) of {n}", 1, "f(s) of 1"),
    ],
)
def test_a_counted_noun_is_singular_for_one(template: str, count: object, told: str) -> None:
    assert Text(template, "").fill({"n": count}).en == told


def test_what_is_filled_in_is_no_counted_noun() -> None:
    assert Text("line {n}: {code}", "").fill({"n": 1, "code": "1 if len(s)"}).en == "line 1: 1 if len(s)"


@pytest.mark.parametrize("key", sorted(messages()))
def test_no_message_says_1_things(key: str) -> None:
    """A count is followed by a noun whose plural is in brackets."""
    counted = re.search(
        r"\{(count|seconds|minutes|jobs|cores)\} (more |failed )?[a-z]+s\b", messages()[key].en
    )
    assert counted is None


def test_say_raises_where_a_placeholder_is_left_empty() -> None:
    with pytest.raises(KeyError):
        say("screen.missing")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"GRADE_LANG": "ko", "LANG": "en_US.UTF-8"}, "ko"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_default_language_follows_the_environment(environment: dict[str, str], expected: str) -> None:
    assert default_language(environment) == expected


def test_a_missing_translation_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "task9_broken"
    folder.mkdir()
    source = all_tasks()[0].folder
    (folder / "task.toml").write_bytes((source / "task.toml").read_bytes())
    (folder / "hints.toml").write_text('[a]\ntitle = { en = "x" }\nhint = { en = "x", ko = "가" }\n')
    with pytest.raises(Exception, match=r"hints\.toml .* a\.title\.ko"):
        load(folder)


LOGGED = st.lists(
    st.sampled_from(
        ["::", ":", "#", "[", "error", "add-mask", " ", "\n", "\u200b", "\x1b[", "x", "]", "\u0301", "\t"]
    )
    | st.characters(codec=None),
    max_size=12,
).map("".join)


@given(LOGGED)
def test_a_cleaned_text_has_nothing_that_cannot_be_seen_and_no_stack_of_marks(text: str) -> None:
    kept = clean(text)
    assert all(c in "\n\t" or c.isprintable() for c in kept)
    assert not re.search("[\u0300-\u036f]{7}|[\u3164\u115f\ufe0f\u034f]", kept)
    assert kept == clean(kept)


@given(LOGGED)
def test_a_text_for_a_log_has_no_command_wherever_its_lines_are_broken(text: str) -> None:
    assert not re.search(r"::[a-zA-Z-]+(?: [^\n]*)?::|##[\w-]*\[", for_log(text))


@pytest.mark.parametrize(
    "text", ["x[::2]", "std::vector", "a: b", "# comment [1]", "김철수 ⚠ ✓", "::", "## 1"]
)
def test_a_text_that_is_no_command_stays_as_it_is(text: str) -> None:
    assert for_log(text) == text


def test_a_sentence_is_bounded_whatever_is_quoted_in_it() -> None:
    error = UnusableSubmission("screen.missing", path="x\ud800" * 100_000)
    assert len(error.text.en) <= 6000
    error.text.en.encode("utf-8")
