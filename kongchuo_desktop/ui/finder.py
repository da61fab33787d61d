"""The pupil search of the sidebar: type anywhere, pick from the list, Enter opens the card."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kongchuo_desktop.ui.context import AppContext, FoundPupil
from kongchuo_desktop.ui.parts.floating import cast_shadow
from kongchuo_desktop.ui.parts.inputs import LineInput
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px, Type

WAIT_MS = 120
"""A pause in typing after which the search runs."""
PUPIL_PAGE = "pupil"


class _FoundDelegate(RowDelegate):
    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect).text(payload.name, Type.SMALL, bold=True)
        return flow.gap().rest(payload.detail, Type.CAPTION, colour="text3").items

    def inner(self, rect: QRect) -> QRect:
        return rect.adjusted(Px.PAD_SMALL, 0, -Px.PAD_SMALL, -Px.HAIR)


class Finder(QFrame):
    """The list under the find field; in a narrow window it brings its own field along."""

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
        self._none = Words("", "small", "text2", wrap=True)
        column.addWidget(self._none)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._search)
        for line in (field, self.own_field):
            line.installEventFilter(self)
            line.textEdited.connect(self._typed)
        self.hide()

    def start(self) -> None:
        """Ctrl+F: the field gets the focus; in a narrow window it appears first."""
        if self._side_field.isVisible():
            self._side_field.setFocus()
            self._side_field.selectAll()
        else:
            self.own_field.clear()
            self._show([])
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

    def _typed(self) -> None:
        self._timer.start()

    def _search(self) -> None:
        text = self._field().text().strip()
        find = self._ctx.hooks.find_pupils
        if not text or find is None:
            self.close_list()
            return
        self._ctx.read(lambda: find(text), lambda found: self._answer(text, found), owner=self)

    def _answer(self, text: str, found: list[FoundPupil]) -> None:
        if text == self._field().text().strip():
            self._none.setText("" if found else f"没有找到“{text}”")
            self._show(found)

    def _show(self, found: list[FoundPupil]) -> None:
        rows = [Row(p.pupil, p, f"{p.name}，{p.detail}") for p in found[: self.MOST]]
        self._model.set_rows(rows)
        self._view.setVisible(bool(rows))
        self._none.setVisible(bool(self._none.text()) and not rows)
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
        self._none.setText("")
        if not self.isHidden():
            self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
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
            if self._timer.isActive():
                self._timer.stop()
                self._search()
            else:
                self._open()
            return True
        if event.key() == Qt.Key.Key_Escape:
            self._field().clear()
            self.close_list()
            if (focus := self._over.focusWidget()) is not None:
                focus.clearFocus()
            return True
        return False
