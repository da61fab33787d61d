"""A month of the school calendar as a table of weeks; arrows move, Enter opens a day."""

from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from kongchuo_desktop.domain.calendar import UNANNOUNCED, Day, SchoolCalendar, monday, month_end
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

DAY = Qt.ItemDataRole.UserRole + 1
WEEKDAYS = "一二三四五六日"
ORDINARY_OFF = frozenset({"周末"})


class MonthModel(QAbstractTableModel):
    """The weeks that hold a month, Monday first; the first column of the head is the week."""

    def __init__(self) -> None:
        super().__init__()
        self._calendar = SchoolCalendar()
        self.month = date.today().replace(day=1)  # noqa: DTZ011 -- replaced before it is shown
        self._first, self._weeks = self.month, 0

    def show(self, calendar: SchoolCalendar, month: date) -> None:
        """Show the month of a date."""
        self.beginResetModel()
        self._calendar, self.month = calendar, month.replace(day=1)
        self._first = monday(self.month)
        last = month_end(self.month.year, self.month.month)
        self._weeks = (last - self._first).days // 7 + 1
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._weeks

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(WEEKDAYS)

    def day_at(self, index: Index) -> date:
        return self._first + timedelta(days=7 * index.row() + index.column())

    def index_of(self, day: date) -> QModelIndex:
        offset = (day - self._first).days
        return self.index(offset // 7, offset % 7)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        day = self._calendar.day(self.day_at(index))
        if role == DAY:
            return day
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return sentence(day)
        if role == Qt.ItemDataRole.ToolTipRole:
            return sentence(day)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return WEEKDAYS[section]
        start = self._first + timedelta(days=7 * section)
        weeks = (self._calendar.week(start + timedelta(days=n)) for n in range(len(WEEKDAYS)))
        week = next((number for number in weeks if number), None)
        return f"第{week}周" if week else ""


def sentence(day: Day) -> str:
    """``9月17日 星期四，上课``; with the reason, and 未公布 where the year is not known yet."""
    state = "上课" if day.in_session else "不上课"
    words = f"{day_text(day.date)} {weekday_text(day.date)}，{state}"
    words += f"，{day.note}" if day.note else ""
    return words if day.announced or day.note == UNANNOUNCED else f"{words}（{UNANNOUNCED}）"


class DayDelegate(QStyledItemDelegate):
    """A day: its number, its note, grey where there is no class, dashed while not announced."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.today = date.min

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, MonthModel)
        day: Day = index.data(DAY)
        inside = day.date.month == model.month.month
        rect = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = "selected" if selected else "surface" if day.in_session else "sunken"
        painter.fillRect(rect, theme.color(ground))
        painter.setPen(QPen(theme.color("line"), Px.HAIR))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        self._words(painter, rect, day, inside=inside)
        if not day.announced and inside:
            pen = QPen(theme.color("line2"), Px.HAIR, Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRect(QRectF(rect).adjusted(3.5, 3.5, -4.5, -4.5))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.color("accent_text"), Px.FOCUS))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()

    def _words(self, painter: QPainter, rect: QRect, day: Day, *, inside: bool) -> None:
        theme = self._theme
        today = day.date == self.today
        colour = "accent_text" if today else "text" if day.in_session else "text2"
        painter.setPen(theme.color(colour if inside else "text3"))
        painter.setFont(theme.font(Type.BODY, bold=today or (day.in_session and inside)))
        head = rect.adjusted(Px.ICON_GAP, Px.GRID, -Px.GRID, 0)
        number = f"{day.date.day}" if inside else f"{day.date.month}/{day.date.day}"
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        said = f"{number} 今天"
        fits = today and theme.width(said, Type.BODY, bold=True) <= head.width()
        painter.drawText(head, top, said if fits else number)
        note = "" if day.note in ORDINARY_OFF else day.note
        if not note:
            return
        made_up = day.in_session and day.note != UNANNOUNCED
        tone = "amber" if made_up else "green" if day.announced and inside else "text3"
        painter.setPen(theme.color(tone if inside else "text3"))
        painter.setFont(theme.font(Type.CAPTION))
        below = rect.adjusted(Px.ICON_GAP, 0, -Px.GRID, -Px.GRID)
        text = theme.metrics(Type.CAPTION).elidedText(
            note, Qt.TextElideMode.ElideRight, below.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft, text)


class MonthView(QTableView):
    """``opened(date)`` by Enter or a double click, ``moved(date)`` when another day is current,
    ``turned(int)`` by PageUp and PageDown."""

    opened = Signal(object)
    moved = Signal(object)
    turned = Signal(int)

    def __init__(self, theme: Theme, model: MonthModel) -> None:
        super().__init__()
        self._month = model
        self.setModel(model)
        self.delegate = DayDelegate(theme)
        self.setItemDelegate(self.delegate)
        self.setShowGrid(False)
        self.setProperty("kind", "card")
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setSectionsClickable(False)
            head.setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setFixedHeight(Px.TABLE_HEAD)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().setMinimumSectionSize(Px.TABLE_ROW_NARROW)
        self.verticalHeader().setFixedWidth(theme.px(Px.SIGN_EMPTY))
        self.setCornerButtonEnabled(False)

    def go(self, day: date) -> None:
        """Make a day of the shown month current."""
        self.setCurrentIndex(self._month.index_of(day))

    def current(self) -> date | None:
        index = self.currentIndex()
        return self._month.day_at(index) if index.isValid() else None

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.moved.emit(self._month.day_at(current))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(self._month.day_at(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = self.current()
        turn = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and day is not None:
            self.opened.emit(day)
        elif turn is not None:
            self.turned.emit(turn)
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()
        else:
            super().keyPressEvent(event)
