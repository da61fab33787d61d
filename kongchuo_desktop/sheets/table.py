"""The table inside a sheet: where the headings are, what columns mean, which rows count."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from kongchuo_desktop.domain import roster
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.reader import Cell, Sheet, Workbook

_HEADING_REACH: Final = 30
"""Rows from the top in which headings are looked for."""
_LONGEST_HEADING: Final = 30
_TOTAL: Final = re.compile(r"(合计|小计|总计|共计|总数|总人数|人数|合并)[:：]?\d*人?|共\d+人")
_FOOT: Final = re.compile(
    r"(填表|制表|审核|负责|校长|班主任|联系|填报|报送|日期|时间|注|说明|备注|单位)[^·]{0,8}[:：]"
)
_PARENTS: Final = {"father": "父", "mother": "母"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: place from 0, heading as written, meaning (a key of ``roster.LABELS``,
    ``tag:…`` or None when it is not used), and what it says without a word in its cells."""

    index: int
    heading: str
    meaning: str | None
    implied: Mapping[str, str]
    """Fields that follow from the heading alone: 父亲姓名 implies the relation 父."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of data: its number in the sheet (from 1) and its cells by column."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What ``find_table`` found.

    Attributes:
        titles: texts of the rows above the headings, which are skipped.
        heading_rows: numbers (from 1) of the heading row or rows.
        lines: rows that stand for a pupil.
        left_out: numbers of rows that do not (totals, signatures, repeated headings) → text.
        remarks: Chinese sentences about the whole sheet.
    """

    sheet: str
    titles: tuple[str, ...]
    heading_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    left_out: Mapping[int, str]
    remarks: tuple[str, ...] = ()

    @property
    def unused(self) -> tuple[str, ...]:
        """Headings of columns that are not used."""
        return tuple(c.heading for c in self.columns if c.meaning is None and c.heading)

    def having(self, meaning: str) -> tuple[Column, ...]:
        """Columns of one meaning, from the left."""
        return tuple(c for c in self.columns if c.meaning == meaning)

    def reassigned(self, meanings: Mapping[int, str | None]) -> "Table":
        """The table with other meanings for some columns, as a person set them."""
        return replace(self, columns=tuple(
            replace(c, meaning=meanings[c.index], implied={}) if c.index in meanings else c
            for c in self.columns))


def find_table(sheet: Sheet) -> Table:
    """Finds the roster in a sheet, under title rows and merged cells, with one or two rows of
    headings.

    Raises:
        KnownError: ``sheet_no_table`` when no row within reach holds 姓名 and one more heading.
    """
    best = max(_candidates(sheet), key=lambda c: (c.score, -c.height, -c.top),
               default=None)
    if best is None:
        raise KnownError(
            "sheet_no_table", f"“{sheet.name}”里没有找到带“姓名”的表头。", kept="花名册没有变。",
            todo="表头那一行至少要有“姓名”，再有一列身份证号、性别或班级。")
    first_line = best.top + best.height
    lines, left_out = _split_lines(_filled(sheet, first_line, best.columns), first_line, best)
    return Table(
        sheet.name, tuple(_titles(sheet.rows[:best.top])),
        tuple(range(best.top + 1, first_line + 1)), _by_content(best.columns, lines), lines,
        left_out, sheet.remarks)


def choose_table(book: Workbook, sheet: str | None = None) -> Table:
    """The table of the named sheet, else the one with most pupils of all sheets.

    Raises:
        KnownError: ``sheet_unknown``, ``sheet_no_table``.
    """
    if sheet is not None:
        for candidate in book.sheets:
            if candidate.name == sheet:
                return find_table(candidate)
        raise KnownError("sheet_unknown", f"“{book.name}”里没有叫“{sheet}”的表。",
                         kept="花名册没有变。",
                         todo="有这几张：" + "、".join(s.name for s in book.sheets) + "。")
    tables, refused = [], None
    for candidate in book.sheets:
        try:
            tables.append(find_table(candidate))
        except KnownError as error:
            refused = refused or error
    if not tables and refused is not None:
        raise refused
    return max(tables, key=lambda table: len(table.lines))


def text_of(cell: Cell) -> str:
    """A cell as a person reads it: whole numbers without ``.0``, dates as ``YYYY-MM-DD``."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell)) if abs(cell) < 1e15 else f"{cell:.5E}"
        return repr(cell)
    if isinstance(cell, datetime | date):
        return str(cell)[:10]
    return str(cell).strip()


@dataclass(frozen=True, slots=True)
class _Candidate:
    top: int
    height: int
    columns: tuple[Column, ...]
    score: int


def _candidates(sheet: Sheet) -> Iterable[_Candidate]:
    for top in range(min(_HEADING_REACH, len(sheet.rows))):
        single = [_heading(cell) for cell in sheet.rows[top]]
        yield from _candidate(top, 1, single)
        across = any(row == top and right > left for row, left, _, right in sheet.merged)
        if across and top + 1 < len(sheet.rows):
            yield from _candidate(top, 2, _two_rows(sheet, top))


def _candidate(top: int, height: int, headings: Sequence[str]) -> Iterable[_Candidate]:
    columns = _columns(headings)
    meanings = {c.meaning for c in columns if c.meaning}
    if "name" in meanings and len(meanings) >= 2:
        yield _Candidate(top, height, columns, len(meanings))


def _two_rows(sheet: Sheet, top: int) -> list[str]:
    """Headings of two rows: what is merged across stands before each heading below it."""
    upper = [_heading(cell) for cell in sheet.rows[top]]
    lower = [_heading(cell) for cell in sheet.rows[top + 1]]
    for area_top, left, bottom, right in sheet.merged:
        if area_top == top and bottom == top:
            for column in range(left, min(right + 1, len(upper))):
                upper[column] = upper[left]
    return [
        above + below if not below or roster.meaning_of(above + below) else below
        for above, below in zip(upper, lower, strict=True)
    ]


def _heading(cell: Cell) -> str:
    text = text_of(cell)
    return text if len(text) <= _LONGEST_HEADING else ""


def _columns(headings: Sequence[str]) -> tuple[Column, ...]:
    """Meanings of headings, with their neighbours: a telephone belongs to whom it follows."""
    columns: list[Column] = []
    taken: Counter[str] = Counter()
    last = ""
    for index, heading in enumerate(headings):
        meaning = roster.meaning_of(heading) if heading else None
        implied: dict[str, str] = {}
        if meaning is not None:
            meaning, implied = _in_place(meaning, last, taken)
            taken[meaning or ""] += 1
            last = meaning or last
        columns.append(Column(index, " ".join(heading.split()), meaning, implied))
    return tuple(columns)


def _in_place(
    meaning: str, last: str, taken: Mapping[str, int],
) -> tuple[str | None, dict[str, str]]:
    """The meaning at its place; repeated guardian columns are the second guardian's."""
    who, _, what = meaning.partition("_")
    if who in _PARENTS:
        number = 1 if who == "father" else 2
        return f"guardian{number}_{what}", {f"guardian{number}_relation": _PARENTS[who]}
    if meaning == "contact_phone":
        number = 2 if last.startswith("guardian2") else 1
        field = f"guardian{number}_phone"
        return (field, {}) if not taken.get(field) else ("phone", {})
    if who == "guardian1" and taken.get(meaning):
        return f"guardian2_{what}", {}
    if meaning == "name" and taken.get("name"):
        number = 2 if taken.get("guardian1_name") else 1
        return f"guardian{number}_name", {}
    if meaning == "identity_number" and taken.get(meaning):
        return None, {}
    if meaning in ("ethnicity", "address", "gender") and last.startswith("guardian"):
        return (None if taken.get(meaning) else meaning), {}
    return meaning, {}


def _by_content(columns: Sequence[Column], lines: Sequence[Line]) -> tuple[Column, ...]:
    """学号 is the 学籍号 where it is long, else the number within the class."""
    settled = []
    for column in columns:
        if column.meaning == "student_code":
            texts = [text for line in lines if (text := text_of(line.cells[column.index]))]
            longest = max(map(len, texts), default=0)
            meaning = "student_number" if longest >= 18 else "seat" if longest <= 2 else None
            settled.append(replace(column, meaning=meaning))
        else:
            settled.append(column)
    return tuple(settled)


def _filled(sheet: Sheet, first: int, columns: Sequence[Column]) -> list[list[Cell]]:
    """Data rows, with a class or grade that is merged over several rows written into each."""
    rows = [list(row) for row in sheet.rows[first:]]
    shared = {c.index for c in columns if c.meaning in ("class", "grade")}
    for top, left, bottom, right in sheet.merged:
        if left == right and left in shared and top >= first:
            for row in range(top, min(bottom, len(sheet.rows) - 1) + 1):
                rows[row - first][left] = sheet.rows[top][left]
    return rows


def _split_lines(
    rows: Sequence[Sequence[Cell]], first: int, found: _Candidate,
) -> tuple[tuple[Line, ...], dict[int, str]]:
    key = [c.index for c in found.columns if c.meaning in ("name", "identity_number")]
    carried = {c.index for c in found.columns if c.meaning in ("class", "grade", "ordinal", "seat")}
    headings = {roster.heading_key(c.heading) for c in found.columns if c.heading}
    lines: list[Line] = []
    left_out: dict[int, str] = {}
    for offset, row in enumerate(rows):
        texts = {index: text for index, cell in enumerate(row) if (text := text_of(cell))}
        if not texts.keys() - carried:
            continue
        number = first + offset + 1
        own = [texts[index] for index in key if index in texts]
        if _is_no_pupil(list(texts.values()), own, headings):
            left_out[number] = " ".join(texts.values())[:60]
        else:
            lines.append(Line(number, tuple(row)))
    return tuple(lines), left_out


def _is_no_pupil(texts: Sequence[str], own: Sequence[str], headings: set[str]) -> bool:
    """Totals, signatures, remarks and headings repeated on each printed page."""
    compact = [re.sub(r"\s", "", text) for text in texts]
    if _TOTAL.fullmatch(compact[0]) or any(_TOTAL.fullmatch(re.sub(r"\s", "", o)) for o in own):
        return True
    if any(_FOOT.match(text) for text in (compact[0], *own)):
        return True
    if sum(roster.heading_key(text) in headings for text in texts) >= max(2, len(texts) // 2):
        return True
    return not own and len(texts) <= 2


def _titles(rows: Sequence[Sequence[Cell]]) -> Iterable[str]:
    for row in rows:
        text = " ".join(t for cell in row if (t := text_of(cell)))
        if text:
            yield text
