"""Hands the model over untrained: the grader trains it where no submitted code runs."""

from grader.inside import models
from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """``build_model`` gets the training texts, for its vocabulary."""
    with report.part("model"):
        models.hand_over(submission, report, (), arguments=[job.arrays["texts"].copy()], dtype="str")
