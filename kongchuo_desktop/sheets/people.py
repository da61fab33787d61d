"""A list of children from any office, as lines to be compared: whatever its columns are called."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.domain.roster import LABELS
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.headings import Column, Remembered
from kongchuo_desktop.sheets.households import Households
from kongchuo_desktop.sheets.reader import STEP, Progress, Workbook, ignore
from kongchuo_desktop.sheets.row_cells import date_of
from kongchuo_desktop.sheets.table import ALL, Line, Table, choose_table

HEADINGS: Final[Remembered] = {
    **dict.fromkeys(("家庭成员姓名", "成员姓名", "人员姓名", "孩子姓名", "适龄儿童姓名",
                     "未成年人姓名", "公民姓名"), "name"),
    **dict.fromkeys(("公民身份证号码", "身份号码", "公民身份号", "儿童身份证号",
                     "成员身份证号", "家庭成员身份证号", "家庭成员证件号码"), "identity_number"),
    **dict.fromkeys(("户主身份证号", "户主身份证号码", "户主证件号码", "户主证件号", "户主身份证",
                     "监护人身份证号"), None),
}
"""Headings of household and poverty lists that a roster lacks or means otherwise."""
PLACE: Final = "place"
"""Meaning of a column that says where a child is to be found: village, school."""
MEANINGS: Final = {
    **{key: LABELS[key] for key in (
        "name", "identity_number", "gender", "birth_date", "student_number")},
    "guardian1_name": "监护人（户主）姓名", "guardian2_name": "另一位监护人姓名",
    "guardian1_relation": "与户主（监护人）关系", "guardian1_phone": "电话",
    "household_address": "户籍地址", "address": "现住址", PLACE: "乡镇、村组、学校",
    "grade": LABELS["grade"], "class": LABELS["class"],
}
"""What a column of such a list may be → what users read."""
_GUARDIANS: Final = ("guardian1_name", "guardian2_name")
_PHONES: Final = ("guardian1_phone", "guardian2_phone", "phone")
_PLACES: Final = ("household_address", "address", "home_address")
_PLACE_WORD: Final = re.compile(
    r"(所[在属]|就读)?(乡镇?|镇|街道|行政村|自然村|村委会|村名?|社区|村?民?小?组|学校)(名称)?")
_BETWEEN: Final = re.compile(r"\s*[、，,;；/]\s*")


@dataclass(frozen=True, slots=True)
class People:
    """The lines of a table, and how many grown-ups of the households were left out."""

    lines: tuple[Person, ...]
    grown: int = 0


def people_table(book: Workbook, *, sheet: str | None = None, remembered: Remembered | None = None,
                 head: int | None = None) -> Table:
    """The table of a list; of sheets that look alike all, one village each.

    ``head``: the row that a person took for the headings, 0 for none.

    Raises:
        KnownError: ``sheet_unknown``, ``sheet_no_table``.
    """
    table = choose_table(book, sheet or ALL, {**HEADINGS, **(remembered or {})}, head)
    # What a list tells besides is not asked about, once it is known who is in it.
    named = bool(table.having("name"))
    return replace(table, columns=tuple(
        replace(column, meaning=PLACE, settled=True) if _is_place(column)
        else replace(column, settled=named or column.settled) for column in table.columns))


def _is_place(column: Column) -> bool:
    return column.meaning is None and bool(_PLACE_WORD.fullmatch("".join(column.heading.split())))


def people_in(table: Table, *, today: date, progress: Progress = ignore) -> People:
    """The lines with a name. Nothing is asked and nothing put right: what is wrong with a number
    is told afterwards. A line is known by its place, ``第8行``."""
    people: list[Person] = []
    read, households, grown = _reader(table), Households(table, today), 0
    for done, line in enumerate(table.lines):
        if done % STEP == 0:
            progress("看各行", done, len(table.lines))
        person = read(line)
        if not person.called:
            continue
        child = households.child(line, person)
        if child is None:
            grown += 1
        else:
            people.append(child)
    return People(tuple(people), grown)


def no_names(name: str) -> KnownError:
    """Of a list in which no line has a name."""
    return KnownError("list_empty", f"“{name}”里没有一行有姓名。", kept="没有改动。",
                      todo="看看是不是选错了文件，或者姓名那一列没有表头。")


def _reader(table: Table) -> Callable[[Line], Person]:
    """How a line of this table is read; which column is which is looked up once."""
    def columns(*meanings: str) -> tuple[int, ...]:
        return tuple(c.index for meaning in meanings for c in table.having(meaning))

    name, number, sex = columns("name"), columns("identity_number"), columns("gender")
    birth, student = columns("birth_date"), columns("student_number")
    phone, room = columns(*_PHONES), columns("grade", "class")
    guardians = columns(*_GUARDIANS)
    place = (*columns(*_PLACES)[:1], *columns(PLACE))
    used = {*name, *number, *sex, *student, *phone[:1], *room, *guardians, *place}
    rest = tuple((c.index, "".join(c.heading.split())) for c in table.columns
                 if c.heading and c.index not in used and c.meaning not in ("ordinal", "seat"))

    def read(line: Line) -> Person:
        texts = line.texts
        born = _birth(line, birth)
        return Person(
            table.place(line.number), _first(texts, name), _first(texts, number), born,
            tuple(who for text in _each(texts, guardians) for who in _BETWEEN.split(text)),
            _first(texts, sex), _first(texts, student), " ".join(_each(texts, place)),
            _first(texts, phone), "".join(_each(texts, room)),
            tuple(f"{heading}：{texts[at]}" for at, heading in rest
                  if texts[at] and not (born and at in birth)))

    return read


def _first(texts: Sequence[str], columns: Sequence[int]) -> str:
    return next(_each(texts, columns), "")


def _each(texts: Sequence[str], columns: Sequence[int]) -> Iterator[str]:
    return (text for column in columns if (text := texts[column]))


def _birth(line: Line, columns: Sequence[int]) -> str:
    """The birthday as ISO text; empty where the cell holds no date: it is not compared then."""
    for column in columns:
        if line.texts[column]:
            try:
                return date_of(line.cells[column]).iso
            except KnownError:
                continue
    return ""
