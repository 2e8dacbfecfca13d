"""Builds the submission's model, trains it on the public images, and saves it."""

from grader.inside.probing import Job, Report, Submission


def probe(submission: Submission, job: Job, report: Report) -> None:
    """Train for the manifest's epochs; a model that was not compiled is reported, not trained."""
    model = submission.call("build_model")
    report.answer("returned", type(model).__name__)
    if not callable(getattr(model, "fit", None)):
        return
    report.answer("compiled", bool(getattr(model, "compiled", False)))
    if not getattr(model, "compiled", False):
        return
    epochs = job.settings["epochs"]
    with report.part("model"):
        with report.timed("fit"):
            model.fit(
                job.arrays["x_train"],
                job.arrays["y_train"],
                epochs=epochs,
                batch_size=job.settings["batch_size"],
                verbose=0,
                callbacks=[report.live(epochs)],
            )
        report.model("model", model)
