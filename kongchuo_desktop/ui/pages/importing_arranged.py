"""A plan made ready to be shown: its rows in order, samples of its columns; done in the worker."""

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.operations.importing import RosterPlan
from kongchuo_desktop.sheets.headings import Column
from kongchuo_desktop.sheets.problems import Action, PlanRow
from kongchuo_desktop.sheets.table import Table

_ORDER: dict[Action, int] = {"reject": 0, "ask": 1}
_SAMPLES = 3
_LOOKED_AT = 500
"""Rows from the top among which a column's samples are looked for."""
_LONG = 5_000
"""Rows from which a plan is kept from the collector, whose walk would be felt in the window."""
_NUMBER_FROM, _IDENTITY_FROM = 9, 15
"""Digits from which a cell may be a telephone or an identity number; a date has eight."""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table as its columns are shown.

    Attributes:
        sheets, chosen: which sheets there are to choose from, and which one it is.
        columns: columns with a heading or a meaning, unknown ones first.
        samples: column index → its first cells, numbers masked.
    """

    table: Table
    sheets: Sequence[str]
    chosen: str
    columns: Sequence[Column]
    samples: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Arranged:
    """A plan and what the window shows of it.

    Attributes:
        rows: all rows, doubtful ones first.
        doubtful, ready: those that wait, and those that will be taken in.
    """

    found: RosterPlan
    rows: Sequence[PlanRow]
    doubtful: Sequence[PlanRow]
    ready: Sequence[PlanRow]
    sheet: ShownTable


def arrange(found: RosterPlan) -> Arranged:
    """Sorting and sampling take long in a long roster: no work for the window's thread."""
    rows = sorted(found.plan.rows, key=lambda row: (_ORDER.get(row.action, 2), row.number))
    gc.unfreeze()
    if len(rows) >= _LONG:
        gc.freeze()
    return Arranged(
        found, rows, [row for row in rows if row.action in _ORDER],
        [row for row in rows if row.action in ("create", "update")],
        shown_table(found.table, found.sheets, found.chosen))


def shown_table(table: Table, sheets: Sequence[str], chosen: str) -> ShownTable:
    """A table with samples of its columns."""
    columns = sorted((c for c in table.columns if c.heading or c.meaning),
                     key=lambda c: (c.settled, c.index))
    return ShownTable(table, sheets, chosen, columns,
                      {c.index: _sample(table, c) for c in columns})


def _sample(table: Table, column: Column) -> str:
    texts = (line.texts[column.index] for line in islice(table.lines, _LOOKED_AT))
    return "、".join(hidden(text) for text in islice(filter(None, texts), _SAMPLES))


def hidden(text: str) -> str:
    """A cell as it stands in a sheet, its number masked as everywhere on screen."""
    if not text.isascii() or sum(map(str.isdecimal, text)) < _NUMBER_FROM:
        return text
    return identity.mask(text) if len(text) >= _IDENTITY_FROM else mask_phone(text)
