"""A list of children as it is understood: sheet, headings, columns, lines; before it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.importing import HEADINGS_KEPT
from kongchuo_desktop.operations.memory import uncollected
from kongchuo_desktop.sheets.headings import text_of
from kongchuo_desktop.sheets.people import no_names, people_in, people_table
from kongchuo_desktop.sheets.reader import Progress, Sheet, Workbook, ignore, read_workbook
from kongchuo_desktop.sheets.table import ALL, Table, alike_tables, tables_in
from kongchuo_desktop.store.store import Store

_HEADS: Final = 12
"""Rows from the top that are offered as the headings."""
_FEWEST: Final = 2
"""Cells that a row of headings has at least."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A list as it was understood, nothing of it kept yet.

    Attributes:
        sheets: those that may be chosen, ``ALL`` first where several look alike; ``chosen`` the
            one that was.
        head: number of the row taken for the headings, from 1; 0 for none.
        heads: row → how it begins, to choose another.
        people: the lines; empty while nobody has said which column holds the names.
        grown: lines of grown-ups of the households that were left out.
    """

    table: Table
    sheets: tuple[str, ...]
    chosen: str
    head: int
    heads: Mapping[int, str]
    people: tuple[Person, ...]
    grown: int


def open_list(data: bytes, name: str, progress: Progress = ignore) -> Workbook:
    """The sheets of an .xlsx, .xls, WPS or text file. Raises: what ``read_workbook`` says."""
    with uncollected():
        return read_workbook(data, name, progress)


def understand(store: Store, *, book: Workbook, sheet: str | None = None, head: int | None = None,
               meanings: Mapping[int, str | None] | None = None,
               progress: Progress = ignore) -> Understood:
    """Which lines a list has; nothing is written.

    Args:
        sheet: None for all that look alike.
        head: the row that a person took for the headings; None to look for it.
        meanings: column → what a person said that it is.

    Raises:
        KnownError: ``sheet_unknown``, ``sheet_empty``.
    """
    remembered = dict(store.local(HEADINGS_KEPT).items())
    with uncollected():
        table = _table(book, sheet, head, remembered).reassigned(meanings or {})
        found = people_in(table, today=store.now().date(), progress=progress)
    sheets = tuple(one.name for one in book.sheets if one.rows)
    if len(sheets) > 1 and _are_alike(book, remembered):
        sheets = (ALL, *sheets)
    chosen = ALL if len(table.parts) > 1 else table.sheet
    page = next(one for one in book.sheets if one.name == table.parts[0].sheet)
    return Understood(table, sheets, chosen, min(table.heading_rows, default=0), _heads(page),
                      found.lines, found.grown)


def read_list(store: Store, *, data: bytes, name: str, sheet: str | None = None,
              progress: Progress = ignore) -> tuple[Person, ...]:
    """The lines of a file, as they are understood at first sight; nothing is written.

    Raises:
        KnownError: what ``open_list`` and ``understand`` say, ``list_empty``.
    """
    found = understand(store, book=open_list(data, name, progress), sheet=sheet,
                       progress=progress)
    if not found.people:
        raise no_names(name)
    return found.people


def _table(book: Workbook, sheet: str | None, head: int | None,
           remembered: Mapping[str, str | None]) -> Table:
    """The table, by a row that may be its headings where none is known."""
    try:
        return people_table(book, sheet=sheet, remembered=remembered, head=head)
    except KnownError as error:
        if error.code != "sheet_no_table":
            raise
    page = max((one for one in book.sheets if sheet in (None, ALL, one.name)),
               key=lambda one: len(one.rows))
    return people_table(book, sheet=page.name, remembered=remembered,
                        head=next(iter(_heads(page)), 0) or None)


def _are_alike(book: Workbook, remembered: Mapping[str, str | None]) -> bool:
    try:
        return len(alike_tables(tables_in(book, remembered))) > 1
    except KnownError:
        return False


def _heads(page: Sheet) -> dict[int, str]:
    """Rows that may be headings, and 0 for a sheet that has none."""
    found = {}
    for number, row in enumerate(page.rows[:_HEADS], start=1):
        said = [text for cell in row if (text := text_of(cell))]
        if len(said) >= _FEWEST:
            found[number] = "、".join(said[:3])
    return {**found, 0: "没有表头，第1行就是人"}
