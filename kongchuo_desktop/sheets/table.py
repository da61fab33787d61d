"""The table inside a sheet, or inside several that look alike: which rows count, their cells."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeVar

from kongchuo_desktop.domain import roster
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.headings import (
    Candidate,
    Column,
    Remembered,
    find_headings,
    remembered_keys,
    text_of,
)
from kongchuo_desktop.sheets.reader import Cell, Sheet, Workbook

_T = TypeVar("_T")
ALL: Final = "*"
"""In place of a sheet's name: all that look alike."""
_SPAN: Final = 1_000_000
"""Rows of the second sheet are numbered from here on; no sheet has as many."""
_LONGEST: Final = 200
"""Characters of a cell that are kept; longer texts belong into the pupil's timeline."""
_TOTAL: Final = re.compile(r"(合计|小计|总计|共计|总数|总人数|人数|合并)[:：]?\d*人?|共\d+人")
_FOOT: Final = re.compile(
    r"(填表|制表|审核|负责|校长|班主任|联系|填报|报送|日期|时间|注|说明|备注|单位)[^·]{0,8}[:：]"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of data.

    Attributes:
        number: its number in the sheet (from 1); in further sheets of one import counted on from
            a round number, so that it is unique (``Table.place`` tells them apart).
        cells: by column.
        texts: the cells as a person reads them, cut off at 200 characters.
    """

    number: int
    cells: Sequence[Cell]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet of the table: its name, the texts above its headings, the rows of the headings."""

    sheet: str
    titles: tuple[str, ...]
    heading_rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What ``find_table`` found.

    Attributes:
        parts: the sheets; of several, the columns are those of the first.
        lines: rows that stand for a pupil.
        left_out: numbers of rows that do not (totals, signatures, repeated headings) → text.
        remarks: Chinese sentences about the whole.
    """

    parts: tuple[Part, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    left_out: Mapping[int, str]
    remarks: tuple[str, ...] = ()

    @property
    def sheet(self) -> str:
        return "、".join(part.sheet for part in self.parts)

    @property
    def titles(self) -> tuple[str, ...]:
        return self.parts[0].titles

    @property
    def heading_rows(self) -> tuple[int, ...]:
        """Numbers (from 1) of the heading row or rows, in the first sheet."""
        return self.parts[0].heading_rows

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings of columns that are not used."""
        return tuple(c.heading for c in self.columns if c.meaning is None and c.heading)

    @property
    def unknown(self) -> tuple[Column, ...]:
        """Columns of which nobody has said what they are."""
        return tuple(c for c in self.columns if not c.settled)

    def part_of(self, number: int) -> Part:
        return self.parts[number // _SPAN]

    def place(self, number: int) -> str:
        """``第8行``, of several sheets ``“七2”第8行``."""
        row = f"第{number % _SPAN}行"
        return row if len(self.parts) == 1 else f"“{self.part_of(number).sheet}”{row}"

    def row(self, number: int) -> int:
        """The row's number within its own sheet."""
        return number % _SPAN

    def having(self, meaning: str) -> tuple[Column, ...]:
        """Columns of one meaning, from the left."""
        return tuple(c for c in self.columns if c.meaning == meaning)

    def keys(self) -> list[str]:
        """Under which key the meaning of each column is remembered."""
        return remembered_keys(c.heading for c in self.columns)

    def reassigned(self, meanings: Mapping[int, str | None]) -> "Table":
        """The table with other meanings for some columns, as a person set them."""
        return replace(self, columns=tuple(
            replace(c, meaning=meanings[c.index], implied={}, settled=True)
            if c.index in meanings else c for c in self.columns))


def find_table(sheet: Sheet, remembered: Remembered | None = None,
               head: int | None = None) -> Table:
    """Finds the roster in a sheet, under title rows and merged cells, with one or two rows of
    headings; ``head`` is the row that a person took for them (``find_headings``).

    Raises:
        KnownError: ``sheet_no_table`` when no row within reach holds 姓名 and one more heading.
    """
    best = find_headings(sheet, remembered or {}, head)
    if best is None:
        raise KnownError(
            "sheet_no_table", f"“{sheet.name}”里没有找到带“姓名”的表头。", kept="花名册没有变。",
            todo="表头那一行至少要有“姓名”，再有一列身份证号、性别或班级。")
    first_line = best.top + best.height
    lines, left_out = _split_lines(_filled(sheet, first_line, best.columns), first_line, best)
    part = Part(sheet.name, tuple(_titles(sheet.rows[:best.top])),
                tuple(range(best.top + 1, first_line + 1)))
    return Table((part,), _by_content(best.columns, lines), lines, left_out, sheet.remarks)


def tables_in(book: Workbook, remembered: Remembered | None = None,
              head: int | None = None) -> list[Table]:
    """The rosters of a file, one a sheet.

    Raises:
        KnownError: ``sheet_no_table`` where no sheet holds one.
    """
    tables, refused = [], None
    for sheet in book.sheets:
        try:
            tables.append(find_table(sheet, remembered, head))
        except KnownError as error:
            refused = refused or error
    if not tables and refused is not None:
        raise refused
    return tables


def choose_table(
    book: Workbook, sheet: str | None = None, remembered: Remembered | None = None,
    head: int | None = None,
) -> Table:
    """The table of the named sheet, or all that look alike (``ALL``).

    Without a name: all that look alike where each is of another class, else the one with most
    pupils.

    Raises:
        KnownError: ``sheet_unknown``, ``sheet_no_table``.
    """
    if sheet not in (None, ALL):
        for candidate in book.sheets:
            if candidate.name == sheet:
                return find_table(candidate, remembered, head)
        raise KnownError("sheet_unknown", f"“{book.name}”里没有叫“{sheet}”的表。",
                         kept="花名册没有变。",
                         todo="有这几张：" + "、".join(s.name for s in book.sheets) + "。")
    tables = tables_in(book, remembered, head)
    alike = alike_tables(tables)
    if len(alike) > 1 and (sheet == ALL or _classes_differ(alike)):
        return combined(alike)
    return max(tables, key=lambda table: len(table.lines))


def alike_tables(tables: Sequence[Table]) -> list[Table]:
    """The tables whose headings are those of the fullest one, in whatever order."""
    fullest = max(tables, key=lambda table: len(table.lines))
    words = set(fullest.keys()) - {""}
    return [table for table in tables if table.lines and set(table.keys()) - {""} == words]


def combined(tables: Sequence[Table]) -> Table:
    """Several tables with the same headings as one; columns as in the first."""
    first = tables[0]
    lines: list[Line] = []
    left_out: dict[int, str] = {}
    for place, table in enumerate(tables):
        places = {key: at for at, key in enumerate(table.keys())}
        order = [places.get(key, at) if key else at for at, key in enumerate(first.keys())]
        straight = order == list(range(len(table.columns)))
        for line in table.lines:
            number = place * _SPAN + line.number
            lines.append(
                Line(number, line.cells, line.texts) if straight else
                Line(number, _ordered(line.cells, order, ""),
                     _ordered(line.texts, order, "")))
        left_out |= {place * _SPAN + number: text for number, text in table.left_out.items()}
    return Table(tuple(table.parts[0] for table in tables), first.columns, tuple(lines), left_out,
                 tuple(dict.fromkeys(remark for table in tables for remark in table.remarks)))


def sheet_classes(part: Part) -> tuple[str, ...]:
    """Texts that may name the class of a whole sheet, the likeliest first."""
    return (*part.titles, part.sheet)


def _ordered(values: Sequence[_T], order: Sequence[int], empty: _T) -> tuple[_T, ...]:
    return tuple(values[at] if at < len(values) else empty for at in order)


def _classes_differ(tables: Sequence[Table]) -> bool:
    named = [next(filter(None, map(roster.class_words, sheet_classes(table.parts[0]))), None)
             for table in tables]
    return None not in named and len(set(named)) == len(tables)


def _by_content(columns: Sequence[Column], lines: Sequence[Line]) -> tuple[Column, ...]:
    """学号 is the 学籍号 where it is long, else the number within the class."""
    settled = []
    for column in columns:
        if column.meaning == "student_code":
            longest = max((len(line.texts[column.index]) for line in lines), default=0)
            meaning = ("student_number" if longest >= 18
                       else "seat" if 0 < longest <= 2 else None)
            settled.append(replace(column, meaning=meaning))
        else:
            settled.append(column)
    return tuple(settled)


def _filled(sheet: Sheet, first: int, columns: Sequence[Column]) -> Sequence[Sequence[Cell]]:
    """Data rows, with a class or grade that is merged over several rows written into each."""
    rows: list[Sequence[Cell]] = list(sheet.rows[first:])
    shared = {c.index for c in columns if c.meaning in ("class", "grade")}
    for top, left, bottom, right in sheet.merged:
        if left == right and left in shared and top >= first:
            for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
                cells = list(rows[row - first])
                cells[left] = sheet.rows[top][left]
                rows[row - first] = cells
    return rows


def _split_lines(
    rows: Sequence[Sequence[Cell]], first: int, found: Candidate,
) -> tuple[tuple[Line, ...], dict[int, str]]:
    key = [c.index for c in found.columns if c.meaning in ("name", "identity_number")]
    carried = {c.index for c in found.columns if c.meaning in ("class", "grade", "ordinal", "seat")}
    others = [c.index for c in found.columns if c.index not in carried]
    headings = {word for c in found.columns if c.heading
                for word in (roster.heading_key(c.heading), "".join(c.heading.split()))}
    lines: list[Line] = []
    left_out: dict[int, str] = {}

    def telling(texts: Sequence[str]) -> bool:
        """Whether a row says more than its class and a running number."""
        return any(map(texts.__getitem__, others))

    for number, row in enumerate(rows, start=first + 1):
        texts = [cell.strip() if type(cell) is str else text_of(cell) for cell in row]
        if len("".join(texts)) > _LONGEST:
            texts = [text[:_LONGEST] for text in texts]
        if not telling(texts):
            continue
        own = [text for index in key if (text := texts[index])]
        if _is_no_pupil(texts, own, headings):
            left_out[number] = " ".join(filter(None, texts))[:60]
        else:
            lines.append(Line(number, row, texts))
    return tuple(lines), left_out


def _is_no_pupil(texts: Sequence[str], own: Sequence[str], headings: set[str]) -> bool:
    """Totals, signatures, remarks and headings repeated on each printed page."""
    first = next(filter(None, texts))
    for text in (first, *own):
        if not text.isascii() and _ends_a_list(text):
            return True
    if own and "".join(own[0].split()) not in headings:
        return False
    said = [text for text in texts if text]
    if sum(roster.heading_key(text) in headings for text in said) >= max(2, len(said) // 2):
        return True
    return not own and len(said) <= 2


@lru_cache(4096)
def _ends_a_list(text: str) -> bool:
    return bool(_TOTAL.fullmatch(re.sub(r"\s", "", text)) or _FOOT.match(text))


def _titles(rows: Sequence[Sequence[Cell]]) -> Iterable[str]:
    for row in rows:
        text = " ".join(t for cell in row if (t := text_of(cell)))
        if text:
            yield text
