"""The epochs reported by a submission, sorted by training and metric, with bounds on how many are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from grader.report.model import EpochReport

# A submission names parts and metrics itself, as many as it likes: beyond these, nothing is shown.
_MAX_PARTS = 8
_MAX_PANELS = 6
_VALIDATION = "val_"
_LAST = 2**31  # no training has more epochs; such a number is not an epoch's


@dataclass(frozen=True)
class Panel:
    """One metric over the epochs, on training and on validation data; None where it was not told."""

    metric: str
    training: tuple[float | None, ...]
    validation: tuple[float | None, ...]


@dataclass(frozen=True)
class TrainingCurves:
    """One part's training. ``steps`` are the epochs' numbers, or 1, 2, ... where they do not count up."""

    part: str
    steps: tuple[int, ...]
    panels: tuple[Panel, ...]


def trainings(epochs: Sequence[EpochReport]) -> tuple[TrainingCurves, ...]:
    """One for each part, in the order told; loss comes first, then accuracy, then the other metrics."""
    parts: dict[str, list[EpochReport]] = {}
    for epoch in epochs:
        if epoch.part in parts or len(parts) < _MAX_PARTS:
            parts.setdefault(epoch.part, []).append(epoch)
    found = [TrainingCurves(part, _steps(told), _panels(told)) for part, told in parts.items()]
    return tuple(training for training in found if training.panels)


def _steps(told: Sequence[EpochReport]) -> tuple[int, ...]:
    numbers = tuple(epoch.epoch for epoch in told)
    counts_up = all(a < b for a, b in pairwise(numbers)) and numbers[0] >= 0 and numbers[-1] < _LAST
    return numbers if counts_up else tuple(range(1, len(numbers) + 1))


def _panels(told: Sequence[EpochReport]) -> tuple[Panel, ...]:
    names: dict[str, None] = {}
    for epoch in told:
        told_of = [*epoch.logs, *epoch.not_finite]
        names.update(dict.fromkeys(name.removeprefix(_VALIDATION) for name in told_of))
    first = sorted(names, key=_rank)[:_MAX_PANELS]
    return tuple(
        Panel(
            name,
            tuple(epoch.logs.get(name) for epoch in told),
            tuple(epoch.logs.get(_VALIDATION + name) for epoch in told),
        )
        for name in first
    )


def _rank(name: str) -> int:
    return 0 if name == "loss" else 1 if "acc" in name else 2
