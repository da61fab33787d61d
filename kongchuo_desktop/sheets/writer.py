"""Excel files out: rosters, lists, and the rows of an import that still wait."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from kongchuo_desktop.domain import roster
from kongchuo_desktop.sheets.headings import text_of
from kongchuo_desktop.sheets.page import CellValue, Heading, Page
from kongchuo_desktop.sheets.pages import write_pages
from kongchuo_desktop.sheets.problems import ImportPlan, PlanRow, Value
from kongchuo_desktop.sheets.table import Line, Table, sheet_classes

__all__ = ["CellValue", "Heading", "Page", "write_doubtful", "write_list", "write_pages",
           "write_roster"]

_LONGEST_TITLE: Final = 120

ROSTER_FIELDS: Final = (
    "seat", "name", "gender", "ethnicity", "birth_date", "identity_number", "student_number",
    "class", "guardian1_name", "guardian1_relation", "guardian1_phone", "guardian2_name",
    "guardian2_relation", "guardian2_phone", "address", "household_address", "boarding", "tags",
    "notes",
)
"""Columns of an exported roster; it can be imported again as it is."""


def write_list(
    title: str, headings: Sequence[Heading], rows: Iterable[Sequence[CellValue]], *,
    unit: str, day: date, foot: str = "", sheet: str = "名单",
) -> bytes:
    """An .xlsx with a title, 填报单位 and 填报时间, headings frozen, printed on A4 landscape."""
    return write_pages([Page(sheet, title, headings, rows, foot)], unit=unit, day=day)


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
