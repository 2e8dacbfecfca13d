"""The report: the one documented, versioned form of a verdict. ``docs/report.schema.json`` is made of it."""

from __future__ import annotations

import base64
import io
import math
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import pydantic
from PIL import Image

from grader.errors import GraderError, UnusableSubmission
from grader.grading.gallery import Gallery
from grader.grading.judge import CheckVerdict
from grader.grading.pipeline import GradingResult
from grader.submission.source import Submission
from grader.task.api import Array
from grader.text import Language, say
from grader.washing import as_printed, legible

SCHEMA_VERSION: Literal[1] = 1
_MAX_OUTPUT = 64 * 1024


class ReportModel(pydantic.BaseModel):
    """A part of a report: no unknown field, no infinite or undefined number."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class SubmissionReport(ReportModel):
    """Which file was graded: its path as given, and the sha256 of its bytes."""

    path: str
    sha256: str


class SandboxReport(ReportModel):
    """How the submission was kept in. ``isolated`` is false for the local sandbox."""

    kind: Literal["docker", "local"]
    isolated: bool
    image: str | None


class CheckReport(ReportModel):
    """One check. ``message`` says what was expected and received, ``hint`` what to read up on.

    ``failure`` is the stable key of the sentence, the same in every language; ``line`` is the line of a
    .py file that an exception came from (null where there is none, and for notebooks); ``cause`` is the id of
    the failed check because of which this one was skipped, or failed as well.
    """

    id: str
    title: str
    outcome: Literal["pass", "fail", "skipped", "error"]
    points: float
    max_points: int
    message: str
    hint: str
    failure: str | None
    line: int | None
    cause: str | None = None  # a report kept by an earlier version has none


class EpochReport(ReportModel):
    """One epoch of a training, in the submission's own words: shown, never scored.

    ``not_finite`` names the metrics that were NaN or infinite, which ``logs`` cannot hold.
    """

    part: str
    epoch: int
    logs: dict[str, float]
    not_finite: list[str] = []  # a report kept by an earlier version has none


class MistakeReport(ReportModel):
    """An image that the model got wrong: a PNG in base64, its true and its predicted class."""

    image: str = pydantic.Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$")
    truth: str
    predicted: str


class GalleryReport(ReportModel):
    """A model's answers on the public validation part: shown, never scored.

    ``confusion`` counts by true (row) and predicted (column) class, in the order of ``classes``.
    """

    part: str
    classes: list[str]
    confusion: list[list[int]]
    mistakes: list[MistakeReport]


class Report(ReportModel):
    """One grading. ``timing`` is in seconds; ``output`` is what the submission printed, never scored.

    ``goals`` are values to draw into the curves of ``epochs``, by metric: what the grader asks for in its
    own measurement.
    """

    schema_version: Literal[1] = SCHEMA_VERSION
    task: str
    title: str
    submission: SubmissionReport
    outcome: Literal["pass", "fail", "error"]
    score: float
    max_score: int
    pass_score: int
    checks: list[CheckReport]
    metrics: dict[str, float]
    epochs: list[EpochReport]
    goals: dict[str, float] = {}  # a report kept by an earlier version has none, nor galleries
    galleries: list[GalleryReport] = []
    seed: int
    sandbox: SandboxReport
    timing: dict[str, float]
    output: str
    hints_taken: int = 0  # steps of this task's hints that its student asked for, where that is known


class ProblemReport(ReportModel):
    """An end without a verdict: ``error`` is a stable key, ``message`` says what to do, ``line`` where."""

    schema_version: Literal[1] = SCHEMA_VERSION
    error: str
    message: str
    line: int | None = None


def report(graded: GradingResult, language: Language) -> Report:
    """The report of a grading, in that language."""
    verdict, sandbox = graded.verdict, graded.sandbox
    return Report(
        task=verdict.task,
        title=graded.task.manifest.title.text().pick(language),
        submission=SubmissionReport(path=legible(graded.submission.path), sha256=graded.submission.sha256),
        outcome=verdict.outcome,
        score=verdict.score,
        max_score=verdict.max_score,
        pass_score=verdict.pass_score,
        checks=[_check(check, language, graded.submission) for check in verdict.checks],
        metrics=dict(verdict.metrics),
        epochs=[_epoch(told) for told in graded.epochs],
        goals=graded.task.manifest.goals,
        galleries=[gallery_report(gallery) for gallery in graded.galleries],
        seed=graded.seed,
        sandbox=SandboxReport(kind=sandbox.kind, isolated=sandbox.isolated, image=sandbox.image),
        timing={name: round(seconds, 3) for name, seconds in graded.seconds.items()},
        output=_output(graded, language),
    )


def _output(graded: GradingResult, language: Language) -> str:
    """What was printed, as a terminal shows it at the end, with a line of its own where it was cut."""
    output, printed = graded.output[:_MAX_OUTPUT], graded.train.termination.printed
    kept = min(len(graded.train.output), len(output.encode()))
    if printed <= len(graded.train.output) and len(output) == len(graded.output):
        return as_printed(output)
    return f"{as_printed(output)}\n{say('report.output_cut', printed=printed, kept=kept).pick(language)}"


def problem(error: GraderError, language: Language) -> ProblemReport:
    """The report of an end without a verdict."""
    line = error.line if isinstance(error, UnusableSubmission) else None
    return ProblemReport(error=error.key, message=error.text.pick(language), line=line)


def _epoch(told: Mapping[str, Any]) -> EpochReport:
    logs = {name: value for name, value in told["logs"].items() if math.isfinite(value)}
    gone = [name for name in told["logs"] if name not in logs]
    return EpochReport(part=told["part"], epoch=told["epoch"], logs=logs, not_finite=gone)


def gallery_report(gallery: Gallery) -> GalleryReport:
    """One model's gallery, its images as PNG."""
    return GalleryReport(
        part=gallery.part,
        classes=list(gallery.classes),
        confusion=[list(row) for row in gallery.confusion],
        mistakes=[
            MistakeReport(image=_png(mistake.image), truth=mistake.truth, predicted=mistake.predicted)
            for mistake in gallery.mistakes
        ],
    )


def _png(pixels: Array) -> str:
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, "PNG", optimize=True)
    return base64.b64encode(file.getvalue()).decode("ascii")


def _check(check: CheckVerdict, language: Language, submission: Submission) -> CheckReport:
    return CheckReport(
        id=check.id,
        title=check.title.pick(language),
        outcome=check.outcome,
        points=check.points,
        max_points=check.max_points,
        message=check.message.pick(language),
        hint=check.hint.pick(language),
        failure=check.failure,
        line=None if submission.cells else check.line,
        cause=check.cause,
    )
