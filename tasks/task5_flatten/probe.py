"""Calls flatten(), and hands the model over untrained: the grader trains it where no submitted code runs."""

from grader.inside import functions, models
from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """Each function in a part of its own: an exception of one costs nothing of the other."""
    functions.probe(submission, job, report)
    with report.part("model"):
        models.hand_over(submission, report, (28, 28))
