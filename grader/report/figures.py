"""Each chart with the text beside it: nothing on a page is told by a drawing alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.report.model import EpochReport, GalleryReport
from grader.report.reading import readings
from grader.report.summary import TaskSummary
from grader.report.training import Panel, TrainingCurves, trainings
from grader.text import Language, say

if TYPE_CHECKING:  # matplotlib takes half a second to import, and most pages of an evening need none of it
    from grader.report.charts import Chart, CurvePen

_MOST_ROWS = 100
_KNOWN_METRICS = ("loss", "accuracy")


@dataclass(frozen=True)
class CurveFigure:
    """One metric's chart (None where its numbers cannot be drawn) and its sentences."""

    name: str
    chart: Chart | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class TrainingFigure:
    """One part's curves, what they say, and a table of epochs (at most 100 of them, evenly chosen)."""

    part: str
    curves: tuple[CurveFigure, ...]
    readings: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: int


@dataclass(frozen=True)
class MisclassifiedPicture:
    """A picture that the model got wrong, as a ``data:`` address."""

    address: str
    truth: str
    predicted: str


@dataclass(frozen=True)
class GalleryFigure:
    """One model's confusion matrix in drawing and words, and the pictures."""

    part: str
    chart: Chart
    words: str
    classes: Sequence[str]
    confusion: Sequence[Sequence[int]]
    images: tuple[MisclassifiedPicture, ...]


class Drawing:
    """Makes the figures of one page after another in one language; charts are loaded when first needed.

    For one thread at a time: matplotlib's settings are those of the process.
    """

    def __init__(self, language: Language) -> None:
        self._language = language
        self._pen: CurvePen | None = None

    def trainings(
        self, epochs: Sequence[EpochReport], thresholds: Mapping[str, float]
    ) -> tuple[TrainingFigure, ...]:
        """A figure for each part; ``thresholds`` by metric are drawn in as a line."""
        return tuple(self._training(training, thresholds) for training in trainings(epochs))

    def course(self, steps: Sequence[int], values: Sequence[float], goal: float | None) -> Chart | None:
        """One value over the steps; None where there is nothing to see: fewer than two, or not drawable."""
        if len(values) < 2:
            return None
        return self._own_pen().draw(steps, values, (), goal)

    def histogram(self, task: TaskSummary) -> Chart:
        """The distribution of scores."""
        from grader.report import charts

        return charts.histogram([part.count for part in task.bins], task.pass_percent)

    def galleries(self, galleries: Sequence[GalleryReport]) -> tuple[GalleryFigure, ...]:
        """The confusion matrix and the images of each model; the part is named where there are several."""
        return tuple(self._gallery(gallery, named=len(galleries) > 1) for gallery in galleries)

    def _gallery(self, gallery: GalleryReport, *, named: bool) -> GalleryFigure:
        from grader.report import charts

        return GalleryFigure(
            part=gallery.part if named else "",
            chart=charts.confusion_matrix(gallery.confusion, gallery.classes),
            words=self._confusions(gallery.confusion, gallery.classes),
            classes=gallery.classes,
            confusion=gallery.confusion,
            images=tuple(
                MisclassifiedPicture(
                    f"data:image/png;base64,{mistake.image}", mistake.truth, mistake.predicted
                )
                for mistake in gallery.mistakes
            ),
        )

    def _training(self, training: TrainingCurves, thresholds: Mapping[str, float]) -> TrainingFigure:
        columns, series = [self._say("epoch")], [tuple(map(str, training.steps))]
        for panel in training.panels:
            for key, values in (("training", panel.training), ("validation", panel.validation)):
                if any(value is not None for value in values):
                    columns.append(self._say(f"{key}_of", metric=self.metric(panel.metric)))
                    series.append(tuple("" if v is None else f"{v:.4g}" for v in values))
        rows = list(zip(*series, strict=True))
        stride = -(-len(rows) // _MOST_ROWS)
        return TrainingFigure(
            part=training.part,
            curves=tuple(
                self._curve(panel, training.steps, thresholds.get(panel.metric)) for panel in training.panels
            ),
            readings=tuple(found.pick(self._language) for found in readings(training)),
            columns=tuple(columns),
            rows=tuple(rows[::stride]),
            left_out=len(rows) - len(rows[::stride]),
        )

    def _curve(self, panel: Panel, steps: Sequence[int], threshold: float | None) -> CurveFigure:
        words = [
            self._course(self._say(key), steps, values)
            for key, values in (("training", panel.training), ("validation", panel.validation))
        ]
        if threshold is not None:
            words.append(self._say("threshold", value=f"{threshold:.4g}"))
        chart = self._own_pen().draw(steps, panel.training, panel.validation, threshold)
        return CurveFigure(self.metric(panel.metric), chart, tuple(filter(None, words)))

    def _own_pen(self) -> CurvePen:
        if self._pen is None:
            from grader.report.charts import CurvePen

            self._pen = CurvePen()
        return self._pen

    def _course(self, name: str, steps: Sequence[int], values: Sequence[float | None]) -> str:
        told = [(step, value) for step, value in zip(steps, values, strict=True) if value is not None]
        if not told:
            return ""
        (start, first), (end, last) = told[0], told[-1]
        if len(told) == 1:
            return self._say("course_once", name=name, epoch=start, value=f"{first:.4g}")
        numbers = [value for _, value in told]
        inside = min(numbers) < min(first, last) or max(numbers) > max(first, last)
        return self._say(
            "course_range" if inside else "course",
            name=name,
            start=start,
            first=f"{first:.4g}",
            end=end,
            last=f"{last:.4g}",
            low=f"{min(numbers):.4g}",
            high=f"{max(numbers):.4g}",
        )

    def _confusions(self, counts: Sequence[Sequence[int]], labels: Sequence[str]) -> str:
        total = sum(map(sum, counts))
        right = sum(line[place] for place, line in enumerate(counts))
        words = self._say("confusion_words", right=right, total=total)
        wrong = [
            (count, row, column)
            for row, line in enumerate(counts)
            for column, count in enumerate(line)
            if row != column and count
        ]
        if not wrong:
            return words
        count, row, column = max(wrong, key=lambda found: found[0])
        most = self._say("confusion_most", truth=labels[row], predicted=labels[column], count=count)
        return f"{words} {most}"

    def metric(self, name: str) -> str:
        """A metric's name in words where it is one that everybody uses, else as the submission calls it."""
        return self._say(f"metric_{name}") if name in _KNOWN_METRICS else name[:60]

    def _say(self, key: str, **values: Any) -> str:
        return say(f"page.{key}", **values).pick(self._language)
