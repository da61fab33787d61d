"""Sheets made in memory for the tests of this room."""

import io
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl
import pytest

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets.plan import plan_import
from kongchuo_desktop.sheets.problems import Decisions, ExistingPupil, ImportPlan
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.sheets.table import choose_table

TODAY = date(2026, 9, 17)
SEVEN_ONE = ClassLabel(7, 1)

MakeSheet = Callable[..., bytes]
Plan = Callable[..., ImportPlan]


def valid_number(birth: str, order: int) -> str:
    """A number of the invented area 990102 for a birth date ``YYYYMMDD``; odd orders are boys."""
    body = f"990102{birth}{order:03}"
    return body + identity.check_digit(body)


@pytest.fixture
def make_sheet() -> MakeSheet:
    def make(*rows: Sequence[object], merged: Sequence[str] = (), name: str = "Sheet1") -> bytes:
        book = openpyxl.Workbook()
        page = book.active
        page.title = name
        for row in rows:
            page.append(list(row))
        for area in merged:
            page.merge_cells(area)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    return make


@pytest.fixture
def plan(make_sheet: MakeSheet) -> Plan:
    """Plans the import of rows below headings; the first row of data is row 2."""

    def make(headings: Sequence[str], *rows: Sequence[object],
             existing: Sequence[ExistingPupil] = (), decisions: Decisions | None = None,
             default: ClassLabel | None = SEVEN_ONE) -> ImportPlan:
        table = choose_table(read_workbook(make_sheet(headings, *rows), "名单.xlsx"))
        return plan_import(table, existing, decisions or {}, default=default, today=TODAY)

    return make
