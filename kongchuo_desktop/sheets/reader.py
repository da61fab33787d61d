"""Files in: bytes of .xlsx, .xls, WPS and text tables to plain rows; what is hostile is refused."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.ole import BrokenFileError, LockedFileError, check_xls
from kongchuo_desktop.sheets.refusals import (
    NOTHING_CHANGED,
    is_page,
    refuse_damaged,
    refuse_kind,
    refuse_other,
    refuse_password,
    refuse_size,
)
from kongchuo_desktop.sheets.text_table import read_rows

Cell = str | int | float | bool | date | datetime | time | timedelta
"""One cell; an empty one is ``""``."""
Progress = Callable[[str, int, int], None]
"""Hears (what is being done, rows done, rows in all); may raise to stop the work."""
STEP: Final = 500
"""Rows between two calls of a ``Progress``."""

MAX_BYTES: Final = 40 * 2**20
MAX_UNPACKED: Final = 400 * 2**20
MAX_PARTS: Final = 5000
MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 200
"""Columns beyond are left out, with a sentence; no roster has as many."""
_AT_ONCE: Final = 5_000
"""Rows up to which a sheet is taken in one go."""
_MAX_REACH: Final = 8_000_000
"""Cells of the rectangle around all values: the reader keeps the whole of it in memory."""

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_CELL: Final = re.compile(
    rb"""<(?:\w+:)?c\s[^<>]*?\br=["']([A-Za-z]{1,3})([0-9]{1,7})["'][^<>]*(?<!/)>"""
)
_BARE_CELL: Final = re.compile(rb"""<(?:\w+:)?c(?:\s(?![^<>]*\br=)[^<>]*)?(?<!/)>""")
"""A cell that does not say where it is; then its row's number counts."""
_ROW: Final = re.compile(rb"""<(?:\w+:)?row\s[^<>]*?\br=["']([0-9]{1,7})["'][^<>]*(?<!/)>""")
_FAR: Final = re.compile(rb"""\sr=["'](?!(?:[A-Ca-c]?[A-Za-z])?[1-6]?[0-9]{1,4}["'])""")
"""A place beyond column CZ or row 69,999; what lies within can't reach ``_MAX_REACH``."""
_CHUNK: Final = 2**18


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    Attributes:
        rows: cells from the first row and column of the sheet, all rows equally long.
        merged: merged areas as (top, left, bottom, right), from 0, ends included.
        remarks: Chinese sentences on what was left out.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets of a file, in order; ``name`` is the file's name for sentences."""

    name: str
    sheets: tuple[Sheet, ...]


def ignore(what: str, done: int, total: int) -> None:
    """A ``Progress`` that nobody listens to."""


def read_workbook(data: bytes, name: str, progress: Progress = ignore) -> Workbook:
    """Reads every visible sheet.

    Args:
        data: the file's bytes; the name's suffix is not believed.
        name: the file's name, for sentences only.
        progress: hears the rows as they are read.

    Raises:
        KnownError: ``sheet_empty``, ``sheet_not_excel``, ``sheet_password``, ``sheet_damaged``,
            ``sheet_too_big``.
    """
    if rows := _text_rows(data, name):
        return Workbook(name, (_rectangle(name, rows),))
    _check_kind(data, name)
    try:
        sheets = _parse(data, name, progress)
    except PasswordError:
        refuse_password(name)
    except CalamineError:
        refuse_damaged(name)
    except BaseException as error:
        # A panic of the parser is no Exception and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        refuse_damaged(name)
    if not any(sheet.rows for sheet in sheets):
        raise KnownError("sheet_empty", f"“{name}”里一个字也没有。", kept=NOTHING_CHANGED,
                         todo="看看是不是选错了文件。")
    return Workbook(name, sheets)


def read_pasted(text: str) -> Workbook:
    """A range copied from Excel or WPS: cells between tabs, quoted where they hold a line break.

    Raises:
        KnownError: ``paste_empty``, ``sheet_too_big``.
    """
    name = "粘贴的表格"
    if len(text) > MAX_BYTES:
        refuse_size(name, f"粘贴的内容有{len(text) >> 20}MB")
    rows = _pasted_rows(text, name)
    if len(rows) > MAX_ROWS:
        refuse_size(name, f"粘贴的内容有{len(rows)}行，一次最多读{MAX_ROWS}行")
    width = max(map(len, rows), default=0)
    if width < 2 or not any(map(any, rows)):
        raise KnownError("paste_empty", "剪贴板里没有表格。", kept=NOTHING_CHANGED,
                         todo="在Excel或WPS里连表头一起选中、复制，再到这里按Ctrl+V。")
    return Workbook(name, (_rectangle(name, rows),))


def _rectangle(name: str, rows: Sequence[list[str]]) -> Sheet:
    """Rows of any length as a sheet."""
    width = max(map(len, rows))
    return Sheet(name, tuple(tuple(row + [""] * (width - len(row))) for row in rows))


def _text_rows(data: bytes, name: str) -> list[list[str]] | None:
    """The rows of a table saved as text (CSV), in UTF-8 or as old computers write it; None for
    anything else."""
    if len(data) > MAX_BYTES or data.startswith((_ZIP, _OLE)) or is_page(data):
        return None
    rows = read_rows(data, MAX_ROWS, MAX_COLUMNS)
    if rows is not None and len(rows) > MAX_ROWS:
        refuse_size(name, f"“{name}”有{MAX_ROWS}行以上")
    return rows


def _pasted_rows(text: str, name: str) -> list[list[str]]:
    try:
        return [row[:MAX_COLUMNS] for row in csv.reader(io.StringIO(text, newline=""), "excel-tab")]
    except csv.Error:
        # A quotation mark that is never closed makes one cell of all that follows.
        refuse_size(name, "粘贴的内容里有一格长得不像表格")


def _parse(data: bytes, name: str, progress: Progress) -> tuple[Sheet, ...]:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return tuple(
            _read_sheet(book.get_sheet_by_name(meta.name), name, progress)
            for meta in book.sheets_metadata
            if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
        )


def _read_sheet(sheet: CalamineSheet, name: str, progress: Progress) -> Sheet:
    if sheet.end is None:
        return Sheet(sheet.name, ())
    height, width = sheet.end[0] + 1, sheet.end[1] + 1
    if height > MAX_ROWS:
        refuse_size(name, f"“{name}”的“{sheet.name}”有{height}行，一次最多读{MAX_ROWS}行")
    remarks = []
    if width > MAX_COLUMNS:
        remarks.append(f"这张表有{width}列，只读了前{MAX_COLUMNS}列。")
    merged = tuple(
        (top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
        if left < MAX_COLUMNS
    )
    return Sheet(sheet.name, _rows_of(sheet, height, progress), merged, tuple(remarks))


def _rows_of(
    sheet: CalamineSheet, height: int, progress: Progress,
) -> tuple[tuple[Cell, ...], ...]:
    if height <= _AT_ONCE:
        return tuple(
            tuple(row[:MAX_COLUMNS]) for row in sheet.to_python(skip_empty_area=False))
    # Row by row the window stays alive: as a whole the parser would hold the interpreter.
    rows: list[tuple[Cell, ...]] = []
    padding = [""] * (sheet.start or (0, 0))[1]
    for number, row in enumerate(sheet.iter_rows()):
        if number % STEP == 0:
            progress("读表", number, height)
        rows.append(tuple((padding + row if padding else row)[:MAX_COLUMNS]))
    return tuple(rows)


def _check_kind(data: bytes, name: str) -> None:
    """Refuses what is no Excel file, and what would fill the memory, before it is parsed."""
    if not data:
        raise KnownError("sheet_empty", f"“{name}”是空文件，0个字节。", kept=NOTHING_CHANGED,
                         todo="从原来的电脑上再拷一次。")
    if len(data) > MAX_BYTES:
        refuse_size(name, f"“{name}”有{len(data) >> 20}MB")
    if data.startswith(_ZIP):
        _check_zip(data, name)
    elif data.startswith(_OLE):
        _check_ole(data, name)
    else:
        refuse_other(data, name)


def _check_zip(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if not any(part.startswith("xl/worksheets/") for part in names):
                what = "Word文件" if "word/document.xml" in names else "压缩包或别的文件"
                refuse_kind(name, f"“{name}”是{what}，不是Excel表。")
            if len(parts) > MAX_PARTS or sum(p.file_size for p in parts) > MAX_UNPACKED:
                refuse_size(name, f"“{name}”解开以后太大")
            if any(part.flag_bits & 1 for part in parts):
                refuse_password(name)
            for part in parts:
                _check_part(archive, part, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        refuse_damaged(name)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    """Unpacks one part without keeping it: its true size, its checksum, how far its cells reach.

    A part is cut off at the size it declares and then fails its checksum, so that a forged size
    is refused as damage.
    """
    is_sheet = part.filename.startswith("xl/worksheets/")
    is_far = False
    for text in _chunks(archive, part):
        is_far = is_far or (is_sheet and _FAR.search(text) is not None)
    if is_far:
        _check_reach(archive, part, name)


def _check_reach(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    bottom = right = 0
    for text in _chunks(archive, part):
        cells = _CELL.findall(text)
        bottom = max(bottom, max((int(row) for _, row in cells), default=0))
        if _BARE_CELL.search(text):
            bottom = max(bottom, max(map(int, _ROW.findall(text)), default=0))
        right = max(right, max((_column(letters) for letters in {c for c, _ in cells}),
                               default=0))
        if bottom * right > _MAX_REACH:
            refuse_size(name, f"“{name}”里有字的格子一直排到第{bottom}行、第{right}列")


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part in portions that end with a tag, as long as tags are of a sane length."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            end = text.rfind(b">") + 1 or len(text)
            rest = text[end:]
            yield text[:end]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


def _check_ole(data: bytes, name: str) -> None:
    try:
        rows, columns = check_xls(data)
    except LockedFileError:
        refuse_password(name)
    except BrokenFileError:
        refuse_damaged(name)
    except LookupError as error:
        what = "Word文件" if "WordDocument" in str(error) else "别的文件"
        refuse_kind(name, f"“{name}”是{what}，不是Excel表。")
    if rows * columns > _MAX_REACH:
        refuse_size(name, f"“{name}”里有字的格子一直排到第{rows}行、第{columns}列")
