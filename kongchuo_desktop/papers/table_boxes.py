"""Rows of framed cells, alone or tied together by cells that reach over several of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate

from kongchuo_desktop.papers.boxes import Box
from kongchuo_desktop.papers.form import Upright
from kongchuo_desktop.papers.pen import MM, Pen
from kongchuo_desktop.papers.pictures import Fitted
from kongchuo_desktop.papers.text import Paragraph

_THIN, _THICK = 0.5, 0.9
_UNDER = 0.32
"""Of the type size: how far a line to write on lies below the feet of the letters."""
_PHOTO_PAD = 3.0
_TOP = 0.3
"""Of the type size: more white above what stands at the top of a high cell."""
_SEAL_IN = 24 * MM
"""So far from the right the middle of a seal lies over the date that a signature ends with."""

Gap = tuple[float, float]
"""From and to, in points from the row's left: no rule is drawn there."""


@dataclass
class Cell:
    """One cell of a row; lengths in points from the row's left. ``shade`` is a grey or None.

    Attributes:
        label: names what stands beside it, so that it is said again where the row goes on.
        ruled: so many lines to write on at least, each of the paragraph's leading.
        foot: stands at its lower right.
        radius: of a seal's place, or 0.
        photo: a picture, or True for the place of one.
    """

    x: float
    width: float
    paragraph: Paragraph
    pad: float
    shade: float | None = None
    at: Upright = "middle"
    label: bool = False
    ruled: int = 0
    foot: Paragraph | None = None
    radius: float = 0
    photo: Fitted | bool = False

    @property
    def written(self) -> float:
        """Height of what is written and of the lines to write on."""
        return max(self.paragraph.height, self.ruled * self.paragraph.style.leading)

    @property
    def needs(self) -> float:
        below = max(self.foot.height if self.foot else 0, 2 * self.radius * 0.8)
        return self._above + self.written + below

    @property
    def _above(self) -> float:
        high = self.at == "top" and not self.ruled and bool(self.paragraph.lines)
        return _TOP * self.paragraph.style.size if high else 0.0

    def draw(self, pen: Pen, x: float, y: float, height: float, pad: float) -> None:
        """Draw what is in it; ``x``, ``y`` is the row's top left corner."""
        left = x + self.x
        if self.shade is not None:
            pen.shade(left, y, self.width, height, self.shade)
        if self.photo:
            self._photo(pen, left, y, height)
            return
        foot = self.foot.height if self.foot else 0
        free = height - foot - self.written
        above = self._above + pad
        top = y + (free / 2 if self.at == "middle" else above if self.at == "top" else free - pad)
        if self.ruled:
            self._rules(pen, left, top)
        pen.paragraph(self.paragraph, left + self.pad, top)
        if self.foot:
            pen.paragraph(self.foot, left + self.pad, y + height - foot - pad)
        if self.radius:
            centre = y + height - pad - self.radius
            dated = max(self.width - _SEAL_IN, self.width / 2)
            across = dated if self.foot else self.width * 0.6
            pen.circle(left + across, centre, self.radius, grey=0.7)

    def _rules(self, pen: Pen, left: float, top: float) -> None:
        style = self.paragraph.style
        feet = (style.leading + style.size) / 2 - 0.12 * style.size
        for line in range(max(self.ruled, len(self.paragraph.lines))):
            low = top + line * style.leading + feet + _UNDER * style.size
            pen.rule(left + self.pad, low, left + self.width - self.pad, low, 0.4, grey=0.4)

    def _photo(self, pen: Pen, left: float, y: float, height: float) -> None:
        if isinstance(self.photo, Fitted):
            across = left + (self.width - self.photo.width) / 2
            pen.picture(self.photo.jpeg, across, y + (height - self.photo.height) / 2,
                        self.photo.width, self.photo.height)
            return
        wide, high = self.width - 2 * _PHOTO_PAD, height - 2 * _PHOTO_PAD
        pen.dotted(left + _PHOTO_PAD, y + _PHOTO_PAD, wide, high)
        top = y + (height - self.paragraph.height) / 2
        pen.paragraph(self.paragraph, left + self.pad, top, grey=0.5)

    def split(self, room: float) -> tuple["Cell", "Cell"]:
        """Itself in two, the first no taller than ``room``; what signs it stands in the second."""
        leading = self.paragraph.style.leading
        fitting = int((room + 0.01) / leading)
        lines, ruled = self.paragraph.lines, self.ruled
        if fitting > 2 and len(lines) == fitting + 1:
            fitting -= 1  # no line goes to the next page alone
        first = replace(self, paragraph=replace(self.paragraph, lines=lines[:fitting]),
                        ruled=min(ruled, fitting), foot=None, radius=0)
        rest = lines if self.label and len(lines) <= fitting else lines[fitting:]
        second = replace(self, paragraph=replace(self.paragraph, lines=rest),
                         ruled=max(0, ruled - fitting), photo=False)
        return first, second


@dataclass
class Row(Box):
    """A row of framed cells. ``first`` and ``last`` rows of a table carry its thicker edge; where
    a cell reaches in from above or out below there are ``gaps`` in its upper and lower rule."""

    cells: Sequence[Cell]
    width: float
    least: float
    pad: float
    first: bool = False
    last: bool = False
    head: Box | None = None
    keep: bool = False
    frame: bool = True
    gaps: tuple[Sequence[Gap], Sequence[Gap]] = ((), ())
    height: float = field(init=False)

    def __post_init__(self) -> None:
        tallest = max((cell.needs for cell in self.cells), default=0.0)
        self.height = max(self.least, tallest + 2 * self.pad)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        bottom = y + self.height
        for cell in self.cells:
            cell.draw(pen, x, y, self.height, self.pad)
            if cell.x > 0 and self.frame:
                pen.rule(x + cell.x, y, x + cell.x, bottom, _THIN)
        if not self.frame:
            return
        self._rule(pen, x, y, _THICK if self.first else _THIN, self.gaps[0])
        self._rule(pen, x, bottom, _THICK if self.last else _THIN, self.gaps[1])
        for side in (x, x + self.width):
            pen.rule(side, y, side, bottom, _THICK)

    def _rule(self, pen: Pen, x: float, y: float, width: float, gaps: Sequence[Gap]) -> None:
        if not gaps:
            pen.rule(x, y, x + self.width, y, width)
            return
        start = 0.0
        for left, right in (*sorted(gaps), (self.width, self.width)):
            if left > start:
                pen.rule(x + start, y, x + left, y, width)
            start = right

    def split(self, room: float) -> tuple[Box, Box] | None:
        inner = room - 2 * self.pad
        if inner < max(cell.paragraph.style.leading for cell in self.cells):
            return None
        halves = [cell.split(inner) for cell in self.cells]
        first = replace(self, cells=[half for half, _ in halves], least=0, last=True)
        second = replace(self, cells=[half for _, half in halves], least=0, first=True)
        return (first, second) if second.height < self.height else None


@dataclass
class Band(Box):
    """Rows that are tied together by cells reaching over several of them.

    Attributes:
        over: such cells, each with the row where it begins and how many rows it takes.
    """

    rows: Sequence[Row]
    over: Sequence[tuple[Cell, int, int]]
    head: Box | None = None
    keep: bool = False
    height: float = field(init=False)

    def __post_init__(self) -> None:
        for cell, first, count in self.over:
            rows = self.rows[first : first + count]
            lacking = cell.needs + 2 * rows[-1].pad - sum(row.height for row in rows)
            for row in rows if lacking > 0 else ():
                row.height += lacking / count
        self.height = sum(row.height for row in self.rows)

    def draw(self, pen: Pen, x: float, y: float) -> None:
        tops = [y, *accumulate([row.height for row in self.rows], initial=y)][1:]
        for row, top in zip(self.rows, tops, strict=False):
            row.draw(pen, x, top)
        for cell, first, count in self.over:
            rows = self.rows[first : first + count]
            height = sum(row.height for row in rows)
            cell.draw(pen, x, tops[first], height, rows[0].pad)
            if cell.x > 0 and rows[0].frame:
                pen.rule(x + cell.x, tops[first], x + cell.x, tops[first] + height, _THIN)

    def split(self, room: float) -> tuple[Box, Box] | None:
        ends = list(accumulate(row.height for row in self.rows))
        whole = sum(end <= room + 0.01 for end in ends)
        if whole == len(self.rows):
            return None
        if whole == 0:
            cut = self._row_cut(room)
            return cut.split(room) if cut else None
        return self._upper(whole, ends[whole - 1]), self._lower(whole, ends)

    def _row_cut(self, room: float) -> "Band | None":
        """The same with its first row in two, of which one fits."""
        halves = self.rows[0].split(room)
        if halves is None or halves[0].height > room:
            return None
        upper, lower = (half for half in halves if isinstance(half, Row))
        above, below = self.rows[0].gaps
        upper.gaps, lower.gaps = (above, ()), ((), below)
        over = [
            (cell, first + 1, count) if first else (cell, 0, count + 1)
            for cell, first, count in self.over
        ]
        return Band([upper, lower, *self.rows[1:]], over, self.head)

    def _upper(self, whole: int, height: float) -> "Band":
        rows = [*self.rows[: whole - 1], replace(self.rows[whole - 1], last=True)]
        rows[-1].gaps = (rows[-1].gaps[0], ())
        rows[-1].height = self.rows[whole - 1].height
        over = [
            (cell if first + count <= whole else cell.split(height)[0], first,
             min(count, whole - first))
            for cell, first, count in self.over if first < whole
        ]
        return Band(rows, over, self.head)

    def _lower(self, whole: int, ends: Sequence[float]) -> "Band":
        rows = [replace(self.rows[whole], first=True), *self.rows[whole + 1 :]]
        rows[0].gaps = ((), rows[0].gaps[1])
        rows[0].height = self.rows[whole].height
        over = []
        for cell, first, count in self.over:
            if first >= whole:
                over.append((cell, first - whole, count))
            elif first + count > whole:
                above = ends[whole - 1] - (ends[first - 1] if first else 0)
                over.append((cell.split(above)[1], 0, first + count - whole))
        return Band(rows, over, self.head)
