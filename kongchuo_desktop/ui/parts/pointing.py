"""Pointing at painted items: hover, press, click and tooltip, shared by lists and tables."""

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QAbstractItemView, QToolTip

from kongchuo_desktop.ui.parts.paint import Item, hit


class Pointing:
    """What list and table views share: hover, press, tooltip and click of painted items.

    Mixed into a QAbstractItemView whose delegate is a RowDelegate or CellDelegate.
    """

    acted: Any

    def init_pointing(self) -> None:
        view = self._view()
        view.setMouseTracking(True)
        view.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def _view(self) -> QAbstractItemView:
        assert isinstance(self, QAbstractItemView)
        return self

    def items_at(self, point: QPoint) -> tuple[QModelIndex, Item | None]:
        view = self._view()
        index = view.indexAt(point)
        delegate: Any = view.itemDelegateForIndex(index) if index.isValid() else None
        if delegate is None or not hasattr(delegate, "items_of"):
            return index, None
        return index, hit(delegate.items_of(index, view.visualRect(index)), point)

    def point_at(self, point: QPoint) -> None:
        """Mark the item under the pointer."""
        view = self._view()
        index, item = self.items_at(point)
        hot = (QPersistentModelIndex(index), item.action) if item and item.action else None
        delegate: Any = view.itemDelegateForIndex(index) if index.isValid() else view.itemDelegate()
        if getattr(delegate, "hot", None) != hot:
            delegate.hot = hot
            view.viewport().update()
        view.viewport().setCursor(
            Qt.CursorShape.PointingHandCursor if hot else Qt.CursorShape.ArrowCursor
        )

    def press(self, point: QPoint) -> bool:
        """True when the press belongs to an item and not to the row."""
        index, item = self.items_at(point)
        if item is None or not item.action:
            return False
        view = self._view()
        delegate: Any = view.itemDelegateForIndex(index)
        delegate.down = True
        view.viewport().update()
        return True

    def release(self, point: QPoint) -> None:
        view = self._view()
        index, item = self.items_at(point)
        delegate: Any = view.itemDelegateForIndex(index) if index.isValid() else view.itemDelegate()
        pressed = getattr(delegate, "down", False)
        delegate.down = False
        view.viewport().update()
        if pressed and item is not None and item.action and getattr(item, "enabled", True):
            view.setCurrentIndex(index)
            self.acted.emit(index, item.action)

    def show_tip(self, event: QHelpEvent) -> None:
        _, item = self.items_at(event.pos())
        QToolTip.showText(event.globalPos(), item.tip if item else "", self._view())
