"""The roster as a table: its columns, what a cell says, and the filter over it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt

from kongchuo_desktop.domain import identity, names
from kongchuo_desktop.domain.phones import mask_phone
from kongchuo_desktop.operations.standing import IN_CLASS, RosterLine
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate

LINE = Qt.ItemDataRole.UserRole + 1
SORT = Qt.ItemDataRole.UserRole + 2
(SEAT, ROOM, NAME, GENDER, ETHNICITY, BIRTH, NUMBER, PHONE, TAGS, TODAY) = range(10)
HEADS = ("座号", "班级", "姓名", "性别", "民族", "出生", "身份证号", "监护人电话", "标签", "今天")
VEILED = "••••••"

Filter = Callable[[RosterLine], bool]


class RosterModel(QAbstractTableModel):
    """The lines of the roster; ``shown`` is the pupil whose numbers stand unmasked."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[RosterLine] = []
        self.shown = ""
        self.veil = False

    def show(self, lines: Sequence[RosterLine]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def touch(self) -> None:
        """What is masked has changed."""
        if self.lines:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self.lines) - 1, len(HEADS) - 1)
            )

    def row_of(self, pupil: str) -> int:
        return next((at for at, line in enumerate(self.lines) if line.card.id == pupil), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, column = self.lines[index.row()], index.column()
        if role == LINE:
            return line
        if role == SORT:
            return _order(line, column)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(line)
        if role == CellDelegate.BOLD:
            return column == NAME
        if role == CellDelegate.COLOUR:
            return "text2" if column in (SEAT, NUMBER) else "text"
        return None

    def _text(self, line: RosterLine, column: int) -> str:
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
            TAGS: "、".join(chips_of(line)),
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

    def _spoken(self, line: RosterLine) -> str:
        seat = line.card.values.get("seat")
        gaps = "、".join(line.card.gaps.values())
        parts = (f"{seat}号" if seat else "", line.card.name, line.today, gaps)
        return " ".join(part for part in parts if part)


def chips_of(line: RosterLine) -> list[str]:
    """Tags, and 住校, which is a fact of the pupil and not a tag."""
    return [*line.card.tags, *(["住校"] if line.card.values.get("boarding") else [])]


def _order(line: RosterLine, column: int) -> Any:
    values = line.card.values
    if column == SEAT:
        return f"{line.card.class_name}{int(values.get('seat') or 9999):05}"
    if column == NAME:
        return line.card.keys[1] if len(line.card.keys) > 1 else line.card.name
    if column == TODAY:
        return (" " if line.today == IN_CLASS else "") + line.today
    if column == TAGS:
        return "、".join(chips_of(line)) or "\uffff"
    return str(values.get({ROOM: "class_name", GENDER: "gender", ETHNICITY: "ethnicity",
                           BIRTH: "birth_date", NUMBER: "identity_number",
                           PHONE: "guardian1_phone"}[column]) or "\uffff")


class RosterFilter(QSortFilterProxyModel):
    """Shows the lines of a search and a filter chip, sorted by a head."""

    def __init__(self, source: RosterModel) -> None:
        super().__init__()
        self._lines = source
        self._text = ""
        self._room = ""
        self._wanted: Filter = _everyone
        self.setSourceModel(source)
        self.setSortRole(SORT)
        self.setDynamicSortFilter(True)

    def search(self, text: str) -> None:
        self._text = names.search_form(text)
        self.invalidate()

    def keep(self, wanted: Filter) -> None:
        self._wanted = wanted
        self.invalidate()

    def set_room(self, class_id: str) -> None:
        """One class only; empty means all."""
        self._room = class_id
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        line = self._lines.lines[row]
        if self._room and line.card.values.get("class_id") != self._room:
            return False
        return self._wanted(line) and matches(line, self._text)

    def line(self, index: Index) -> RosterLine:
        found: RosterLine = index.data(LINE)
        return found


def _everyone(line: RosterLine) -> bool:
    return line.card.enrolled


def matches(line: RosterLine, wanted: str) -> bool:
    """Name, pinyin, initials, seat or the end of a number; ``wanted`` in search form."""
    if not wanted:
        return True
    if wanted.isdecimal() and len(wanted) < 3:
        return wanted == str(line.card.values.get("seat") or "")
    return any(wanted in key for key in line.card.keys)
