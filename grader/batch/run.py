"""Grade many submissions, a few at a time, each on workers that are kept warm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from grader import pipeline, submission
from grader.batch.find import Item
from grader.batch.store import Store, key
from grader.errors import GraderError, MachineBusy
from grader.report.record import Record, graded_record, problem_record
from grader.sandbox.contract import Sandbox
from grader.workers import Crew, Isolation, Workers, limits_for

_TRIES = 2  # for a submission at which the grader itself failed; each try replaces a broken sandbox once


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

    What the machine did not give its time is graded again at the end, when nothing else of the batch runs.
    """
    records: dict[int, Record] = {}
    keys = [key(item, sandbox.describe(), policy.seed) for item in items]
    for number, item in enumerate(items):
        known = None if policy.fresh else store.load(item, keys[number])
        if known is not None:
            records[number] = known
            watcher.ended(item, known, True)
    left = [number for number in range(len(items)) if number not in records]
    limits = limits_for([item.task for item in items])
    with Crew(sandbox, limits, policy.isolation) as crew, ThreadPoolExecutor(policy.jobs, "batch") as pool:

        def one(number: int, alone: bool = False) -> Record | None:
            watcher.began(items[number])
            record = _grade(items[number], keys[number], policy, crew.workers, alone)
            if record is not None:
                store.save(record, items[number])
            return record

        def done(number: int, record: Record | None) -> None:
            if record is not None:
                records[number] = record
                watcher.ended(items[number], record, False)

        futures = {pool.submit(one, number): number for number in left}
        try:
            for future in as_completed(futures):
                done(futures[future], future.result())
            for number in [number for number in left if number not in records]:
                done(number, pool.submit(one, number, alone=True).result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            crew.stop()
            raise
    return [records[number] for number in range(len(items))]


def _grade(
    item: Item, digest: str, policy: Policy, workers: Callable[[], Workers], alone: bool
) -> Record | None:
    """One record, after another try where the grader itself failed; None where it is to be graded alone."""
    for attempt in range(1, _TRIES + 1):
        try:
            record = _grade_once(item, digest, policy, workers)
        except MachineBusy as error:
            return problem_record(item.student, item.file, digest, item.task, error) if alone else None
        if record.outcome != "failed" or attempt == _TRIES:
            return record
        workers().close()
    raise AssertionError("unreachable")


def _grade_once(item: Item, digest: str, policy: Policy, workers: Callable[[], Workers]) -> Record:
    try:
        if item.problem is not None:
            raise item.problem
        submitted = submission.read(item.path, item.task)
        seed = pipeline.new_seed() if policy.seed is None else policy.seed
        graded = pipeline.grade(item.task, submitted, workers(), seed)
    except MachineBusy:
        raise
    except GraderError as error:
        return problem_record(item.student, item.file, digest, item.task, error)
    return graded_record(item.student, item.file, digest, graded)
