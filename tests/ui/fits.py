"""The check that no word is wider than the widget or the painted item that shows it."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QLabel, QWidget

from kongchuo_desktop.ui.nav_item import NavItem
from kongchuo_desktop.ui.parts.paint import Item, Line
from kongchuo_desktop.ui.parts.words import Chip, ElidedWords
from kongchuo_desktop.ui.sidebar import ClassCard


def too_narrow(root: QWidget) -> list[str]:
    """Every visible label, chip and button narrower or lower than its words, as sentences."""
    faults: list[str] = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or isinstance(widget, ElidedWords | ClassCard):
            continue
        if isinstance(widget, QLabel):
            faults += _label(widget)
        elif isinstance(widget, Chip):
            faults += _say(widget, widget.text(), widget.sizeHint().width(), widget.width())
        elif isinstance(widget, NavItem):
            words = widget.fontMetrics().horizontalAdvance(widget.words())
            faults += _say(widget, widget.text(), words, widget.width())
        elif isinstance(widget, QAbstractButton) and widget.text():
            need = widget.minimumSizeHint().width()
            faults += _say(widget, widget.text(), need, widget.width())
    return faults


def _label(label: QLabel) -> list[str]:
    text = label.text()
    if not text:
        return []
    metrics = label.fontMetrics()
    if label.wordWrap():
        need = metrics.boundingRect(
            QRect(0, 0, label.width(), 10_000), 0x1000, text
        ).height()  # 0x1000: Qt.TextWordWrap
        return _say(label, text, need, label.height() + 2)
    return _say(label, text, metrics.horizontalAdvance(text), label.width())


def _say(widget: QWidget, text: str, need: int, has: int) -> list[str]:
    if need <= has:
        return []
    return [f"{type(widget).__name__} “{text}” needs {need} and has {has}"]


def cut_in_rows(root: QWidget) -> list[str]:
    """Painted words of the rows in sight that are cut, stand outside their cell or overlap."""
    faults: list[str] = []
    for view in root.findChildren(QAbstractItemView):
        delegate: Any = view.itemDelegate()
        if view.isVisibleTo(root) and hasattr(delegate, "items_of"):
            for index in _in_sight(view):
                cell = view.visualRect(index)
                items = [i for i in delegate.items_of(index, cell) if getattr(i, "text", "")]
                faults += _cut(items, cell, delegate.theme)
    return faults


def _in_sight(view: QAbstractItemView) -> Iterator[QModelIndex]:
    model = view.model()
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            index = model.index(row, column)
            if view.visualRect(index).intersects(view.viewport().rect()):
                yield index


def _cut(items: Sequence[Item], cell: QRect, theme: Any) -> Iterator[str]:
    for item in items:
        text: str = getattr(item, "text", "")
        if item.rect.left() < cell.left() or item.rect.right() > cell.right():
            yield f"“{text}” stands outside its cell"
        if isinstance(item, Line) and item.elide == Qt.TextElideMode.ElideNone:
            need = theme.width(text, item.size, bold=item.bold)
            if need > item.rect.width():
                yield f"“{text}” needs {need} and has {item.rect.width()}"
    for one, other in combinations(items, 2):
        both = one.rect.intersected(other.rect)
        # Two lines of a row share a pixel or two of their boxes, never of their letters.
        if both.width() > 1 and both.height() > min(one.rect.height(), other.rect.height()) // 3:
            yield f"“{getattr(one, 'text', '')}” lies over “{getattr(other, 'text', '')}”"
