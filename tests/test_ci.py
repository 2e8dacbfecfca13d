"""action.yml, the GitLab template and the ready workflow: their steps run as a runner would run them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci_runner import ACTION, GITLAB, Ran, expressions, program, run_action, run_gitlab
from conftest import ROOT
from junitparser import JUnitXml

from grader.cli.app import build
from grader.grading.solutions import find
from grader.task import loader

GUIDE = (ROOT / "docs" / "classroom.md").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load((ROOT / "docs" / "workflows" / "grade.yml").read_text(encoding="utf-8"))
WORKFLOW_TEXT = (ROOT / "docs" / "workflows" / "grade.yml").read_text(encoding="utf-8")

# A grader that writes down what it was asked, and does what a real one would leave behind.
FAKE_GRADE = r"""
if [ "$*" = "doctor --image" ]; then echo exam-grader-sandbox:0123456789ab; exit; fi
pwd >"$FAKE_LOG.folder"
for word in "$@"; do
  case "$word" in --out=*) mkdir -p "${word#--out=}"; echo ours >"${word#--out=}/junit.xml" ;; esac
done
printf '%s\0' "$@" >"$FAKE_LOG"
echo "::error::a submission printed this" >&2
echo "::add-mask::and this" >&2
echo "::error file=kim.py,line=3::meant"
if [ -n "${GITHUB_OUTPUT:-}" ] && [ "$FAKE_STATUS" -lt 2 ]; then
  printf 'score=75\npoints=30\nmax-points=40\noutcome=pass\nreport=/reports/x=y\n' >>"$GITHUB_OUTPUT"
  echo "## Grading" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$FAKE_STATUS"
"""
# A Python whose venv holds that grader, and a pip that writes down what it was asked.
FAKE_PYTHON = r"""
pwd >>"$FAKE_LOG.folders"
if [ "$1" != -I ]; then echo "not isolated: $*"; exit 9; fi
if [ "$2 $3" = "-m venv" ]; then
  mkdir -p "$4/bin"
  cp "$FAKE_BIN/fake-grade" "$4/bin/grade"
  cp "$FAKE_BIN/python3" "$4/bin/python"
elif [ "$2 $3" = "-m pip" ]; then
  printf '%s\0' "$@" >"$FAKE_LOG.pip"
else
  exit "${FAKE_OLD:-0}"
fi
"""
FAKE_GIT = r"""
pwd >>"$FAKE_LOG.folders"
printf '%s\0' "$@" >>"$FAKE_LOG.git"
"""
# An engine that has the image after it was built or loaded
FAKE_DOCKER = r"""
pwd >>"$FAKE_LOG.folders"
printf '%s ' "$@" >>"$FAKE_LOG.docker"; echo >>"$FAKE_LOG.docker"
if [ "$1" = save ]; then echo "the image" >"$3"; fi
"""
HOSTILE = [
    'a folder/kim\'s "file".py',
    "$(touch PWNED)",
    "`touch PWNED`",
    "x; touch PWNED #",
    "' ; touch PWNED ; '",
    '" ; touch PWNED ; "',
    "--help",
    "-",
    "*",
    "$HOME",
    "${{ inputs.task }}",
    "a\nPWNED=1",
    "김철수/풀이.py",
]


class Bench:
    """A workspace with the fakes on its PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work space"
        self.folder.mkdir()
        self.log = folder / "asked"
        bin_ = folder / "bin"
        program(bin_, "python3", FAKE_PYTHON)
        program(bin_, "git", FAKE_GIT)
        program(bin_, "fake-grade", FAKE_GRADE)
        program(bin_, "docker", FAKE_DOCKER)
        path = os.pathsep.join([str(bin_), os.environ["PATH"]])
        self.environment = {
            "PATH": path,
            "FAKE_BIN": str(bin_),
            "FAKE_LOG": str(self.log),
            "FAKE_STATUS": "0",
        }

    def action(self, status: int = 0, **inputs: str) -> Ran:
        named = {name.replace("_", "-"): value for name, value in inputs.items()}
        return run_action(self.folder, named, self.environment | {"FAKE_STATUS": str(status)})

    def gitlab(self, status: int = 0, **variables: str) -> Ran:
        return run_gitlab(self.folder, variables, self.environment | {"FAKE_STATUS": str(status)})

    def asked(self, of: str = "") -> list[str]:
        """The arguments that the fake of that name received."""
        return Path(f"{self.log}{of}").read_text(encoding="utf-8").split("\0")[:-1]


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


# --- the action


def test_action_asks_for_what_its_inputs_say(bench: Bench) -> None:
    ran = bench.action(
        task="task3",
        path="hand ins",
        pattern="{student}/*.py",
        student="kim",
        pass_mark="60",
        language="ko",
        isolation="submission",
        jobs="2",
        seed="5",
    )
    assert ran.status == 0
    assert [word for word in bench.asked() if not word.startswith("--out=")] == [
        "batch",
        "--format=github",
        "--sandbox=docker",
        "--lang=ko",
        "--isolation=submission",
        "--jobs=2",
        "--task=task3",
        "--pattern={student}/*.py",
        "--student=kim",
        "--pass-mark=60",
        "--seed=5",
        "--",
        f"{bench.folder}/hand ins",
    ]


@pytest.mark.parametrize(
    ("given", "asked"),
    [("fundamentals", "fundamentals"), ("exams/mine.toml", "{}/exams/mine.toml"), ("/a/b.toml", "/a/b.toml")],
)
def test_action_and_template_find_a_blueprint_of_the_repository(bench: Bench, given: str, asked: str) -> None:
    bench.action(exam=given)
    assert f"--exam={asked.format(bench.folder)}" in bench.asked()
    bench.gitlab(GRADE_EXAM=given, GRADER_REPOSITORY="https://example.org/grader.git")
    assert f"--exam={asked.format(bench.folder)}" in bench.asked()


@pytest.mark.parametrize(
    ("given", "asked"), [("", []), ("mine", ["--tasks={}/mine"]), ("/a/mine", ["--tasks=/a/mine"])]
)
def test_action_takes_tasks_of_ones_own_from_its_input_alone(
    bench: Bench, given: str, asked: list[str]
) -> None:
    bench.action(task="task101", tasks=given)
    received = [word for word in bench.asked() if word.startswith("--tasks")]
    assert received == [word.format(bench.folder) for word in asked]
    # What an earlier step may have set is not looked at
    (run,) = [step["run"] for step in ACTION["runs"]["steps"] if "grade batch" in step.get("run", "")]
    assert "GRADE_TASKS" in next(line for line in run.splitlines() if line.startswith("unset "))


def test_action_leaves_out_what_was_not_given(bench: Bench) -> None:
    bench.action(exam="final.toml")
    assert [word.partition("=")[0] for word in bench.asked()] == [
        "batch",
        "--format",
        "--out",
        "--sandbox",
        "--lang",
        "--isolation",
        "--exam",
        "--",
        f"{bench.folder}/submissions",
    ]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", sorted(ACTION["inputs"]))
def test_action_passes_any_input_on_as_it_is(bench: Bench, name: str, text: str) -> None:
    ran = bench.action(**{name: text})
    assert ran.status == 0
    paths = {key: f"--{key}={bench.folder}/{text}" for key in ("path", "tasks")}
    asked = paths.get(name, f"--{name}={text}")
    words = [*bench.asked()[:-1], f"--path={bench.asked()[-1]}"]
    assert asked.replace("--language", "--lang") in words
    assert not list(bench.folder.parent.rglob("PWNED"))


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_action_ends_with_the_graders_status_and_sets_every_output(bench: Bench, status: int) -> None:
    ran = bench.action(status, task="task3")
    assert ran.status == status
    assert set(ran.outputs) == set(ACTION["outputs"])
    if status < 2:
        points = {"points": "30", "max-points": "40"}
        assert ran.outputs == {"score": "75", "outcome": "pass", "report": "/reports/x=y"} | points
        assert ran.summary == "## Grading\n"
    else:
        assert (ran.outputs["score"], ran.outputs["outcome"]) == ("", "error")
        assert Path(ran.outputs["report"]).is_dir()


def test_action_lets_annotations_through_and_no_other_command(bench: Bench) -> None:
    ran = bench.action(task="task3")
    assert ran.commands == ["error"]
    assert "::add-mask::and this" in ran.log
    assert ran.log.index("a submission printed this") < ran.log.index("line=3::meant")


def test_action_reads_annotations_where_grading_failed_too(bench: Bench) -> None:
    assert bench.action(1, task="task3").commands == ["error"]


@pytest.mark.parametrize(("sandbox", "extra"), [("docker", ""), ("local", "[local]")])
def test_action_installs_the_locked_versions(bench: Bench, sandbox: str, extra: str) -> None:
    bench.action(sandbox=sandbox)
    assert bench.asked(".pip")[-3:] == ["-c", f"{ROOT}/constraints.txt", f"{ROOT}{extra}"]


def test_action_says_which_python_it_needs(bench: Bench) -> None:
    bench.environment["FAKE_OLD"] = "1"
    ran = bench.action(task="task3")
    assert ran.status == 3
    assert "needs Python 3.11 or newer" in ran.log
    assert not bench.log.exists()


def test_action_takes_expressions_into_the_environment_only() -> None:
    used = set()
    for step in ACTION["runs"]["steps"]:
        assert expressions(step.get("run")) == set()
        assert not expressions(step.get("with")) & {f"inputs.{name}" for name in ACTION["inputs"]}
        used |= expressions(step.get("env"))
    assert used == {"steps.image.outputs.name"} | {f"inputs.{name}" for name in ACTION["inputs"]}


def test_action_keeps_the_image_for_the_next_run(bench: Bench, tmp_path: Path) -> None:
    bench.action(1, task="task3")  # also where a submission is below the pass mark
    said = Path(f"{bench.log}.docker")
    assert [line.split()[0] for line in said.read_text().splitlines()] == ["image", "save"]
    assert list((tmp_path / "kept").iterdir()) == [tmp_path / "kept" / "exam-grader-sandbox:0123456789ab"]
    said.unlink()
    shutil.rmtree(tmp_path / "runner temp")
    bench.action(task="task3")
    assert [line.split()[0] for line in said.read_text().splitlines()] == ["load"]


def test_action_needs_no_image_where_submissions_run_locally(bench: Bench) -> None:
    bench.action(sandbox="local")
    assert not Path(f"{bench.log}.docker").exists()


@pytest.mark.parametrize("kind", ["inputs", "outputs"])
def test_action_documents_its_inputs_and_outputs(kind: str) -> None:
    for name, spec in ACTION[kind].items():
        assert spec["description"].endswith(".")
        assert f"\n| `{name}` |" in GUIDE
        if default := spec.get("default"):
            assert re.search(rf"\| `{name}` \|.*\| `{default}` \|", GUIDE)


# --- GitLab


def test_gitlab_asks_for_what_its_variables_say(bench: Bench) -> None:
    ran = bench.gitlab(
        GRADER_REPOSITORY="https://example.org/grader.git", GRADE_TASK="task3", GRADE_LANG="ko"
    )
    assert ran.status == 0
    assert [word for word in bench.asked() if not word.startswith("--out=")] == [
        "batch",
        "--sandbox=docker",
        "--lang=ko",
        "--isolation=batch",
        "--task=task3",
        "--",
        f"{bench.folder}/submissions",
    ]
    fetched = bench.asked(".git")
    assert fetched[fetched.index("--") + 1 :][:2] == ["https://example.org/grader.git", "main"]


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\n" not in text])
@pytest.mark.parametrize("name", sorted(name for name in GITLAB["variables"] if name.startswith("GRADE_")))
def test_gitlab_passes_any_variable_on_as_it_is(bench: Bench, name: str, text: str) -> None:
    assert bench.gitlab(**{name: text}).status == 0
    if name == "GRADE_PATH":
        assert bench.asked()[-1] == f"{bench.folder}/{text}"
    elif name not in ("GRADE_IMAGE_REGISTRY", "GRADE_TASKS"):  # the command reads them itself
        assert text in [word.partition("=")[2] for word in bench.asked()]
    assert not list(bench.folder.parent.rglob("PWNED"))


def test_gitlab_takes_no_report_that_a_student_committed(bench: Bench) -> None:
    forged = bench.folder / "grade-report" / "results" / "kim.json"
    forged.parent.mkdir(parents=True)
    forged.write_text("{}")
    bench.gitlab(1)
    assert not forged.exists()


@pytest.mark.parametrize("run", ["action", "gitlab"])
def test_no_step_runs_a_program_in_the_checkout(bench: Bench, run: str) -> None:
    assert getattr(bench, run)().status == 0
    stood = {Path(f"{bench.log}.folder").read_text().strip()}
    stood |= set(Path(f"{bench.log}.folders").read_text().splitlines())
    assert not [folder for folder in stood if Path(folder).is_relative_to(bench.folder)]


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_gitlab_ends_with_the_graders_status(bench: Bench, status: int) -> None:
    assert bench.gitlab(status).status == status


def test_gitlab_keeps_the_reports_whatever_happened() -> None:
    kept = GITLAB["grade"]["artifacts"]
    assert kept["when"] == "always"
    assert kept["reports"] == {"junit": "grade-report/junit.xml"}


def test_gitlab_copies_the_reports_to_where_artifacts_are_taken_from(bench: Bench) -> None:
    (bench.folder / "grade-report").symlink_to(bench.folder.parent)  # committed by a student
    bench.gitlab(1)
    assert (bench.folder / "grade-report" / "junit.xml").read_text() == "ours\n"
    assert not (bench.folder / "grade-report").is_symlink()


def test_gitlab_documents_its_variables() -> None:
    for name, spec in GITLAB["variables"].items():
        assert spec["description"].endswith(".")
        default = f"`{re.escape(spec['value'])}` |a new one |by the processors "
        assert re.search(rf"\n\| `{name}` \|.*\| ({default})?\|", GUIDE)


# --- the ready workflow


def test_workflow_has_no_rights_but_to_read() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert set(WORKFLOW[True]) == {"push", "pull_request"}  # YAML 1.1 reads `on` as true
    assert "secrets." not in WORKFLOW_TEXT


def test_workflow_uses_the_actions_own_inputs_and_outputs() -> None:
    steps: list[dict[str, Any]] = WORKFLOW["jobs"]["grade"]["steps"]
    ours = next(step for step in steps if step.get("id") == "grade")
    assert set(ours["with"]) <= set(ACTION["inputs"])
    named = set(re.findall(r"steps\.grade\.outputs\.([\w-]+)", WORKFLOW_TEXT))
    assert named <= set(ACTION["outputs"])
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@(v\d+|main)", step["uses"]) for step in steps)
    assert not any("run" in step for step in steps)


def test_guide_shows_settings_that_exist() -> None:
    blocks = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)]
    action, gitlab = sorted(blocks, key=lambda block: "variables" in block)
    assert set(action["with"]) <= set(ACTION["inputs"])
    assert set(gitlab["variables"]) <= set(GITLAB["variables"])
    assert gitlab["include"][0]["remote"].endswith("/main/ci/gitlab-ci.template.yml")


def test_nothing_names_a_tag_that_does_not_exist() -> None:
    template = (ROOT / "ci" / "gitlab-ci.template.yml").read_text(encoding="utf-8")
    for text in (GUIDE, WORKFLOW_TEXT, template):
        assert not re.search(r"exam-practice-grader@v\d|/raw/v\d|value: v\d", text)


COMMANDS = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
# What needs another machine's services is written down; the rest is the real command
ON_THE_PATH = {
    "docker": 'echo "docker $*" >>"$LOG"\n',
    "grade": r"""
if [ "$*" = "doctor --image" ]; then echo exam-grader-sandbox:0123456789ab; exit; fi
exec "$REAL_GRADE" "$@" --sandbox local
""",
}


@pytest.mark.parametrize("commands", COMMANDS, ids=lambda text: text.split("\n")[0][:40])
def test_every_command_of_the_guide_runs_as_written(tmp_path: Path, commands: str) -> None:
    work, bin_ = tmp_path / "work", tmp_path / "bin"
    right = (ROOT / "solutions" / "task1_callback" / "reference.py").read_bytes()
    for name in ("kim.py", "submissions/kim/task1.py", "submissions/lee.py"):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes(right)
    for name, text in ON_THE_PATH.items():
        program(bin_, name, text)
    if "git archive" in commands:
        shutil.copytree(ROOT / "ci", work / "ci")
        subprocess.run(
            "git init -q && git add . && git -c user.name=a -c user.email=a@b commit -qm a",
            cwd=work,
            shell=True,
            check=True,
        )
    path = os.pathsep.join([str(bin_), os.environ["PATH"]])
    real = str(Path(sys.executable).with_name("grade"))
    environment = os.environ | {"PATH": path, "REAL_GRADE": real, "LOG": str(tmp_path / "log")}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    if "html" in commands:
        assert (work / "kim.html").exists()
    if "docker push" in commands:
        assert "push registry.example.org/teaching/exam-grader-sandbox:" in (tmp_path / "log").read_text()
    if "git archive" in commands:
        names = zipfile.ZipFile(work / "autograder.zip").namelist()
        assert {"setup.sh", "run_autograder", "ci/gradescope/setup.sh"} <= set(names)


def test_guide_links_to_files_that_exist() -> None:
    for link in re.findall(r"\]\((?!http|#)([^)#]+)\)", GUIDE):
        assert (ROOT / "docs" / link).exists(), link


# --- with the real command


@pytest.mark.parametrize(
    "script",
    [
        next(step["run"] for step in ACTION["runs"]["steps"] if step.get("id") == "grade"),
        GITLAB["grade"]["script"][0],
    ],
    ids=["action", "gitlab"],
)
def test_every_option_of_the_steps_is_one_of_the_commands(script: str) -> None:
    known = {name for option in build("en").commands["batch"].params for name in option.opts}
    assert set(re.findall(r"(--[a-z-]+)=", script)) <= known


# What Python, pip, venv and git would take from the folder that they are started in
TRAPS = ["venv", "pip", "argparse", "ensurepip", "sitecustomize", "click", "json", "subprocess", "hatchling"]


def lay_traps(checkout: Path, marks: Path) -> None:
    """Commit files that leave a mark where they run, or are read as settings."""
    text = f"open({str(marks)!r}, 'a').write(__name__)\nraise SystemExit(99)\n"
    for name in TRAPS:
        (checkout / f"{name}.py").write_text(text)
    for name in ("venv", "grader"):
        (checkout / name).mkdir()
        for part in ("__init__", "__main__"):
            (checkout / name / f"{part}.py").write_text(text)
    for name in ("pip.conf", "setup.cfg", "pyproject.toml", "matplotlibrc", ".netrc", "constraints.txt"):
        (checkout / name).write_text("[global]\nindex-url = http://127.0.0.1:9/\n")


@pytest.mark.parametrize("run", ["action", "gitlab"])
def test_the_checkout_is_no_module_path_of_the_first_steps(tmp_path: Path, run: str) -> None:
    """The real Python and its real venv; the grader's install and the grading are stand-ins."""
    bench = Bench(tmp_path)
    lay_traps(bench.folder, tmp_path / "marks")
    real = program_that_installs_nothing(tmp_path)
    bench.environment |= {"PATH": f"{real}{os.pathsep}{bench.environment['PATH']}"}
    bench.environment |= {"PYTHONPATH": str(bench.folder), "PYTHONSTARTUP": str(bench.folder / "pip.py")}
    ran = getattr(bench, run)()
    assert ran.status == 0, ran.log
    assert not (tmp_path / "marks").exists()


def program_that_installs_nothing(folder: Path) -> Path:
    """A python3 that makes real environments, in which a pip installs the stand-in of the grader."""
    text = f"""
"{sys.executable}" "$@" || exit
if [ "$2 $3" = "-m venv" ]; then
  cp "$FAKE_BIN/fake-grade" "$4/bin/grade"
  rm "$4/bin/python"; cp "$FAKE_BIN/python3" "$4/bin/python"
fi
"""
    program(folder / "real", "python3", text)
    return folder / "real"


@pytest.mark.full
@pytest.mark.docker
def test_the_action_installs_and_grades(engine: None, tmp_path: Path) -> None:
    work = tmp_path / "work"
    for student, name in {"kim": "reference", "lee": "strict_comparison"}.items():
        folder = work / "submissions" / student
        folder.mkdir(parents=True)
        (folder / "my.py").write_bytes(find(loader.find("task1"), name).raw)
    lay_traps(work, tmp_path / "marks")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "PYTHONPATH": str(work)}
    ran = run_action(work, {"task": "task1", "pass-mark": "90"}, environment)
    assert ran.status == 1, ran.log
    assert not (tmp_path / "marks").exists()
    assert ran.outputs["outcome"] == "fail"
    assert 0 < float(ran.outputs["score"]) < 100
    assert "| kim | task1 |" in ran.summary
    assert "error" in ran.commands
    suites = JUnitXml.fromfile(str(Path(ran.outputs["report"]) / "junit.xml"))
    assert {case.classname for suite in suites for case in suite} == {"task1.kim", "task1.lee"}
    assert [path.name for path in tmp_path.glob("kept/*/*")] == ["image.tar"]


@pytest.mark.full
@pytest.mark.docker
def test_the_template_installs_and_grades(engine: None, tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    lay_traps(work, tmp_path / "marks")
    source = ROOT / "solutions" / "task1_callback" / "reference.py"
    (work / "task1_callback.py").write_bytes(source.read_bytes())
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    variables = {"GRADER_REPOSITORY": str(ROOT), "GRADER_VERSION": "HEAD", "GRADE_TASK": "task1"}
    variables |= {"GRADE_PATH": ".", "GRADE_STUDENT": "kim"}
    ran = run_gitlab(work, variables, {"PATH": path, "PYTHONPATH": str(work)})
    assert ran.status == 0, ran.log
    assert not (tmp_path / "marks").exists()
    suites = JUnitXml.fromfile(str(work / "grade-report" / "junit.xml"))
    assert {case.classname for suite in suites for case in suite} == {"task1.kim"}
