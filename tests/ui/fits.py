"""The check that no word is wider than the widget that shows it."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.sidebar import ClassCard, NavItem


def too_narrow(root: QWidget) -> list[str]:
    """Every visible label and button that is narrower or lower than its words, as sentences."""
    faults: list[str] = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or isinstance(widget, ElidedWords | ClassCard):
            continue
        if isinstance(widget, QLabel):
            faults += _label(widget)
        elif isinstance(widget, NavItem):
            words = widget.fontMetrics().horizontalAdvance(widget.spec.rail or widget.spec.title)
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
