"""The list of forms on 文书: found by what is typed, what is due first, a county's tagged 县定."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QStyleOptionViewItem

from kongchuo_desktop.operations.paper_forms import FormChoice
from kongchuo_desktop.operations.paper_shelf import Shelf, names_apart
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item, paint
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import PAYLOAD, Head, Index, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form in the list, called so that it is told from the others; ``due`` says for how many it
    is to be issued."""

    choice: FormChoice
    name: str
    due: str


class FormDelegate(RowDelegate):
    """A sign and the paper's name; the chosen one semibold on its own rounded ground."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, height=Px.BUTTON, card=False)

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.GAP, 0, -Px.ICON_GAP, 0)

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).gap(Px.GRID)
        flow.icon("file-text", "accent_text" if selected else "text2").gap(Px.ICON_GAP)
        if payload.due:
            flow.chip(payload.due, "amber", from_right=True).gap(Px.GRID, from_right=True)
        if payload.choice.county:
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


def form_groups(shelf: Shelf, names: Mapping[str, str]) -> list[tuple[Head | None, list[Row]]]:
    """The forms under their headings; those of a document that is in use have their own."""
    return [(Head(head), [_row(choice, shelf, names[choice.form.id]) for choice in choices])
            for head, choices in shelf.groups]


def _row(choice: FormChoice, shelf: Shelf, name: str) -> Row:
    due = due_words(shelf, choice.form.paper)
    spoken = "，".join(filter(None, (name, due, "县定" if choice.county else "")))
    return Row(choice.form.id, ListedForm(choice, name, due), spoken)


def due_words(shelf: Shelf, paper: str) -> str:
    """``3人要开``; ``要开`` where it is the school's."""
    if paper not in shelf.due:
        return ""
    count = len(shelf.due[paper])
    return f"{count}人" if count else "今天"


class FormPicker(Card):
    """A field to find by, and the forms below it. ``chosen(FormChoice)`` when the current one
    changes, ``entered`` by Enter or a click."""

    chosen = Signal(object)
    entered = Signal()
    clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(flush=True)
        self.body.setContentsMargins(Px.HAIR, Px.ICON_GAP, Px.HAIR, Px.ICON_GAP)
        self._shelf, self._names = Shelf(), dict[str, str]()
        self.search = LineInput(theme, "名称、拼音", icon="search")
        self.search.setAccessibleName("找文书")
        self.search.textChanged.connect(lambda _: self._fill())
        self.search.installEventFilter(self)
        holder = QHBoxLayout()
        holder.setContentsMargins(Px.ICON_GAP, 0, Px.ICON_GAP, Px.GRID)
        holder.addWidget(self.search)
        self.body.addLayout(holder)
        self.model = RowsModel()
        self.list = RowView(self.model, FormDelegate(theme))
        self.list.setAccessibleName("文书的种类")
        self.none = Words("", "small", "text2", wrap=True)
        self.none.setContentsMargins(Px.GAP, 0, Px.GAP, 0)
        self.none.hide()
        self.body.addWidget(self.none)
        self.body.addWidget(self.list, 1)
        self.list.moved.connect(lambda index: self._moved())
        self.list.clicked.connect(lambda index: self.clicked.emit())
        self.list.installEventFilter(self)
        act_on(self.list, {"main": lambda payload: self.entered.emit()})

    def set_shelf(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._names = names_apart([choice.form for choice in shelf.choices()])
        self._fill()

    def current(self) -> FormChoice | None:
        listed = self.list.payload()
        return listed.choice if listed is not None else None

    def choices(self) -> list[FormChoice]:
        """All forms, whatever is searched for."""
        return self._shelf.choices()

    def go(self, form: str) -> None:
        """Make a form the current one; a search that hides it is cleared."""
        if not self.list.go(form):
            self.search.clear()
            self.list.go(form)

    def list_takes_over(self) -> None:
        """From the field into the list: Enter there does what the blue button does.

        Where nothing is found, it would do so with a form that is not in sight.
        """
        (self.search if self.current() is None else self.list).setFocus()

    def _fill(self) -> None:
        text = self.search.text()
        groups = form_groups(self._shelf.found(text), self._names)
        self.model.set_groups(groups)
        self.none.setText(f"没有找到“{text}”，按Esc清除")
        self.none.setVisible(bool(text) and not groups)
        if text and self.list.payload() is None:
            self.list.go_first()

    def _moved(self) -> None:
        if (choice := self.current()) is not None:
            self.chosen.emit(choice)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            # Enter goes no further: what was found is seen before it is printed.
            leaves = event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return,
                                     Qt.Key.Key_Enter)
            if watched is self.search and leaves:
                self.list_takes_over()
                return True
            if watched is self.list and event.text().isalnum():
                # What was searched for before has been found.
                self.search.setFocus()
                self.search.setText(event.text())
                return True
        return super().eventFilter(watched, event)
