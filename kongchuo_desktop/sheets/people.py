"""A list of children from any office, as lines to be compared: whatever its columns are called."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from kongchuo_desktop.domain.comparison.person import Person
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.headings import Remembered
from kongchuo_desktop.sheets.reader import STEP, Progress, Workbook, ignore
from kongchuo_desktop.sheets.row_cells import date_of
from kongchuo_desktop.sheets.table import ALL, Line, Table, choose_table

HEADINGS: Final[Remembered] = {
    **dict.fromkeys(("家庭成员姓名", "成员姓名", "人员姓名", "孩子姓名", "适龄儿童姓名",
                     "未成年人姓名", "公民姓名"), "name"),
    **dict.fromkeys(("公民身份证号码", "身份号码", "公民身份号", "儿童身份证号",
                     "成员身份证号"), "identity_number"),
    **dict.fromkeys(("户主身份证号", "户主身份证号码", "户主证件号码", "户主证件号", "户主身份证",
                     "监护人身份证号"), None),
}
"""Headings of household and poverty lists that a roster lacks or means otherwise."""
_GUARDIANS: Final = ("guardian1_name", "guardian2_name")
_PHONES: Final = ("guardian1_phone", "guardian2_phone", "phone")
_PLACES: Final = ("household_address", "address", "home_address")
_PLACE_WORD: Final = re.compile(
    r"(所[在属]|就读)?(乡镇?|镇|街道|行政村|自然村|村委会|村名?|社区|村?民?小?组|学校)(名称)?")


def read_people(book: Workbook, *, sheet: str | None = None, remembered: Remembered | None = None,
                progress: Progress = ignore) -> tuple[Person, ...]:
    """The lines of a list; of sheets that look alike all, one village each.

    Nothing is asked and nothing put right: what is wrong with a number is told afterwards. A line
    is known by its place, ``第8行``.

    Raises:
        KnownError: ``sheet_unknown``, ``sheet_no_table``; ``list_empty`` where no line has a name.
    """
    table = choose_table(book, sheet or ALL, {**HEADINGS, **(remembered or {})})
    people = []
    read = _reader(table)
    for done, line in enumerate(table.lines):
        if done % STEP == 0:
            progress("看各行", done, len(table.lines))
        person = read(line)
        if person.called:
            people.append(person)
    if not people:
        raise KnownError("list_empty", f"“{book.name}”里没有一行有姓名。", kept="没有改动。",
                         todo="看看是不是选错了文件，或者姓名那一列没有表头。")
    return tuple(people)


def _reader(table: Table) -> Callable[[Line], Person]:
    """How a line of this table is read; which column is which is looked up once."""
    def columns(*meanings: str) -> tuple[int, ...]:
        return tuple(c.index for meaning in meanings for c in table.having(meaning))

    name, number, sex = columns("name"), columns("identity_number"), columns("gender")
    birth, student = columns("birth_date"), columns("student_number")
    phone, room = columns(*_PHONES), columns("grade", "class")
    guardians = columns(*_GUARDIANS)
    place = (*columns(*_PLACES)[:1], *(
        c.index for c in table.columns
        if c.meaning is None and _PLACE_WORD.fullmatch("".join(c.heading.split()))))

    def read(line: Line) -> Person:
        texts = line.texts
        return Person(
            table.place(line.number), _first(texts, name), _first(texts, number),
            _birth(line, birth), tuple(_each(texts, guardians)), _first(texts, sex),
            _first(texts, student), " ".join(_each(texts, place)), _first(texts, phone),
            "".join(_each(texts, room)))

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
