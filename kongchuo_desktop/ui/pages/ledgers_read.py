"""A ledger made ready for the screen in the worker: its texts, what is found in them, its order."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from kongchuo_desktop.domain import names
from kongchuo_desktop.domain.finding import sought
from kongchuo_desktop.operations.ledger_masks import masked
from kongchuo_desktop.operations.ledgers import Cell, Ledger, Row
from kongchuo_desktop.papers.form import ListColumn
from kongchuo_desktop.papers.form_blocks import key_of
from kongchuo_desktop.papers.made_rows import CLASSES, PLACES

_PARTS = re.compile(r"(\d+)")
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")
_TAGS, _SCHOOL = "pupil.tags", "pupil.school"
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
        away: columns that are not shown until somebody asks for them: what the head of each group,
            or the whole store, says already, and what is left to be written by hand.
        numbered: numbers of persons stand in it.
    """

    ledger: Ledger
    rows: Sequence[Row]
    groups: Sequence[int]
    cells: Sequence[Sequence[str]]
    keys: Sequence[str]
    heads: tuple[str, ...]
    figures: frozenset[int]
    tags: frozenset[int]
    away: frozenset[int]
    numbered: bool

    def found(self, text: str) -> list[int]:
        """Places of the rows that hold every word of what was typed."""
        wanted = [names.search_form(word) for word in text.split()]
        found: Iterable[int] = range(len(self.keys))
        for word in wanted:
            found = [at for at in found if word in self.keys[at]]
        return list(found)

    def ranks(self, column: int) -> list[tuple[object, ...]]:
        """By what the rows are sorted in a column; names by their sound, what is empty last."""
        ledger = self.ledger
        by_sound = (ledger.columns[column].names
                    or _word(ledger, ledger.columns[column]) == _SCHOOL)
        known: dict[Cell, tuple[object, ...]] = {}
        return [known[cell] if cell in known
                else known.setdefault(cell, _rank(cell, by_sound=by_sound))
                for cell in (row.cells[column] for row in self.rows)]


def ready(ledger: Ledger, *, role: str) -> LedgerRead:
    """Everything that takes time where a ledger has thousands of rows.

    Args:
        role: of the store: a class has one class and one school, a school has one school.
    """
    rows = ledger.rows
    groups = [at for at, group in enumerate(ledger.groups) for _ in group.rows]
    whole = [[cell_text(cell) for cell in row.cells] for row in rows]
    called = [at for at, column in enumerate(ledger.columns) if column.names]
    form = cache(names.search_form)
    keys = ["\n".join((*map(form, texts),
                       *(sought(texts[at]).keys for at in called if texts[at])))
            for texts in whole]
    cells = [[masked(text) for text in texts] for texts in whole]
    words = [_word(ledger, column) for column in ledger.columns]
    tags = frozenset(at for at, word in enumerate(words) if word == _TAGS)
    figures = frozenset(at for row in rows for at, cell in enumerate(row.cells)
                        if isinstance(cell, int | float))
    said = _said_above(ledger, role)
    away = frozenset(
        at for at, (word, column) in enumerate(zip(words, ledger.columns, strict=True))
        if not column.text or (word in said and _all_alike(ledger, at)))
    return LedgerRead(ledger, rows, groups, cells, keys, tuple(map(head_of, ledger.columns)),
                      figures, tags, away, cells != whole)


def _word(ledger: Ledger, column: ListColumn) -> str:
    """Where the values of a column come from."""
    return ledger.made.columns.get(key_of(column.text), "")


def _said_above(ledger: Ledger, role: str) -> frozenset[str]:
    """The words of places that need not stand in each row."""
    over = ledger.made.columns.get(ledger.made.group)
    if over in CLASSES:
        return PLACES | {_SCHOOL}
    known = {"class": PLACES | {_SCHOOL}, "school": frozenset({_SCHOOL})}.get(role, frozenset())
    return known | ({_SCHOOL} if over == _SCHOOL else frozenset())


def _all_alike(ledger: Ledger, column: int) -> bool:
    """Whether the rows of each group say the same."""
    return all(len({row.cells[column] for row in group.rows}) == 1 for group in ledger.groups)


def head_of(column: ListColumn) -> str:
    """``监护人姓名`` for 姓名 under 监护人."""
    return f"{column.group}{column.head}".replace("\n", "")


def cell_text(cell: Cell) -> str:
    """A cell as paper has it: ``2026.9.17``."""
    if isinstance(cell, date):
        return f"{cell.year}.{cell.month}.{cell.day}"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


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
