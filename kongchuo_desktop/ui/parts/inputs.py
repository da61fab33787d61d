"""Inputs: line fields, choices, dates, and the field that puts label and error round them."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from kongchuo_desktop.ui.parts.words import Glyph, Words, draw_icon
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


class Choice(QComboBox):
    """One of a list of (key, words)."""

    def __init__(self, theme: Theme, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(Px.BUTTON)
        self.set_choices(choices)

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
        super().paintEvent(event)
        _draw_arrow(self, self._theme)


class DateInput(QDateEdit):
    """A date with a calendar to pick from, as 2026年9月17日."""

    def __init__(self, theme: Theme, value: date) -> None:
        super().__init__()
        self._theme = theme
        self.setFixedHeight(Px.BUTTON)
        self.setLocale(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
        self.setDisplayFormat("yyyy年M月d日")
        self.setCalendarPopup(True)
        self.set_value(value)

    def value(self) -> date:
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def set_value(self, value: date) -> None:
        self.setDate(QDate(value.year, value.month, value.day))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        _draw_arrow(self, self._theme)


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


def _draw_arrow(widget: QWidget, theme: Theme) -> None:
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
        self._below.setVisible(bool(hint))
        column.addWidget(self._below)

    def set_hint(self, hint: str) -> None:
        self._hint = hint
        self.set_error("")

    def set_error(self, sentence: str) -> None:
        """Show what is wrong, or with an empty sentence the hint again."""
        vary(self.editor, state="error" if sentence else "")
        self._below.set_tone("red" if sentence else "")
        self._below.setText(sentence or self._hint)
        self._below.setVisible(bool(sentence or self._hint))

    def error(self) -> str:
        return self._below.text() if self.editor.property("state") == "error" else ""


class ChoiceCard(QFrame):
    """One of a few answers shown side by side; Space or click chooses it."""

    clicked = Signal()

    def __init__(
        self, theme: Theme, title: str, text: str, *, icon: str = "", wrap: bool = True
    ) -> None:
        super().__init__()
        self._theme, self._chosen = theme, False
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(f"{title}：{text}")
        column = QVBoxLayout(self)
        column.setContentsMargins(Px.INSIDE, Px.INSIDE, Px.INSIDE, Px.INSIDE)
        column.setSpacing(Px.GRID)
        head = QHBoxLayout()
        if icon:
            head.addWidget(_CardSign(theme, icon, self))
            head.addStretch()
        else:
            head.addWidget(Words(title, "name"), 1)
        self._mark = Glyph(theme, "circle", "edge", Px.ICON + Px.GRID)
        head.addWidget(self._mark)
        column.addLayout(head)
        if icon:
            column.addSpacing(Px.ICON_GAP)
            column.addWidget(Words(title, "name"))
        column.addWidget(Words(text, "small", "text2", wrap=wrap))
        column.addStretch()

    def chosen(self) -> bool:
        return self._chosen

    def set_chosen(self, chosen: bool) -> None:
        self._chosen = chosen
        self._mark.set("circle-check" if chosen else "circle", "accent_text" if chosen else "edge")
        vary(self, state="chosen" if chosen else "")
        for sign in self.findChildren(_CardSign):
            sign.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


class _CardSign(QWidget):
    """The sign of a choice card, blue once chosen."""

    def __init__(self, theme: Theme, icon: str, card: ChoiceCard) -> None:
        super().__init__(card)
        self._theme, self._icon, self._card = theme, icon, card
        self.setFixedSize(Px.BUTTON_LARGE, Px.BUTTON_LARGE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        chosen = self._card.chosen()
        painter.setBrush(self._theme.color("accent_soft" if chosen else "grey_soft"))
        painter.drawRoundedRect(self.rect(), Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        token = "accent_text" if chosen else "text2"
        draw_icon(painter, self._theme, self.rect(), self._icon, token, Px.ICON + Px.GRID)


class ChoiceCards(QWidget):
    """A few answers of (key, title, text, icon) side by side; arrows move between them."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, choices: Sequence[tuple[str, str, str, str]], current: str = ""
    ) -> None:
        super().__init__()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.GAP)
        self.cards: dict[str, ChoiceCard] = {}
        for key, title, text, icon in choices:
            card = ChoiceCard(theme, title, text, icon=icon)
            card.clicked.connect(lambda key=key: self._choose(key))
            self.cards[key] = card
            line.addWidget(card, 1)
        if current:
            self.choose(current)

    def current(self) -> str:
        return next((key for key, card in self.cards.items() if card.chosen()), "")

    def choose(self, key: str) -> None:
        """Set the answer without emitting ``chosen``."""
        for name, card in self.cards.items():
            card.set_chosen(name == key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or not self.cards:
            super().keyPressEvent(event)
            return
        keys = list(self.cards)
        at = keys.index(self.current()) if self.current() else 0
        key = keys[(at + step) % len(keys)]
        self.cards[key].setFocus()
        self._choose(key)

    def _choose(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
