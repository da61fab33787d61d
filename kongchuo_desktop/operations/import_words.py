"""What a line of an import's report says: which rows, and what of them is otherwise now.

What is told is kept as ``table``, ``table@row``, ``table.field`` or ``table.field@row``: no values,
no names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from kongchuo_desktop.operations.field_words import TABLES, field_word, row_words
from kongchuo_desktop.store.projection import current_rows
from kongchuo_desktop.store.tables import Enrollment, PupilRow

_OWN = frozenset(str(table.__tablename__) for table in (PupilRow, Enrollment))
"""Tables whose fields speak for themselves beside a name."""
_FEW = 3
"""Rows of a kind that are named one by one."""

Rows = Mapping[str, Mapping[Any, Any]]
"""Row → what it shows today."""


class _Told(NamedTuple):
    table: str
    field: str
    row: str


def _read(told: str) -> _Told:
    what, _, row = told.partition("@")
    table, _, field = what.partition(".")
    return _Told(table, field, row)


def told_rows(session: Session, told: Iterable[str]) -> Rows:
    """The rows that are told of, deleted ones too."""
    found = current_rows(session.connection(), (
        (one.table, one.row) for one in map(_read, told) if one.row and one.table not in _OWN))
    return {row: shown._mapping for row, shown in found.items()}


def line_words(told: Sequence[str], rows: Rows) -> str:
    """``座号、学生电话，9月17日家访的结果，考勤12条``."""
    read = [_read(one) for one in told]
    own = dict.fromkeys(field_word(one.table, one.field) for one in read
                        if one.field and one.table in _OWN)
    rest: dict[str, list[_Told]] = defaultdict(list)
    for one in read:
        if not (one.field and one.table in _OWN):
            rest[one.table].append(one)
    parts = ["、".join(own)] if own else []
    return "，".join(parts + [_table_words(table, found, rows) for table, found in rest.items()])


def _table_words(table: str, told: Sequence[_Told], rows: Rows) -> str:
    """Of few rows each by its name, of many how many there are."""
    called = TABLES.get(table, "新版本的资料")
    named = {one.row: row_words(table, rows.get(one.row, {})) or called for one in told}
    if "" in named or table in _OWN or not len(set(named.values())) == len(named) <= _FEW:
        # Rows that are called alike are told apart by nothing that a person knows.
        count = len(named.keys() - {""}) + sum(not one.row for one in told)
        fields = "、".join(dict.fromkeys(field_word(table, one.field) for one in told if one.field))
        return f"{called}{count}条" + (f"（{fields}）" if fields else "")
    fields_of: dict[str, list[str]] = defaultdict(list)
    for one in told:
        fields_of[one.row] += [field_word(table, one.field)] if one.field else []
    return "、".join(named[row] + (f"的{'、'.join(fields)}" if fields else "")
                    for row, fields in fields_of.items())
