"""A ledger as an Excel file: all its columns, groups with what they come to, lines to sign on."""

from collections.abc import Iterator
from itertools import takewhile

from kongchuo_desktop.operations.ledgers import Ledger
from kongchuo_desktop.papers.form import ListColumn
from kongchuo_desktop.papers.list_lines import SumLine
from kongchuo_desktop.sheets.page import Across, Align, Heading, Page, Row, Totals
from kongchuo_desktop.sheets.pages import write_pages
from kongchuo_desktop.store.store import Store

_MOST_FROZEN = 6
"""Columns up to the name that stay in sight; with more of them little else would be."""


def ledger_sheet(store: Store, ledger: Ledger) -> bytes:
    """An .xlsx, every cell a text, a number or a day, ready to print on the form's paper."""
    size = ledger.form.page.size
    page = Page(
        sheet=ledger.title, title=ledger.title,
        headings=[_heading(column) for column in ledger.columns],
        rows=_rows(ledger), head=ledger.head, signed=ledger.foot,
        size="A3" if size == "A3" else "A4", landscape=ledger.form.page.landscape,
        frozen=_frozen(ledger.columns))
    return write_pages([page], unit=store.header.unit_name, day=ledger.days.last)


def _heading(column: ListColumn) -> Heading:
    align: Align = "left" if column.align in ("left", "justify") else (
        "right" if column.align == "right" else "center")
    return Heading(column.head.replace("\u3000", ""), align, over=column.group)


def _frozen(columns: tuple[ListColumn, ...]) -> int:
    """The columns up to the name."""
    before = len(list(takewhile(lambda column: not column.names, columns))) + 1
    return before if before <= _MOST_FROZEN else 2


def _rows(ledger: Ledger) -> Iterator[Row]:
    if not ledger.groups and ledger.empty:
        yield Across(ledger.empty)
    for group in ledger.groups:
        if group.title:
            yield Across(group.title)
        for row in group.rows:
            yield row.cells
        if group.sums is not None:
            yield _totals(group.sums)
    if ledger.sums is not None:
        yield _totals(ledger.sums)


def _totals(line: SumLine) -> Totals:
    return Totals(line.label, line.before, line.sums)
