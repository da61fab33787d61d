"""A list of sixth-grade leavers with their junior schools, as an Excel file: read and laid out."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from kongchuo_desktop.domain import identity, names
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.transfer_leavers import Graduate, graduates
from kongchuo_desktop.operations.transfer_lines import passages
from kongchuo_desktop.sheets.reader import read_workbook
from kongchuo_desktop.sheets.table import Line as SheetLine
from kongchuo_desktop.sheets.table import Table, choose_table
from kongchuo_desktop.store.store import Store

_SCHOOL = re.compile(r"初中|录取|升入|分配|接收|去向|就读|对口")
"""What the heading of the junior school's column says."""
_LOWER = re.compile(r"小学|毕业学校|原")


@dataclass(frozen=True, slots=True)
class SchoolList:
    """What a list says.

    Attributes:
        schools: pupil of a sixth grade → unit.
        doubts: one sentence for each row that is not understood; nothing of it is written.
    """

    schools: Mapping[str, str]
    doubts: tuple[str, ...]


def read_schools(store: Store, *, data: bytes, name: str) -> SchoolList:
    """Lay a list beside the sixth grades of the schools below; writes nothing (R195).

    Raises:
        KnownError: ``no_school_column``, and what reading a workbook says.
    """
    table = choose_table(read_workbook(data, name))
    column = next((c.index for c in table.columns if c.meaning is None
                   and _SCHOOL.search(c.heading) and not _LOWER.search(c.heading)), None)
    if column is None:
        raise KnownError("no_school_column", f"“{name}”里没有看到升入哪所初中的那一列。",
                         kept="没有改动。", todo="给那一列写上表头“升入初中”，再选一次。")
    found = _Roll(store)
    schools: dict[str, str] = {}
    doubts: list[str] = []
    for line in table.lines:
        said = found.of(table, line, line.texts[column] if column < len(line.texts) else "")
        if isinstance(said, str):
            doubts.append(f"{table.place(line.number)}：{said}")
        elif schools.setdefault(said[0].pupil, said[1]) != said[1]:
            doubts.append(f"{table.place(line.number)}：{said[0].name}前面写的是另一所学校。")
    return SchoolList(schools, tuple(doubts))


class _Roll:
    """The sixth grades and the schools, to be looked up in."""

    def __init__(self, store: Store) -> None:
        self._units: dict[str, list[str]] = defaultdict(list)
        for unit, called in passages(store).units.items():
            self._units[names.normal(called)].append(unit)
        self._by_number: dict[str, list[Graduate]] = defaultdict(list)
        self._by_name: dict[str, list[Graduate]] = defaultdict(list)
        for one in graduates(store):
            self._by_name[names.normal(one.name)].append(one)
            if one.number:
                self._by_number[one.number].append(one)

    def of(self, table: Table, line: SheetLine, school: str) -> tuple[Graduate, str] | str:
        """The pupil and the unit that a row means, or why it means none."""
        called, number = (_text(table, line, what) for what in ("name", "identity_number"))
        pupils = self._by_number.get(identity.normalise(number), []) if number else []
        pupils = [p for p in pupils if not called or names.normal(called) == names.normal(p.name)]
        if not pupils and not number:
            pupils = self._by_name.get(names.normal(called), [])
        if len(pupils) != 1:
            return (f"有{len(pupils)}个毕业生叫{called}，要写上身份证号。" if pupils
                    else f"六年级毕业班里没有{called or '这个人'}，或者证件号对不上。")
        units = self._units.get(names.normal(school), [])
        if len(units) != 1:
            return f"没有叫“{school}”的学校。" if school else "没有写升入哪所学校。"
        return (pupils[0], units[0]) if units[0] != pupils[0].unit else "升入的就是原来的学校。"


def _text(table: Table, line: SheetLine, meaning: str) -> str:
    return next((line.texts[c.index] for c in table.having(meaning)
                 if c.index < len(line.texts)), "").strip()
