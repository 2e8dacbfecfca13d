"""Calls the functions that are written by hand, and hands the model over untrained."""

from grader.inside import functions, models


def probe(submission, job, report) -> None:
    """A model that cannot be built takes no answer of a function away."""
    functions.probe(submission, job, report)
    with report.part("build_model"):
        models.hand_over(submission, report, (job.settings["size"], 1))
