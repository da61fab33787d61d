"""A chart on paper: black on white, patterns and figures instead of colours, parted by its rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from kongchuo_desktop.domain.charts.model import Chart, Grid, Role
from kongchuo_desktop.papers.boxes import Box
from kongchuo_desktop.papers.chart_layout import lay_out
from kongchuo_desktop.papers.chart_shapes import (
    Drawing,
    Look,
    Rect,
    Size,
    Stroke,
    Words,
    draw,
)
from kongchuo_desktop.papers.pen import Pen
from kongchuo_desktop.papers.text import Paragraph

PAPER = Look(text=13, small=11, bar=6, cell=11.5, widest=22, plot=44, dot=5, gap=1.5, pad=6, row=4)
"""Measures in points."""
SIZES: Mapping[Size, float] = {"text": 9, "small": 8}
_SHADES: Mapping[Role, float] = {"good": 0.8, "bad": 0.2}
_SOFT_SHADES: Mapping[Role, float] = {"bad": 0.25, "doubt": 0.8, "plain": 0.92}
_WHITE = 1.0
_FINE, _PALE = 0.4, 0.7
_HATCH = 2.4
"""Points between the lines of a pattern."""
_HATCHED: Mapping[Role, int] = {"doubt": 1, "plain": -1}
"""Role → which way its lines lean."""

SetWords = Callable[[str, Size], Paragraph]
"""Sets a line of words at its left."""


@dataclass
class ChartBox(Box):
    """A chart of a width; a grid that is too tall goes on with its rows on the next page."""

    chart: Chart
    width: float
    set_words: SetWords
    keep: bool = False

    def __post_init__(self) -> None:
        self._drawing = lay_out(self.chart, self.width, PAPER,
                                lambda text, size: self.set_words(text, size).width)

    @property
    def drawing(self) -> Drawing:
        return self._drawing

    @property
    def height(self) -> float:  # type: ignore[override]
        return self._drawing.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        draw(self._drawing, _Ink(pen, x, y, self.set_words))

    def split(self, room: float) -> tuple[Box, Box] | None:
        body = self.chart.body
        if not isinstance(body, Grid) or len(body.rows) < 2:
            return None
        fitting = sum(place.y + place.height + 2 * PAPER.small <= room
                      for place in {place.line: place for place in self._drawing.places}.values())
        fitting = min(fitting, len(body.rows) - 1)
        if fitting < 1:
            return None
        first, rest = (replace(body, rows=rows, legend=legend) for rows, legend in (
            (body.rows[:fitting], ()), (body.rows[fitting:], body.legend)))
        return (replace(self, chart=replace(self.chart, body=first), keep=False),
                replace(self, chart=replace(self.chart, body=rest)))


@dataclass
class SideBySide(Box):
    """Boxes beside each other, each from the same top."""

    columns: Sequence[Sequence[Box]]
    pitch: float

    @property
    def height(self) -> float:  # type: ignore[override]
        return max(sum(box.height for box in column) for column in self.columns)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        for at, column in enumerate(self.columns):
            top = y
            for box in column:
                box.draw(pen, x + at * self.pitch, top)
                top += box.height


class _Ink:
    """Draws shapes with a pen, from a corner of the page."""

    def __init__(self, pen: Pen, x: float, y: float, set_words: SetWords) -> None:
        self._pen, self._x, self._y, self._set = pen, x, y, set_words

    def rect(self, shape: Rect) -> None:
        pen, x, y = self._pen, self._x + shape.x, self._y + shape.y
        shades = _SOFT_SHADES if shape.soft else _SHADES
        if shape.role in shades:
            pen.shade(x, y, shape.width, shape.height, shades[shape.role])
        elif shape.role in _HATCHED and not shape.soft:
            self._hatch(x, y, shape.width, shape.height, _HATCHED[shape.role])
        self._frame(x, y, shape)

    def _frame(self, x: float, y: float, shape: Rect) -> None:
        right, low = x + shape.width, y + shape.height
        dash = (1.5, 1.5) if shape.role == "missing" else ()
        grey = _PALE if shape.role == "pale" else 0.0
        for x1, y1, x2, y2 in ((x, y, right, y), (x, low, right, low), (x, y, x, low),
                               (right, y, right, low)):
            self._pen.rule(x1, y1, x2, y2, _FINE, grey=grey, dash=dash)

    def _hatch(self, x: float, y: float, width: float, height: float, lean: int) -> None:
        """Lines at 45 degrees, cut off at the edges."""
        for x1, y1, x2, y2 in hatching(width, height, _HATCH):
            if lean < 0:
                x1, x2 = width - x1, width - x2
            self._pen.rule(x + x1, y + y1, x + x2, y + y2, _FINE)

    def words(self, shape: Words) -> None:
        paragraph = self._set(shape.text, shape.size)
        free = shape.width - paragraph.width
        left = {"left": 0.0, "center": free / 2, "right": free}[shape.align]
        top = (shape.height - paragraph.height) / 2
        grey = _WHITE if shape.on == "bad" else 0.0
        self._pen.paragraph(paragraph, self._x + shape.x + left, self._y + shape.y + top,
                            grey=grey)

    def stroke(self, shape: Stroke) -> None:
        self._pen.rule(self._x + shape.x1, self._y + shape.y1, self._x + shape.x2,
                       self._y + shape.y2, 0.8, dash=(3, 2) if shape.dashed else ())


def hatching(width: float, height: float,
             apart: float) -> Iterator[tuple[float, float, float, float]]:
    """Lines that rise to the right through a box, each from its left end to its right."""
    at = apart
    while at < width + height:
        yield max(0.0, at - height), min(at, height), min(at, width), max(0.0, at - width)
        at += apart
