"""The table of the roster and its foot, which says what can be done with those selected."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from kongchuo_desktop.operations.roster import PupilCard
from kongchuo_desktop.ui.pages.roster_cells import RosterDelegate
from kongchuo_desktop.ui.pages.roster_model import RosterModel
from kongchuo_desktop.ui.pages.roster_read import (
    BIRTH,
    ETHNICITY,
    GENDER,
    PHONE,
    ROOM,
    SEAT,
    TAGS,
)
from kongchuo_desktop.ui.parts.table import ActionBar, Table
from kongchuo_desktop.ui.parts.words import Glyph, KeyCap, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_WIDTHS = (56, 96, 188, 56, 96, 92, 172, 172, 160, 110)
_DROP = (ETHNICITY, BIRTH, PHONE)
"""Columns that go first in a narrow window; their values stay on the card (ui.md §7)."""
_WITH_SCHOOL = 190
"""Width of the class where the school stands before it."""
_ACTIONS = (("card", "打开档案"), ("visit", "登记家访"), ("paper", "开文书"), ("tag", "加标签"),
            ("调班", "调班"), ("转出", "转出"), ("休学", "休学"), ("复学", "复学"))


class RosterTable(Table):
    """Space asks for the numbers of the row (``revealed``), typing goes on (``typed``)."""

    revealed = Signal()
    typed = Signal(str)

    def __init__(self, theme: Theme, lines: RosterModel, delegate: RosterDelegate, *,
                 schools: bool) -> None:
        self._room_width = _WITH_SCHOOL if schools else _WIDTHS[ROOM]
        widths = (*_WIDTHS[:ROOM], self._room_width, *_WIDTHS[ROOM + 1:])
        super().__init__(theme, lines, widths=widths, stretch=TAGS,
                         drop=(*_DROP, GENDER) if schools else _DROP, delegate=delegate)
        self.setSortingEnabled(True)
        self.setColumnHidden(ROOM, True)
        self.sortByColumn(SEAT, Qt.SortOrder.AscendingOrder)

    def fit(self, width: int, *, rooms: bool) -> None:
        """Drop columns until the rest fits; the class stands only where there are several."""
        self.fit_columns(width - Px.GAP + (0 if rooms else self._room_width))
        self.setColumnHidden(ROOM, not rooms)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if plain and event.key() == Qt.Key.Key_Space:
            self.revealed.emit()
        elif plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class RosterFoot(ActionBar):
    """Actions for the selected, and the reminder that numbers are masked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, _ACTIONS)
        self._cap = KeyCap(theme, "回车")
        line = self.layout()
        assert isinstance(line, QHBoxLayout)
        line.insertWidget(line.indexOf(self.buttons["card"]) + 1, self._cap)
        self._reminder = (
            Glyph(theme, "lock", "text3"),
            Words("证件号已遮住，按", "caption", "text2"),
            KeyCap(theme, "空格"),
            Words("看所选一人10秒，留有记录", "caption", "text2"),
        )
        for widget in self._reminder:
            self.right.addWidget(widget)
        self._narrow = False
        self.show_for([])

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._remind()

    def _remind(self) -> None:
        """Narrow, there is room either for what can be done or for the reminder."""
        for widget in self._reminder:
            widget.setVisible(not self._narrow or not self.selected)

    def show_for(self, cards: Sequence[PupilCard], *, may_write: bool = True,
                 rooms: int = 1) -> None:
        """Some actions are of one pupil; who has left can only come back; a bureau only reads."""
        self.set_selected(len(cards))
        one = len(cards) == 1
        away = one and not cards[0].enrolled
        for key in ("card", "转出", "休学", "复学"):
            fits = key == "card" or (may_write and (key == "复学") == away)
            self.buttons[key].setVisible(one and fits)
        for key in ("paper", "tag"):
            self.buttons[key].setVisible(bool(cards) and may_write)
        here = bool(cards) and all(card.enrolled for card in cards)
        self.buttons["visit"].setVisible(here and may_write)
        self.buttons["调班"].setVisible(here and may_write and rooms > 1)
        self._cap.setVisible(one)
        self._remind()
