"""The line over a ledger: which days, which class, its groups, what is looked for in it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.operations.ledger_stretches import Period
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class LedgerBar(QWidget):
    """``changed``: other days, another class or other groups; ``searched(str)``; ``down``: from the
    search into the table; ``dropped``: the figure that was opened is to be closed; ``columns`` are
    asked for; ``back`` to the list."""

    changed = Signal()
    searched = Signal(str)
    down = Signal()
    dropped = Signal()
    columns = Signal()
    back = Signal()

    def __init__(self, theme: Theme, today: date) -> None:
        super().__init__()
        self._periods: Sequence[Period] = ()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.ICON_GAP)
        self.to_list = Button(theme, "换一本", icon="arrow-left", clicked=self.back.emit)
        self.to_list.hide()
        self.period = Choice(theme)
        self.period.setAccessibleName("从哪天到哪天")
        self.period.hide()
        self.day = DateInput(theme, today)
        self.day.setAccessibleName("截至哪天")
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.classes = Choice(theme)
        self.classes.setAccessibleName("班级")
        self.classes.hide()
        self.groups = Choice(theme)
        self.groups.setAccessibleName("分组")
        self.groups.hide()
        self.search = LineInput(theme, "在各栏里找", icon="search")
        self.search.setAccessibleName("在台账里找")
        self.figure = Button(theme, "", icon="x", clicked=self.dropped.emit)
        self.figure.hide()
        self.choose = Button(theme, "栏目…", icon="columns-3", clicked=self.columns.emit)
        for widget in (self.to_list, self.period, self.day, self.classes, self.groups):
            line.addWidget(widget)
        line.addWidget(self.search, 1)
        line.addWidget(self.figure)
        line.addWidget(self.choose)
        self.period.activated.connect(lambda _: self.changed.emit())
        self.classes.activated.connect(lambda _: self.changed.emit())
        self.groups.activated.connect(lambda _: self.changed.emit())
        self.day.dateChanged.connect(lambda _: self.changed.emit())
        self.search.textChanged.connect(self.searched)
        self.search.installEventFilter(self)

    def set_periods(self, periods: Sequence[Period], *, again: bool) -> None:
        """The stretches of a ledger; without any it says how things stand on a day. ``again``: the
        same ledger was read anew and keeps what is chosen."""
        chosen = self.period.key() if again else ""
        self._periods = periods
        self.period.set_choices([(each.title, each.title) for each in periods])
        if periods:
            self.period.choose(chosen or periods[0].title)
        self.period.setVisible(bool(periods))
        self.day.setVisible(not periods)

    def set_classes(self, rooms: Sequence[tuple[str, str]]) -> None:
        self.classes.set_choices([("", "全校"), *rooms])
        self.classes.setVisible(len(rooms) > 1)

    def set_ways(self, ways: Sequence[tuple[str, str]], *, again: bool) -> None:
        """How the rows may stand together, the form's own way first; another ledger begins with
        that one."""
        chosen = self.groups.key() if again else ""
        self.groups.set_choices(ways)
        self.groups.choose(chosen)
        self.groups.setVisible(len(ways) > 1)

    def chosen(self) -> Period | None:
        """The stretch that is looked at, None where it is a day."""
        return next((each for each in self._periods if each.title == self.period.key()), None)

    def step(self, by: int) -> None:
        """The stretch of the same kind, or the day, before (-1) or after (1)."""
        now = self.chosen()
        if now is None:
            self.day.setDate(self.day.date().addDays(by))
            return
        alike = [each for each in self._periods if each.stretch == now.stretch]
        at = alike.index(now) - by
        if 0 <= at < len(alike):
            self.period.choose(alike[at].title)
            self.changed.emit()

    def show_figure(self, words: str) -> None:
        self.figure.setText(words)
        self.figure.setAccessibleName(f"只看{words}，按Esc看全部")
        self.figure.setVisible(bool(words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            leaves = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if leaves:
                self.down.emit()
                return True
        return super().eventFilter(watched, event)
