"""Calls the augmentation on images with marks; hands both models over untrained, for the grader to train."""

import numpy as np

from grader.inside import models
from grader.inside.probing import ProbeJob, ProbeReport, SubmittedModule


def probe(submission: SubmittedModule, job: ProbeJob, report: ProbeReport) -> None:
    """Each in a part of its own: an exception of one costs nothing of the others."""
    import keras

    marked = job.arrays["marked"]
    with report.part("augmentation"):
        augmentation = submission.call("build_augmentation")
        report.answer("augmentation", type(augmentation).__name__[:80])
        if callable(augmentation):
            for name, training in (("kept", False), ("once", True), ("again", True)):
                images = augmentation(keras.ops.convert_to_tensor(marked.copy()), training=training)
                report.array(name, np.asarray(keras.ops.convert_to_numpy(images)))
    for name, augment in (("model", True), ("plain", False)):
        with report.part(name):
            models.hand_over(submission, report, (28, 28, 1), name=name, arguments=[augment])
