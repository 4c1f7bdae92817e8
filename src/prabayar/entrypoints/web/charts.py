"""Charts as SVG made on the server: lines or bars over a few dozen places of one axis.

Each has a title, a description, a table of its figures, and places that the pointer and the arrow
keys read. Values are whole numbers; `show` turns one into words.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 64, 8, 12, 28
MOST_LABELS = 8


class Mark(StrEnum):
    LINE = "line"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    values: Sequence[int]
    mark: Mark = Mark.LINE


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table behind a chart."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """`labels` name the places of the axis, as many as each of the series has values."""

    title: str
    axis: str
    labels: Sequence[str]
    series: Sequence[Series]
    show: Callable[[int], str]
    short: Callable[[int], str]

    @property
    def rows(self) -> list[Row]:
        return [
            Row(label, tuple(self.show(one.values[i]) for one in self.series))
            for i, label in enumerate(self.labels)
        ]

    @property
    def svg(self) -> SafeString:
        return _Drawing(self).svg()


def ticks(most: int, *, wanted: int = 4) -> list[int]:
    """Round numbers from 0 to at least `most`."""
    raw = max(most, 1) / wanted
    power = 10 ** math.floor(math.log10(raw)) if raw >= 1 else 1
    step = next(int(m * power) for m in (1, 2, 5, 10) if m * power >= raw)
    return [step * i for i in range(math.ceil(max(most, 1) / step) + 1)]


class _Drawing:
    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.wide, self.high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        self.ticks = ticks(max((v for one in chart.series for v in one.values), default=0))
        self.step = self.wide / max(len(chart.labels), 1)

    def svg(self) -> SafeString:
        parts = [*self._rules(), *self._labels(), *self._marks(), *self._hits()]
        return format_html(
            '<svg class="chart" viewBox="0 0 {} {}" role="img" tabindex="0" aria-label="{}">'
            "<desc>{}</desc>{}</svg>",
            WIDTH,
            HEIGHT,
            self.chart.title,
            self._description(),
            mark_safe("".join(parts)),
        )

    def _description(self) -> str:
        if not self.chart.labels:
            return _("Nothing to show yet.")
        show = self.chart.show
        return "; ".join(
            _("%(name)s: from %(first)s to %(last)s")
            % {"name": one.name, "first": show(one.values[0]), "last": show(one.values[-1])}
            for one in self.chart.series
        )

    def _x(self, place: int) -> float:
        return LEFT + self.step * (place + 0.5)

    def _y(self, value: int) -> float:
        return TOP + self.high * (1 - max(value, 0) / self.ticks[-1])

    def _rules(self) -> list[str]:
        return [
            f'<line class="rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{self._y(tick):.1f}"'
            f' y2="{self._y(tick):.1f}"/><text x="{LEFT - 8}" y="{self._y(tick) + 4:.1f}"'
            f' text-anchor="end">{escape(self.chart.short(tick))}</text>'
            for tick in self.ticks
        ]

    def _labels(self) -> list[str]:
        every = max(1, math.ceil(len(self.chart.labels) / MOST_LABELS))
        return [
            f'<text x="{self._x(i):.1f}" y="{HEIGHT - 8}" text-anchor="middle">'
            f"{escape(label)}</text>"
            for i, label in enumerate(self.chart.labels)
            if i % every == 0
        ]

    def _marks(self) -> list[str]:
        bars = [one for one in self.chart.series if one.mark is Mark.BAR]
        drawn = []
        for no, one in enumerate(self.chart.series, start=1):
            if one.mark is Mark.BAR:
                drawn += self._bars(no, one, bars.index(one), len(bars))
            else:
                points = " ".join(
                    f"{self._x(i):.1f},{self._y(value):.1f}" for i, value in enumerate(one.values)
                )
                drawn.append(f'<polyline class="s{no}" points="{points}"/>')
        return drawn

    def _bars(self, no: int, series: Series, place: int, of: int) -> list[str]:
        width = self.step * 0.7 / of
        return [
            f'<rect class="s{no}" x="{self._x(i) - self.step * 0.35 + width * place:.1f}"'
            f' y="{self._y(value):.1f}" width="{max(width - 1, 1):.1f}"'
            f' height="{TOP + self.high - self._y(value):.1f}" rx="2"/>'
            for i, value in enumerate(series.values)
        ]

    def _hits(self) -> list[str]:
        return [
            format_html(
                '<rect class="hit" x="{}" y="{}" width="{}" height="{}" data-tip="{}"/>',
                f"{LEFT + self.step * i:.1f}",
                TOP,
                f"{self.step:.1f}",
                self.high,
                self._tip(i, label),
            )
            for i, label in enumerate(self.chart.labels)
        ]

    def _tip(self, place: int, label: str) -> str:
        lines = format_html_join(
            "\n",
            "{}: {}",
            ((one.name, self.chart.show(one.values[place])) for one in self.chart.series),
        )
        return f"{label}\n{lines}"
