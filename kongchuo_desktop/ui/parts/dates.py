"""The input of a date, with a calendar to pick from."""

from datetime import date

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import QCalendarWidget, QDateEdit, QToolButton, QWidget

from kongchuo_desktop.ui.parts.inputs import draw_arrow
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class DateInput(QDateEdit):
    """A date with a calendar to pick from, as 2026年9月17日."""

    def __init__(self, theme: Theme, value: date) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(Px.BUTTON)
        self.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.setDisplayFormat("yyyy年M月d日")
        self.setCalendarPopup(True)
        self._calendar = QCalendarWidget()
        self._calendar.setVerticalHeaderFormat(
            QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader
        )
        self._calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setCalendarWidget(self._calendar)
        self._dress()
        theme.changed.connect(self._dress)
        self.set_value(value)

    def _dress(self) -> None:
        plain, quiet = QTextCharFormat(), QTextCharFormat()
        plain.setForeground(self._theme.color("text"))
        quiet.setForeground(self._theme.color("text3"))
        for day in Qt.DayOfWeek:
            weekend = day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday)
            self._calendar.setWeekdayTextFormat(day, quiet if weekend else plain)
        for name, icon in (("prev", "chevron-left"), ("next", "chevron-right")):
            button = self._calendar.findChild(QToolButton, f"qt_calendar_{name}month")
            if isinstance(button, QToolButton):
                button.setIcon(self._theme.icon(icon))

    def value(self) -> date:
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def set_value(self, value: date) -> None:
        self.setDate(QDate(value.year, value.month, value.day))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            # It is the day that is changed most: up and down are the next and the day before.
            self.setSelectedSection(QDateEdit.Section.DaySection)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab leaves the date at once; Qt would stop at year, month and day."""
        return QWidget.focusNextPrevChild(self, forward)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        draw_arrow(self, self._theme)
