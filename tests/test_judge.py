"""Judging is pure: evidence made by hand, no sandbox, and a verdict that says what was wrong.

The task is the smallest that has all that the judge knows (tests/small).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import factory
import pydantic
import pytest
from conftest import ROOT

from grader.evidence import Evidence, Problem
from grader.grading.judge import CheckVerdict, Verdict, judge
from grader.grading.pipeline import draw
from grader.inside import wire
from grader.task import loader
from grader.task.api import Case, CheckFunction, Failure, check
from grader.task.manifest import BilingualText
from grader.text import plain

TERMINATION = factory.termination()
TASK = loader.load(ROOT / "tests" / "small" / "task90_sum")
MATERIAL = draw(TASK, 1)
RIGHT = MATERIAL.secret["sum"]


def evidence(total: Any = RIGHT, **changes: Any) -> Evidence:
    """Of a function that gave that sum."""
    return replace(Evidence(train=TERMINATION, predict=TERMINATION, answers={"total": total}), **changes)


def judged(found: Evidence) -> Verdict:
    return judge(TASK, Case(found, MATERIAL, TASK.manifest.thresholds, TASK.manifest.public))


def outcomes(verdict: Verdict) -> dict[str, str]:
    return {item.id: item.outcome for item in verdict.checks}


def test_good_evidence_earns_every_point() -> None:
    verdict = judged(evidence())
    assert (verdict.outcome, verdict.score, verdict.metrics) == ("pass", TASK.max_score, {"distance": 0.0})
    assert set(outcomes(verdict).values()) == {"pass"}


def test_a_failed_check_costs_its_own_points_and_gives_its_credit() -> None:
    near, far, sign = (judged(evidence(total)) for total in (RIGHT - 1, RIGHT - 10, 3))
    assert [verdict.score for verdict in (near, far, sign)] == [75, 50, 20]
    assert [verdict.outcome for verdict in (near, far, sign)] == ["pass", "fail", "fail"]
    assert outcomes(sign) == {"runs": "pass", "answered": "pass", "right": "fail", "sign": "fail"}


def test_a_check_with_a_question_tells_that_and_keeps_the_other_hints_for_who_asks() -> None:
    words = TASK.words["right"]
    asking = BilingualText(en="How often is each number added?", ko="숫자마다 몇 번 더하나요?")
    task = replace(TASK, words={**TASK.words, "right": words.model_copy(update={"question": asking})})
    found = judge(task, Case(evidence(7), MATERIAL, TASK.manifest.thresholds, TASK.manifest.public))
    assert {item.id: item.hint for item in found.checks}["right"] == asking.text()
    assert [step.en for step in task.words["right"].steps] == [asking.en, words.hint.en]


def test_a_sentence_is_filled_from_the_failure_and_the_thresholds_in_both_languages() -> None:
    found = {item.id: item for item in judged(evidence(7)).checks}
    for told in (found["right"].message.en, found["right"].message.ko):
        assert all(str(number) in told for number in (RIGHT, 7, TASK.manifest.thresholds["near"]))
    assert found["right"].hint.en == "Add every number once."
    assert found["sign"].hint.en == "abs() has no place here."  # the failure's own, before the check's
    assert found["sign"].cause == "right"


def test_metrics_that_cannot_be_had_cost_no_verdict() -> None:
    verdict = judged(evidence("a text"))
    assert (verdict.outcome, verdict.metrics) == ("fail", {})


def test_no_evidence_earns_nothing() -> None:
    verdict = judged(Evidence(train=TERMINATION))
    assert (verdict.outcome, verdict.score) == ("fail", 0)


def test_judging_again_gives_the_same_verdict() -> None:
    assert judged(evidence()) == judged(evidence())


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"train": TERMINATION.model_copy(update={"reason": "time"})}, "time"),
        ({"train": TERMINATION.model_copy(update={"reason": "time", "cpu_seconds": 0.1})}, "time"),
        ({"train": TERMINATION.model_copy(update={"reason": "memory"})}, "memory"),
        ({"train": TERMINATION.model_copy(update={"reason": "output"})}, "output"),
        ({"train": TERMINATION.model_copy(update={"reason": "result"})}, "result"),
        ({"train": TERMINATION.model_copy(update={"reason": "signal", "code": 11})}, "signal"),
        ({"has_result": False}, "exit"),
        ({"error": Problem("SystemExit", "0")}, "exit"),
        ({"error": Problem("ValueError", "no", (plain("a.py, line 3: x"),))}, "raised"),
        ({"error": Problem("ModuleNotFoundError", "No module named 'x'")}, "module"),
        (
            {
                "predict_error": Problem("time", "9"),
                "predict": TERMINATION.model_copy(update={"reason": "time"}),
            },
            "predict_time",
        ),
    ],
)
def test_a_run_that_did_not_end_well_fails_with_its_reason(changes: dict[str, Any], key: str) -> None:
    verdict = judged(evidence(**changes))
    assert verdict.checks[0].failure == key
    assert (verdict.outcome, verdict.score) == ("fail", 0)
    assert verdict.checks[0].hint.ko
    assert set(list(outcomes(verdict).values())[1:]) == {"skipped"}


@pytest.mark.parametrize(
    "changes",
    [
        {"train": TERMINATION.model_copy(update={"code": wire.GRADER_ERROR})},
        {"predict_error": Problem("RuntimeError", "x")},
        {"train": TERMINATION.model_copy(update={"reason": "starved"})},
        {"train": TERMINATION.model_copy(update={"reason": "evicted", "code": 9})},
        {
            "predict_error": Problem("starved", "9"),
            "predict": TERMINATION.model_copy(update={"reason": "starved", "begun": True}),
        },
    ],
    ids=["train stage", "predict stage", "no time to train", "no memory", "no time to predict"],
)
def test_a_failure_of_ours_is_an_error_and_no_fail(changes: dict[str, Any]) -> None:
    verdict = judged(evidence(**changes))
    assert verdict.outcome == "error"


@pytest.mark.parametrize(
    ("cpu", "withheld", "told", "hint"),
    [
        (150, 0, "still computing", "endless loop"),
        (80, 75, "still computing", "endless loop"),
        (0.2, 0, "still waiting", "time.sleep()"),
        (3, 75, "still waiting", "time.sleep()"),
    ],
    ids=["a loop", "a loop beside others", "a sleep", "a sleep beside others"],
)
def test_what_ran_out_of_time_is_told_whether_it_computed_or_waited(
    cpu: float, withheld: float, told: str, hint: str
) -> None:
    figures = {"reason": "time", "seconds": 155.0, "cpu_seconds": cpu, "withheld_seconds": withheld}
    runs = judged(evidence(train=TERMINATION.model_copy(update=figures))).checks[0]
    assert told in runs.message.en
    assert hint in runs.hint.en
    assert "155" in runs.message.ko


def test_a_training_that_was_too_long_is_told_how_far_it_came() -> None:
    epochs = ({"epoch": 2, "epochs": 10, "logs": {"loss": 0.25}},)
    ended = TERMINATION.model_copy(update={"reason": "time"})
    runs = judged(evidence(train=ended, epochs=epochs)).checks[0]
    assert "Training had come to epoch 2 of 10 (loss 0.2500)" in runs.message.en


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "0"),
        ("None", "0"),
        ("False", "0"),
        ("True", "1"),
        ("2", "2"),
        ("-1", "-1"),
        ("no file", "1: no file"),
    ],
)
def test_an_exit_is_told_with_the_status_that_it_has_in_python(given: str, told: str) -> None:
    runs = judged(evidence(error=Problem("SystemExit", given))).checks[0]
    assert f"(exit status {told})" in runs.message.en


def with_check(function: CheckFunction, monkeypatch: pytest.MonkeyPatch) -> Verdict:
    monkeypatch.setattr(loader.Task, "checks", lambda self: [function])
    name = next(iter(TASK.manifest.checks))
    return judged(evidence()), next(i for i in judged(evidence()).checks if i.id == name)


def test_a_bug_in_a_check_is_an_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    @check()
    def answered(case: Case) -> None:
        raise ZeroDivisionError("ours")

    verdict, item = with_check(answered, monkeypatch)
    assert (verdict.outcome, item.outcome) == ("error", "error")
    assert "ZeroDivisionError" in item.message.en


@pytest.mark.parametrize("failure", [Failure("no_such_sentence"), Failure("wrong_shape")])
def test_a_failure_without_its_words_is_an_error_and_no_crash(
    failure: Failure, monkeypatch: pytest.MonkeyPatch
) -> None:
    @check()
    def answered(case: Case) -> None:
        raise failure

    _verdict, item = with_check(answered, monkeypatch)
    assert item.outcome == "error"


def test_credit_is_held_between_nothing_and_all(monkeypatch: pytest.MonkeyPatch) -> None:
    @check()
    def answered(case: Case) -> None:
        raise Failure("none", credit=7.0)

    _verdict, item = with_check(answered, monkeypatch)
    assert item.points == item.max_points


def test_a_skipped_check_names_its_cause() -> None:
    verdict = judged(evidence(answers={"total": None}))
    skipped = [item for item in verdict.checks if item.outcome == "skipped"]
    first = verdict.checks[1]
    assert skipped
    assert all(first.title.en in item.message.en for item in skipped)


def a_check(name: str, problem: Failure | None, *needs: str) -> CheckFunction:
    """A check of that name that raises that failure, if any."""

    def function(case: Case) -> None:
        if problem is not None:
            raise problem

    function.__name__ = name
    return check(needs=needs)(function)


def with_checks(monkeypatch: pytest.MonkeyPatch, *checks: CheckFunction) -> dict[str, CheckVerdict]:
    """The verdict of those checks alone, by id."""
    monkeypatch.setattr(type(TASK), "checks", lambda _self: list(checks))
    return {item.id: item for item in judged(evidence()).checks}


def test_a_check_that_is_skipped_behind_a_skipped_one_names_the_check_that_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = with_checks(
        monkeypatch,
        a_check("answered", Failure("none")),
        a_check("right", None, "answered"),
        a_check("sign", None, "right"),
    )
    assert found["sign"].outcome == "skipped"
    assert found["sign"].cause == "answered"
    assert found["answered"].title.en in found["sign"].message.en


@pytest.mark.parametrize("named", [True, False], ids=["named", "the same sentence"])
def test_two_failures_of_one_cause_say_so(monkeypatch: pytest.MonkeyPatch, named: bool) -> None:
    first = Failure("no_answer", name="x")
    second = Failure("no_answer", name="y", cause="right") if named else first
    found = with_checks(monkeypatch, a_check("right", first), a_check("sign", second))
    for language in ("en", "ko"):
        assert found["right"].title.pick(language) in found["sign"].message.pick(language)
    assert found["right"].cause is None
    assert found["sign"].cause == "right"


def test_a_cause_that_did_not_fail_is_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Failure("no_answer", name="y", cause="right")
    found = with_checks(monkeypatch, a_check("right", None), a_check("sign", problem))
    assert found["sign"].cause is None
    assert found["right"].title.en not in found["sign"].message.en


class Pair(pydantic.BaseModel):
    kind: str
    sizes: list[int] = []


@pytest.mark.parametrize(
    ("form", "value"),
    [
        (int, 3),
        (str, "a"),
        (list[int], [1, 2]),
        (tuple[int, str], [1, "a"]),
        (Pair, {"kind": "x", "sizes": [1]}),
    ],
)
def test_an_answer_comes_in_the_form_asked_for(form: Any, value: Any) -> None:
    given = Case(evidence(answers={"x": value}), MATERIAL, {}, {}).answer("x", form)
    assert given == (pydantic.TypeAdapter(form).validate_python(value))


@pytest.mark.parametrize(
    ("form", "value", "place"),
    [
        (int, True, "x"),
        (int, "3", "x"),
        (int, 3.0, "x"),
        (str, None, "x"),
        (str, "\ud800", "x"),
        (list[int], [1, True], "x.1"),
        (Pair, ["kind"], "x"),
        (Pair, {"kind": "x", "sizes": [1, [2]]}, "x.sizes.1"),
        (list[int], ["a"] * 10**6, "x"),
    ],
)
def test_an_answer_of_another_form_is_a_failure_that_names_the_place(
    form: Any, value: Any, place: str
) -> None:
    with pytest.raises(Failure) as caught:
        Case(evidence(answers={"x": value}), MATERIAL, {}, {}).answer("x", form)
    assert (caught.value.key, caught.value.values) == ("wrong_form", {"name": place})
