"""One way through: Submission -> Job -> Evidence -> Verdict."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.errors import EvidenceProblem, MachineBusy, SandboxError, UsageProblem
from grader.evidence import Evidence, RawStage, decode, models_of
from grader.grading.ended import WITHHELD, withheld
from grader.grading.gallery import Gallery, galleries
from grader.grading.judge import Verdict, judge
from grader.grading.workers import Workers, try_again
from grader.inside import fitting
from grader.inside.predict import SHOWN
from grader.sandbox.contract import Description, Job, Limits, Progress
from grader.submission.source import Submission
from grader.task import datasets, official
from grader.task.api import Array, Case, Material, Training
from grader.task.loader import Task

SEEDS = 10**15  # too many to try within a grading; few enough to be exact in a spreadsheet and in JSON
_TRAINING_SEEDS = 2**31  # of those that Keras takes


@dataclass(frozen=True)
class Listener:
    """What a caller may watch: the stage that begins, progress messages, data being fetched."""

    stage: Callable[[str], None] = lambda _stage: None
    progress: Progress = lambda _message: None
    fetching: Callable[[str], None] = lambda _name: None


@dataclass(frozen=True)
class GradingResult:
    """A verdict with the evidence behind it, what a report shows, and the ``seconds`` of each step."""

    task: Task
    submission: Submission
    seed: int
    verdict: Verdict
    train: RawStage
    predict: RawStage | None
    sandbox: Description
    seconds: Mapping[str, float]
    galleries: tuple[Gallery, ...] = ()
    fit: RawStage | None = None  # of a task in which the grader trains

    @property
    def epochs(self) -> tuple[Mapping[str, Any], ...]:
        """The progress of the training: the grader's own, or what the submission says of its."""
        return (self.fit or self.train).epochs

    @property
    def output(self) -> str:
        """What the submission printed: shown, never scored."""
        return self.train.output.decode(errors="replace")


def new_seed() -> int:
    """A seed that nobody can predict, or find by trying seeds until the same challenges come out."""
    return secrets.randbelow(SEEDS)


def check_seed(seed: int | None) -> None:
    """Refuse a seed that ``--seed`` cannot ask for.

    Raises:
        UsageProblem: with the bounds.
    """
    if seed is not None and not 0 <= seed < SEEDS:
        raise UsageProblem("cli.bad_seed", most=SEEDS - 1, received=seed)


def draw(task: Task, seed: int, listener: Listener = Listener()) -> Material:
    """The material of one grading: the same for the same task and seed, on every machine."""
    prepare = task.function("data", "prepare")
    assert prepare is not None, f"{task.folder.name}/data.py defines no prepare(rng, load, settings)"
    rng = np.random.default_rng([seed, task.number])
    material: Material = prepare(
        rng, lambda name: datasets.load(name, listener.fetching), task.manifest.public
    )
    return material


def train_job(task: Task, submission: Submission, material: Material, seed: int) -> Job:
    """What the train stage is sent. Nothing secret is reachable from here."""
    limits = task.manifest.limits
    return Job(
        stage="train",
        limits=Limits(limits.train_seconds, limits.memory_mb, limits.disk_mb),
        training_seed=_training_seed(seed),
        filename=submission.filename,
        source=submission.source,
        cells=submission.starts,
        form=task.manifest.form,
        probe=task.probe(),
        challenges=material.challenges,
        settings=task.manifest.public,
        arrays=material.arrays,
        files=material.files,
        served=material.served,
    )


def load_job(task: Task, submission: Submission, seed: int) -> Job:
    """What the load stage is sent: the model file that was handed in, and nothing else."""
    limits = task.manifest.limits
    return Job(
        stage="load",
        limits=Limits(limits.train_seconds, limits.memory_mb, limits.disk_mb),
        training_seed=_training_seed(seed),
        models={official.NAME: submission.raw},
    )


def fit_job(task: Task, models: Mapping[str, bytes], material: Material, seed: int) -> Job:
    """What the fit stage is sent: model files and training data, no submitted code and nothing hidden."""
    limits = task.manifest.limits
    trainings = {name: training for name, training in material.training.items() if name in models}
    return Job(
        stage="fit",
        limits=Limits(limits.train_seconds, limits.memory_mb, limits.disk_mb),
        training_seed=_training_seed(seed),
        arrays={key: array for name, part in trainings.items() for key, array in _arrays(name, part)},
        models={name: models[name] for name in trainings},
        trainings={
            name: {"epochs": part.epochs, "batch_size": part.batch_size, "keeps": list(part.keeps)}
            for name, part in trainings.items()
        },
    )


def predict_job(
    task: Task, models: Mapping[str, bytes], material: Material, hidden: Mapping[str, Array], seed: int
) -> Job:
    """What the predict stage is sent: model files, hidden inputs and those to show, no submitted code."""
    limits = task.manifest.limits
    inputs = {key: array for key, array in hidden.items() if key.partition(".")[0] in models}
    shown = {name + SHOWN: part.inputs for name, part in material.shown.items() if name in models}
    return Job(
        stage="predict",
        limits=Limits(limits.predict_seconds, limits.memory_mb, limits.disk_mb),
        training_seed=_training_seed(seed),
        arrays=inputs | shown,
        models=models,
    )


def grade(
    task: Task,
    submission: Submission,
    workers: Workers,
    seed: int,
    listener: Listener = Listener(),
    material: Material | None = None,
) -> GradingResult:
    """Grade one submission; ``material``: what :func:`draw` gave for that task and seed, where it is there.

    Raises:
        SandboxError: where the sandbox broke twice in a row.
        MachineBusy: where the machine did not give the submission its time, after a long wait for it.
        DataProblem: where a data set cannot be had.
    """

    def once() -> GradingResult | SandboxError:
        try:
            return _grade_once(task, submission, workers, seed, listener, material)
        except SandboxError as error:
            return error

    def is_broken(found: GradingResult | SandboxError) -> bool:
        return isinstance(found, SandboxError) and not isinstance(found, MachineBusy)

    result = try_again(once, is_broken, workers.close)
    if isinstance(result, SandboxError):
        workers.close()
        raise result
    workers.done()
    return result


def case_of(
    task: Task,
    submission: Submission,
    train: RawStage,
    predict: RawStage | None,
    material: Material,
    fit: RawStage | None = None,
) -> Case:
    """What there is to judge; evidence that cannot be decoded is a failed run, not a crash."""
    try:
        evidence = decode(train, predict, submission.locate, fit)
    except EvidenceProblem:
        termination = train.termination.model_copy(update={"reason": "result"})
        evidence = Evidence(train=termination, has_result=False)
    return Case(evidence, material, task.manifest.thresholds, task.manifest.public)


def _grade_once(
    task: Task,
    submission: Submission,
    workers: Workers,
    seed: int,
    listener: Listener,
    material: Material | None,
) -> GradingResult:
    clock = _Clock()
    listener.stage("container")
    trainer = workers.get("train")
    clock.lap("container")
    material = material or draw(task, seed, listener)  # while TensorFlow is imported inside
    clock.lap("data")
    if material.training:
        workers.get("fit")  # it is wanted soon: a model is built in no time
    imported = trainer.wait_ready()
    clock.lap("import")
    offer = task.function("data", "offer")  # in the official form: rows for the model that there is
    predicts = bool(material.hidden_inputs) or offer is not None
    if predicts:
        workers.get("predict")  # its imports go on while the submission trains
    alone = submission.is_model
    listener.stage("load" if alone else "train")
    job = load_job(task, submission, seed) if alone else train_job(task, submission, material, seed)
    train = _run(workers, job, listener)
    models = dict(handed_on(train))
    fit = None
    if models.keys() & material.training.keys():
        listener.stage("fit")
        fit = _run(workers, fit_job(task, models, material, seed), listener)
    # What the grader trains is judged as the grader trained it, and never as it was handed in
    models = {name: data for name, data in models.items() if name not in material.training}
    models |= {} if fit is None else handed_on(fit)
    clock.lap("training")
    predict = None
    if models and predicts:
        listener.stage("predict")
        hidden = material.hidden_inputs
        if offer is not None:
            hidden = offer(case_of(task, submission, train, None, material, fit))
        predict = _run(workers, predict_job(task, models, material, hidden, seed), listener)
    clock.lap("predict")
    listener.stage("judge")
    case = case_of(task, submission, train, predict, material, fit)
    verdict = judge(task, case)
    clock.lap("judging")
    seconds = clock.seconds | {"import_inside": imported, "total": clock.total()}
    sandbox = workers.sandbox.describe()
    shown = galleries(case)
    return GradingResult(task, submission, seed, verdict, train, predict, sandbox, seconds, shown, fit)


def _run(workers: Workers, job: Job, listener: Listener) -> RawStage:
    """How the job went, where it had its time and memory."""
    raw = workers.run(job.stage, job, listener.progress)
    if raw.termination.reason in WITHHELD:
        key, values = withheld(job.limits.seconds, job.limits.memory_mb, raw.termination)
        raise MachineBusy(key, **values)
    return raw


def _arrays(name: str, training: Training) -> Iterator[tuple[str, Array]]:
    for part in fitting.ARRAYS:
        array = getattr(training, part)
        if array is not None:
            yield f"{name}.{part}", array


def handed_on(stage: RawStage) -> Mapping[str, bytes]:
    """The model files that a stage gave; none where its result is not sound."""
    try:
        return models_of(stage)
    except EvidenceProblem:
        return {}


def _training_seed(seed: int) -> int:
    """A seed for weights and shuffles that does not give away the seed of the hidden draws."""
    digest = hashlib.sha256(f"training {seed}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % _TRAINING_SEEDS


class _Clock:
    """Wall seconds between laps."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._start = self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.seconds[name] = now - self._last
        self._last = now

    def total(self) -> float:
        return time.perf_counter() - self._start
