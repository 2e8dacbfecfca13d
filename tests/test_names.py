"""Names: a class has one of its own, and what is not the student's failure is not called one."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections import defaultdict
from typing import get_args

import pydantic
import pytest
import records
from conftest import ROOT

from grader.grading import judge
from grader.inside import wire
from grader.report.formats import csvfile, jsonl
from grader.report.record import RECORD_VERSION, Outcome, Record


def test_no_two_classes_of_the_package_share_a_name() -> None:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "grader").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_only_a_students_check_is_called_failed() -> None:
    # Gradescope's word for a test's status; what the first version of a record had
    others = ("gradescope.py", "record.py")
    spoken = re.compile(r"(grader|sandbox|itself|ours)( has)? failed|failed by us", re.IGNORECASE)
    found = []
    for path in sorted((ROOT / "grader").rglob("*")):
        if path.suffix not in (".py", ".toml", ".j2", ".css"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            word = '"failed"' in line and path.name not in others
            key = re.match(r"\[.*failed\]|\w*failed\w* *=.*채점기", line)
            if spoken.search(line) or word or key:
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert found == []


def test_an_error_of_the_graders_has_one_word_in_every_form() -> None:
    outcomes = {*get_args(Outcome), *get_args(judge.Outcome)}
    assert outcomes == {"pass", "fail", "skipped", "unusable", "error"}
    ours = [records.grader_error()]
    row = next(csv.DictReader(io.StringIO(csvfile.render(ours, "en").removeprefix("\ufeff"))))
    line = json.loads(jsonl.render(ours, "en"))
    assert (row["outcome"], line["outcome"], line["schema_version"]) == ("error", "error", RECORD_VERSION)


@pytest.mark.parametrize(("old", "new"), [("failed", "error"), ("fail", "fail"), ("unusable", "unusable")])
def test_a_record_of_the_first_version_is_still_read(old: str, new: str) -> None:
    made = {"failed": records.grader_error, "fail": records.failed_check, "unusable": records.unusable}[old]()
    kept = json.loads(made.model_dump_json()) | {"schema_version": 1, "outcome": old}
    assert Record.model_validate_json(json.dumps(kept)) == made
    assert made.outcome == new


def test_a_record_of_this_version_has_no_outcome_of_the_first() -> None:
    kept = json.loads(records.grader_error().model_dump_json()) | {"outcome": "failed"}
    with pytest.raises(pydantic.ValidationError):
        Record.model_validate_json(json.dumps(kept))


def test_a_language_is_a_type_and_no_string() -> None:
    found = []
    for path in sorted((ROOT / "grader").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node, "arg", "") if isinstance(node, ast.arg) else ""
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
            if name.strip("_") in ("language", "lang") and ast.unparse(node.annotation or node) == "str":
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_the_status_of_a_child_in_which_the_grader_broke_is_written_once() -> None:
    paths = sorted((ROOT / "grader").rglob("*.py"))
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in paths
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value == wire.GRADER_ERROR and type(node.value) is int
    ]
    assert [place.rsplit(":")[0] for place in found] == ["grader/inside/wire.py"]


def test_tests_make_reports_records_and_gradings_in_one_place() -> None:
    made = {"Report", "CheckReport", "Record", "ProblemReport", "GradingResult"}
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if not {"corpus", "submissions"} & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in made
    }
    assert found == {"tests/factory.py"}
