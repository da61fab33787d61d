"""The sheet: a card over a dimmed window that asks something and holds the focus.

A sheet is a child of its window, not a window of its own: it dims and covers what it asks about,
needs no compositor for its shadow, opens no second event loop, and never hides behind another
window on a shared computer.
"""

from collections.abc import Iterator, Mapping

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.ui.parts.buttons import Button, press_focused
from kongchuo_desktop.ui.parts.floating import cast_shadow, tall
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import SCRIM_OPACITY, Px


class Sheet(QWidget):
    """A card over a dimmed window that holds the focus until it is closed.

    Subclasses fill ``body``, put their buttons with ``add_buttons`` and end with ``accept`` or
    ``reject``; ``closed`` comes after either.
    """

    opened = Signal()
    accepted = Signal()
    rejected = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, window: QWidget, *, width: int = Px.DIALOG) -> None:
        self._over = window.window()
        super().__init__(self._over)
        self.theme = theme
        self._before: QWidget | None = None
        self._first: QWidget | None = None
        self.primary: Button | None = None
        self.card = QFrame(self)
        self.card.setProperty("kind", "float")
        self.card.setFixedWidth(int(width))
        cast_shadow(self.card, theme)
        self.body = QVBoxLayout(self.card)
        self.body.setContentsMargins(Px.INSIDE, Px.INSIDE, Px.INSIDE, Px.GAP)
        self.body.setSpacing(Px.GAP)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    # life

    def open(self) -> None:
        """Show over the window and take the focus."""
        self._before = QApplication.focusWidget()
        self._over.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        (self._first or self).setFocus(Qt.FocusReason.OtherFocusReason)
        self.opened.emit()

    def accept(self) -> None:
        self._close()
        self.accepted.emit()
        self.closed.emit()

    def reject(self) -> None:
        self._close()
        self.rejected.emit()
        self.closed.emit()

    def _close(self) -> None:
        self._over.removeEventFilter(self)
        self.hide()
        # What had the focus may have gone with a sheet that made way for this one.
        before = self._before
        if before is not None and shiboken6.isValid(before) and before.isVisible():
            before.setFocus()
        self.deleteLater()

    # contents

    def focus_first(self, widget: QWidget) -> None:
        """What has the focus when the sheet opens."""
        self._first = widget

    def add_buttons(self, *buttons: Button, note: QWidget | None = None) -> None:
        """The foot: a note at the left, the buttons at the right, the last one last."""
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        if note is not None:
            line.addWidget(note, 1)
        else:
            line.addStretch(1)
        for button in buttons:
            line.addWidget(button)
            if button.kind() == "primary":
                self.primary = button
        self.body.addLayout(line)

    # behaviour

    def _place(self) -> None:
        self.setGeometry(self._over.rect())
        room = self.height() - 2 * Px.GAP
        self.card.setFixedHeight(min(tall(self.body, self.card.width()), room))
        left = (self.width() - self.card.width()) // 2
        top = max(Px.GAP, (self.height() - self.card.height()) // 2 - Px.MARGIN)
        self.card.move(left, min(top, self.height() - Px.GAP - self.card.height()))

    def refit(self) -> None:
        """Make the card as tall as its content again after something was folded out."""
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        scrim = QColor(self.theme.color("shadow"))
        scrim.setAlphaF(SCRIM_OPACITY)
        QPainter(self).fillRect(self.rect(), scrim)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        stops = [w for w in _tab_order(self.card) if w.isEnabled() and w.isVisible()]
        if stops:
            focus = QApplication.focusWidget()
            at = stops.index(focus) if focus in stops else (-1 if forward else 0)
            step = 1 if forward else -1
            reason = Qt.FocusReason.TabFocusReason
            stops[(at + step) % len(stops)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif not press_focused(event) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        # Anything else stays here: the page below must not hear it.
        event.accept()

    def enter(self) -> None:
        """Press the blue button: what Enter does when no button has the focus."""
        if self.primary is not None and self.primary.isEnabled():
            self.primary.click()


def _tab_order(root: QWidget) -> list[QWidget]:
    """The widgets below ``root`` that Tab stops at, as they stand on the card.

    Qt's own chain keeps the order in which they were made: what is added to a shown card would
    come after its buttons.
    """
    rank = {widget: at for at, widget in enumerate(_standing(root))}
    found: list[QWidget] = []
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        if root.isAncestorOf(widget) and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return sorted(found, key=lambda stop: _rank(stop, rank))


def _rank(widget: QWidget, rank: Mapping[QWidget, int]) -> int:
    """The place of a widget, or of what it is a part of."""
    current: QWidget | None = widget
    while current is not None and current not in rank:
        current = current.parentWidget()
    return rank[current] if current is not None else -1


def _standing(part: QWidget | QLayout) -> Iterator[QWidget]:
    """What stands in layouts, from the top, each widget before what it holds."""
    if isinstance(part, QWidget):
        yield part
        inside = part.widget() if isinstance(part, QScrollArea) else part.layout()
        if inside is not None:
            yield from _standing(inside)
        return
    for at in range(part.count()):
        item = part.itemAt(at)
        held = item.widget() or item.layout() if item is not None else None
        if held is not None:
            yield from _standing(held)
