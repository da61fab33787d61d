"""The view of a list of people: rows as single stops, their keys, clicks on painted items."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from kongchuo_desktop.ui.parts.pointing import Pointing
from kongchuo_desktop.ui.parts.rows import KEY, PAYLOAD, Index, Row, RowDelegate, RowsModel


class RowView(Pointing, QListView):
    """A list whose rows are one stop each; the keys of a row are a table of key → action.

    ``acted(index, action)`` comes from a click on an item or from a key of ``keys``; a row that
    does not offer the action ignores it, except those in ``always`` (the row as a whole).
    """

    acted = Signal(QModelIndex, str)
    moved = Signal(QModelIndex)

    KEYS: ClassVar[dict[tuple[int, bool], str]] = {
        (Qt.Key.Key_Return, False): "main",
        (Qt.Key.Key_Enter, False): "main",
        (Qt.Key.Key_Right, False): "clause",
        (Qt.Key.Key_Return, True): "card",
        (Qt.Key.Key_Enter, True): "card",
    }
    """(key, Shift) → action."""

    def __init__(
        self,
        model: RowsModel,
        delegate: RowDelegate,
        *,
        always: Sequence[str] = ("main", "card"),
        grow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._delegate = delegate
        self._rows = model
        self._always = frozenset(always)
        self._grow = grow
        self._kept = ""
        self.keys: dict[tuple[int, bool], str] = dict(self.KEYS)
        self.setModel(model)
        self.setItemDelegate(delegate)
        self.setProperty("kind", "clear" if delegate.card else "")
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if grow:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.init_pointing()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._restore)

    def payload(self) -> Any:
        """The page's object of the current row, or None."""
        index = self.currentIndex()
        return index.data(PAYLOAD) if index.isValid() else None

    def go(self, key: str) -> bool:
        """Make the row of a key current; False when it is not there."""
        at = self._rows.find(key)
        if at >= 0:
            self.setCurrentIndex(self._rows.index(at))
        return at >= 0

    def go_first(self) -> None:
        for at in range(self._rows.rowCount()):
            if isinstance(self._rows.line(at), Row):
                self.setCurrentIndex(self._rows.index(at))
                return

    def _keep(self) -> None:
        index = self.currentIndex()
        self._kept = str(index.data(KEY)) if index.isValid() else ""
        self._delegate.hot = None

    def _restore(self) -> None:
        if self._kept:
            self.go(self._kept)
        if self._grow:
            self.setFixedHeight(self.content_height())

    def content_height(self) -> int:
        """Height of all rows: a ``grow`` list is as tall as its content and never scrolls."""
        return sum(self.sizeHintForRow(at) for at in range(self._rows.rowCount()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Qt goes to the first row without choosing it.
        index = self.currentIndex()
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit(self.currentIndex())

    def act(self, action: str) -> bool:
        """Do the current row's action; False when the row does not offer it."""
        index = self.currentIndex()
        if not index.isValid():
            return False
        items = self._delegate.items_of(index, self.visualRect(index), selected=True)
        own = [item for item in items if item.action == action]
        if any(getattr(item, "enabled", True) for item in own) or (
            not own and action in self._always
        ):
            self.acted.emit(index, action)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        action = self.keys.get((event.key(), shift)) if plain else None
        if action is not None:
            if not self.act(action):
                event.ignore()
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(event.position().toPoint())
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.press(
            event.position().toPoint()
        ):
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.release(event.position().toPoint())
        super().mouseReleaseEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            self.show_tip(event)
            return True
        return super().viewportEvent(event)


def act_on(view: RowView, actions: dict[str, Callable[[Any], object]]) -> None:
    """Call ``actions[action](payload)`` for what a view emits."""

    def dispatch(index: QModelIndex, action: str) -> None:
        if action in actions:
            actions[action](index.data(PAYLOAD))

    view.acted.connect(dispatch)
