"""One row of a roster at work: its cells, what was typed in their place, what was read so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Final

from kongchuo_desktop.domain import dates
from kongchuo_desktop.domain.dates import PartialDate
from kongchuo_desktop.domain.enrollment import DETAILS
from kongchuo_desktop.domain.roster import ClassLabel
from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.sheets.headings import text_of
from kongchuo_desktop.sheets.problems import BLANK, Asker, Choice, Value
from kongchuo_desktop.sheets.reader import Cell
from kongchuo_desktop.sheets.table import Line, Table

PLAIN: Final = (
    "address", "household_address", "former_name", "notes", "guardian1_where", "guardian2_where",
)
"""Fields of the pupil that are kept as they are written."""


@dataclass(slots=True)
class Reading:
    """What one row says. ``label`` is the class, ``weak`` are fields that only fill a gap."""

    number: int
    place: str
    ask: Asker
    values: dict[str, Value] = field(default_factory=dict)
    label: ClassLabel | None = None
    tags: dict[str, str] = field(default_factory=dict)
    untagged: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    skipped: bool = False
    key: str = ""
    """The name in normal form."""

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
        return parse_iso(str(born)) if born else None


parse_iso = lru_cache(1 << 16)(dates.parse_iso)
_read_text = lru_cache(1 << 16)(dates.read_date)
"""Birthdays come again and again in a long roster."""


class Setting:
    """What all rows share.

    Attributes:
        default: the class of rows that name none, as a person chose it.
        titled: the class of each sheet by its title or name.
        alone: the class of what names none at all.
        only: the one class that a class teacher's store takes.
        coded: the column 是否留守儿童 holds codes of the 学籍 list, not 1 for yes.
    """

    def __init__(self, table: Table, today: date, *, default: ClassLabel | None,
                 titled: Mapping[str, ClassLabel], alone: ClassLabel | None,
                 only: ClassLabel | None) -> None:
        self.table, self.today = table, today
        self.default, self.titled, self.alone, self.only = default, titled, alone, only
        self.meanings = frozenset(c.meaning for c in table.columns if c.meaning)
        # From the right, so that of two columns with one meaning the left one counts.
        self.layout = [(c.meaning, c.index) for c in reversed(table.columns) if c.meaning]
        self.implied = [(c.index, c.implied) for c in table.columns if c.implied]
        self.places = {m: [c.index for c in table.having(m)] for m in self.meanings}
        self.plain = [m for m in PLAIN if m in self.meanings]
        self.tags = [(m, m.removeprefix("tag:")) for m in self.meanings if m.startswith("tag:")]
        self.details = [(m, DETAILS[m].kind) for m in DETAILS if m in self.meanings]
        self.has_phones = not self.meanings.isdisjoint({"guardian1_phone", "guardian2_phone"})
        self.has_stay = not self.meanings.isdisjoint({"boarding", "placement"})
        self.labels: dict[tuple[str, str, ClassLabel | None], ClassLabel | None] = {}
        """What class a pair of cells names; the same few come in every row."""
        self.coded = _holds_codes(table, "left_behind")

    def has(self, meaning: str) -> bool:
        return meaning in self.meanings

    def fallback(self, number: int) -> ClassLabel | None:
        """The class of a row that names none."""
        return self.default or self.titled.get(self.table.part_of(number).sheet) or self.alone


def _holds_codes(table: Table, meaning: str) -> bool:
    """Whether a column holds the codes 0, 1, 2: a 2 is no yes and no no."""
    texts = {line.texts[c.index] for c in table.having(meaning) for line in table.lines}
    return "2" in texts and texts <= {"0", "1", "2", ""}


class RowCells:
    """Access to the cells of one row by meaning."""

    __slots__ = ("_line", "_typed", "ask", "reading", "setting", "texts", "valid_number",
                 "values")

    def __init__(self, line: Line, ask: Asker, setting: Setting) -> None:
        self.ask = ask
        self.setting = setting
        self.reading = Reading(line.number, setting.table.place(line.number), ask)
        self.values = self.reading.values
        self._line = line
        self.valid_number = ""
        """The identity number of the row, once it was read and found right."""
        texts = line.texts
        self.texts = {
            meaning: text for meaning, index in setting.layout if (text := texts[index])}
        for index, implied in setting.implied:
            if texts[index]:
                self.values.update(implied)
        ask.shown = dict(self.texts)
        self._typed = ask.typed()
        self.texts |= self._typed

    def cell(self, meaning: str) -> Cell:
        """The cell, or what a person typed in its place."""
        if meaning in self._typed:
            return self._typed[meaning]
        for index in self.setting.places.get(meaning, ()):
            if self._line.texts[index]:
                return self._line.cells[index]
        return ""

    def text(self, meaning: str) -> str:
        return self.texts.get(meaning, "")

    def read_date(self, meaning: str, told: PartialDate | None = None) -> PartialDate | None:
        """The date in a cell; asked when it is none, with ``told`` (by the number) on offer."""
        if meaning not in self.texts:
            return None
        try:
            return date_of(self.cell(meaning))
        except KnownError as error:
            choices = [Choice("type", "改日期", typed=True), BLANK]
            if told:
                choices.insert(0, Choice("number", "照证件号"))
            answer = self.ask.ask(f"{meaning}.unreadable", error.sentence, choices, "error")
            return told if answer == "number" else None


def date_of(cell: Cell) -> PartialDate:
    """Reads a date from any kind of cell; raises KnownError ``bad_date``."""
    if type(cell) is str:
        return _read_text(cell)
    if isinstance(cell, bool | time | timedelta):
        raise KnownError("bad_date", f"“{text_of(cell)}”不是日期，看不出年月日。")
    return dates.read_date(cell)
