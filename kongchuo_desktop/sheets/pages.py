"""Sheets of an Excel file as offices want them: title, head, rows as text, ready to print."""

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import accumulate, groupby, pairwise
from typing import Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_desktop.sheets.page import Across, Align, CellValue, Page, Row, Totals, Words
from kongchuo_desktop.sheets.page_fit import MARGIN, Fit, fit, line_count, needs, reach, spread

_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_LONGEST_TEXT: Final = 32_000
"""Characters of one cell; Excel refuses files with more than 32,767."""
_DAY: Final = 'yyyy"年"m"月"d"日"'
_LONGEST_DAY: Final = "2026年12月31日"
_INK: Final = Side(style="thin", color="808080")
_BOX: Final = Border(left=_INK, right=_INK, top=_INK, bottom=_INK)
_HEAD_FILL: Final = PatternFill("solid", fgColor="E7EBF0")
_POINTS, _TITLE_POINTS = 11, 18
_PLAIN, _BOLD = Font(name="宋体", size=_POINTS), Font(name="宋体", size=_POINTS, bold=True)
_TITLE: Final = Font(name="黑体", size=_TITLE_POINTS)
_MIDDLE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TEXT, _NUMBER = "@", "General"
_STYLED: Final = {"文字": _TEXT, "数": _NUMBER, "日期": _DAY}
_SIDES: Final[dict[Align, str]] = {"left": "左", "center": "中", "right": "右"}
_SIZES: Final = {"A4": Worksheet.PAPERSIZE_A4, "A3": Worksheet.PAPERSIZE_A3}
_AROUND: Final = 4
"""Characters that a text beside others is given besides its own."""
_SAFE: Final = 0.92
"""Of a joined cell's width that is reckoned with: no program makes its row higher by itself."""
_LINE, _ROW, _SIGNED = 14.5, 18, 30
"""Heights in points of a line of words, of a row of one line, and of a line to sign on."""


def write_pages(pages: Iterable[Page], *, unit: str, day: date) -> bytes:
    """An .xlsx of several sheets, each ready to print, fit to the width of its paper.

    Texts stay texts: identity numbers keep their digits, and what begins with ``=`` is no
    formula, also after the sheet was edited. Characters that a sheet cannot hold are left out.
    """
    filed = (f"填报单位：{unit}", f"填报时间：{day.year}年{day.month}月{day.day}日")
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = unit
    # The width of its figures is the unit of all columns: it must not be that of another face.
    book._fonts = IndexedList([_PLAIN])
    for style in _styles():
        book.add_named_style(style)
    for page in pages:
        sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "", page.sheet)[:31] or "名单")
        _Sheet(sheet, page, page.head or (filed,)).fill()
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class _Sheet:
    """A sheet being filled from its first row down; lines over and under the list stand over the
    columns of its first sheet of paper."""

    def __init__(self, sheet: Worksheet, page: Page, head: Sequence[Words]) -> None:
        self._sheet, self._page = sheet, page
        self._rows = list(page.rows)
        self._kept = page.frozen if len(page.headings) > page.frozen else 0
        self._head = head
        self._fit = _fit(page, self._rows, self._kept, [*head, *page.signed])
        self._line = 0

    def fill(self) -> None:
        page, sheet = self._page, self._sheet
        for column, width in enumerate(self._fit.widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.sheet_format.defaultRowHeight = _ROW
        sheet.sheet_format.customHeight = True
        self._title()
        for words in self._head:
            self._words(words)
        first = self._line + 1
        self._headings()
        last = self._line
        for row in self._rows:
            self._row(row)
        ends = self._line
        if page.foot:
            self._words([page.foot])
        for words in page.signed:
            self._words(words, signed=True)
        columns = get_column_letter(len(page.headings))
        sheet.freeze_panes = f"{get_column_letter(self._kept + 1)}{last + 1}"
        sheet.print_title_rows = f"{first}:{last}"
        sheet.print_area = f"A1:{columns}{self._line}"
        plain = not any(isinstance(row, Across | Totals) for row in self._rows)
        if plain and self._rows:
            sheet.auto_filter.ref = f"A{last}:{columns}{ends}"
        _print_setup(sheet, page, self._fit, self._kept)

    def _title(self) -> None:
        self._line = 1
        widths = self._fit.widths[:self._fit.parts[0]]
        self._joined(self._page.title, 1, len(widths), _TITLE, "center")
        lines = line_count(self._page.title, sum(widths) * _POINTS / _TITLE_POINTS)
        self._sheet.row_dimensions[1].height = 8 + 24 * lines

    def _words(self, words: Words, *, signed: bool = False) -> None:
        """A line over or under the list, its texts side by side as far as there are columns."""
        widths = self._fit.widths[:self._fit.parts[0]]
        if len(words) > len(widths):
            words = ["　　".join(words)]
        self._line += 1
        if signed:
            # Who signs needs the same room after each word; what was left white there has no width.
            words, asked = [text.rstrip() for text in words], [0] * len(words)
        else:
            asked = [reach(text) + _AROUND for text in words]
        ends = spread(widths, asked)
        lines = 1
        for place, (text, (start, end)) in enumerate(zip(words, pairwise([0, *ends]),
                                                         strict=True)):
            middle = 0 < place < len(words) - 1
            align: Align = ("left" if signed or not place else "center" if middle else "right")
            self._joined(text, start + 1, end, _PLAIN, align)
            lines = max(lines, line_count(text, sum(widths[start:end]) * _SAFE))
        self._set_height(lines, least=_SIGNED if signed else _ROW)

    def _joined(self, text: str, first: int, last: int, font: Font, align: Align) -> Cell:
        cell = _put(self._sheet, self._line, first, text)
        cell.font = font
        cell.alignment = Alignment(horizontal=align, vertical="center", wrap_text=True)
        self._merge(self._line, self._line, first, last)
        return cell

    def _headings(self) -> None:
        headings = self._page.headings
        two = any(heading.over for heading in headings)
        top = self._line + 1
        self._line = top + two
        lines = max((line_count(heading.title, width)
                     for heading, width in zip(headings, self._fit.widths, strict=True)),
                    default=1)
        self._set_height(lines, least=_ROW * (2 - two))
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

    def _row(self, row: Row) -> None:
        self._line += 1
        if isinstance(row, Across | Totals):
            self._apart(row)
            return
        lines = 1
        for column, (heading, width, value) in enumerate(
                zip(self._page.headings, self._fit.widths, row, strict=True), start=1):
            cell = self._sheet.cell(self._line, column)
            cell.style = _style_name(heading.align, value)
            _fill(cell, value)
            if isinstance(value, str):
                lines = max(lines, line_count(value, width))
        if lines > 1:
            self._set_height(lines, least=_ROW)

    def _set_height(self, lines: int, *, least: float) -> None:
        """Programs other than Excel do not look how many lines a row has."""
        self._sheet.row_dimensions[self._line].height = max(lines * _LINE + 4, least)

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


def _fit(page: Page, rows: Sequence[Row], kept: int, beside: Sequence[Words]) -> Fit:
    """The columns by their words, and together no narrower than the lines over and under them."""
    listed = [row for row in rows if not isinstance(row, Across | Totals)]
    columns = list(zip(*listed, strict=True)) or [()] * len(page.headings)
    asked = [needs(max(heading.title, alone, key=reach),
                   texts={v for v in values if isinstance(v, str)},
                   whole={_shown(v) for v in values if v is not None and not isinstance(v, str)},
                   width=heading.width)
             for heading, alone, values in zip(page.headings, _alone(page), columns, strict=True)]
    across = max((sum(reach(text.rstrip()) + _AROUND for text in words) for words in beside),
                 default=0)
    return fit(asked, size=page.size, landscape=page.landscape, kept=kept, across=across)


def _alone(page: Page) -> Iterator[str]:
    """Of each heading the one over it, where it stands over no other."""
    for over, found in groupby(heading.over for heading in page.headings):
        together = len(list(found))
        yield from [over if together == 1 else ""] * together


def _shown(value: float | date) -> str:
    return _LONGEST_DAY if isinstance(value, date) else str(value)


def _styles() -> Iterator[NamedStyle]:
    """Of the cells of a list; by name they are set ten times as fast as one by one."""
    for align, side in _SIDES.items():
        aligned = Alignment(horizontal=align, vertical="center", wrap_text=True)
        for kind, number_format in _STYLED.items():
            yield NamedStyle(f"{kind}{side}", font=_PLAIN, border=_BOX, alignment=aligned,
                             number_format=number_format)


def _style_name(align: Align, value: CellValue) -> str:
    kind = "日期" if isinstance(value, date) else "文字" if isinstance(value, str) else "数"
    return f"{kind}{_SIDES[align]}"


def _put(page: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    cell: Cell = page.cell(row, column)
    if isinstance(value, str):
        cell.number_format = _TEXT
    _fill(cell, value)
    return cell


def _fill(cell: Cell, value: CellValue) -> None:
    if not isinstance(value, str):
        number_format = cell.number_format
        cell.value = value
        # openpyxl gives a day the format that it likes.
        cell.number_format = number_format
    elif text := _ILLEGAL.sub("", value)[:_LONGEST_TEXT]:
        cell.value = text
        # It would take a leading "=" for a formula.
        cell.data_type = "s"
        if text.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True


def _print_setup(sheet: Worksheet, page: Page, on: Fit, kept: int) -> None:
    setup = sheet.page_setup
    setup.paperSize = _SIZES[on.size]
    setup.orientation = (
        sheet.ORIENTATION_LANDSCAPE if page.landscape else sheet.ORIENTATION_PORTRAIT)
    if on.scale is None:
        setup.fitToWidth, setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    else:
        setup.scale = on.scale
        sheet.print_title_cols = f"A:{get_column_letter(kept)}" if kept else None
        for end in list(accumulate(on.parts))[:-1]:
            sheet.col_breaks.append(Break(id=end))
    sheet.page_margins.left = sheet.page_margins.right = MARGIN
    sheet.page_margins.top, sheet.page_margins.bottom = 0.6, 0.8
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第&P页，共&N页"
