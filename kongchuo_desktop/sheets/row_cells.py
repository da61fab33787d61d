"""One row of a roster at work: its cells, what was typed in their place, what was read so far."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

from kongchuo_desktop.domain import dates
from kongchuo_desktop.domain.dates import PartialDate
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.problems import BLANK, Asker, Choice, Value
from kongchuo_desktop.sheets.reader import Cell
from kongchuo_desktop.sheets.table import Line, Table, text_of

_LONGEST: Final = 200
"""Characters of a cell that are kept; longer texts belong into the pupil's timeline."""


@dataclass(slots=True)
class Reading:
    """What one row says. ``label`` is the class, ``weak`` are fields that only fill a gap."""

    number: int
    ask: Asker
    values: dict[str, Value] = field(default_factory=dict)
    label: ClassLabel | None = None
    tags: dict[str, str] = field(default_factory=dict)
    untagged: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    skipped: bool = False

    @property
    def name(self) -> str:
        return str(self.values.get("name", ""))

    @property
    def identity_number(self) -> str | None:
        number = self.values.get("identity_number")
        return str(number) if number else None

    @property
    def birth(self) -> PartialDate | None:
        born = self.values.get("birth_date")
        return dates.parse_iso(str(born)) if born else None


@dataclass(frozen=True, slots=True)
class Setting:
    """What all rows share: the day, the class that is imported into, the class the title names."""

    table: Table
    today: date
    default: ClassLabel | None
    titled: ClassLabel | None

    @property
    def stage(self) -> str | None:
        known = self.default or self.titled
        return None if known is None else ("junior" if known.grade >= 7 else "primary")

    def has(self, meaning: str) -> bool:
        return bool(self.table.having(meaning))


class RowCells:
    """Access to the cells of one row by meaning."""

    def __init__(self, line: Line, ask: Asker, setting: Setting) -> None:
        self.ask = ask
        self.setting = setting
        self.reading = Reading(line.number, ask)
        self.values = self.reading.values
        self._cells: dict[str, Cell] = {}
        for column in setting.table.columns:
            cell = line.cells[column.index]
            if column.meaning and text_of(cell) and column.meaning not in self._cells:
                self._cells[column.meaning] = cell
                ask.show(column.meaning, text_of(cell))
                self.values.update(column.implied)

    def cell(self, meaning: str) -> Cell:
        """The cell, or what a person typed in its place."""
        typed = self.ask.typed(meaning)
        return self._cells.get(meaning, "") if typed is None else typed

    def text(self, meaning: str) -> str:
        return text_of(self.cell(meaning))[:_LONGEST]

    def read_date(self, meaning: str, told: PartialDate | None = None) -> PartialDate | None:
        """The date in a cell; asked when it is none, with ``told`` (by the number) on offer."""
        cell = self.cell(meaning)
        if not text_of(cell):
            return None
        try:
            return date_of(cell)
        except KnownError as error:
            choices = [Choice("type", "改日期", typed=True), BLANK]
            if told:
                choices.insert(0, Choice("number", "照证件号"))
            answer = self.ask.ask(f"{meaning}.unreadable", error.sentence, choices, "error")
            return told if answer == "number" else None


def date_of(cell: Cell) -> PartialDate:
    """Reads a date from any kind of cell; raises KnownError ``bad_date``."""
    if isinstance(cell, bool | time | timedelta):
        raise KnownError("bad_date", f"“{text_of(cell)}”不是日期，看不出年月日。")
    return dates.read_date(cell)
