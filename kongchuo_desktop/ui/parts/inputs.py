"""Inputs: line fields, choices, and the field that puts label and error round them."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.ui.parts.words import Words, draw_icon
from kongchuo_desktop.ui.theme import Theme, vary
from kongchuo_desktop.ui.tokens import Px


class LineInput(QLineEdit):
    """One line; a sign stands at its left when named, the shortcut at its right."""

    def __init__(
        self, theme: Theme, placeholder: str = "", *, icon: str = "", keys: str = ""
    ) -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self.setPlaceholderText(placeholder)
        self.setFixedHeight(Px.BUTTON)
        left = Px.ICON + Px.HAIR if icon else 0
        self.setTextMargins(left, 0, 0, 0)
        if keys:
            line = QHBoxLayout(self)
            line.setContentsMargins(0, 0, Px.INSIDE, 0)
            line.addStretch()
            self._keys = Words(keys, "caption")
            self._keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            line.addWidget(self._keys)
            self.textChanged.connect(lambda text: self._keys.setVisible(not text))

    def event(self, event: QEvent) -> bool:
        if _belongs_to_window(event, undo=self.isUndoAvailable(), redo=self.isRedoAvailable()):
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._icon:
            token = "accent_text" if self.hasFocus() else "text2"
            place = QRect(Px.ICON_GAP, 0, Px.ICON, self.height())
            draw_icon(QPainter(self), self._theme, place, self._icon, token, Px.ICON)


class TextInput(QPlainTextEdit):
    """Several lines; Tab leaves it, Ctrl+Enter is the page's blue button."""

    def __init__(self, placeholder: str = "", *, lines: int = 3) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(lines * (Px.CHIP - Px.HAIR) + Px.INSIDE)

    def event(self, event: QEvent) -> bool:
        text = self.document()
        if _belongs_to_window(event, undo=text.isUndoAvailable(), redo=text.isRedoAvailable()):
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().keyPressEvent(event)


_HALF = (Px.DIALOG - 2 * Px.INSIDE - Px.GRID - Px.GAP) // 2
"""Width of a field beside another one in a form."""


class Choice(QComboBox):
    """One of a list of (key, words); ``elastic`` is as wide as there is room, not as its words,
    which may come after it is shown."""

    def __init__(
        self, theme: Theme, choices: Sequence[tuple[str, str]] = (), *, elastic: bool = False
    ) -> None:
        super().__init__()
        policy = QComboBox.SizeAdjustPolicy
        self.setSizeAdjustPolicy(policy.AdjustToMinimumContentsLengthWithIcon if elastic
                                 else policy.AdjustToContents)
        self._theme = theme
        self.setFixedHeight(Px.BUTTON)
        self.set_choices(choices)

    def minimumSizeHint(self) -> QSize:
        # One long name among the choices must not push the form past its edge.
        least = super().minimumSizeHint()
        return QSize(min(least.width(), _HALF), least.height())

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        kept = self.key()
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.choose(kept)

    def key(self) -> str:
        value = self.currentData()
        return value if isinstance(value, str) else ""

    def choose(self, key: str) -> None:
        at = self.findData(key)
        if at >= 0:
            self.setCurrentIndex(at)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A wheel that was meant for the page must not change an answer.
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self)
        # What stands here is often a file or a place: its end tells more than its middle.
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideMiddle, room.width())
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()
        draw_arrow(self, self._theme)


def _belongs_to_window(event: QEvent, *, undo: bool, redo: bool) -> bool:
    """Whether Ctrl+Z or Ctrl+Y finds nothing to take back in the field: then it is the window's."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    key = QKeySequence.StandardKey
    mine = (undo and event.matches(key.Undo)) or (redo and event.matches(key.Redo))
    asked = event.matches(key.Undo) or event.matches(key.Redo)
    if asked and not mine:
        event.ignore()
        return True
    return False


def draw_arrow(widget: QWidget, theme: Theme) -> None:
    """The sign at the right of what unfolds."""
    place = QRect(widget.width() - Px.MARGIN, 0, Px.ICON, widget.height())
    token = "text2" if widget.isEnabled() else "disabled"
    draw_icon(QPainter(widget), theme, place, "chevron-down", token, Px.ICON)


class Field(QWidget):
    """Label above, the input, hint or error below in words.

    An error is a sentence and never blocks leaving the page.
    """

    def __init__(self, label: str, editor: QWidget, *, hint: str = "") -> None:
        super().__init__()
        self.editor, self._hint = editor, hint
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.GRID)
        self.label = Words(label, "small", "text2")
        self.label.setBuddy(editor)
        if not editor.accessibleName():
            editor.setAccessibleName(label)
        column.addWidget(self.label)
        column.addWidget(editor)
        self._below = Words(hint, "caption", wrap=True)
        column.addWidget(self._below)
        self._below.setVisible(bool(hint))

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        self.set_error("")

    def set_error(self, sentence: str) -> None:
        """Show what is wrong, or with an empty sentence the hint again."""
        vary(self.editor, state="error" if sentence else "")
        self._below.set_tone("red" if sentence else "")
        self._below.setText(sentence or self._hint)
        self._below.setVisible(bool(sentence or self._hint))

    def hint(self) -> str:
        return self._hint

    def error(self) -> str:
        return self._below.text() if self.editor.property("state") == "error" else ""
