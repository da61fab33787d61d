"""What a chart shows: pieces with their words, sizes and pupils, in bars, cells or months."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["good", "bad", "doubt", "plain", "pale", "missing"]
"""What a piece means, in the fixed order of the colours; ``missing`` is what nobody reported or
wrote down, which is never shown as a zero."""
Counts = Literal["pupil", "unit"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a chart that can be pointed at and opened.

    Attributes:
        key: tells it from the others of its chart, whatever the figures are.
        said: the whole of it in a sentence, for a tip and to be read out.
        shown: what is printed on it: a number, a sign, 未设定.
        size: its share of the length of a bar, in the unit of ``Bars.full``.
        who: whom it counts; one of whom several things are counted stands there often.
        about: who they are, where it is not whom the words count.
    """

    key: str
    said: str
    shown: str
    role: Role
    size: float = 0
    who: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Legend:
    """What a role stands for in a chart; ``sign`` is what its pieces bear, ``count`` the sum."""

    role: Role
    word: str
    count: int | None = None
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of pieces end to end; ``end`` is printed at its right, ``mark`` is a place on its
    length (a target)."""

    word: str
    pieces: tuple[Piece, ...]
    end: str = ""
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below each other to one scale: ``full`` takes the whole length."""

    bars: tuple[Bar, ...]
    full: float
    legend: tuple[Legend, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column of cells; ``apart`` keeps it from the column before (a new week)."""

    word: str
    below: str = ""
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of cells; None where there is nothing to say of that column."""

    word: str
    cells: tuple[Piece | None, ...]
    end: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in rows and columns."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    legend: tuple[Legend, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """A month of a trend; ``value`` None where there was none."""

    word: str
    piece: Piece
    value: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """A value over months against a target, which may be not set; ``target_said`` is ``≥95%``."""

    points: tuple[Point, ...]
    target: float | None = None
    target_said: str = ""


Body = Bars | Grid | Trend


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart and the words that say the same beside it.

    Attributes:
        id: stable name, ``weekdays``.
        said: sentences; where there is nothing to draw they say why.
        counts: whether pupils or units (schools, classes) stand behind the pieces.
    """

    id: str
    title: str
    said: str
    body: Body
    counts: Counts = "pupil"

    @property
    def lines(self) -> tuple[tuple[Piece, ...], ...]:
        """The pieces line by line, as the arrows go."""
        body = self.body
        if isinstance(body, Bars):
            return tuple(bar.pieces for bar in body.bars)
        if isinstance(body, Grid):
            return tuple(tuple(cell for cell in row.cells if cell is not None)
                         for row in body.rows)
        return (tuple(point.piece for point in body.points),)

    @property
    def empty(self) -> bool:
        return not any(self.lines)

    def pieces(self) -> Iterator[Piece]:
        for line in self.lines:
            yield from line
