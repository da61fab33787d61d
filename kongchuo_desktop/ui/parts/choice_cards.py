"""A few answers side by side as cards, one of them chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.ui.parts.words import Glyph, Words, draw_icon
from kongchuo_desktop.ui.theme import Theme, vary
from kongchuo_desktop.ui.tokens import Px


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
            # The row is one stop of the Tab key: arrows move within it.
            stop = Qt.FocusPolicy.StrongFocus if name == key else Qt.FocusPolicy.ClickFocus
            card.setFocusPolicy(stop)

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
