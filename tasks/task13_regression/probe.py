"""Hands both models over untrained: the grader trains them where no submitted code runs."""

from grader.inside import models
from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """Each by itself: one that raises leaves the other to be judged."""
    x = job.arrays["x_train"]
    with report.part("line"):
        models.hand_over(submission, report, (1,), name="line", function="build_line")
    with report.part("table"):
        models.hand_over(submission, report, x.shape[1:], name="table", arguments=[x.copy()])
