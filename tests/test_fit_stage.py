"""Where the grader trains, the predict stage gets what the fit stage made, and never what was handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from made import HISTORY, TERMINATION, body

from grader.errors import MachineBusy, UsageProblem
from grader.evidence import RawStage, Termination
from grader.grading import archive
from grader.grading.pipeline import GradingResult, Listener, grade
from grader.inside import wire
from grader.sandbox.contract import Description, Job
from grader.submission.source import Submission
from grader.task import loader

EPOCH = {"stage": "", "part": "", "epoch": 1, "epochs": 10, "logs": {"loss": 2.0}}


class Recorded:
    """Workers that run nothing: each stage's result is given, each job is kept."""

    def __init__(self, results: Mapping[str, RawStage]) -> None:
        self.results, self.jobs, self.opened = results, {}, []
        self.sandbox = self

    def describe(self) -> Description:
        return Description("local", isolated=False)

    def get(self, stage: str) -> Any:
        self.opened.append(stage)
        return self

    def wait_ready(self) -> float:
        return 0.0

    def run(self, stage: str, job: Job, progress: Callable[[Mapping[str, Any]], None]) -> RawStage:
        self.jobs[stage] = job
        if stage == "fit":
            progress(EPOCH)
        return self.results[stage]

    def done(self) -> None: ...

    def close(self) -> None: ...


def gave(model: bytes | None, termination: Termination = TERMINATION, **more: Any) -> RawStage:
    blobs = {} if model is None else {"model/model": model}
    return RawStage(wire.pack(body(**more), blobs), b"", termination, epochs=(EPOCH,))


def graded(
    fit: RawStage, told: Callable[[Any], None] = lambda _message: None
) -> tuple[Recorded, GradingResult]:
    workers = Recorded({"train": gave(b"as handed in"), "fit": fit, "predict": gave(None)})
    submitted = Submission(ROOT / "x.py", "0" * 64, "x = 1\n", raw=b"x = 1\n")
    result = grade(loader.find("task2"), submitted, workers, 7, Listener(progress=told))  # type: ignore[arg-type]
    return workers, result


def test_the_predict_stage_gets_the_model_that_the_grader_trained() -> None:
    workers, _result = graded(gave(b"as trained"))
    assert workers.jobs["fit"].models == {"model": b"as handed in"}
    assert workers.jobs["predict"].models == {"model": b"as trained"}


@pytest.mark.parametrize(
    "termination",
    [TERMINATION, TERMINATION.model_copy(update={"reason": "time"})],
    ids=["refused", "stopped"],
)
def test_a_model_that_was_not_made_afresh_is_never_predicted_with(termination: Termination) -> None:
    workers, result = graded(gave(None, termination))
    assert "predict" not in workers.jobs
    assert result.verdict.score == 0


def test_the_fit_stage_has_no_submitted_code_and_the_manifests_epochs_and_limits() -> None:
    job = graded(gave(b"as trained"))[0].jobs["fit"]
    manifest = loader.find("task2").manifest
    assert (job.source, job.probe, job.settings, job.challenges, job.files) == ("", "", {}, {}, {})
    assert job.limits.seconds == manifest.limits.train_seconds
    assert job.trainings["model"]["epochs"] == manifest.public["epochs"]
    assert job.trainings["model"]["batch_size"] == manifest.public["batch_size"]


def test_its_container_is_started_before_the_submission_runs() -> None:
    workers, _result = graded(gave(b"as trained"))
    assert workers.opened[:2] == ["train", "fit"]


def test_epochs_that_are_shown_and_kept_are_those_of_the_graders_own_training() -> None:
    told: list[Any] = []
    _workers, result = graded(gave(b"as trained"), told.append)
    assert told == [EPOCH]
    assert result.epochs == (EPOCH,)
    assert result.fit is not None


def test_kept_evidence_has_the_fit_stage_and_is_judged_to_the_same(tmp_path: Path) -> None:
    _workers, result = graded(gave(b"as trained", answers={"model": HISTORY}))
    archive.save(result, tmp_path)
    again = archive.judge_again(tmp_path)
    assert again.fit == result.fit
    assert again.verdict == result.verdict
    assert again.epochs == (EPOCH,)


def test_evidence_of_a_training_by_the_submission_is_not_judged_as_the_graders_own(tmp_path: Path) -> None:
    _workers, result = graded(gave(b"as trained", answers={"model": HISTORY}))
    archive.save(replace(result, fit=None), tmp_path)
    with pytest.raises(UsageProblem, match="older grader"):
        archive.judge_again(tmp_path)


@pytest.mark.parametrize("reason", ["starved", "evicted"])
def test_a_training_that_the_machine_did_not_let_run_is_no_mark(reason: str) -> None:
    ended = TERMINATION.model_copy(update={"reason": reason})
    with pytest.raises(MachineBusy):
        graded(RawStage(None, b"", ended))
