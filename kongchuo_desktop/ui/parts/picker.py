"""A list beside what is worked on: a field to find by, what may be chosen under its headings."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QStyleOptionViewItem

from kongchuo_desktop.ui.parts.abstract import AbstractQt
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item, paint
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Head, Index, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


@dataclass(frozen=True, slots=True)
class Listed:
    """A line that can be chosen: ``choice`` is what it stands for, ``due`` what is owed of it,
    ``county`` whether the county's office gave it."""

    choice: Any
    name: str
    due: str = ""
    county: bool = False


def listed_row(key: str, listed: Listed) -> Row:
    """The line with what is read out of it."""
    parts = (listed.name, listed.due, "县定" if listed.county else "")
    return Row(key, listed, "，".join(filter(None, parts)))


class ListedDelegate(RowDelegate):
    """A sign and the name; the chosen one semibold on its own rounded ground."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.BUTTON, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.GAP, 0, -Px.ICON_GAP, 0)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).gap(Px.GRID)
        flow.icon("file-text", "accent_text" if selected else "text2").gap(Px.ICON_GAP)
        if payload.due:
            flow.chip(payload.due, "amber", from_right=True).gap(Px.GRID, from_right=True)
        if payload.county:
            flow.chip("县定", from_right=True)
        flow.rest(payload.name, Type.BODY, bold=selected, colour="text")
        return flow.items

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        if index.data(PAYLOAD) is None:
            return QSize(0, Px.BUTTON)
        return QSize(0, self.height)

    def _paint_head(self, painter: QPainter, rect: QRect, index: Index) -> None:
        model = index.model()
        assert isinstance(model, RowsModel)
        head = model.line(index.row())
        assert isinstance(head, Head)
        flow = Flow(self.theme, self.inner(rect)).gap(Px.GRID)
        flow.text(head.text, Type.SMALL, colour="text2")
        paint(painter, self.theme, flow.items)

    def _paint_ground(
        self, painter: QPainter, rect: QRect, index: Index, *, selected: bool, hovered: bool
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, self.theme.color("surface"))
        if selected or hovered:
            colour = self.theme.color("selected" if selected else "hover")
            painter.setPen(colour)
            painter.setBrush(colour)
            frame = rect.adjusted(Px.ICON_GAP, 0, -Px.ICON_GAP, -Px.HAIR)
            painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)

    def _paint_focus(self, painter: QPainter, rect: QRect) -> None:
        super()._paint_focus(painter, rect.adjusted(Px.CHIP_GAP, -Px.HAIR, -Px.CHIP_GAP, Px.HAIR))


class Picker(Card, metaclass=AbstractQt):
    """What a page shows of its ``Listed`` lines is made by ``groups``. ``chosen`` with the choice
    when the current one changes, ``entered`` by Enter, ``clicked`` by a click on a line."""

    chosen = Signal(object)
    entered = Signal()
    clicked = Signal()

    def __init__(self, theme: Theme, *, finds: str, lists: str) -> None:
        super().__init__(flush=True)
        self.body.setContentsMargins(Px.HAIR, Px.ICON_GAP, Px.HAIR, Px.ICON_GAP)
        self.search = LineInput(theme, "名称、拼音", icon="search")
        self.search.setAccessibleName(finds)
        self.search.textChanged.connect(lambda _: self.fill())
        self.search.installEventFilter(self)
        holder = QHBoxLayout()
        holder.setContentsMargins(Px.ICON_GAP, 0, Px.ICON_GAP, Px.GRID)
        holder.addWidget(self.search)
        self.body.addLayout(holder)
        self.model = RowsModel()
        self.list = RowView(self.model, ListedDelegate(theme))
        self.list.setAccessibleName(lists)
        self.none = Words("", "small", "text2", wrap=True)
        self.none.setContentsMargins(Px.GAP, 0, Px.GAP, 0)
        self.none.hide()
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.list.moved.connect(lambda _: self._moved())
        self.list.clicked.connect(lambda _: self.clicked.emit())
        self.list.installEventFilter(self)
        act_on(self.list, {"main": lambda _: self.entered.emit()})

    @abstractmethod
    def groups(self, text: str) -> Sequence[tuple[Head | None, Sequence[Row]]]:
        """The lines that are found by ``text`` under their headings, none where nothing is."""

    def current(self) -> Any:
        """The choice of the current line, None without one."""
        listed = self.list.payload()
        return listed.choice if listed is not None else None

    def go(self, key: str) -> bool:
        """Make a line the current one; a search that hides it is cleared."""
        if self.list.go(key):
            return True
        self.search.clear()
        return self.list.go(key)

    def fill(self) -> None:
        """Show what is found by the words in the field."""
        text = self.search.text()
        groups = self.groups(text)
        self.model.set_groups(groups)
        self.none.setText(f"没有找到“{text}”，按Esc清除")
        self.none.setVisible(bool(text) and not groups)
        if text and self.list.payload() is None:
            self.list.go_first()

    def _list_takes_over(self) -> None:
        """From the field into the list: Enter there does what the blue button does.

        Where nothing is found, it would do so with what is not in sight.
        """
        (self.search if self.current() is None else self.list).setFocus()

    def _moved(self) -> None:
        if (choice := self.current()) is not None:
            self.chosen.emit(choice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            # Enter goes no further: what was found is seen before it is opened or printed.
            leaves = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return,
                                     Qt.Key.Key_Enter)
            if watched is self.search and leaves:
                self._list_takes_over()
                return True
            if watched is self.list and event.text().isalnum():
                # What was searched for before has been found.
                self.search.setFocus()
                self.search.setText(event.text())
                return True
        return super().eventFilter(watched, event)
