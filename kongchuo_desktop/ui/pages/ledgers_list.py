"""The list of ledgers: those that the county's document asks for, then the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from kongchuo_desktop.domain.finding import Finding, sought
from kongchuo_desktop.operations.ledgers import LedgerChoice
from kongchuo_desktop.ui.pages.papers_list import FormDelegate
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Head, Row, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_NAMED, _OTHERS = "本县文件要的", "其他"


@dataclass(frozen=True, slots=True)
class ListedLedger:
    """A ledger as the delegate of forms paints it."""

    choice: LedgerChoice
    name: str
    due: str = ""


class LedgerPicker(Card):
    """A field to find by, and the ledgers below it. ``chosen(LedgerChoice)`` when the current one
    changes, ``entered`` by Enter or a click."""

    chosen = Signal(object)
    entered = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(flush=True)
        self.body.setContentsMargins(Px.HAIR, Px.ICON_GAP, Px.HAIR, Px.ICON_GAP)
        self._choices: Sequence[LedgerChoice] = ()
        self._finding = Finding(())
        self.search = LineInput(theme, "名称、拼音", icon="search")
        self.search.setAccessibleName("找台账")
        self.search.textChanged.connect(lambda _: self._fill())
        self.search.installEventFilter(self)
        holder = QHBoxLayout()
        holder.setContentsMargins(Px.ICON_GAP, 0, Px.ICON_GAP, Px.GRID)
        holder.addWidget(self.search)
        self.body.addLayout(holder)
        self.model = RowsModel()
        self.list = RowView(self.model, FormDelegate(theme))
        self.list.setAccessibleName("有哪些台账")
        self.none = Words("", "small", "text2", wrap=True)
        self.none.setContentsMargins(Px.GAP, 0, Px.GAP, 0)
        self.none.hide()
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.list.moved.connect(lambda _: self._moved())
        self.list.clicked.connect(lambda _: self.entered.emit())
        self.list.installEventFilter(self)
        act_on(self.list, {"main": lambda _: self.entered.emit()})

    def set_choices(self, choices: Sequence[LedgerChoice]) -> None:
        self._choices = choices
        self._finding = Finding([sought(c.title, numbers=(c.ledger, c.id)) for c in choices])
        self._fill()

    def current(self) -> LedgerChoice | None:
        listed = self.list.payload()
        return listed.choice if listed is not None else None

    def go(self, ledger: str) -> None:
        """Make a ledger the current one, by its id or its name; a search that hides it is
        cleared."""
        wanted = next((c.id for c in self._choices if ledger in (c.id, c.ledger)), ledger)
        if not self.list.go(wanted):
            self.search.clear()
            if not self.list.go(wanted):
                self.list.go_first()

    def _fill(self) -> None:
        text = self.search.text()
        found = [self._choices[at] for at in self._finding.find(text)]
        parts = [(_NAMED, [c for c in found if c.named]),
                 (_OTHERS, [c for c in found if not c.named])]
        self.model.set_groups([(Head(head), [_row(c) for c in choices])
                               for head, choices in parts if choices])
        self.none.setText(f"没有找到“{text}”，按Esc清除")
        self.none.setVisible(bool(text) and not found)
        if text and self.list.payload() is None:
            self.list.go_first()

    def _moved(self) -> None:
        if (choice := self.current()) is not None:
            self.chosen.emit(choice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            leaves = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return,
                                     Qt.Key.Key_Enter)
            if watched is self.search and leaves:
                (self.search if self.current() is None else self.list).setFocus()
                return True
            if watched is self.list and event.text().isalnum():
                self.search.setFocus()
                self.search.setText(event.text())
                return True
        return super().eventFilter(watched, event)


def _row(choice: LedgerChoice) -> Row:
    due = f"{choice.owed}人没说明" if choice.owed else ""
    spoken = "，".join(filter(None, (choice.title, due, "县定" if choice.county else "")))
    return Row(choice.id, ListedLedger(choice, choice.title, due), spoken)
