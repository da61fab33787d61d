"""One sheet of an Excel file as offices want it: title, head, rows as text, ready to print."""

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final, Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

CellValue = str | int | float | date | None
Align = Literal["left", "center", "right"]
Words = Sequence[str]
"""Texts that stand side by side in one line over or under a list, the last one at the right."""

_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_NARROWEST, _WIDEST = 5, 40
_LONGEST_TEXT: Final = 32_000
"""Characters of one cell; Excel refuses files with more than 32,767."""
_INK: Final = Side(style="thin", color="808080")
_BOX: Final = Border(left=_INK, right=_INK, top=_INK, bottom=_INK)
_HEAD_FILL: Final = PatternFill("solid", fgColor="E7EBF0")
_PLAIN, _BOLD = Font(name="宋体", size=11), Font(name="宋体", size=11, bold=True)
_TITLE: Final = Font(name="黑体", size=18)
_MIDDLE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_SIZES: Final = {"A4": Worksheet.PAPERSIZE_A4, "A3": Worksheet.PAPERSIZE_A3}
_HIGH, _SIGNED = 30, 26
"""Heights in points of a row of headings, and of a line to sign on."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of an exported list; ``width`` in characters, by content where None. Neighbours
    of one ``over`` stand under it."""

    title: str
    align: Align = "left"
    width: float | None = None
    over: str = ""


@dataclass(frozen=True, slots=True)
class Across:
    """A row that names those below it, over all columns."""

    text: str


@dataclass(frozen=True, slots=True)
class Totals:
    """A row of sums, a value for each column; its label takes the first ``before`` of them."""

    label: str
    before: int
    sums: Sequence[CellValue]


Row = Sequence[CellValue] | Across | Totals


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a file: a title, headings, rows, and what stands below them.

    Attributes:
        head: lines between title and headings; by default who filed it and when.
        signed: lines below, for who signs and seals.
        frozen: columns that stay when the rest is moved.
    """

    sheet: str
    title: str
    headings: Sequence[Heading]
    rows: Iterable[Row]
    foot: str = ""
    head: Sequence[Words] = ()
    signed: Sequence[Words] = ()
    size: Literal["A4", "A3"] = "A4"
    landscape: bool = True
    frozen: int = 2


def write_pages(pages: Iterable[Page], *, unit: str, day: date) -> bytes:
    """An .xlsx of several sheets, each ready to print, fit to the width of its paper.

    Texts stay texts: identity numbers keep their digits, and what begins with ``=`` is no
    formula, also after the sheet was edited. Characters that a sheet cannot hold are left out.
    """
    filed = (f"填报单位：{unit}", f"填报时间：{day.year}年{day.month}月{day.day}日")
    book = Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "", page.sheet)[:31] or "名单")
        _Sheet(sheet, page).fill(page.head or (filed,))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class _Sheet:
    """A sheet being filled from its first row down."""

    def __init__(self, sheet: Worksheet, page: Page) -> None:
        self._sheet = sheet
        self._page = page
        self._span = max(len(page.headings), 2)
        self._widths = [_reach(heading.title) for heading in page.headings]
        self._line = 0

    def fill(self, head: Sequence[Words]) -> None:
        page, sheet = self._page, self._sheet
        self._title()
        for words in head:
            self._words(words)
        first = self._line + 1
        self._headings()
        last = self._line
        plain = self._rows()
        ends = self._line
        for words in (*([[page.foot]] if page.foot else []), *page.signed):
            self._words(words)
            if words in page.signed:
                sheet.row_dimensions[self._line].height = _SIGNED
        for column, heading in enumerate(page.headings, start=1):
            width = heading.width or min(max(self._widths[column - 1] + 2, _NARROWEST), _WIDEST)
            sheet.column_dimensions[get_column_letter(column)].width = width
        columns = get_column_letter(len(page.headings))
        frozen = page.frozen if len(page.headings) > page.frozen else 0
        sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{last + 1}"
        sheet.print_title_rows = f"{first}:{last}"
        sheet.print_area = f"A1:{get_column_letter(self._span)}{self._line}"
        if plain and ends > last:
            sheet.auto_filter.ref = f"A{last}:{columns}{ends}"
        _print_setup(sheet, page)

    def _title(self) -> None:
        self._line = 1
        self._joined(self._page.title, 1, self._span, _TITLE, "center")
        self._sheet.row_dimensions[1].height = 32

    def _words(self, words: Words) -> None:
        """A line over or under the list, its texts side by side over the whole width."""
        self._line += 1
        edges = [round(self._span * place / len(words)) for place in range(len(words) + 1)]
        if len(words) == 2:
            edges[1] = (self._span + 1) // 2
        for place, text in enumerate(words):
            middle = 0 < place < len(words) - 1
            align: Align = "center" if middle else "right" if place else "left"
            if edges[place + 1] > edges[place]:
                self._joined(text, edges[place] + 1, edges[place + 1], _PLAIN, align)

    def _joined(self, text: str, first: int, last: int, font: Font, align: Align) -> Cell:
        cell = _put(self._sheet, self._line, first, text)
        cell.font = font
        cell.alignment = Alignment(horizontal=align, vertical="center")
        if last > first:
            self._sheet.merge_cells(start_row=self._line, end_row=self._line,
                                    start_column=first, end_column=last)
        return cell

    def _headings(self) -> None:
        headings = self._page.headings
        two = any(heading.over for heading in headings)
        top = self._line + 1
        self._line = top + two
        self._sheet.row_dimensions[self._line].height = _HIGH
        for column, heading in enumerate(headings, start=1):
            for line in range(top, self._line + 1):
                self._sheet.cell(line, column).border = _BOX
            upright = two and not heading.over
            self._heading(heading.title, top if upright else self._line, column)
            if upright:
                self._merge(top, self._line, column, column)
        for over, found in groupby(range(len(headings)), key=lambda at: headings[at].over):
            if over:
                places = list(found)
                self._heading(over, top, places[0] + 1)
                self._merge(top, top, places[0] + 1, places[-1] + 1)

    def _heading(self, text: str, line: int, column: int) -> None:
        cell = _put(self._sheet, line, column, text)
        cell.font, cell.fill, cell.border, cell.alignment = _BOLD, _HEAD_FILL, _BOX, _MIDDLE

    def _merge(self, top: int, bottom: int, left: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self._sheet.merge_cells(start_row=top, end_row=bottom, start_column=left,
                                    end_column=right)

    def _rows(self) -> bool:
        """Whether there are none but plain rows, which may be filtered."""
        aligned = [Alignment(horizontal=heading.align, vertical="center", wrap_text=True)
                   for heading in self._page.headings]
        plain = True
        for row in self._page.rows:
            self._line += 1
            if isinstance(row, Across | Totals):
                plain = False
                self._apart(row)
                continue
            for place, (alignment, value) in enumerate(zip(aligned, row, strict=True)):
                cell = _put(self._sheet, self._line, place + 1, value)
                cell.font, cell.border, cell.alignment = _PLAIN, _BOX, alignment
                self._widths[place] = max(self._widths[place], _reach(str(cell.value or "")))
        return plain

    def _apart(self, row: Across | Totals) -> None:
        columns = len(self._page.headings)
        for column in range(1, columns + 1):
            self._sheet.cell(self._line, column).border = _BOX
        if isinstance(row, Across):
            self._joined(row.text, 1, columns, _BOLD, "left")
            return
        for column, value in enumerate(row.sums, start=1):
            cell = _put(self._sheet, self._line, column, value)
            cell.font, cell.alignment = _BOLD, _MIDDLE
        self._joined(row.label, 1, row.before, _BOLD, "center")


def _put(page: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    cell: Cell = page.cell(row, column)
    if isinstance(value, str):
        text = _ILLEGAL.sub("", value)[:_LONGEST_TEXT]
        cell.value = text or None
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


def _print_setup(sheet: Worksheet, page: Page) -> None:
    sheet.page_setup.paperSize = _SIZES[page.size]
    sheet.page_setup.orientation = (
        sheet.ORIENTATION_LANDSCAPE if page.landscape else sheet.ORIENTATION_PORTRAIT)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第&P页，共&N页"


def _reach(text: str) -> int:
    """Width of the longest line in halves of a Chinese character."""
    return max((sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
                for line in text.split("\n")), default=0)
