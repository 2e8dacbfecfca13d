"""A sitting of tf-certificate against real Docker: files in the official form, a notebook, a model alone."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import nbformat
import pytest
from conftest import ROOT

from grader.exam.report import SittingReport
from grader.task import loader

pytestmark = [pytest.mark.docker, pytest.mark.full]
MODEL = ROOT / "tests" / "redteam" / "kit" / "saved_line.py"


def reference(task: str) -> str:
    return (loader.find(task).solutions / "reference.py").read_text(encoding="utf-8")


def notebook(source: str) -> str:
    """As people practise: magics, the file's text in one cell, and what follows its function in another."""
    code, main = source.split('if __name__ == "__main__":')
    cells = ["%matplotlib inline\n!pip install -q tensorflow", code, "model = solution_model()\n1 / 0"]
    assert "solution_model" in main
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    return nbformat.writes(made)


def test_a_sitting_of_the_certificate_ends_in_its_report(
    grade, engine: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADE_STATE", str(tmp_path / "registry"))
    folder = tmp_path / "exam"
    assert grade("exam", "start", "tf-certificate", folder, "--seed", 11).status == 0
    monkeypatch.chdir(folder)
    place = {
        task: next(folder.glob(f"{task}_*")) for task in ("task16", "task17", "task18", "task19", "task20")
    }
    (place["task16"] / "mymodel.h5").write_bytes(runpy.run_path(str(MODEL))["saved_line"]())
    (place["task17"] / f"{place['task17'].name}.ipynb").write_text(notebook(reference("task17")))
    weak = reference("task18").replace("epochs=", "epochs=0 * ")
    (place["task18"] / f"{place['task18'].name}.py").write_text(weak)
    first = grade("exam", "submit", "--sandbox", "docker")
    assert first.status == 0, first
    assert [f"{task}: 5 of 5 points." in first.out for task in ("task16", "task17")] == [True, True]
    assert "task18: 2 of 5 points." in first.out
    assert "Expected" not in first.out
    for task in ("task18", "task19", "task20"):
        (place[task] / f"{place[task].name}.py").write_text(reference(task))
    assert grade("exam", "submit", "task18", "--sandbox", "docker").status == 0
    ended = grade("exam", "finish", "--yes", "--sandbox", "docker")
    assert ended.status == 0, ended
    report = SittingReport.model_validate_json(grade("exam", "report", "--format", "json").out)
    assert [(task.points, task.attempts) for task in report.tasks] == [(5, 1), (5, 1), (5, 2), (5, 1), (5, 1)]
    assert (report.percent, report.passed, report.state) == (100.0, True, "finished")
    files = {attempt.task: Path(attempt.file).suffix for attempt in report.attempts}
    assert [files[task] for task in place] == [".h5", ".ipynb", ".py", ".py", ".py"]
    assert "PASSED" in grade("exam", "report").out.upper()
    assert json.loads(grade("exam", "report", "--format", "json").out)["blueprint"] == "tf-certificate"
