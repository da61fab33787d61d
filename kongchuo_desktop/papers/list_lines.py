"""The lines of a ledger's list: groups under their headings, their rows, what they come to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from kongchuo_desktop.papers.form import ListColumn, Summed
from kongchuo_desktop.papers.form_blocks import key_of
from kongchuo_desktop.papers.made_rows import BEHIND, CALLED, MadeRows
from kongchuo_desktop.papers.pages import amount
from kongchuo_desktop.papers.values import value_text

Values = Mapping[str, object]

_TOGETHER, _OF_GROUP = "合计", "小计"
_NO_GROUP = "未填写"
_PEOPLE = ("pupil", "case")


@dataclass(frozen=True, slots=True)
class GroupHead:
    """Names the rows below it and says how many they are."""

    text: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row; ``number`` counts through all groups from 1, ``last`` of its group."""

    values: Values
    number: int
    last: bool


@dataclass(frozen=True, slots=True)
class SumLine:
    """What the rows of a group, or all of them (``whole``), come to: a number for each column, or
    None."""

    label: str
    sums: tuple[int | float | None, ...]
    whole: bool

    @property
    def before(self) -> int:
        """How many columns stand before the first sum; the label takes them."""
        first = next(place for place, found in enumerate(self.sums) if found is not None)
        return max(first, 1)


Line = GroupHead | RowLine | SumLine


def list_lines(columns: Sequence[ListColumn], made: MadeRows, rows: Sequence[Values]) -> list[Line]:
    """The lines from top to bottom; sums only where a column asks for one and there are rows, of
    each group only where there are several."""
    return list(_lines(columns, made, rows))


def _lines(columns: Sequence[ListColumn], made: MadeRows,
           rows: Sequence[Values]) -> Iterator[Line]:
    summed = any(column.sum for column in columns) and bool(rows)
    number = 0
    groups = list(_groups(made, rows))
    for name, found in groups:
        if made.group:
            yield GroupHead(f"{name}（{len(found)}{'人' if made.each in _PEOPLE else '条'}）")
        for place, values in enumerate(found, start=1):
            number += 1
            yield RowLine(values, number, place == len(found))
        if summed and len(groups) > 1:
            yield SumLine(_OF_GROUP, _sums(columns, found), whole=False)
    if summed:
        yield SumLine(_TOGETHER, _sums(columns, rows), whole=True)


def _groups(made: MadeRows, rows: Sequence[Values]) -> Iterator[tuple[str, list[Values]]]:
    if not made.group:
        yield "", list(rows)
        return
    for (name, _), found in groupby(rows, key=lambda values: (
            values.get(CALLED) or values.get(made.group), values.get(BEHIND))):
        yield value_text("text", name) or _NO_GROUP, list(found)


def _sums(columns: Sequence[ListColumn],
          rows: Sequence[Values]) -> tuple[int | float | None, ...]:
    return tuple(_sum(column.sum, key_of(column.text), rows) if column.sum else None
                 for column in columns)


def _sum(how: Summed, key: str, rows: Sequence[Values]) -> int | float | None:
    found = [values.get(key) for values in rows]
    if how == "count":
        return sum(value not in (None, "", []) for value in found)
    if how == "add":
        together = sum(map(amount, found))
        return int(together) if together == int(together) else float(together)
    return None
