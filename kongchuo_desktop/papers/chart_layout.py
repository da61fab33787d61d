"""Lays a chart out in a box of a given width: bars, cells or a row of months, with their legend."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kongchuo_desktop.domain.charts.model import Bar, Bars, Chart, Grid, Legend, Piece, Trend
from kongchuo_desktop.papers.chart_shapes import (
    Drawing,
    Look,
    Measure,
    Place,
    Rect,
    Stroke,
    Words,
)

_LABEL_SHARE = 0.3
_END_SHARE = 0.36
"""Parts of the width that the names of lines, and what is said at their right, may take; where one
needs more, both stand above their line."""
_HEADROOM = 0.12
"""White above and below the points of a trend, of what lies between them."""
_SQUARE = 0.6
"""Side of a square of the legend, of the height of a line."""


def lay_out(chart: Chart, width: float, look: Look, measure: Measure) -> Drawing:
    """The shapes of a chart; none where there is nothing to draw."""
    drawing = Drawing(width)
    if chart.empty:
        return drawing
    made = _Layout(drawing, look, measure)
    match chart.body:
        case Bars():
            made.bars(chart.body)
        case Grid():
            made.grid(chart.body)
        case Trend():
            made.trend(chart.body)
    return drawing


@dataclass(frozen=True, slots=True)
class _Sides:
    """Where the lines of a chart begin and how long they are; ``above``: their words stand above
    them."""

    left: float
    length: float
    above: bool


class _Layout:
    """Puts one thing below the other; ``drawing.height`` is how far it has come."""

    def __init__(self, drawing: Drawing, look: Look, measure: Measure) -> None:
        self._drawing, self._look, self._measure = drawing, look, measure
        self._width = drawing.width

    def _down(self, by: float) -> None:
        self._drawing.height += by

    def _widest(self, texts: Sequence[str]) -> float:
        return max((self._measure(text, "small") for text in texts if text), default=0.0)

    def _words(self, words: Words) -> None:
        if words.text:
            self._drawing.shapes.append(words)

    # what stands beside or above a line ---------------------------------------------------------

    def _sides(self, words: Sequence[str], ends: Sequence[str], least: float) -> _Sides:
        """``least`` is what a line needs."""
        look, word, end = self._look, self._widest(words), self._widest(ends)
        left = word + look.pad if word else 0.0
        length = self._width - left - (end + look.pad if end else 0.0)
        if (word > self._width * _LABEL_SHARE or end > self._width * _END_SHARE
                or length < least):
            return _Sides(0.0, self._width, above=True)
        return _Sides(left, length, above=False)

    def _beside(self, word: str, end: str, sides: _Sides, height: float) -> None:
        look, top = self._look, self._drawing.height
        if not sides.above:
            self._words(Words(0, top, sides.left - look.pad, height, word))
            self._words(Words(0, top, self._width, height, end, ink="soft", align="right"))
            return
        lines = self._parted(word)
        last = self._measure(lines[-1], "small") if lines else 0.0
        together = last + look.pad + self._measure(end, "small") <= self._width
        for at, line in enumerate(lines):
            self._words(Words(0, self._drawing.height, self._width, look.small, line))
            if at + 1 < len(lines) or not together:
                self._down(look.small)
        for line in [end] if together else self._parted(end):
            self._words(Words(0, self._drawing.height, self._width, look.small, line, ink="soft",
                              align="right"))
            self._down(look.small)

    def _parted(self, text: str) -> list[str]:
        """A text in lines that fit the width."""
        lines = [""]
        for char in text:
            if lines[-1] and self._measure(lines[-1] + char, "small") > self._width:
                lines.append("")
            lines[-1] += char
        return lines

    # bars --------------------------------------------------------------------------------------

    def bars(self, body: Bars) -> None:
        """Where each line is one piece its figure stands beside it, else figures stand above
        their segments: no word is read well on a pattern."""
        look, single = self._look, all(len(bar.pieces) == 1 for bar in body.bars)
        figures = self._widest([bar.pieces[0].shown for bar in body.bars]) if single else 0.0
        least = figures * 2 if single else max(sum(self._least(bar.pieces)) for bar in body.bars)
        sides = self._sides([bar.word for bar in body.bars], [bar.end for bar in body.bars], least)
        for line, bar in enumerate(body.bars):
            height = look.small if single else look.small + look.bar
            self._beside(bar.word, bar.end, sides, height)
            if single:
                self._single(bar, line, sides, body.full, figures + look.pad)
            else:
                self._segments(bar, line, sides, body.full)
            self._down(height + look.row)
        self._legend(body.legend)

    def _single(self, bar: Bar, line: int, sides: _Sides, full: float, figures: float) -> None:
        """A bar with its figure at its end; of one with a target the scale is drawn too, and the
        figures stand below each other."""
        look, shapes, top = self._look, self._drawing.shapes, self._drawing.height
        (piece,), room, low = bar.pieces, sides.length - figures, top + (look.small - look.bar) / 2
        drawn = room * piece.size / full if full else 0.0
        missing = piece.role == "missing" and not piece.size
        if missing or bar.mark is not None:
            shapes.append(Rect(sides.left, low, room, look.bar, "missing" if missing else "pale"))
        if piece.size:
            shapes.append(Rect(sides.left, low, max(drawn, look.gap), look.bar, piece.role))
        if bar.mark is not None:
            at = sides.left + min(room * bar.mark, room - look.gap / 2)
            shapes.append(Stroke(at, low - look.gap, at, low + look.bar + look.gap, "text"))
        end = room if missing or bar.mark is not None else drawn
        lead = look.pad / 2 if end else 0.0
        self._words(Words(sides.left + end + lead, top, figures - look.pad / 2, look.small,
                          piece.shown, ink=piece.role))
        self._drawing.places.append(Place(piece, line, sides.left, top, end + figures, look.small))

    def _segments(self, bar: Bar, line: int, sides: _Sides, full: float) -> None:
        look, top, x = self._look, self._drawing.height, sides.left
        room = sides.length - look.gap * max(0, len(bar.pieces) - 1)
        widths = widths_of([room * piece.size / full if full else 0.0 for piece in bar.pieces],
                           self._least(bar.pieces), room)
        for piece, width in zip(bar.pieces, widths, strict=True):
            if piece.size:
                self._drawing.shapes.append(Rect(x, top + look.small, width, look.bar, piece.role))
            self._words(Words(x, top, width, look.small, piece.shown, ink=piece.role))
            self._drawing.places.append(Place(piece, line, x, top, width, look.small + look.bar))
            x += width + look.gap

    def _least(self, pieces: Sequence[Piece]) -> list[float]:
        return [self._measure(piece.shown, "small") + self._look.gap for piece in pieces]

    # cells -------------------------------------------------------------------------------------

    def grid(self, body: Grid) -> None:
        look = self._look
        apart = sum(column.apart for column in body.columns[1:]) * look.pad
        least = apart + len(body.columns) * (self._measure("0", "small") + look.gap)
        sides = self._sides([row.word for row in body.rows], [row.end for row in body.rows], least)
        pitch = min(look.widest, (sides.length - apart) / len(body.columns))
        edges, x = [], sides.left
        for at, column in enumerate(body.columns):
            x += look.pad if column.apart and at else 0
            edges.append(x)
            x += pitch
        self._heads(body, edges, pitch)
        for line, row in enumerate(body.rows):
            self._beside(row.word, row.end if sides.above else "", sides, look.cell)
            if not sides.above:
                self._words(Words(x + look.pad, self._drawing.height, self._widest([row.end]),
                                  look.cell, row.end, ink="soft"))
            for left, cell in zip(edges, row.cells, strict=True):
                if cell is not None:
                    self._cell(cell, line, left, pitch - look.gap)
            self._down(look.cell + look.gap)
        self._down(look.row)
        self._legend(body.legend, soft=True)

    def _heads(self, body: Grid, edges: Sequence[float], pitch: float) -> None:
        """A head that would touch the one before it, or reach out of the box, is left out."""
        look, top = self._look, self._drawing.height
        for texts in ([c.word for c in body.columns], [c.below for c in body.columns]):
            widest, free = self._widest(texts), 0.0
            for x, text in zip(edges, texts, strict=True):
                width = self._measure(text, "small")
                if widest <= pitch - look.gap:
                    self._words(Words(x, top, pitch - look.gap, look.small, text, ink="soft",
                                      align="center"))
                elif text and x >= free and x + width <= self._width:
                    self._words(Words(x, top, width, look.small, text, ink="soft"))
                    free = x + width + look.gap
            top += look.small if widest else 0
        self._drawing.height = top

    def _cell(self, cell: Piece, line: int, x: float, width: float) -> None:
        look, top = self._look, self._drawing.height
        self._drawing.shapes.append(Rect(x, top, width, look.cell, cell.role, soft=True))
        if self._measure(cell.shown, "small") <= width:
            self._words(Words(x, top, width, look.cell, cell.shown, ink=cell.role, align="center",
                              on=cell.role))
        self._drawing.places.append(Place(cell, line, x, top, width, look.cell))

    # a trend -----------------------------------------------------------------------------------

    def trend(self, body: Trend) -> None:
        """Figures, points and months below one another, so that no line runs through a word."""
        look = self._look
        aim = f"目标{body.target_said}" if body.target is not None else ""
        right = self._measure(aim, "small") + look.pad if aim else 0.0
        pitch = (self._width - right) / len(body.points)
        if self._widest([t for p in body.points
                         for t in (p.word, p.piece.shown)]) + look.gap > pitch:
            self.bars(_as_bars(body, aim))
            return
        top = self._drawing.height + look.small
        heights, at_target = _heights([p.value for p in body.points], body.target, look.plot)
        if body.target is not None:
            y = top + at_target
            self._drawing.shapes.append(Stroke(0, y, self._width - right, y, "soft", dashed=True))
            self._words(Words(self._width - right + look.pad, y - look.small / 2,
                              right - look.pad, look.small, aim, ink="soft"))
        self._points(body, heights, top, pitch)
        self._down(2 * look.small + look.plot + look.row)

    def _points(self, body: Trend, heights: Sequence[float | None], top: float,
                pitch: float) -> None:
        look, shapes = self._look, self._drawing.shapes
        low = top + look.plot
        spots = [None if height is None else ((at + 0.5) * pitch, top + height)
                 for at, height in enumerate(heights)]
        for before, after in pairwise(spots):
            if before is not None and after is not None:
                shapes.append(Stroke(*before, *after, "plain"))
        for at, (point, spot) in enumerate(zip(body.points, spots, strict=True)):
            x, y = spot or ((at + 0.5) * pitch, top + look.plot / 2)
            shapes.append(Rect(x - look.dot / 2, y - look.dot / 2, look.dot, look.dot,
                               point.piece.role))
            self._words(Words(at * pitch, top - look.small, pitch, look.small, point.piece.shown,
                              ink=point.piece.role, align="center"))
            self._words(Words(at * pitch, low, pitch, look.small, point.word, ink="soft",
                              align="center"))
            self._drawing.places.append(Place(point.piece, 0, at * pitch, top - look.small, pitch,
                                              look.plot + 2 * look.small))

    # what the roles mean -----------------------------------------------------------------------

    def _legend(self, entries: Sequence[Legend], *, soft: bool = False) -> None:
        look, x = self._look, 0.0
        side = look.small * (1 if any(entry.sign for entry in entries) else _SQUARE)
        for entry in entries:
            text = " ".join(filter(None, (
                entry.word, "" if entry.count is None else str(entry.count))))
            words = self._measure(text, "small")
            width = side + look.pad / 2 + words
            if x and x + width > self._width:
                x = 0.0
                self._down(look.small)
            top = self._drawing.height
            self._drawing.shapes.append(Rect(x, top + (look.small - side) / 2, side, side,
                                             entry.role, soft=soft))
            self._words(Words(x, top, side, look.small, entry.sign, ink=entry.role,
                              align="center", on=entry.role))
            self._words(Words(x + side + look.pad / 2, top, words, look.small, text, ink="soft"))
            x += width + 2 * look.pad
        self._down(look.small if entries else 0)


def widths_of(asked: Sequence[float], least: Sequence[float], room: float) -> list[float]:
    """As wide as asked for, but none narrower than its least; what that is too much for the room
    is taken from those that can spare the most."""
    widths = [max(pair) for pair in zip(asked, least, strict=True)]
    over = sum(widths) - room
    for at in sorted(range(len(widths)), key=lambda n: least[n] - widths[n]):
        given = max(0.0, min(over, widths[at] - least[at]))
        widths[at] -= given
        over -= given
    return widths


def _heights(values: Sequence[float | None], target: float | None,
             room: float) -> tuple[list[float | None], float]:
    """How far below the top each value and the target lie; a month without one lies nowhere."""
    known = [value for value in (*values, target) if value is not None]
    low, high = (min(known), max(known)) if known else (0.0, 0.0)
    spread = (high - low) or 1.0
    low, spread = low - spread * _HEADROOM, spread * (1 + 2 * _HEADROOM)

    def place(value: float) -> float:
        return room - room * (value - low) / spread

    found = [None if value is None else place(value) for value in values]
    return found, place(target) if target is not None else 0.0


def _as_bars(body: Trend, aim: str) -> Bars:
    """A trend where there is no room for its figures side by side: a month below the other."""
    full = max([*(point.value or 0.0 for point in body.points), body.target or 0.0, 1.0])
    mark = None if body.target is None else body.target / full
    last = len(body.points) - 1
    return Bars(tuple(
        Bar(point.word, (Piece(point.piece.key, point.piece.said, point.piece.shown,
                               point.piece.role, point.value or 0.0, point.piece.who),),
            end=aim if at == last else "", mark=mark)
        for at, point in enumerate(body.points)), full)
