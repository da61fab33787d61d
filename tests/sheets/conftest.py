"""Sheets made in memory for the tests of this room."""

import io
from collections.abc import Sequence

import openpyxl
import pytest
from sheet_tools import SEVEN_ONE, TODAY, MakeSheet, Plan

from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.sheets.plan import plan_import
from kongchuo_desktop.sheets.problems import Decisions, ExistingPupil, ImportPlan
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.sheets.table import choose_table


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

    def make(
        headings: Sequence[str],
        *rows: Sequence[object],
        existing: Sequence[ExistingPupil] = (),
        decisions: Decisions | None = None,
        default: ClassLabel | None = SEVEN_ONE,
        only: ClassLabel | None = None,
    ) -> ImportPlan:
        table = choose_table(read_workbook(make_sheet(headings, *rows), "名单.xlsx"))
        return plan_import(table, existing, decisions or {}, default=default, only=only,
                           today=TODAY)

    return make
