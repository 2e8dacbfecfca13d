"""Statistics of a class's records. Pure counting: it reads no files and makes no sentences."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from grader.report.model import CheckReport, Report
from grader.report.record import Record
from grader.text import Language, Text

BINS = 10
_SLOWEST = 5


@dataclass(frozen=True)
class Bin:
    """Submissions with ``low <= percent < high``; the last bin holds 100 as well."""

    low: int
    high: int
    count: int


@dataclass(frozen=True)
class HardCheck:
    """A check that submissions failed. ``judged`` passed or failed it; ``skipped`` never came to it."""

    id: str
    title: Text
    failed: int
    judged: int
    skipped: int

    @property
    def share(self) -> float:
        """The part of those judged that failed, 0 to 1."""
        return self.failed / self.judged


@dataclass(frozen=True)
class FrequentFailure:
    """One way to fail a check, by its key; ``example`` is the sentence that was told most often."""

    check: str
    title: Text
    failure: str
    count: int
    example: Text


@dataclass(frozen=True)
class SlowSubmission:
    """A submission, by its place among the records, and its seconds."""

    record: int
    seconds: float


@dataclass(frozen=True)
class IdenticalFiles:
    """The same bytes from different students, by their places among the records."""

    sha256: str
    records: tuple[int, ...]


@dataclass(frozen=True)
class TaskSummary:
    """One task. ``graded`` got a verdict; ``unusable`` and ``errors`` (the grader's own) did not.

    ``mean`` and ``median`` are percent of the points over those graded (None without any), and so are
    ``bins``. ``hardest`` holds every check that somebody failed, the largest share first.
    """

    task: str
    title: Text
    pass_percent: float
    records: tuple[int, ...]
    graded: int
    passed: int
    unusable: int
    errors: int
    mean: float | None
    median: float | None
    bins: tuple[Bin, ...]
    hardest: tuple[HardCheck, ...]
    mistakes: tuple[FrequentFailure, ...]
    slowest: tuple[SlowSubmission, ...]
    identical: tuple[IdenticalFiles, ...]


@dataclass(frozen=True)
class Summary:
    """All tasks, in the order in which they first come."""

    records: int
    tasks: tuple[TaskSummary, ...]


def summarize(records: Sequence[Record]) -> Summary:
    """The figures of a class, task by task."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        places[record.task].append(place)
    return Summary(len(records), tuple(_task(task, found, records) for task, found in places.items()))


def percent(record: Record) -> float:
    """The score as percent of the points there are, 0 to 100."""
    if record.max_score <= 0:
        return 0.0
    return min(max(record.score * 100 / record.max_score, 0.0), 100.0)


def in_both(reports: dict[Language, Report], number: int) -> tuple[CheckReport, CheckReport]:
    """One check of a report in English and Korean; a language that is missing is told by the other."""
    first = next(iter(reports.values()))
    return reports.get("en", first).checks[number], reports.get("ko", first).checks[number]


def _task(task: str, places: Sequence[int], records: Sequence[Record]) -> TaskSummary:
    outcomes = Counter(records[place].outcome for place in places)
    graded = [place for place in places if records[place].outcome in ("pass", "fail")]
    percents = [percent(records[place]) for place in graded]
    verdicts = [records[place].reports for place in graded if records[place].reports]
    first = records[places[0]]
    return TaskSummary(
        task=task,
        title=_title(task, verdicts),
        pass_percent=100 * first.pass_score / first.max_score if first.max_score > 0 else 0.0,
        records=tuple(places),
        graded=len(graded),
        passed=outcomes["pass"],
        unusable=outcomes["unusable"],
        errors=outcomes["error"],
        mean=statistics.fmean(percents) if percents else None,
        median=statistics.median(percents) if percents else None,
        bins=_bins(percents),
        hardest=_hardest(verdicts),
        mistakes=_mistakes(verdicts),
        slowest=_slowest(graded, records),
        identical=_identical(places, records),
    )


def _title(task: str, verdicts: Sequence[dict[Language, Report]]) -> Text:
    if not verdicts:
        return Text(task, task)
    first = next(iter(verdicts[0].values()))
    return Text(verdicts[0].get("en", first).title, verdicts[0].get("ko", first).title)


def _bins(percents: Sequence[float]) -> tuple[Bin, ...]:
    width = 100 // BINS
    counts = Counter(min(int(value // width), BINS - 1) for value in percents)
    return tuple(Bin(place * width, (place + 1) * width, counts[place]) for place in range(BINS))


def _hardest(verdicts: Sequence[dict[Language, Report]]) -> tuple[HardCheck, ...]:
    titles: dict[str, Text] = {}
    outcomes: Counter[tuple[str, str]] = Counter()
    for reports in verdicts:
        for number in range(len(next(iter(reports.values())).checks)):
            en, ko = in_both(reports, number)
            titles.setdefault(en.id, Text(en.title, ko.title))
            outcomes[en.id, en.outcome] += 1
    found = [
        HardCheck(
            id=check,
            title=title,
            failed=outcomes[check, "fail"],
            judged=outcomes[check, "pass"] + outcomes[check, "fail"],
            skipped=outcomes[check, "skipped"],
        )
        for check, title in titles.items()
        if outcomes[check, "fail"]
    ]
    return tuple(sorted(found, key=lambda check: (-check.share, -check.failed)))


def _mistakes(verdicts: Sequence[dict[Language, Report]]) -> tuple[FrequentFailure, ...]:
    titles: dict[tuple[str, str], Text] = {}
    told: defaultdict[tuple[str, str], Counter[Text]] = defaultdict(Counter)
    for reports in verdicts:
        for number in range(len(next(iter(reports.values())).checks)):
            en, ko = in_both(reports, number)
            if en.outcome == "fail":
                key = (en.id, en.failure or "")
                titles.setdefault(key, Text(en.title, ko.title))
                told[key][Text(en.message, ko.message)] += 1
    found = [
        FrequentFailure(
            check, titles[check, failure], failure, sentences.total(), sentences.most_common(1)[0][0]
        )
        for (check, failure), sentences in told.items()
    ]
    return tuple(sorted(found, key=lambda mistake: -mistake.count))


def _slowest(graded: Sequence[int], records: Sequence[Record]) -> tuple[SlowSubmission, ...]:
    by_time = sorted(graded, key=lambda place: -records[place].seconds)
    return tuple(SlowSubmission(place, records[place].seconds) for place in by_time[:_SLOWEST])


def _identical(places: Sequence[int], records: Sequence[Record]) -> tuple[IdenticalFiles, ...]:
    """Groups of two students or more; a student's own file twice is none."""
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place in places:
        for report in list(records[place].reports.values())[:1]:
            groups[report.submission.sha256].append(place)
    return tuple(
        IdenticalFiles(sha256, tuple(group))
        for sha256, group in groups.items()
        if len({records[place].student for place in group}) > 1
    )
