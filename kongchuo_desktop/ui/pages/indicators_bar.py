"""The line over the indicators: whose, until when, what is looked for, and how they stand."""

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.ui.pages.indicators_table import FILTERS
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class IndicatorBar(QWidget):
    """``leveled``: another level; ``dated``: until another day; ``narrowed``: another search or
    filter; ``dropped``: no more one indicator alone; ``down``: from the search into the table."""

    leveled = Signal()
    dated = Signal()
    narrowed = Signal()
    dropped = Signal()
    down = Signal()

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        self.level = Choice(theme)
        self.level.setAccessibleName("看哪一级")
        self.level.activated.connect(lambda _: self.leveled.emit())
        self.day = DateInput(theme, today)
        for part in (self.day, self.day.lineEdit()):
            part.setAccessibleName("算到哪天")
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.day.dateChanged.connect(lambda _: self.dated.emit())
        self.search = LineInput(theme, "名称、拼音", icon="search")
        self.search.setAccessibleName("找指标、单位")
        self.search.textChanged.connect(lambda _: self.narrowed.emit())
        self.search.installEventFilter(self)
        self.only = Button(theme, "", icon="x", clicked=self.dropped.emit)
        self.only.hide()
        self.standing = Segments(theme, [("", "全部"), *((k, w) for k, (w, _) in FILTERS.items())])
        self.standing.chosen.connect(lambda _: self.narrowed.emit())
        for widget in (self.level, self.day, self.only):
            line.addWidget(widget)
        line.addWidget(self.search, 1)
        line.addWidget(self.standing)

    def set_levels(self, levels: Sequence[tuple[str, str]]) -> None:
        """The levels that there are; with one there is nothing to choose."""
        self.level.set_choices(levels)
        self.level.setVisible(len(levels) > 1)

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """How many each filter leaves; empty is all."""
        self.standing.set_choices([
            ("", f"全部 {counts['']}"),
            *((key, f"{word} {counts[key]}") for key, (word, _) in FILTERS.items())])

    def show_only(self, words: str) -> None:
        """One indicator is looked at alone."""
        self.only.setText(words)
        self.only.setAccessibleName(f"只看{words}，按Esc看全部")
        self.only.setVisible(bool(words))

    def clear(self) -> bool:
        """Show all again; False where nothing was narrowed."""
        narrowed = bool(self.search.text() or self.standing.current() or self.only.text())
        self.search.clear()
        self.standing.choose("")
        self.show_only("")
        return narrowed

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and (
                event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            self.down.emit()
            return True
        return super().eventFilter(watched, event)
