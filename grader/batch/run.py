"""Grade many submissions, a few at a time, each on workers that are kept warm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from grader.batch.item import Item
from grader.batch.store import Store, key
from grader.errors import GraderError, MachineBusy
from grader.grading import pipeline
from grader.grading.workers import Crew, Isolation, Workers, limits_for, try_again
from grader.report.record import Record, graded_record, problem_record
from grader.sandbox.contract import Sandbox
from grader.submission import source


@dataclass(frozen=True)
class Policy:
    """How to grade: ``seed`` None draws one for each; ``fresh`` grades what is known already, too."""

    jobs: int = 1
    seed: int | None = None
    isolation: Isolation = "batch"
    fresh: bool = False


@dataclass(frozen=True)
class Watcher:
    """What a caller may watch: a grading that begins, a record that is there and whether it was known."""

    began: Callable[[Item], None] = lambda _item: None
    ended: Callable[[Item, Record, bool], None] = lambda _item, _record, _known: None


def run(
    items: Sequence[Item], sandbox: Sandbox, store: Store, policy: Policy, watcher: Watcher = Watcher()
) -> list[Record]:
    """Grade all; the records in the order of the items. Each is stored as soon as it is there.

    A submission is read once: what is hashed, to find an earlier record, is what is graded. What the machine
    did not give its time is graded again at the end, when nothing else of the batch runs.
    """
    records: dict[int, Record] = {}
    limits = limits_for([item.task for item in items])
    with Crew(sandbox, limits, policy.isolation) as crew, ThreadPoolExecutor(policy.jobs, "batch") as pool:

        def one(item: Item) -> _GradedItem:
            watcher.began(item)
            read = _read(item, sandbox, policy)
            known = None if policy.fresh else store.load(item, read.key)
            return _GradedItem(known, known=True) if known is not None else grade(item, read, alone=False)

        def grade(item: Item, read: _SubmissionBytes, *, alone: bool) -> _GradedItem:
            record = _grade(item, read, policy, crew.workers, alone)
            # An error while the batch is being ended says nothing of the submission
            if record is not None and not (crew.stopped and record.outcome == "error"):
                store.save(record, item)
            return _GradedItem(record, read if record is None else None)

        def done(number: int, found: _GradedItem) -> None:
            if found.record is not None:
                records[number] = found.record
                watcher.ended(items[number], found.record, found.known)

        futures = {pool.submit(one, item): number for number, item in enumerate(items)}
        try:
            for future in as_completed(futures):
                done(futures[future], future.result())
            for future, number in futures.items():
                if (read := future.result().waits) is not None:
                    done(number, pool.submit(grade, items[number], read, alone=True).result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            crew.stop()
            raise
    return [records[number] for number in range(len(items))]


@dataclass(frozen=True)
class _SubmissionBytes:
    """A submission's bytes or the reason why there are none, and the key that its record is kept under."""

    raw: bytes | None
    problem: GraderError | None
    key: str


@dataclass(frozen=True)
class _GradedItem:
    """The result of one submission: its record, or its bytes where it ``waits`` to be graded alone."""

    record: Record | None
    waits: _SubmissionBytes | None = None
    known: bool = False


def _read(item: Item, sandbox: Sandbox, policy: Policy) -> _SubmissionBytes:
    raw, problem = None, None
    try:
        raw = item.read()
    except GraderError as error:
        problem = error
    return _SubmissionBytes(raw, problem, key(item, raw, problem, sandbox.describe(), policy.seed))


def _grade(
    item: Item, read: _SubmissionBytes, policy: Policy, workers: Callable[[], Workers], alone: bool
) -> Record | None:
    """One record, tried again after a grader error; None where it is to be graded alone."""

    def once() -> Record:
        return _grade_once(item, read, policy, workers)

    def is_broken(record: Record) -> bool:
        return record.outcome == "error" and read.problem is None

    try:
        return try_again(once, is_broken, lambda: workers().close())
    except MachineBusy as error:
        return problem_record(item.student, item.file, read.key, item.task, error) if alone else None


def _grade_once(item: Item, read: _SubmissionBytes, policy: Policy, workers: Callable[[], Workers]) -> Record:
    try:
        if read.raw is None:
            assert read.problem is not None
            raise read.problem
        submitted = source.from_bytes(item.path, read.raw, item.task)
        seed = pipeline.new_seed() if policy.seed is None else policy.seed
        graded = pipeline.grade(item.task, submitted, workers(), seed)
    except MachineBusy:
        raise
    except GraderError as error:
        return problem_record(item.student, item.file, read.key, item.task, error)
    return graded_record(item.student, item.file, read.key, graded)
