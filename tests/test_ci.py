"""action.yml, the GitLab template and the ready workflow: their steps run as a runner would run them."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ci_runner import ACTION, GITLAB, Ran, expressions, program, run_action, run_gitlab
from conftest import ROOT
from junitparser import JUnitXml

from grader.cli import build

GUIDE = (ROOT / "docs" / "classroom.md").read_text(encoding="utf-8")
WORKFLOW = yaml.safe_load((ROOT / "docs" / "workflows" / "grade.yml").read_text(encoding="utf-8"))
WORKFLOW_TEXT = (ROOT / "docs" / "workflows" / "grade.yml").read_text(encoding="utf-8")

# A grader that writes down what it was asked, and does what a real one would leave behind.
FAKE_GRADE = r"""
printf '%s\0' "$@" >"$FAKE_LOG"
echo "::error::a submission printed this" >&2
echo "::add-mask::and this" >&2
echo "::error file=kim.py,line=3::meant"
if [ -n "${GITHUB_OUTPUT:-}" ] && [ "$FAKE_STATUS" -lt 2 ]; then
  printf 'score=75\noutcome=pass\nreport=/reports/x=y\n' >>"$GITHUB_OUTPUT"
  echo "## Grading" >>"$GITHUB_STEP_SUMMARY"
fi
exit "$FAKE_STATUS"
"""
# A Python whose venv holds that grader, and a pip that writes down what it was asked.
FAKE_PYTHON = r"""
if [ "$1" = -m ]; then
  mkdir -p "$3/bin"
  cp "$FAKE_BIN/fake-grade" "$3/bin/grade"
  cp "$FAKE_BIN/fake-pip" "$3/bin/pip"
else
  exit "${FAKE_OLD:-0}"
fi
"""
FAKE_GIT = r"""
printf '%s\0' "$@" >"$FAKE_LOG.git"
mkdir -p "${!#}"
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
        program(bin_, "fake-pip", 'printf \'%s\\0\' "$@" >"$FAKE_LOG.pip"\n')
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
    ran = bench.action(task="task3", path="hand ins", pass_mark="60", language="ko", seed="5")
    assert ran.status == 0
    assert [word for word in bench.asked() if not word.startswith("--out=")] == [
        "batch",
        "--format=github",
        "--sandbox=docker",
        "--lang=ko",
        "--task=task3",
        "--pass-mark=60",
        "--seed=5",
        "--",
        "hand ins",
    ]


def test_action_leaves_out_what_was_not_given(bench: Bench) -> None:
    bench.action(exam="final.toml")
    assert [word.partition("=")[0] for word in bench.asked()] == [
        "batch",
        "--format",
        "--out",
        "--sandbox",
        "--lang",
        "--exam",
        "--",
        "submissions",
    ]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", sorted(ACTION["inputs"]))
def test_action_passes_any_input_on_as_it_is(bench: Bench, name: str, text: str) -> None:
    ran = bench.action(**{name: text})
    assert ran.status == 0
    assert text in [word if name == "path" else word.partition("=")[2] for word in bench.asked()]
    assert not list(bench.folder.parent.rglob("PWNED"))


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_action_ends_with_the_graders_status_and_sets_every_output(bench: Bench, status: int) -> None:
    ran = bench.action(status, task="task3")
    assert ran.status == status
    assert set(ran.outputs) == set(ACTION["outputs"])
    if status < 2:
        assert ran.outputs == {"score": "75", "outcome": "pass", "report": "/reports/x=y"}
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
    for step in ACTION["runs"]["steps"]:
        assert expressions(step["run"]) == set()
        assert expressions(step["env"]) <= {f"inputs.{name}" for name in ACTION["inputs"]}
    used = set().union(*(expressions(step["env"]) for step in ACTION["runs"]["steps"]))
    assert used == {f"inputs.{name}" for name in ACTION["inputs"]}


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
    assert bench.asked()[:5] == [
        "batch",
        "--out=grade-report",
        "--sandbox=docker",
        "--lang=ko",
        "--task=task3",
    ]
    assert bench.asked()[-2:] == ["--", "submissions"]
    assert bench.asked(".git")[-4:-1] == ["v1", "--", "https://example.org/grader.git"]


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\n" not in text])
@pytest.mark.parametrize("name", sorted(name for name in GITLAB["variables"] if name.startswith("GRADE_")))
def test_gitlab_passes_any_variable_on_as_it_is(bench: Bench, name: str, text: str) -> None:
    assert bench.gitlab(**{name: text}).status == 0
    assert text in [word if name == "GRADE_PATH" else word.partition("=")[2] for word in bench.asked()]
    assert not list(bench.folder.parent.rglob("PWNED"))


@pytest.mark.parametrize("status", [0, 1, 2, 3])
def test_gitlab_ends_with_the_graders_status(bench: Bench, status: int) -> None:
    assert bench.gitlab(status).status == status


def test_gitlab_keeps_the_reports_whatever_happened() -> None:
    kept = GITLAB["grade"]["artifacts"]
    assert kept["when"] == "always"
    assert kept["reports"] == {"junit": "grade-report/junit.xml"}


def test_gitlab_documents_its_variables() -> None:
    for name, spec in GITLAB["variables"].items():
        assert spec["description"].endswith(".")
        assert re.search(rf"\n\| `{name}` \|.*\| (`{re.escape(spec['value'])}` |a new one )?\|", GUIDE)


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
    assert all(re.fullmatch(r"[\w.-]+/[\w.-]+@v\d+", step["uses"]) for step in steps)
    assert not any("run" in step for step in steps)


def test_guide_links_to_files_that_exist() -> None:
    for link in re.findall(r"\]\((?!http)([^)#]+)\)", GUIDE):
        assert (ROOT / "docs" / link).exists(), link


# --- with the real command


@pytest.mark.parametrize(
    "script", [ACTION["runs"]["steps"][-1]["run"], GITLAB["grade"]["script"][0]], ids=["action", "gitlab"]
)
def test_every_option_of_the_steps_is_one_of_the_commands(script: str) -> None:
    known = {name for option in build("en").commands["batch"].params for name in option.opts}
    assert set(re.findall(r"(--[a-z-]+)=", script)) <= known


@pytest.mark.full
@pytest.mark.docker
def test_the_action_installs_and_grades(engine: None, tmp_path: Path) -> None:
    work = tmp_path / "work"
    for student, name in {"kim": "reference", "lee": "wrong/strict_comparison"}.items():
        folder = work / "submissions" / student
        folder.mkdir(parents=True)
        source = ROOT / "solutions" / "task1_callback" / f"{name}.py"
        (folder / "my.py").write_bytes(source.read_bytes())
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    ran = run_action(work, {"task": "task1", "pass-mark": "90"}, {"PATH": path})
    assert ran.status == 1, ran.log
    assert ran.outputs["outcome"] == "fail"
    assert 0 < float(ran.outputs["score"]) < 100
    assert "| kim | task1 |" in ran.summary
    assert "error" in ran.commands
    suites = JUnitXml.fromfile(str(Path(ran.outputs["report"]) / "junit.xml"))
    assert {case.classname for suite in suites for case in suite} == {"task1.kim", "task1.lee"}
