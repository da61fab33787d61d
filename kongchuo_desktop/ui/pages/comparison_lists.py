"""The part 名单 of 比对: the four lists, one row each, and how to begin."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from kongchuo_desktop.operations.comparison import Compared
from kongchuo_desktop.ui.pages.comparison_rows import (
    LEAST,
    Slot,
    SlotDelegate,
    slot_menu,
    slot_row,
)
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import PAYLOAD, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_BEGIN: Final = ("装入两份以上的名单，按“比对”。别人给的Excel是什么样子，就装什么样子，"
                 "表头写法不一样也认得。")
_READY: Final = "够两份了，按“比对”。名单里的人和花名册对不上的，一行一行告诉您为什么。"


class ListsView(QWidget):
    """``acted(action, slot)``: main (装入), pick (另选), drop (清除); the latter two are behind the
    “…” of a row."""

    acted = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GAP)
        self.said = Words(_BEGIN, "small", "text2", wrap=True)
        column.addWidget(self.said)
        self.model = RowsModel()
        self.view = RowView(self.model, SlotDelegate(theme), always=("main", "drop"))
        self.view.setAccessibleName("要比对的名单")
        self.view.keys |= {(Qt.Key.Key_Right, False): "more", (Qt.Key.Key_Menu, False): "more",
                           (Qt.Key.Key_Delete, False): "drop"}
        self.view.acted.connect(self._act)
        column.addWidget(self.view, 1)

    def show_slots(self, slots: Sequence[Slot], result: Compared | None) -> None:
        """The lists, and below how to begin, or who was compared."""
        ready = sum(slot.ready for slot in slots) >= LEAST
        self.said.setText(result.remark if result else _READY if ready else _BEGIN)
        self.model.set_rows([slot_row(slot) for slot in slots])
        if not self.view.currentIndex().isValid():
            self.view.go_first()

    def _act(self, index: QModelIndex, action: str) -> None:
        slot: Slot = index.data(PAYLOAD)
        if action != "more":
            self.acted.emit(action, slot)
            return
        menu = QMenu(self)
        for words, entry in slot_menu(slot):
            menu.addAction(words, partial(self.acted.emit, entry, slot))
        place = self.view.visualRect(index)
        menu.popup(self.view.viewport().mapToGlobal(place.bottomRight())
                   - QPoint(menu.sizeHint().width(), 0))
