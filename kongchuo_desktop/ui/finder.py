"""The pupil search of the sidebar: type anywhere, pick from the list, Enter opens the card."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kongchuo_desktop.ui.context import AppContext, FindPupils, FoundPupil
from kongchuo_desktop.ui.parts.floating import cast_shadow
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px, Type

PUPIL_PAGE = "pupil"


class _FoundDelegate(RowDelegate):
    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).text(payload.name, Type.SMALL, bold=True)
        return flow.gap().rest(payload.detail, Type.CAPTION, colour="text3").items

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.PAD_SMALL, 0, -Px.PAD_SMALL, -Px.HAIR)


class Finder(QFrame):
    """The list under the find field; in a narrow window it brings its own field along.

    The roster is read in the worker when the field gets the focus; each keystroke then searches it
    at once, and a change of the store has it read anew.
    """

    WIDTH = 320
    MOST = 8

    def __init__(self, ctx: AppContext, window: QWidget, field: LineInput) -> None:
        super().__init__(window)
        self._ctx, self._over, self._side_field = ctx, window, field
        self.setProperty("kind", "float")
        cast_shadow(self, ctx.theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(Px.ICON_GAP, Px.ICON_GAP, Px.ICON_GAP, Px.ICON_GAP)
        column.setSpacing(Px.GRID)
        self.own_field = LineInput(ctx.theme, "姓名、拼音首字母、座号", icon="search")
        column.addWidget(self.own_field)
        self._model = RowsModel()
        self._view = RowView(
            self._model, _FoundDelegate(ctx.theme, height=Px.TABLE_ROW, card=False), grow=True
        )
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._view.acted.connect(lambda index, action: self._open())
        self._view.clicked.connect(lambda index: self._open())
        column.addWidget(self._view)
        self._said = Words("", "small", "text2", wrap=True)
        column.addWidget(self._said)
        self._find: FindPupils | None = None
        self._reading, self._day = False, ctx.today()
        for line in (field, self.own_field):
            line.installEventFilter(self)
            line.textEdited.connect(self._search)
        ctx.changed.connect(self._forget)
        self.hide()

    def start(self) -> None:
        """Ctrl+F: the field gets the focus; in a narrow window it appears first."""
        if self._side_field.isVisible():
            self._side_field.setFocus()
            self._side_field.selectAll()
        else:
            self.own_field.clear()
            self._show([], "")
            self.own_field.setFocus()

    def place(self) -> None:
        """Below the find field, or at the top right in a narrow window."""
        if self.isHidden():
            return
        window = self._over
        wide = self._side_field.isVisible()
        self.own_field.setVisible(not wide)
        self.setFixedWidth(self.WIDTH)
        self.adjustSize()
        if wide:
            below = self._side_field.mapTo(window, QPoint(0, self._side_field.height() + Px.GRID))
            self.move(below)
        else:
            self.move(window.width() - self.WIDTH - Px.MARGIN_NARROW, Px.HEADER_NARROW)

    def _field(self) -> LineInput:
        return self._side_field if self._side_field.isVisible() else self.own_field

    # the roster that is searched

    def _prepare(self) -> None:
        """Have the roster read, unless it is at hand or being read."""
        read = self._ctx.hooks.pupil_search
        if read is not None and self._find is None and not self._reading:
            self._reading = True
            self._ctx.read(read, self._ready, owner=self)

    def _ready(self, find: FindPupils) -> None:
        self._find, self._reading, self._day = find, False, self._ctx.today()
        if self._field().text().strip():
            self._search()

    def _forget(self) -> None:
        self._find = None
        if not self.isHidden():
            self._prepare()

    # typing

    def _search(self) -> None:
        text = self._field().text().strip()
        if not text:
            self.close_list()
        elif self._find is None or self._day != self._ctx.today():
            self._find = None
            self._prepare()
        else:
            found, count = self._find(text)
            more = count - min(len(found), self.MOST)
            self._show(found[: self.MOST], f"没有找到“{text}”" if not count else
                       f"还有{more:,}人，多打几个字" if more else "")

    def _show(self, found: list[FoundPupil], said: str) -> None:
        self._model.set_rows([Row(p.pupil, p, f"{p.name}，{p.detail}") for p in found])
        self._view.setVisible(bool(found))
        self._said.setText(said)
        self._said.setVisible(bool(said))
        self._view.go_first()
        self.show()
        self.raise_()
        self.place()

    def _open(self) -> None:
        payload = self._view.payload()
        if payload is not None:
            self.close_list()
            self._field().clear()
            self._ctx.open_page(PUPIL_PAGE, pupil=payload.pupil)

    def close_list(self) -> None:
        self._said.setText("")
        self._reading = False
        if not self.isHidden():
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self._prepare()
        if event.type() == QEvent.Type.FocusOut and watched is self._field():
            self.close_list()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        return self._key(event)

    def _key(self, event: QKeyEvent) -> bool:
        at, count = self._view.currentIndex().row(), self._model.rowCount()
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and count:
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self._view.setCurrentIndex(self._model.index((at + step) % count))
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._field().clear()
            self.close_list()
            if (focus := self._over.focusWidget()) is not None:
                focus.clearFocus()
            return True
        return False
