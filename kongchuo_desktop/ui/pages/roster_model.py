"""The roster as a table: its columns, what a cell says, and who is shown of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from kongchuo_desktop.domain import identity
from kongchuo_desktop.domain.finding import Finding
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.operations.standing import RosterLine
from kongchuo_desktop.operations.unprintable import BadCharacter
from kongchuo_desktop.ui.masks import VEILED
from kongchuo_desktop.ui.pages.roster_read import (
    BIRTH,
    ETHNICITY,
    GENDER,
    HEADS,
    NAME,
    NUMBER,
    PHONE,
    ROOM,
    SEAT,
    TAGS,
    TODAY,
    RosterRead,
    chips_of,
)
from kongchuo_desktop.ui.parts.lines import LinesModel
from kongchuo_desktop.ui.parts.table import CellDelegate


class RosterModel(LinesModel[RosterLine]):
    """The lines that a search, a filter chip and a class leave of the roster.

    ``shown`` is the pupil whose numbers stand unmasked.
    """

    def __init__(self) -> None:
        super().__init__(HEADS)
        self.shown = ""
        self.veil = False
        self._finding = Finding(())
        self._sorted: Sequence[Sequence[int]] = [()] * len(HEADS)
        self._text = ""
        self._let_through: frozenset[int] = frozenset()
        self.bad: Mapping[str, tuple[BadCharacter, ...]] = {}
        """By pupil: the characters of names that no font prints."""

    def show(self, read: RosterRead, kept: frozenset[int]) -> None:
        """The whole roster, and whom of it the chips leave."""
        self._finding, self._sorted, self.bad = read.finding, read.sorted, read.bad
        self._let_through = kept
        self.set_lines(read.lines, self._found(), read.places)

    def search(self, text: str) -> None:
        self._text = text
        self.narrow(self._found())

    def keep(self, kept: frozenset[int]) -> None:
        """Only those at these places of the roster, whatever is searched for."""
        self._let_through = kept
        self.narrow(self._found())

    def _found(self) -> frozenset[int]:
        if not self._text.strip():
            return self._let_through
        return self._let_through.intersection(self._finding.find(self._text))

    def key(self, line: RosterLine) -> str:
        return line.card.id

    def look(self, line: RosterLine, column: int, role: int) -> Any:
        if role == CellDelegate.BOLD:
            return column == NAME
        if role == CellDelegate.COLOUR:
            return "text2" if column in (SEAT, NUMBER) else "text"
        return None

    def text(self, line: RosterLine, column: int) -> str:
        values = line.card.values
        whole = line.card.id == self.shown
        if column == NUMBER:
            number = str(values.get("identity_number") or "")
            return self.hide(number, identity.mask(number), whole=whole)
        if column == PHONE:
            return self._phone(line, whole=whole)
        return {
            SEAT: str(values.get("seat") or ""),
            ROOM: line.card.class_name,
            NAME: line.card.name,
            GENDER: str(values.get("gender") or ""),
            ETHNICITY: str(values.get("ethnicity") or ""),
            BIRTH: str(values.get("birth_date") or "")[:7],
            TAGS: "" if self.veil else "、".join(chips_of(line)),
            TODAY: line.today,
        }[column]

    def _phone(self, line: RosterLine, *, whole: bool) -> str:
        values = line.card.values
        one = "guardian1" if values.get("guardian1_phone") else "guardian2"
        phone = str(values.get(f"{one}_phone") or "")
        relation = str(values.get(f"{one}_relation") or "")
        return f"{relation} {self.hide(phone, mask_phone(phone), whole=whole)}".strip()

    def hide(self, text: str, masked: str, *, whole: bool) -> str:
        """A number as it may be shown now: nothing of it while others look on (F9)."""
        if not text or whole:
            return text
        return VEILED if self.veil else masked

    def spoken(self, line: RosterLine, column: int) -> str:
        seat = line.card.values.get("seat")
        bad = "".join(one.sentence for one in self.bad.get(line.card.id, ()))
        gaps = "、".join(line.card.gaps.values())
        parts = (f"{seat}号" if seat else "", line.card.name, bad, line.today, gaps)
        return " ".join(part for part in parts if part)

    def places_by(self, column: int) -> Sequence[int]:
        return self._sorted[column]
