"""The jobs that a child runs: *train* executes the submission; *load* opens a model file that was handed in.

*fit* and *predict* have a model file that an earlier job wrote.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.inside import fitting, official, predict, wire
from grader.inside.door import Door
from grader.inside.execution import execute, execute_submission
from grader.inside.probing import Array, ProbeJob, ProbeReport, SubmittedModule, read_npy, write_files
from grader.inside.tracebacks import describe


def run_job(payload: bytes, write: Callable[[bytes], None]) -> None:
    """Run the job of that bundle and write its frames; exceptions become part of the result."""
    body, blobs = wire.unpack(payload)
    report = ProbeReport(filename=body["filename"], write=write)
    # As where a script is run by its name: the supervisor's words are not its own
    sys.argv = [body["filename"]]
    sys.orig_argv = [sys.executable, body["filename"]]
    make_repeatable(body["training_seed"], body["threads"])
    stage = {"train": _train, "load": _load, "fit": _fit, "predict": _predict}[body["stage"]]
    error = None
    try:
        stage(body, blobs, report)
    except BaseException as problem:  # SystemExit and KeyboardInterrupt are the submission's too
        error = describe(problem, body["filename"])
    report.send(error)


def make_repeatable(seed: int, threads: int) -> None:
    """Seed every generator and fix the order of every sum: same seed, same weights, bit for bit."""
    import keras
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
    keras.utils.set_random_seed(seed)


def _train(body: Mapping[str, Any], blobs: Mapping[str, bytes], report: ProbeReport) -> None:
    folder = Path.cwd() / "files"
    folder.mkdir()
    write_files(folder, wire.below("file/", blobs))
    job = ProbeJob(
        challenges=body["challenges"],
        arrays=_arrays(blobs),
        settings=body["settings"],
        folder=folder,
    )
    report.progress(stage="import")
    submitted = body["filename"], body["source"], body["cells"]
    submission: SubmittedModule
    with report.timed("submission_import"):
        if body["form"] == "official":
            submission, failures = official.execute(*submitted, Door(body["served"], folder))
        else:
            submission, failures = _import(*submitted)
    for failure in failures:
        report.cell(failure)
    probe = execute("probe", "probe.py", body["probe"])
    report.progress(stage="probe")
    with report.timed("probe"):
        probe.probe(submission, job, report)


def _import(filename: str, source: str, starts: Sequence[int]) -> tuple[SubmittedModule, list[BaseException]]:
    module, failures = execute_submission(filename, source, starts)
    return SubmittedModule(module), failures


def _load(_body: Mapping[str, Any], blobs: Mapping[str, bytes], report: ProbeReport) -> None:
    for name, data in wire.below("model/", blobs).items():
        official.load(name, data, report)


def _fit(body: Mapping[str, Any], blobs: Mapping[str, bytes], report: ProbeReport) -> None:
    arrays = _arrays(blobs)
    models = wire.below("model/", blobs)
    report.progress(stage="load")
    for name, data in models.items():
        part = name if len(models) > 1 else ""
        fitting.fit(name, data, body["trainings"][name], arrays, report, part)


def _predict(_body: Mapping[str, Any], blobs: Mapping[str, bytes], report: ProbeReport) -> None:
    arrays = _arrays(blobs)
    models = wire.below("model/", blobs)
    report.progress(stage="load")
    for name, data in models.items():
        with report.timed("predict"):
            predict.predict(name, data, arrays, report)


def _arrays(blobs: Mapping[str, bytes]) -> dict[str, Array]:
    return {name: read_npy(data) for name, data in wire.below("array/", blobs).items()}
