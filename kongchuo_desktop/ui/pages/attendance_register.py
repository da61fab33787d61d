"""The register as a grid: five columns filled downwards, one cell a pupil."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from kongchuo_desktop.operations.attendance import MarkInput
from kongchuo_desktop.operations.roll_call import RollPupil, lesson_words
from kongchuo_desktop.ui.pages.attendance_cell import MARK, PUPIL, RegisterDelegate
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KEY, SEATS
from kongchuo_desktop.ui.pages.attendance_session import RollSession, plain
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

COLUMNS = 5
LEAST_ROWS = 10
"""A class of up to fifty stands with seats 1, 11, 21 … on top."""
CELL = Px.HEADER_NARROW
"""Height of a cell; 31 in a low window, so that ten rows fit (ui.md §3)."""
CELL_NARROW = Px.BUTTON - Px.HAIR


class RegisterModel(QAbstractTableModel):
    """Pupils and their marks by place in the grid."""

    def __init__(self) -> None:
        super().__init__()
        self._pupils: tuple[RollPupil, ...] = ()
        self._marks: Mapping[str, MarkInput] = {}
        self._told: Mapping[str, MarkInput] = {}
        """The marks as they were when the views were last told of them."""

    def show(self, session: RollSession | None) -> None:
        """Another register, or none; the same pupils stay in their places."""
        self._marks = session.marks if session else {}
        pupils = session.call.pupils if session else ()
        if pupils != self._pupils:
            self.beginResetModel()
            self._pupils, self._told = pupils, dict(self._marks)
            self.endResetModel()
        self.touch()

    def touch(self) -> None:
        """Marks may have changed; only the cells of those that did are painted again."""
        before, self._told = self._told, dict(self._marks)
        for pupil in before.keys() | self._told.keys():
            if before.get(pupil) != self._told.get(pupil):
                place = self.place(pupil)
                self.dataChanged.emit(place, place)

    def pupil(self, index: Index) -> RollPupil | None:
        at = index.column() * self.rowCount() + index.row()
        return self._pupils[at] if index.isValid() and at < len(self._pupils) else None

    def place(self, pupil: str) -> QModelIndex:
        for at, found in enumerate(self._pupils):
            if found.id == pupil:
                rows = self.rowCount()
                return self.index(at % rows, at // rows)
        return QModelIndex()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        if parent.isValid() or not self._pupils:
            return 0
        return max(LEAST_ROWS, -(-len(self._pupils) // COLUMNS))

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else COLUMNS

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.pupil(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        pupil = self.pupil(index)
        if pupil is None:
            return None
        mark = self._marks.get(pupil.id)
        if role == PUPIL:
            return pupil
        if role == MARK:
            return mark
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return _spoken(pupil, mark)
        return None


def _spoken(pupil: RollPupil, mark: MarkInput | None) -> str:
    seat = f"{pupil.seat}号 " if pupil.seat else ""
    state = mark.kind + lesson_words(mark.lessons, "") if mark else pupil.elsewhere or "出勤"
    return f"{seat}{pupil.name} {state}"


class RegisterView(QTableView):
    """The grid. Letters of kinds mark the current cell, everything else typed goes to the search.

    Signals: ``marked(letter)``, ``cleared`` (Del), ``typed(text)``, ``left`` (Enter or Esc, or Up
    from the first row), ``undo_asked`` (Ctrl+Z) and ``moved`` with the current pupil's id.
    """

    marked = Signal(str)
    cleared = Signal()
    typed = Signal(str)
    left = Signal()
    undo_asked = Signal()
    moved = Signal(str)

    def __init__(self, theme: Theme, model: RegisterModel) -> None:
        super().__init__()
        self._cells = model
        self.kept = ""
        self._delegate = RegisterDelegate(theme)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setProperty("kind", "clear")
        self.setAccessibleName("考勤格")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.hide()
            head.setMinimumSectionSize(Px.STEP)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self._fit_rows)
        theme.changed.connect(self.viewport().update)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def _fit_rows(self) -> None:
        """Cells of 46 where there is room, down to 31 so that ten rows do without scrolling."""
        rows = max(LEAST_ROWS, self._cells.rowCount())
        most, least = int(CELL + Px.CHIP_GAP), int(CELL_NARROW + Px.HAIR)
        pitch = max(least, min(most, self.viewport().height() // rows))
        self._delegate.row_gap = int(Px.CHIP_GAP if pitch > CELL else Px.FOCUS)
        self.verticalHeader().setDefaultSectionSize(pitch)

    def enter(self) -> None:
        """Take the focus, at the first cell when none is ringed."""
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._cells.index(0, 0))
        self.setFocus()

    def pupil(self) -> RollPupil | None:
        return self._cells.pupil(self.currentIndex())

    def go(self, pupil: str | None) -> None:
        """Ring a pupil's cell; None takes the ring away."""
        self.setCurrentIndex(self._cells.place(pupil) if pupil else QModelIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        pupil = self.pupil()
        self.kept = pupil.id if pupil else self.kept
        if pupil is not None and self.hasFocus():
            self.moved.emit(pupil.id)

    def event(self, event: QEvent) -> bool:
        # The window's Ctrl+Z undoes what is stored; a mark not yet filed is undone here.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
            return
        if event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        ):
            event.ignore()
            return
        key, text = event.key(), plain(event.text()).strip()
        if key == Qt.Key.Key_Delete:
            self.cleared.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape) or (
            key == Qt.Key.Key_Up and self.currentIndex().row() <= 0
        ):
            self.left.emit()
        elif text.upper() in BY_KEY:
            self.marked.emit(text.upper())
        elif len(text) == 1 and (text in SEATS or text.isalpha()):
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)
