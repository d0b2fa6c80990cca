"""Plots, drawn on the server as SVG: here the figures become places and sizes. Pure.

A plot is drawn in units of its own and stretched by the page. Colours are the style sheet's, by class.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# The picture of bars by day, in its own units.
WIDTH, HEIGHT, BASE = 720, 180, 160
# Between the days, and between the two bars of a day.
DAY_GAP, BAR_GAP = 0.3, 1.0
STEPS = (1, 2, 3, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar that leads to what it counts."""

    kind: str
    x: float
    y: float
    width: float
    height: float
    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line across the plot, at a round number."""

    y: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A word below the plot."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What stands side by side over one mark: counts by kind, each with its label and address."""

    mark: str
    counts: Sequence[tuple[str, int, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """Bars over a base line, with a few lines to read them by."""

    bars: Sequence[Bar]
    lines: Sequence[Line]
    marks: Sequence[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


def draw_columns(columns: Sequence[Column], *, every: int) -> Plot:
    """Return the plot of the columns, with a mark below each `every`-th, counted from the last."""
    top = ceiling_of(max((count for column in columns for _kind, count, *_rest in column.counts), default=0))
    slot = WIDTH / max(len(columns), 1)
    bars = [bar for place, column in enumerate(columns) for bar in _bars_of(column, place * slot, slot, top)]
    marks = [
        Mark(x=(place + 0.5) * slot, label=column.mark)
        for place, column in enumerate(columns)
        if (len(columns) - 1 - place) % every == 0
    ]
    return Plot(bars=bars, lines=[_line(top * part // 2, top) for part in (1, 2) if top * part % 2 == 0], marks=marks)


def _bars_of(column: Column, left: float, slot: float, top: int) -> list[Bar]:
    room = slot * (1 - DAY_GAP)
    width = max((room - BAR_GAP * (len(column.counts) - 1)) / max(len(column.counts), 1), 1)
    bars = []
    for place, (kind, count, label, address) in enumerate(column.counts):
        height = BASE * 0.92 * count / top
        x = left + slot * DAY_GAP / 2 + place * (width + BAR_GAP)
        if count:
            bars.append(
                Bar(
                    kind=kind,
                    x=round(x, 2),
                    y=round(BASE - height, 2),
                    width=round(width, 2),
                    height=round(height, 2),
                    label=label,
                    address=address,
                )
            )
    return bars


def _line(value: int, top: int) -> Line:
    return Line(y=round(BASE - BASE * 0.92 * value / top, 2), label=str(value))


def ceiling_of(most: int) -> int:
    """Return the round number that the plot reaches up to: 2, 4, 6, 10, 20, 40, …"""
    size = 1
    while True:
        for step in STEPS:
            if step * size * 2 >= most:
                return step * size * 2
        size *= 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of a bar that lies down: from where to where, in hundredths of its length."""

    kind: str
    start: float
    width: float


def draw_shares(parts: Sequence[tuple[str, int]], *, whole: int) -> list[Share]:
    """Return the parts one after another, in hundredths of `whole`."""
    shares, start = [], 0.0
    for kind, count in parts:
        width = 100 * count / max(whole, 1)
        if count:
            shares.append(Share(kind=kind, start=round(start, 2), width=round(width, 2)))
        start += width
    return shares
