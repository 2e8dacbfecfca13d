"""Charts as inline SVG, drawn by matplotlib: numerals only, without script, id, font or address.

Every word (a metric's name, a legend) stands in the page around a chart, where it is escaped, translated and
read aloud. So nothing that a submission can name reaches a drawing. Colours are placeholders that become the
page's own CSS variables: a chart follows light, dark and print.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

import numpy as np
from markupsafe import Markup

from grader.apart import empty_folder

with empty_folder():  # matplotlib takes its settings from a matplotlibrc of the current folder
    import matplotlib
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle
    from matplotlib.text import Annotation
    from matplotlib.ticker import MaxNLocator
    from matplotlib.transforms import Transform

_COLOURS = {
    "#000001": "var(--ink)",
    "#000002": "var(--soft)",
    "#000003": "var(--line)",
    "#000004": "var(--accent)",
    "#000005": "var(--second)",
    "#000006": "var(--bad)",
}
_INK, _SOFT, _LINE, _ACCENT, _SECOND, _BAD = _COLOURS
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "chart",
    "font.size": 11,
    "text.parse_math": False,
    "axes.unicode_minus": False,
    "path.simplify": False,
    "axes.formatter.limits": (-4, 5),
}
_METADATA: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}
_LARGEST = 1e12  # beyond it an axis may overflow; such a number stands in the table alone
_DEEPEST = 0.42  # of the colour in a matrix's fullest cell: a numeral on it keeps its contrast

_MOST_TICKS = 8

Values = Sequence[float | None]
Dashes = str | tuple[float, tuple[float, ...]]


@dataclass(frozen=True)
class Chart:
    """What goes inside an ``<svg viewBox="0 0 width height">``; sizes in CSS pixels."""

    width: int
    height: int
    body: Markup


class CurvePen:
    """Draws training curves one after another on one pair of axes.

    Ticks and labels are made once and moved: matplotlib's own take two thirds of the time of a chart, and a
    class has hundreds of charts.
    """

    def __init__(self) -> None:
        with _settings(fresh=True):
            self._axes = axes = _axes(330, 190, left=40, bottom=22, top=8, right=10)
            axes.set_axis_off()
            self._grid = axes.hlines([], 0, 1, color=_LINE, linewidth=1, clip_on=False)
            self._below = _labels(axes, axes.get_xaxis_transform(), (0, -6), ha="center", va="top")
            self._beside = _labels(
                axes, axes.get_yaxis_transform(), (-6, 0), ha="right", va="center_baseline"
            )
            self._threshold = _line(axes, _BAD)
            self._training = _line(axes, _ACCENT)
            self._validation = _line(axes, _SECOND)

    def draw(
        self, steps: Sequence[int], training: Values, validation: Values, threshold: float | None = None
    ) -> Chart | None:
        """One metric over the epochs; None where there is no number to draw.

        ``training`` and ``validation`` are as long as ``steps``, or ``validation`` is empty; a None leaves a
        gap.
        """
        curves = [_number(value) for value in (*training, *validation)]
        level = _number(threshold)
        drawn = [value for value in (*curves, level) if not math.isnan(value)]
        if all(math.isnan(value) for value in curves):
            return None
        ends = _room(steps[0], steps[-1], 0.02)
        with _settings():
            self._axes.set(xlim=ends, ylim=_room(min(drawn), max(drawn), 0.08))
            self._ticks()
            _fill(self._threshold, ends, [level, level], (0, (1, 2.5)))
            _fill(self._training, steps, training, "-")
            _fill(self._validation, steps if validation else (), validation, (0, (5, 2.5)))
            return _chart(self._axes)

    def _ticks(self) -> None:
        across, up = self._axes.get_xlim(), self._axes.get_ylim()
        epochs = _within(MaxNLocator(6, integer=True, min_n_ticks=1).tick_values(*across), across)
        levels = _within(MaxNLocator(4).tick_values(*up), up)
        self._grid.set_segments([[(across[0], level), (across[1], level)] for level in levels])
        _move(self._below, [(epoch, 0) for epoch in epochs], epochs)
        _move(self._beside, [(0, level) for level in levels], levels)


def histogram(counts: Sequence[int], pass_percent: float) -> Chart:
    """How many scores fall in each part of 0 to 100 percent, with a line at the pass mark."""
    width = 100 / len(counts)
    with _settings(fresh=True):
        axes = _axes(420, 190, left=14, bottom=24, top=22, right=14)
        axes.set_xlim(0, 100)
        axes.set_ylim(0, max([*counts, 1]))
        axes.set_yticks([])
        axes.set_xticks([round(width * place) for place in range(len(counts) + 1)])
        for place, count in enumerate(counts):
            passing = width * place >= pass_percent - 1e-9
            colour = _ACCENT if passing else _SOFT
            box = Rectangle((place * width + 0.5, 0), width - 1, count, facecolor=colour, linewidth=0)
            box.set_alpha(1 if passing else 0.55)
            axes.add_patch(box).set_clip_on(False)
            if count:
                middle = (place + 0.5) * width
                axes.annotate(
                    str(count), (middle, count), (0, 4), textcoords="offset pixels", ha="center", color=_INK
                )
        axes.plot([0, 100], [0, 0], color=_SOFT, linewidth=1, clip_on=False)
        axes.plot(
            [pass_percent] * 2, [0, 1.06 * axes.get_ylim()[1]], ":", color=_BAD, linewidth=2, clip_on=False
        )
        return _chart(axes)


def confusion_matrix(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> Chart:
    """Counts by true class (rows) and predicted class (columns), each row shaded by its shares.

    Labels are drawn where all are plain ASCII that fits beside a cell, else their numbers from 1 on.
    """
    size = len(counts)
    side, edge = 420, 30
    fit = all(_is_plain(label) and len(label) <= min(8, 40 // size) for label in labels)
    names = list(labels) if fit else [str(place + 1) for place in range(size)]
    left = max(edge, 12 + 7 * max(map(len, names), default=0))
    with _settings(fresh=True):
        axes = _axes(side, side, left=left, bottom=8, top=edge, right=8)
        axes.set_xlim(0, size)
        axes.set_ylim(size, 0)
        axes.xaxis.tick_top()
        axes.set_xticks(np.arange(size) + 0.5, names)
        axes.set_yticks(np.arange(size) + 0.5, names)
        axes.tick_params(length=0)
        for row, line in enumerate(counts):
            for column, count in enumerate(line):
                share = count / max(sum(line), 1)
                colour = _ACCENT if row == column else _BAD
                _cell(axes, row, column, colour, _DEEPEST * share**0.5)
                if count and size <= 16:  # smaller cells hold no numeral
                    place = (column + 0.5, row + 0.5)
                    axes.text(*place, str(count), ha="center", va="center_baseline", color=_INK)
        return _chart(axes)


def _settings(*, fresh: bool = False) -> AbstractContextManager[None]:
    """Our settings; for axes that are made, on top of matplotlib's defaults, whatever a matplotlibrc says."""
    return matplotlib.rc_context({**matplotlib.rcParamsDefault, **_SETTINGS} if fresh else _SETTINGS)


def _axes(width: int, height: int, left: int, bottom: int, top: int, right: int) -> Axes:
    """Axes without a frame in a figure of that size; margins in pixels."""
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    figure.patch.set_visible(False)
    place = (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height)
    axes = figure.add_axes(place, frameon=False)
    axes.tick_params(length=0, pad=6, labelcolor=_SOFT)
    return axes


def _line(axes: Axes, colour: str) -> Line2D:
    (line,) = axes.plot([], [], color=colour, clip_on=False)
    line.set_solid_capstyle("round")
    return line


def _fill(line: Line2D, steps: Sequence[float], values: Values, style: Dashes) -> None:
    """Put values on a line; one value alone becomes a dot, which a line of no length draws."""
    numbers = [_number(value) for value in values]
    if len(numbers) == 1:
        line.set_data([steps[0]] * 2, numbers * 2)
        line.set(linestyle="-", linewidth=7)
    else:
        line.set_data(steps, numbers)
        line.set(linestyle=style, linewidth=2.2)


def _labels(axes: Axes, transform: Transform, offset: tuple[int, int], **place: Any) -> list[Annotation]:
    return [
        axes.annotate(
            "", (0, 0), offset, xycoords=transform, textcoords="offset pixels", color=_SOFT, **place
        )
        for _ in range(_MOST_TICKS)
    ]


def _move(
    labels: Sequence[Annotation], places: Sequence[tuple[float, float]], values: Sequence[float]
) -> None:
    words = _numerals(values)
    for label, place, word in zip_longest(labels, places, words):
        label.set_visible(word is not None)
        if word is not None:
            label.xy = place
            label.set_text(word)


def _numerals(values: Sequence[float]) -> list[str]:
    """As few digits as tell the values apart exactly, the same for all."""
    step = min((b - a for a, b in pairwise(values)), default=1)
    for digits in range(6):
        if all(abs(round(value, digits) - value) < step / 100 for value in values):
            words = [f"{value:.{digits}f}" for value in values]
            return words if max(map(len, words)) <= 6 else [f"{value:.2g}" for value in values]
    return [f"{value:.2g}" for value in values]


def _within(ticks: Iterable[float], ends: tuple[float, float]) -> list[float]:
    return [float(tick) for tick in ticks if ends[0] <= tick <= ends[1]][:_MOST_TICKS]


def _number(value: float | None) -> float:
    """The value to draw; not-a-number where it cannot be drawn."""
    return value if value is not None and abs(value) <= _LARGEST else math.nan


def _room(low: float, high: float, share: float) -> tuple[float, float]:
    """Both ends moved out a little, so that no line runs along the edge."""
    room = (high - low) * share or abs(high) * 0.1 or 0.5
    return low - room, high + room


def _cell(axes: Axes, row: int, column: int, colour: str, alpha: float) -> None:
    box = Rectangle((column + 0.03, row + 0.03), 0.94, 0.94, facecolor=_LINE if not alpha else colour)
    box.set(linewidth=0, alpha=alpha or 0.35, clip_on=False)
    axes.add_patch(box)


def _is_plain(label: str) -> bool:
    return bool(label) and label.isascii() and label.isprintable()


def _chart(axes: Axes) -> Chart:
    """Draw, and keep the drawing alone: no prologue, style sheet, comment, id or colour of its own."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata=_METADATA)
    text = file.getvalue()
    body = text[text.index("<g id=") : text.rindex("</svg>")]
    body = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    body = re.sub(r' id="[^"]*"| transform="rotate\(-?0 [^"]*"|font-family: [^;"]*;?', "", body)
    body = re.sub(r"#00000[1-6]", lambda found: _COLOURS[found.group()], body)
    body = re.sub(r"\d+\.\d{3,}", lambda found: f"{float(found.group()):.2f}", body)
    body = re.sub(r"<g>\s*</g>|<g/>", "", body)
    width, height = figure.get_size_inches() * 72
    safe = Markup(re.sub(r"\s+", " ", body))  # noqa: S704 (numerals; matplotlib escapes the rest)
    return Chart(round(width), round(height), safe)
