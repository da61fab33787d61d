"""A list that becomes one sheet of an Excel file: its title, headings, rows and lines around."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

CellValue = str | int | float | date | None
Align = Literal["left", "center", "right"]
Size = Literal["A4", "A3"]
Words = Sequence[str]
"""Texts that stand side by side in one line over or under a list."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of an exported list; ``width`` in characters, by content where None. Neighbours
    of one ``over`` stand under it."""

    title: str
    align: Align = "left"
    width: float | None = None
    over: str = ""


@dataclass(frozen=True, slots=True)
class Across:
    """A row that names those below it, over all columns."""

    text: str


@dataclass(frozen=True, slots=True)
class Totals:
    """A row of sums, a value for each column; its label takes the first ``before`` of them."""

    label: str
    before: int
    sums: Sequence[CellValue]


Row = Sequence[CellValue] | Across | Totals


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a file: a title, headings, rows, and what stands below them.

    Attributes:
        head: lines between title and headings, the last text of each at the right; by default
            who filed it and when.
        signed: lines below for who signs and seals, with room to write after each text.
        size: A3 is taken all the same where A4 is too small to be read.
        frozen: columns that stay when the rest is moved, and stand on each sheet of paper.
    """

    sheet: str
    title: str
    headings: Sequence[Heading]
    rows: Iterable[Row]
    foot: str = ""
    head: Sequence[Words] = ()
    signed: Sequence[Words] = ()
    size: Size = "A4"
    landscape: bool = True
    frozen: int = 2
