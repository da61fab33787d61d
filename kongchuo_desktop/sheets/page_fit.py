"""How a list fits on paper: the widths of its columns, the size of the sheet, where pages part."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil
from typing import Final

from kongchuo_desktop.sheets.page import Size

MARGIN: Final = 0.4
"""At the left and the right of a sheet, in inches."""
_SIDES: Final[dict[Size, tuple[float, float]]] = {"A4": (8.27, 11.69), "A3": (11.69, 16.54)}
"""The short and the long side of a sheet in inches (ISO 216)."""
_UNIT: Final = 8 / 96
"""Inches of one character of a column's width, which is that of a figure in 宋体 of 11 points: 8
px of 96 to the inch."""
_SPARE: Final = 0.97
"""Of a sheet's width that is reckoned with, as the faces of computers differ."""
_SMALLEST: Final = 0.65
"""How far 11 points are made smaller, to 7, which are still read."""
_EDGES: Final = 4
"""Points of a cell that its text cannot have."""
_PADDING, _NARROWEST, _WIDEST = 2, 5, 40
_LEAST_TEXT: Final = 14
"""Characters to which a column of words may be narrowed, which then stand in several lines."""
_UNBROKEN: Final = re.compile(r"[!-~]+")


@dataclass(frozen=True, slots=True)
class Needs:
    """What a column asks for, in characters: ``least`` with all its words in several lines, and
    ``best`` with each in one."""

    least: float
    best: float


@dataclass(frozen=True, slots=True)
class Fit:
    """A list on its sheets of paper.

    Attributes:
        widths: of the columns, in characters.
        size: of the paper.
        parts: how many columns each sheet has that lies beside the others; one number where all
            fit beside one another.
        scale: per cent; None where the sheet's width says it.
    """

    widths: tuple[float, ...]
    size: Size
    parts: tuple[int, ...]
    scale: int | None = None


def needs(title: str, texts: Collection[str], whole: Collection[str], width: float | None) -> Needs:
    """What a column asks for.

    Args:
        texts: its different words, which may be parted.
        whole: its different numbers and days, which may not.
        width: what it is given anyway.
    """
    if width is not None:
        return Needs(width, width)
    head, words = reach(title), max(map(reach, texts), default=0)
    numbers = max(map(reach, whole), default=0)
    unbroken = max((len(run) for text in (title, *texts) for run in _UNBROKEN.findall(text)),
                   default=0)
    best = _bounded(max(head, words, numbers) + _PADDING)
    least = max(ceil(head / 4) * 2, min(words, _LEAST_TEXT - _PADDING), unbroken, numbers)
    return Needs(min(_bounded(least + _PADDING), best), best)


def fit(columns: Sequence[Needs], *, size: Size, landscape: bool, kept: int,
        across: float = 0) -> Fit:
    """All columns beside one another where they can be read so, on A3 where A4 is too small; else
    on several sheets, each with the first ``kept`` columns. Together they are given ``across``
    characters even if they ask for fewer."""
    least = sum(column.least for column in columns)
    for paper in dict.fromkeys((size, "A3")):
        room = _room(paper, landscape)
        if least <= room:
            widths = _poured(columns, room)
            more = min(across, room * _SMALLEST) / sum(widths)
            if more > 1:
                widths = tuple(round(width * more, 1) for width in widths)
            return Fit(widths, paper, (len(columns),))
    room = _room("A3", landscape)
    repeated = sum(column.least for column in columns[:kept])
    sheets = ceil((least - repeated) / (room - repeated))
    # Only those that do not stand on each sheet are given what is left over.
    firm = [Needs(column.least, column.least) for column in columns[:kept]]
    widths = _poured([*firm, *columns[kept:]],
                     max(least, sheets * (room * _SPARE - repeated) + repeated))
    return Fit(widths, "A3", tuple(_parts(widths, room, kept)), round(_SMALLEST * 100))


def line_count(text: str, width: float) -> int:
    """In how many lines a text of 11 points stands in a column so wide."""
    signs = max(int((width * _UNIT * 72 - _EDGES) / 11), 2)
    if len(text) <= signs and "\n" not in text:
        return 1
    return sum(_line_count(reach(line), signs * 2) for line in text.split("\n"))


def _line_count(halves: int, room: int) -> int:
    # A comma may not begin a line, and takes what stands before it along.
    return 1 if halves <= room else ceil(halves / (room - 2))


def reach(text: str) -> int:
    """Width of the longest line in halves of a Chinese character."""
    return max((sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
                for line in text.split("\n")), default=0)


def spread(widths: Sequence[float], asked: Sequence[float]) -> list[int]:
    """Where texts that stand side by side over columns end: each has what it asks for and an even
    share of what is left, moved to the nearest edge of a column."""
    edges = [0.0, *accumulate(widths)]
    over = (edges[-1] - sum(asked)) / len(asked)
    ends: list[int] = []
    for at, x in enumerate(accumulate(each + over for each in asked)):
        first, last = (ends[-1] if ends else 0) + 1, len(widths) - (len(asked) - 1 - at)
        ends.append(min((abs(edges[edge] - x), edge) for edge in range(first, last + 1))[1])
    return [*ends[:-1], len(widths)]


def _bounded(width: float) -> float:
    return min(max(width, _NARROWEST), _WIDEST)


def _room(size: Size, landscape: bool) -> float:
    """Characters beside one another on a sheet, made as small as they may be."""
    return (_SIDES[size][landscape] - 2 * MARGIN) / _UNIT * _SPARE / _SMALLEST


def _poured(columns: Sequence[Needs], room: float) -> tuple[float, ...]:
    """The best widths, the widest of them cut down to what fits; none below its least."""
    low, high = float(_NARROWEST), float(_WIDEST)
    for _ in range(20):
        middle = (low + high) / 2
        if sum(_cut(column, middle) for column in columns) <= room:
            low = middle
        else:
            high = middle
    return tuple(round(_cut(column, low), 1) for column in columns)


def _cut(column: Needs, most: float) -> float:
    return max(column.least, min(column.best, most))


def _parts(widths: Sequence[float], room: float, kept: int) -> Iterator[int]:
    """How many columns each sheet takes; those after the first begin with the ``kept``."""
    repeated = sum(widths[:kept])
    count, used = 0, 0.0
    for at, width in enumerate(widths):
        if used + width > room and at > kept:
            yield count
            count, used = 0, repeated
        count += 1
        used += width
    yield count
