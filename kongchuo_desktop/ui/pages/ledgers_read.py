"""A ledger made ready for the screen in the worker: its texts, what is found in them, its order."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kongchuo_desktop.domain import identity, names
from kongchuo_desktop.domain.finding import sought
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.operations.ledgers import Cell, Ledger, Row
from kongchuo_desktop.papers.form import ListColumn
from kongchuo_desktop.papers.form_blocks import key_of

_LONG = re.compile(r"(?<![\dA-Z])[A-Z]?\d{15,18}[\dXx]?(?!\d)")
_PHONE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
_PARTS = re.compile(r"(\d+)")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_TAGS = "pupil.tags"
EMPTY = (3,)
"""The rank of a cell that says nothing."""


@dataclass(frozen=True, slots=True)
class LedgerRead:
    """A ledger and what its table needs of it.

    Attributes:
        rows, groups: all rows, and of each the place of its group.
        cells: their texts as they are shown, numbers of persons masked.
        keys: what a row is found by, in search form.
        heads: of all columns, the common head of neighbours before their own.
        figures: columns of numbers.
        tags: columns that F9 hides whole.
    """

    ledger: Ledger
    rows: Sequence[Row]
    groups: Sequence[int]
    cells: Sequence[Sequence[str]]
    keys: Sequence[str]
    heads: tuple[str, ...]
    figures: frozenset[int]
    tags: frozenset[int]

    def found(self, text: str) -> list[int]:
        """Places of the rows that hold every word of what was typed."""
        wanted = [names.search_form(word) for word in text.split()]
        return [at for at, key in enumerate(self.keys) if all(word in key for word in wanted)]

    def ranks(self, column: int) -> list[tuple[object, ...]]:
        """By what the rows are sorted in a column; names by their sound, what is empty last."""
        by_sound = self.ledger.columns[column].names
        return [_rank(row.cells[column], by_sound=by_sound) for row in self.rows]


def ready(ledger: Ledger) -> LedgerRead:
    """Everything that takes time where a ledger has thousands of rows."""
    rows = ledger.rows
    groups = [at for at, group in enumerate(ledger.groups) for _ in group.rows]
    whole = [[cell_text(cell) for cell in row.cells] for row in rows]
    called = [at for at, column in enumerate(ledger.columns) if column.names]
    keys = ["\n".join((*map(names.search_form, texts),
                       *(sought(texts[at]).keys for at in called if texts[at])))
            for texts in whole]
    cells = [[masked(text) for text in texts] for texts in whole]
    made = ledger.form.listed[2]
    tags = frozenset(at for at, column in enumerate(ledger.columns)
                     if made.columns.get(key_of(column.text)) == _TAGS)
    figures = frozenset(at for row in rows for at, cell in enumerate(row.cells)
                        if isinstance(cell, int | float))
    return LedgerRead(ledger, rows, groups, cells, keys,
                      tuple(map(head_of, ledger.columns)), figures, tags)


def head_of(column: ListColumn) -> str:
    """``监护人姓名`` for 姓名 under 监护人."""
    return f"{column.group}{column.head}".replace("\n", "")


def cell_text(cell: Cell) -> str:
    """A cell as paper has it: ``2026.9.17``."""
    if isinstance(cell, date):
        return f"{cell.year}.{cell.month}.{cell.day}"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def masked(text: str) -> str:
    """A text without the middle of the numbers of persons."""
    if len(text) < len("13800000000"):
        return text
    text = _LONG.sub(lambda found: identity.mask(found[0]), text)
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)


def _rank(cell: Cell, *, by_sound: bool) -> tuple[object, ...]:
    if isinstance(cell, date):
        return (1, cell.toordinal())
    if isinstance(cell, int | float):
        return (0, cell)
    if not cell:
        return EMPTY
    if by_sound:
        return (2, sought(cell).sound)
    parts = _PARTS.split(cell.translate(_NUMERALS))
    return (2, *((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts))
