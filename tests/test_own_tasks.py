"""Tasks and exams of one's own: found where the user says, and nowhere that a student can write."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import OWN_EXAM, ROOT

from grader.batch import store
from grader.exam import registry
from grader.exam.folder import state_path
from grader.task import loader, places

TASK = ROOT / "tasks" / "task1_callback"
SOLUTIONS = ROOT / "solutions" / "task1_callback"
REFERENCE = SOLUTIONS / "reference.py"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of one's own with one task and one exam, where no variable names it."""
    folder = tmp_path / "own"
    shutil.copytree(TASK, folder / "task101_stopping", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "exams").mkdir()
    (folder / "exams" / "week3.toml").write_text(OWN_EXAM, encoding="utf-8")
    return folder


@pytest.fixture(params=["option", "variable"])
def named(request, own: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words that name it, or none where the variable does."""
    if request.param == "option":
        return ["--tasks", str(own)]
    monkeypatch.setenv(places.VARIABLE, str(own))
    return []


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["tasks"], "task101"),
        (["brief", "task101"], "callback"),
        (["brief", "stopping"], "callback"),
        (["doctor"], "task101"),
        (["exam", "validate", "week3"], "week3"),
    ],
)
def test_a_command_finds_a_task_of_ones_own(grade, named: list[str], words: list[str], shown: str) -> None:
    ran = grade(*words, *named)
    assert (ran.status, shown in ran.out) == (0, True), ran.err
    assert places.VARIABLE not in os.environ or not named  # the option ends with the command


def test_the_option_stands_before_the_command_as_well(grade, own: Path) -> None:
    assert grade("--tasks", own, "brief", "101").status == 0


def test_the_next_command_that_start_tells_finds_the_task(grade, own: Path, tmp_path: Path) -> None:
    told = grade("start", "101", tmp_path / "work", "--tasks", own).out
    words = told.splitlines()[-1].partition("grade ")[2].split()
    assert words == ["task101", str(tmp_path / "work" / "task101_stopping.py"), "--tasks", str(own)]
    ran = grade(*words)
    assert (ran.status, "still the stub" in ran.err) == (2, True), ran


def test_two_folders_are_searched_and_one_that_is_named_twice_once(grade, own: Path, tmp_path: Path) -> None:
    shutil.copytree(own / "task101_stopping", tmp_path / "more" / "task102_again")
    ran = grade("tasks", "--tasks", own, "--tasks", tmp_path / "more", "--tasks", own)
    assert (ran.out.count("task101"), ran.out.count("task102")) == (1, 1)


@pytest.mark.parametrize("folder", ["task2_mine", "task102_cnn", "task102_stopping"])
def test_a_name_that_is_taken_is_refused_and_costs_no_one_the_others(grade, own: Path, folder: str) -> None:
    shutil.copytree(own / "task101_stopping", own / folder)
    assert "cannot be called" in " ".join(grade("tasks", "--tasks", own).out.split())
    number = folder.split("_")[0]
    ran = grade("brief", number, "--tasks", own)  # never another one in its place
    assert (ran.status, "Rename the folder" in ran.err) == (3, True)
    assert grade("brief", "task1", "--tasks", own).status == 0


def test_an_exam_whose_name_is_taken_is_refused(grade, own: Path) -> None:
    (own / "exams" / "week3.toml").rename(own / "exams" / "fundamentals.toml")
    ran = grade("exam", "start", "--tasks", own)
    assert (ran.status, "Two exams are called 'fundamentals'" in ran.err) == (3, True)


def test_a_relative_folder_in_the_variable_is_refused(grade, own: Path, monkeypatch) -> None:
    monkeypatch.chdir(own.parent)
    monkeypatch.setenv(places.VARIABLE, "own")
    ran = grade("tasks")
    assert (ran.status, "Give its whole path" in ran.err) == (2, True)
    assert "✗ tasks: GRADE_TASKS" in grade("doctor").out  # which tells the rest all the same


def test_a_folder_that_is_not_there_is_told(grade, tmp_path: Path) -> None:
    ran = grade("tasks", "--tasks", tmp_path / "nowhere")
    assert (ran.status, "There is no folder of tasks" in ran.err) == (2, True)


def test_a_folder_that_anyone_may_write_to_is_refused(grade, own: Path) -> None:
    own.chmod(0o777)
    ran = grade("tasks", "--tasks", own)
    assert (ran.status, "anyone on this machine may write" in ran.err) == (2, True)
    own.chmod(0o755)
    (own / "task101_stopping" / "more").mkdir()
    (own / "task101_stopping" / "more" / "words.py").touch(0o644)
    (own / "task101_stopping" / "more" / "words.py").chmod(0o666)
    assert "anyone on this machine may write" in grade("tasks", "--tasks", own).out.replace("\n", " ")
    assert grade("brief", "101", "--tasks", own).status == 3


@pytest.mark.parametrize("what", ["task", "file"])
def test_a_link_that_leads_out_of_the_task_is_refused(grade, own: Path, tmp_path: Path, what: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.move(own / "task101_stopping", elsewhere)
    if what == "task":
        (own / "task101_stopping").symlink_to(elsewhere)
    else:
        shutil.copytree(elsewhere, own / "task101_stopping")
        (own / "task101_stopping" / "checks.py").unlink()
        (own / "task101_stopping" / "checks.py").symlink_to(elsewhere / "checks.py")
    ran = grade("brief", "101", "--tasks", own)
    assert (ran.status, "a link that leads out" in ran.err) == (3, True)


@pytest.mark.parametrize("where", ["inside", "around", "the same", "inside, by a link"])
def test_tasks_that_lie_where_submissions_are_are_refused(
    grade, own: Path, tmp_path: Path, where: str
) -> None:
    classroom = {"around": own / "class", "the same": own}.get(where, tmp_path / "class")
    classroom.mkdir(exist_ok=True)
    (classroom / "kim.py").write_text(REFERENCE.read_text())
    tasks = own
    if where.startswith("inside"):
        tasks = Path(shutil.move(own, classroom / "own"))
    if where.endswith("link"):
        (tmp_path / "link").symlink_to(tasks)
        tasks = tmp_path / "link"
    words = ["batch", classroom, "--task", "101", "--tasks", tasks, "--out", tmp_path / "out"]
    ran = grade(*words, "--sandbox", "local")
    assert (ran.status, "lie one inside the other" in ran.err) == (2, True)
    assert not (tmp_path / "out").exists()


def test_a_hand_in_names_no_tasks(grade, own: Path, tmp_path: Path, monkeypatch) -> None:
    # What a student might put beside a submission, and where a teacher might stand
    shutil.move(own, tmp_path / "class" / "tasks")
    (tmp_path / "class" / ".env").write_text(f"GRADE_TASKS={tmp_path / 'class' / 'tasks'}\n")
    (tmp_path / "class" / "kim.py").write_text(
        f"import os\nos.environ['GRADE_TASKS'] = {str(tmp_path / 'class' / 'tasks')!r}\n"
    )
    monkeypatch.chdir(tmp_path / "class")
    for words in (
        ["brief", "101"],
        ["101", "kim.py"],
        ["exam", "start", "week3"],
        ["batch", ".", "--task", "101"],
    ):
        ran = grade(*words)
        assert (ran.status, "There is no" in ran.err) == (2, True), words


def begin(grade, folder: Path, *words: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.cli.exam_start.Tools.prepare", lambda _self, _tasks, _language: None)
    from grader.cli.exam_start import Tools

    monkeypatch.setattr("grader.cli.exam_start.Tools", lambda: Tools(prepare=lambda _tasks, _language: None))
    ran = grade("exam", "start", "week3", folder, *words)
    assert ran.status == 0, ran.err


def test_a_sitting_remembers_where_its_tasks_came_from(grade, own: Path, tmp_path: Path, monkeypatch) -> None:
    begin(grade, tmp_path / "exam", "--tasks", own, monkeypatch=monkeypatch)
    assert (tmp_path / "exam" / "task101_stopping" / "brief.md").is_file()
    ran = grade("exam", "status", tmp_path / "exam")
    assert (ran.status, "task101" in ran.out) == (0, True), ran.err
    (tmp_path / "moved").mkdir()
    shutil.move(own, tmp_path / "moved")
    ran = grade("exam", "status", tmp_path / "exam")
    assert (ran.status, "--tasks FOLDER" in ran.err) == (2, True)
    assert grade("exam", "status", tmp_path / "exam", "--tasks", tmp_path / "moved" / "own").status == 0
    assert grade("exam", "status", tmp_path / "exam").status == 0  # it is remembered from then on


def test_a_sitting_of_a_stranger_names_no_tasks(grade, own: Path, tmp_path: Path, monkeypatch) -> None:
    begin(grade, tmp_path / "exam", "--tasks", own, monkeypatch=monkeypatch)
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "teacher"))
    ran = grade("exam", "status", tmp_path / "exam")
    assert (ran.status, "not known here" in ran.err) == (2, True)
    # Nor by an id that is a path to a note of the student's own
    (tmp_path / "note.json").write_text(f'{{"folder": "x", "tasks": ["{own}"]}}')
    with sqlite3.connect(state_path(tmp_path / "exam")) as db:
        db.execute("UPDATE sitting SET id = ?", [str(tmp_path / "note")])
    db.close()
    ran = grade("exam", "status", tmp_path / "exam")
    assert (ran.status, "not known here" in ran.err) == (2, True)


def test_an_exam_does_not_begin_around_its_tasks(grade, own: Path) -> None:
    ran = grade("exam", "start", "week3", own / "sitting", "--tasks", own)
    assert (ran.status, "lie one inside the other" in ran.err) == (2, True)
    assert not (own / "sitting").exists()


def test_what_a_batch_knows_depends_on_every_file_of_the_task_but_its_solutions(own: Path) -> None:
    folder = own / "task101_stopping"
    first = store._digest(folder)
    (folder / "solutions").mkdir()
    (folder / "solutions" / "reference.py").write_text("x = 1")
    (folder / "calibration.json").write_text("{}")
    assert store._digest(folder) == first
    (folder / "words.csv").write_text("one,two")
    assert store._digest(folder) != first


def test_no_task_that_comes_with_the_program_takes_a_number_for_ones_own() -> None:
    assert all(task.number <= 100 for task in loader.all_tasks())


@pytest.mark.parametrize("words", ["brief --tasks {} task101", "--tasks {} task101"])
def test_a_task_of_a_folder_that_the_line_names_is_completed(
    capsys, own: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    from grader.cli import app

    line = f"grade {words.format(own)}"
    monkeypatch.setenv("_GRADE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(len(line.split()) - 1))
    with pytest.raises(SystemExit):
        app.main([])
    assert capsys.readouterr().out == "plain,task101\n"


def test_a_task_of_ones_own_is_completed(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.cli import completion

    monkeypatch.setenv(places.VARIABLE, str(own))
    assert [item.value for item in completion.tasks(None, None, "task101")] == ["task101"]
    monkeypatch.setenv(places.VARIABLE, "relative")
    assert completion.tasks(None, None, "task1") == []


def test_validate_tells_all_that_a_task_lacks_at_once_in_both_languages(grade, own: Path) -> None:
    folder = own / "task101_stopping"
    for name in ("stub.ko.py", "probe.py"):
        (folder / name).unlink()
    for name, old, new in (
        ("hints.toml", ", ko = ", ", kr = "),
        ("brief.ko.md", "{{ ", "{{ no_such_"),
        ("data.py", "def prepare", "def prepared"),
        ("task.toml", "pass_score = ", "pass_score = 9"),
    ):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    ran = grade("validate", "task101", "--tasks", own)
    assert ran.status == 1
    lacks = (
        "stub.ko.py is missing",
        "probe.py is missing",
        "solutions/reference.py is missing",
        "solutions/expected.toml is missing",
        "at least 6 wrong solutions",
        "no solutions/alternative_NAME.py",
        "task101_stopping/hints.toml of the task is not as it must be",
        "brief.ko.md cannot be read",
        "data.py has no function prepare(rng, load, settings)",
        "pass_score is 9",
    )
    assert [lack for lack in lacks if lack not in ran.out] == []
    ran = grade("validate", "task101", "--tasks", own, "--lang", "ko")
    assert "stub.ko.py 파일이 없습니다" in ran.out


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ("", "expected.toml lacks wrong/m"),
        ('[m]\nalso = ["runs"]', "m is a wrong solution and needs `fails`"),
        ('[m]\nfails = "no_such"', "m names the check no_such"),
        ('[m]\nfails = "runs"\n[gone]\nfails = "runs"', "names gone, which is neither"),
        (
            '[m]\nfails = "runs"\n[alternative_x]\nfails = "runs"',
            "alternative_x is an alternative, which passes",
        ),
    ],
)
def test_validate_tells_what_expected_toml_lacks(grade, own: Path, expected: str, told: str) -> None:
    folder = own / "task101_stopping" / "solutions"
    (folder / "wrong").mkdir(parents=True)
    for name in ("wrong/m.py", "alternative_x.py"):
        (folder / name).write_text("x = 1\n")
    (folder / "expected.toml").write_text(expected)
    ran = grade("validate", "task101", "--tasks", own)
    assert (ran.status, told in ran.out) == (1, True), ran.out


def test_validate_without_a_checkout_names_what_is_not_there(
    grade, own: Path, tmp_path: Path, monkeypatch
) -> None:
    for name in ("tasks", "docker"):
        shutil.copytree(ROOT / name, tmp_path / "installed" / name)
    monkeypatch.setattr(loader, "root", lambda: tmp_path / "installed")
    ran = grade("validate", "task1")
    assert (ran.status, "comes without those of its own tasks" in ran.err) == (2, True)
    ran = grade("validate", "--tasks", own)  # those of one's own are validated all the same
    assert (ran.status, "task101_stopping: solutions/reference.py is missing" in ran.out) == (1, True)
    assert "task1_callback" in ran.err
