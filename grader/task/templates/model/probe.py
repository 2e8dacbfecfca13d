"""Hands the model over untrained: the grader trains it where no submitted code runs."""

from grader.inside import models
from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule


def probe(submission: SubmittedModule, _job: ProbeJob, report: ProbeReport) -> None:
    """Describe and save the model as it was built and compiled."""
    models.hand_over(submission, report, (64,))
