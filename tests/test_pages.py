"""The pages: hostile text stays text, every chart has words, both languages, the same bytes each time."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import page_records as make
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console

from grader.errors import DiskProblem, UsageProblem
from grader.exam.terminal import page as sitting_text
from grader.report.formats import jsonl
from grader.report.model import EpochReport, SandboxReport, SubmissionReport
from grader.report.page import class_page, grading_page, write_pages
from grader.text import LANGUAGES, Language, messages
from grader.washing import clean

TEMPLATES = Path(__file__).parent.parent / "grader/report/templates"
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style><style>body{display:none}</style>",
    "</pre></svg><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "http://evil.example/x.png",
    '`<b>code</b>` `" onclick=x`',
    "$\\frac{1}{0}$ &amp; &lt;script&gt;",
    "\u202egnp.exe\u2066\u200b\ufeff\x00\x1b[31m\x9b",
    "../../etc/passwd",
]
VOID = {"meta", "link", "img", "br"}


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), f"{tag} has an attribute twice: {names}"
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def hostile(text: str):
    """A record that says the text wherever a record can say anything."""
    checks = [
        make.check("pooling", "fail", "en", title=text, message=text, hint=text, failure=text, id=text),
        make.check("accuracy", "pass", "en", title=text),
    ]
    epochs = [
        EpochReport(part=text, epoch=n, logs={text: 0.5 / n, f"val_{text}": 1.0, "loss": n}) for n in (1, 2)
    ]
    return make.record(
        text,
        file=text,
        task=text,
        key=text,
        outcome="fail",
        report_task=text,
        report_title=text,
        report_submission=SubmissionReport(path=text, sha256=text),
        report_checks=checks,
        report_metrics={text: 1.5},
        report_epochs=epochs,
        report_galleries=[make.gallery(text, [text, text]), make.gallery("other", [text, text])],
        report_sandbox=SandboxReport(kind="docker", isolated=True, image=text),
        report_timing={text: 1.0, "training": 2.0},
        report_output=text,
    )


def hostile_problem(text: str):
    made = make.problem(text, file=text, task=text)
    told = {
        language: found.model_copy(update={"error": text, "message": text})
        for language, found in made.problems.items()
    }
    return made.model_copy(update={"problems": told})


def hostile_sitting(text: str):
    """An open sitting that says the text wherever a submission or a blueprint can say anything."""
    said = hostile(text).reports["en"]
    problem = hostile_problem(text).problems["en"]
    made = make.sitting()
    tasks = [item.model_copy(update={"task": text, "title": text, "category": text}) for item in made.tasks]
    attempts = [
        make.sat(text, 1, 5, file=text, sha256=text, report=said, marks=True, notes=[text], flags=["late"]),
        make.sat(text, 2, 6, file=text, problem=problem, notes=[text]),
        make.sat(text, 3, 7, file=text, report=said),
    ]
    event = made.clock_events[0].model_copy(update={"message": text})
    return make.sitting(
        title=text,
        blueprint=text,
        tasks=tasks[:1],
        attempts=attempts,
        state="open",
        clock_events=[event],
        provisional=True,
        pending=1,
        hints=False,
        ended_at=None,
    )


def shape(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and the names of their attributes: what text must never change."""
    return [(tag, tuple(attributes)) for tag, attributes in page.elements]


def assert_harmless(page: Page) -> None:
    assert not page.open
    assert not {"script", "iframe", "object", "embed", "form", "base"} & {tag for tag, _ in page.elements}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("href", "src", "xlink:href", "action", "srcset"):
            if name in attributes:
                address = attributes[name] or ""
                assert re.fullmatch(
                    r"#[\w-]+|students/[^/:?#<>]+\.html|data:image/png;base64,[\w+/=]+|data:,", address
                )


def pages(record, language: Language = "en") -> list[str]:
    return [
        grading_page(record, language),
        class_page([record, record], language, record.student, {0: "students/a.html", 1: "students/b.html"}),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ATTACKS)
def test_page_shows_hostile_text_as_text(text: str, language: Language) -> None:
    for made in (hostile, hostile_problem):
        for told, harmless in zip(pages(made(text), language), pages(made("word"), language), strict=True):
            assert_harmless(Page(told))
            if "`" not in text:
                assert shape(Page(told)) == shape(Page(harmless))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.characters(exclude_characters="`"), min_size=1, max_size=40)
    .map(str.strip)
    .filter(lambda s: s and s.isprintable() and clean(s) == s)  # the rest is dropped, see below
)
def test_page_never_takes_text_for_markup(text: str) -> None:
    for told in pages(hostile(text)):
        assert_harmless(Page(told))
        assert " ".join(text.split()) in Page(told).words


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=30))
def test_page_can_be_written_whatever_a_record_says(text: str) -> None:
    told = class_page([make.record("a")], "en", text, {})
    told.encode("utf-8")
    assert_harmless(Page(told))


def test_page_drops_what_nobody_can_see() -> None:
    told = "".join(pages(hostile("a\u202eb\u200bc\x1b[31m\x00\ufeff\ud800\U000e0100")))
    assert "abc[31m" in told
    assert not re.search("[\u202e\u200b\x1b\x00\ufeff\ud800\U000e0100]", told)


def test_a_sittings_text_and_json_have_nothing_that_nobody_can_see() -> None:
    made = hostile_sitting("a\u202eb\u200bc\x1b[31m\x9b\x00\ufeff\ud800\u3164d")
    told = jsonl.document(made)
    assert json.loads(told)["title"] == "a\u202eb\u200bc\x1b[31m\x9b\x00\ufeff?\u3164d"
    page = io.StringIO()
    Console(file=page, width=100).print(sitting_text(made, "en"))
    for text in (told, page.getvalue()):
        assert all(c == "\n" or c.isprintable() for c in text)
        assert "\u3164" not in text


def test_page_shows_code_in_backticks_as_code() -> None:
    told = grading_page(make.record("a", ["fail", "pass", "pass", "pass"]), "en")
    assert "End the body with <code>return model</code>." in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_grading_page_says_all_that_the_report_says(language: Language) -> None:
    made = make.record("Kim Minji", ["pass", "fail", "skipped", "pass"])
    told = Page(grading_page(made, language)).words
    report = made.reports[language]
    for check in report.checks:
        assert check.title in told
        assert check.message in told
        assert check.hint.replace("`", "") in told
    assert "50 / 100" in told
    for word in ("Kim Minji", "hidden accuracy", "48,210", str(report.seed), report.sandbox.image, "14.80"):
        assert word in told
    assert report.output.split() == told[told.index("Epoch 1/10") :].split()[: len(report.output.split())]
    assert messages()["page.training_note"].pick(language) in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", ["pass", "fail", "skipped", "error"])
def test_grading_page_names_a_checks_outcome_in_words(outcome: str, language: Language) -> None:
    made = make.record("a", ["pass", "pass", "pass", outcome])
    assert messages()[f"page.check_{outcome}"].pick(language) in Page(grading_page(made, language)).words


@pytest.mark.parametrize("language", LANGUAGES)
def test_grading_page_of_an_unusable_file_tells_the_problem(language: Language) -> None:
    made = make.problem("a")
    told = Page(grading_page(made, language)).words
    assert made.problems[language].message in told
    assert messages()["page.unusable_words"].pick(language) in told
    assert "/ 100" not in told


@pytest.mark.parametrize("made", [make.problem("a", "error"), make.record("a", ["error", *["skipped"] * 3])])
@pytest.mark.parametrize("language", LANGUAGES)
def test_grading_page_of_our_error_is_not_held_against_the_student(made, language: Language) -> None:
    told = Page(grading_page(made, language)).words
    assert messages()["page.error_words"].pick(language) in told
    assert messages()["page.outcome_fail"].pick(language) not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_in_the_language_asked_for(language: Language) -> None:
    for told in pages(make.record("a", ["pass", "fail", "pass", "pass"]), language):
        assert Page(told).all("html") == [{"lang": language}]
        assert bool(re.search("[가-힣]", Page(told).words)) == (language == "ko")


def test_replay_command_quotes_a_file_name_that_is_a_command() -> None:
    told = Page(grading_page(make.record("a", file="-x; rm -rf ~.py"), "en")).words
    assert "grade task2 './-x; rm -rf ~.py' --seed 20240611" in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_has_a_name_words_and_a_table(language: Language) -> None:
    for told in pages(make.record("a"), language):
        page = Page(told)
        charts = page.all("svg")
        assert charts
        for chart in charts:
            assert chart["role"] == "img"
            assert chart["aria-label"]
        figures = re.findall(r"<figure.*?</figure>", told, re.DOTALL)
        assert len(figures) == len(charts)
        for figure in figures:
            assert len(Page(re.sub(r"<svg.*?</svg>", "", figure, flags=re.DOTALL)).words) > 20
        assert "<details>" in told
    assert all(image["alt"] for image in Page(pages(make.record("a"), language)[0]).all("img"))


def test_chart_carries_no_id_style_sheet_colour_or_font_of_its_own() -> None:
    for told in pages(make.record("a")):
        for chart in re.findall(r"<svg.*?</svg>", told, re.DOTALL):
            assert not re.search(
                r"\bid=|<style|<script|font-family|url\(|href|#[0-9a-f]{3,6}|<image|<!", chart
            )
            assert "var(--" in chart


def test_ids_are_unique_and_every_reference_has_one() -> None:
    for told in pages(make.record("a")):
        ids = re.findall(r'\bid="([^"]+)"', told)
        assert len(ids) == len(set(ids))
        for names in re.findall(r'(?:aria-labelledby|href)="#?([\w-]+)"', told):
            assert names in ids


def test_training_curve_says_where_it_starts_ends_and_lies() -> None:
    epochs = [
        EpochReport(part="", epoch=n, logs={"loss": value}) for n, value in ((1, 2.0), (2, 0.5), (3, 0.75))
    ]
    made = make.record("a", report_epochs=epochs, report_goals={"loss": 0.6})
    told = Page(grading_page(made, "en")).words
    assert "Training: 2 in epoch 1, 0.75 in epoch 3; lowest 0.5, highest 2." in told
    assert "Dotted line: 0.6, the value to reach in the grader’s own measurement." in told
    assert "Validation:" not in told


@pytest.mark.parametrize(
    "epochs",
    [
        [EpochReport(part="", epoch=1, logs={"loss": 0.3})],
        [EpochReport(part="", epoch=n, logs={}) for n in (1, 2)],
        [EpochReport(part="", epoch=n, logs={"loss": v}) for n, v in ((1, 1e308), (2, -1e308))],
        [EpochReport(part="", epoch=n, logs={"loss": 0.0}) for n in (1, 1, 1)],
        [EpochReport(part="", epoch=n, logs={"val_loss": 5e-324}) for n in (10**30, -5)],
        [EpochReport(part="", epoch=n, logs={"loss": n % 7}) for n in (1, 10**400)],
        [
            EpochReport(part="", epoch=1, logs={"loss": 1.0}),
            EpochReport(part="", epoch=2, logs={"acc": 1e11}),
        ],
        [EpochReport(part=f"p{n}", epoch=1, logs={f"m{k}": k for k in range(60)}) for n in range(60)],
        [EpochReport(part="", epoch=n, logs={"loss": 1 / n}) for n in range(1, 5001)],
    ],
    ids=[
        "one",
        "without logs",
        "huge",
        "the same epoch",
        "odd numbers",
        "an epoch beyond all",
        "gaps",
        "many names",
        "many epochs",
    ],
)
def test_grading_page_bears_any_training(epochs) -> None:
    told = grading_page(make.record("a", report_epochs=epochs), "en")
    assert_harmless(Page(told))
    assert len(told) < 600_000


def test_class_page_links_every_student() -> None:
    records = make.classroom(12)
    links = {place: f"students/{place}.html" for place in range(12)}
    addresses = [link["href"] for link in Page(class_page(records, "en", "Class", links)).all("a")]
    assert set(links.values()) <= set(addresses)


def test_class_page_tells_the_figures() -> None:
    records = [make.record("a"), make.record("b", ["pass", "pass", "fail", "pass"]), make.problem("c")]
    told = Page(class_page(records, "en", "Class", {})).words
    assert "1 of 2 passed." in told
    assert "50% 1 of 2" in told
    assert "1 × Feature maps are shrunk by pooling pooling.none Expected at least one pooling layer." in told
    assert "The same bytes from different students." in told


@pytest.mark.parametrize(
    "records", [[], [make.problem("a")], [make.problem("a", "error")]], ids=["none", "unusable", "ours"]
)
def test_class_page_bears_a_class_without_a_verdict(records) -> None:
    assert_harmless(Page(class_page(records, "ko", "반", {})))


def test_pages_are_the_same_bytes_each_time(tmp_path: Path) -> None:
    """Also where another page's charts were drawn in between with the same pen."""
    room = [*make.classroom(5), make.record("one epoch", report_epochs=make.epochs(1))]
    write_pages(room, tmp_path / "a", "en", "x")
    write_pages(list(reversed(room)), tmp_path / "b", "en", "x")
    found = {path.name: path.read_bytes() for path in (tmp_path / "a/students").iterdir()}
    assert found == {path.name: path.read_bytes() for path in (tmp_path / "b/students").iterdir()}


NAMES = [
    "Kim",
    "kim",
    "김민지",
    "../../x",
    "CON",
    "",
    "a" * 300,
    "김" * 300,
    "x\0y",
    ".",
    "a/b",
    "\ud800",
    "Kim",
]


def test_write_pages_writes_a_page_for_each_whatever_the_name(tmp_path: Path) -> None:
    index = write_pages([make.record(name, file="f") for name in NAMES], tmp_path / "out", "ko", "반")
    assert index == tmp_path / "out/index.html"
    links = [
        a["href"]
        for a in Page(index.read_text(encoding="utf-8")).all("a")
        if a["href"].startswith("students/")
    ]
    assert len(set(links)) == len(NAMES)
    written = {
        path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert written == {unquote(link) for link in links} | {"index.html"}


def test_write_pages_names_the_folder_it_cannot_write_to(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageProblem, match=r"could not be written to .*file"):
        write_pages([make.record("a")], tmp_path / "file", "en", "x")


def test_write_pages_keeps_the_old_page_where_a_new_one_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = write_pages([make.record("a")], tmp_path, "en", "old")
    before = index.read_bytes()

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(DiskProblem, match="No space left"):
        write_pages([make.record("a")], tmp_path, "en", "new")
    assert index.read_bytes() == before
    assert not list(tmp_path.rglob("*.part"))


def test_every_word_of_the_templates_has_a_message_and_none_is_left_over() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.iterdir())
    code = "".join(
        (TEMPLATES.parent / name).read_text(encoding="utf-8") for name in ("page.py", "figures.py")
    )
    told = {key.removeprefix("page.") for key in messages() if key.startswith("page.")}
    named = set(re.findall(r'\bt\("([a-z_]+)"[,)]', sources)) | set(
        re.findall(r'"(?:page\.)?([a-z_]+)"', code)
    )
    built = ("outcome_", "check_", "metric_", "sandbox_", "sitting_state_")
    assert set(re.findall(r'\bt\("([a-z_]+)"[,)]', sources)) <= told
    families = {key for key in told if key.startswith(built) or key.endswith(("_words", "_of"))}
    assert told - named - families == set()
