"""Excel files out: rosters and lists, numbers kept as text, nothing a formula, ready to print."""

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_desktop.domain import roster
from kongchuo_desktop.sheets.headings import text_of
from kongchuo_desktop.sheets.problems import ImportPlan, PlanRow, Value
from kongchuo_desktop.sheets.table import Line, Table, sheet_classes

CellValue = str | int | date | None

_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NARROWEST, _WIDEST = 5, 40
_LONGEST_TEXT: Final = 32_000
"""Characters of one cell; Excel refuses files with more than 32,767."""
_LONGEST_TITLE: Final = 120
_FONT: Final = "宋体"
_TITLE_FONT: Final = "黑体"
_INK: Final = Side(style="thin", color="808080")
_BOX: Final = Border(left=_INK, right=_INK, top=_INK, bottom=_INK)
_HEAD_FILL: Final = PatternFill("solid", fgColor="E7EBF0")

ROSTER_FIELDS: Final = (
    "seat", "name", "gender", "ethnicity", "birth_date", "identity_number", "student_number",
    "class", "guardian1_name", "guardian1_relation", "guardian1_phone", "guardian2_name",
    "guardian2_relation", "guardian2_phone", "address", "household_address", "boarding", "tags",
    "notes",
)
"""Columns of an exported roster; it can be imported again as it is."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of an exported list; ``width`` in characters, by content where None."""

    title: str
    align: Literal["left", "center", "right"] = "left"
    width: float | None = None


def write_list(
    title: str, headings: Sequence[Heading], rows: Iterable[Sequence[CellValue]], *,
    unit: str, day: date, foot: str = "", sheet: str = "名单",
) -> bytes:
    """An .xlsx with a title, 填报单位 and 填报时间, headings frozen, printed on A4 landscape.

    Texts stay texts: identity numbers keep their digits, and what begins with ``=`` is no
    formula, also after the sheet was edited. Characters that a sheet cannot hold are left out.
    """
    book = Workbook()
    page = book.active
    page.title = re.sub(r"[\[\]:*?/\\]", "", sheet)[:31] or "名单"
    span = max(len(headings), 2)
    _head(page, title, f"填报单位：{unit}", f"填报时间：{day.year}年{day.month}月{day.day}日", span)
    widths = [_reach(heading.title) for heading in headings]
    for column, heading in enumerate(headings, start=1):
        cell = _put(page, 3, column, heading.title)
        cell.font = Font(name=_FONT, size=11, bold=True)
        cell.fill, cell.border = _HEAD_FILL, _BOX
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    line = 3
    for line, row in enumerate(rows, start=4):
        for column, (heading, value) in enumerate(zip(headings, row, strict=True), start=1):
            cell = _put(page, line, column, value)
            cell.font, cell.border = Font(name=_FONT, size=11), _BOX
            cell.alignment = Alignment(
                horizontal=heading.align, vertical="center", wrap_text=True)
            widths[column - 1] = max(widths[column - 1], _reach(str(cell.value or "")))
    if foot:
        _put(page, line + 1, 1, foot).font = Font(name=_FONT, size=11)
        page.merge_cells(start_row=line + 1, end_row=line + 1, start_column=1, end_column=span)
    for column, heading in enumerate(headings, start=1):
        width = heading.width or min(max(widths[column - 1] + 2, _NARROWEST), _WIDEST)
        page.column_dimensions[get_column_letter(column)].width = width
    _print_setup(page, len(headings), line)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_roster(
    pupils: Iterable[Mapping[str, Value | None]], *, title: str, unit: str, day: date,
    fields: Sequence[str] = ROSTER_FIELDS,
) -> bytes:
    """A roster with one row a pupil.

    Args:
        pupils: values by field; ``class`` is the name of the class, ``tags`` the tags joined by
            、. What is to be hidden has been masked or left out by the caller.
        fields: which columns, keys of ``roster.LABELS``.
    """
    middle = ("seat", "gender", "ethnicity", "birth_date", "class", "boarding")
    headings = [
        Heading(roster.LABELS[field], "center" if field in middle else "left") for field in fields
    ]
    rows = ([_shown(pupil.get(field)) for field in fields] for pupil in pupils)
    return write_list(title, headings, rows, unit=unit, day=day, sheet="花名册")


def write_doubtful(
    table: Table, plan: ImportPlan, *, source: str, unit: str, day: date,
) -> bytes:
    """The rows of an import that still wait, as they stand in the sheet, with 表中行 and 问题.

    Mended by whoever knows and read again, only what was mended changes: the columns are the
    original ones and whole, so they are for whoever keeps the original. Rows of several sheets
    carry their class.
    """
    named = [c for c in table.columns if c.heading]
    several = len(table.parts) > 1 and not table.having("class")
    headings = [Heading("表中行", "center"), Heading("问题", width=48),
                *([Heading("班级")] if several else []), *(Heading(c.heading) for c in named)]
    waiting = {row.number: row for row in plan.rows if row.action in ("ask", "reject")}
    rows: Iterable[list[CellValue]] = (
        [table.row(line.number), _questions(waiting[line.number]),
         *([_class_word(table, line.number)] if several else []),
         *(_original(line, c.index) for c in named)]
        for line in table.lines if line.number in waiting
    )
    titles = "" if several else " ".join(sheet_classes(table.parts[0]))
    title = f"《{source}》待核对的行 {titles}"[:_LONGEST_TITLE]
    return write_list(title, headings, rows, unit=unit, day=day, sheet="待核对")


def _questions(row: PlanRow) -> str:
    return "".join(problem.sentence for problem in row.problems if problem.is_open)


def _class_word(table: Table, number: int) -> str:
    words = map(roster.class_words, sheet_classes(table.part_of(number)))
    return next(filter(None, words), "")


def _original(line: Line, index: int) -> str:
    cell = line.cells[index]
    return cell if isinstance(cell, str) else text_of(cell)


def _shown(value: Value | None) -> CellValue:
    if isinstance(value, bool):
        return "是" if value else "否"
    return value


def _put(page: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    cell: Cell = page.cell(row, column)
    if isinstance(value, str):
        text = _ILLEGAL.sub("", value)[:_LONGEST_TEXT]
        cell.value = text
        cell.number_format = "@"
        if text:
            # openpyxl would take a leading "=" for a formula.
            cell.data_type = "s"
            cell.quotePrefix = text.startswith(_FORMULA_STARTS)
    else:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"
    return cell


def _head(page: Worksheet, title: str, left: str, right: str, span: int) -> None:
    _put(page, 1, 1, title).font = Font(name=_TITLE_FONT, size=18)
    page.cell(1, 1).alignment = Alignment(horizontal="center", vertical="center")
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=span)
    page.row_dimensions[1].height = 32
    half = (span + 1) // 2
    _put(page, 2, 1, left).font = Font(name=_FONT, size=11)
    _put(page, 2, half + 1, right).font = Font(name=_FONT, size=11)
    page.cell(2, half + 1).alignment = Alignment(horizontal="right")
    if half > 1:
        page.merge_cells(start_row=2, end_row=2, start_column=1, end_column=half)
    if span > half + 1:
        page.merge_cells(start_row=2, end_row=2, start_column=half + 1, end_column=span)
    page.row_dimensions[3].height = 30


def _print_setup(page: Worksheet, columns: int, last: int) -> None:
    page.freeze_panes = "C4" if columns > 2 else "A4"
    page.print_title_rows = "3:3"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = page.ORIENTATION_LANDSCAPE
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.6
    page.print_options.horizontalCentered = True
    page.oddFooter.center.text = "第&P页，共&N页"
    if last > 3:
        page.auto_filter.ref = f"A3:{get_column_letter(columns)}{last}"


def _reach(text: str) -> int:
    """Width of the longest line in halves of a Chinese character."""
    return max((sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
                for line in text.split("\n")), default=0)
