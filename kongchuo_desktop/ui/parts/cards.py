"""Cards, banners, empty states and facts: the quiet grounds a page is laid out on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.words import Glyph, Sign, Words, empty
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import TONES, Px, Tone


class Card(QFrame):
    """A framed surface; ``body`` is its column, ``head`` the line of its title."""

    def __init__(self, title: str = "", *, flush: bool = False, kind: str = "card") -> None:
        super().__init__()
        self.setProperty("kind", kind)
        inside = 0 if flush else Px.INSIDE
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(inside, inside - Px.GRID if inside else 0, inside, inside)
        self.body.setSpacing(Px.ICON_GAP)
        self.head = QHBoxLayout()
        self.head.setSpacing(Px.ICON_GAP)
        if title:
            self.title = Words(title, "strong")
            self.head.addWidget(self.title)
            self.head.addStretch()
            self.body.addLayout(self.head)


def card_of(state: QWidget) -> Card:
    """A card that holds nothing but a state of the page (empty, refused, done)."""
    card = Card(flush=True)
    card.body.addWidget(state, 1)
    return card


class Banner(QFrame):
    """At most one per page, above the content: red overdue, amber doubt, blue offer; one button.

    A second, quiet button (“先不办…”) may stand before it.
    """

    acted = Signal()
    put_off = Signal()

    def __init__(
        self,
        theme: Theme,
        tone: Tone,
        title: str,
        text: str = "",
        *,
        action: str = "",
        primary: bool = False,
        later: str = "",
        icon: str = "circle-alert",
    ) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self.setProperty("tone", tone)
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE, Px.ICON_GAP, Px.GAP, Px.ICON_GAP)
        line.setSpacing(Px.GAP)
        line.addWidget(Glyph(theme, icon, TONES[tone][1], Px.ICON_NAV))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words(title, "strong" if text else "small", wrap=True))
        if text:
            words.addWidget(Words(text, "small", "text2", wrap=True))
        line.addLayout(words, 1)
        if later:
            line.addWidget(Button(theme, later, size="small", clicked=self.put_off.emit))
        self.button: Button | None = None
        if action:
            self.button = Button(
                theme,
                action,
                "primary" if primary else "plain",
                size="small",
                clicked=self.acted.emit,
            )
            line.addWidget(self.button)


class EmptyState(QWidget):
    """What is so, how to fill it, and one or two buttons.

    ``done`` is green (办完了), otherwise blue (还没有). ``actions`` are
    (key, words, icon, primary); ``acted(key)`` is emitted.
    """

    acted = Signal(str)

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        text: str,
        *,
        done: bool = False,
        actions: Sequence[tuple[str, str, str, bool]] = (),
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(Px.ICON_GAP)
        column.addStretch()
        sign = Sign(
            theme,
            icon,
            "green" if done else "blue",
            size=Px.SIGN_EMPTY,
            icon_size=Px.ICON_EMPTY,
        )
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(sign, 0, centre)
        column.addSpacing(Px.GRID)
        self.title = Words(title, "name", wrap=True)
        self.text = Words(text, "small", "text2", wrap=True)
        for words in (self.title, self.text):
            words.setAlignment(centre)
            column.addWidget(words)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        line.addStretch()
        self.buttons: dict[str, Button] = {}
        for key, label, sign_name, primary in actions:
            button = Button(
                theme, label, "primary" if primary else "plain", icon=sign_name, size="small"
            )
            button.clicked.connect(lambda _=False, key=key: self.acted.emit(key))
            self.buttons[key] = button
            line.addWidget(button)
        line.addStretch()
        column.addLayout(line)
        column.addStretch()


class Facts(QWidget):
    """Pairs of caption and value, the value at the right edge or beside the caption."""

    def __init__(
        self,
        rows: Sequence[tuple[str, str]] | Sequence[tuple[str, str, str]] = (),
        *,
        right: bool = True,
        strong: bool = False,
    ) -> None:
        super().__init__()
        self._right, self._strong = right, strong
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Px.GAP)
        self._grid.setVerticalSpacing(Px.CHIP_GAP)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[str, ...]] = []
        self.set(rows)

    def set(self, rows: Sequence[tuple[str, str]] | Sequence[tuple[str, str, str]]) -> None:
        """Rows of (caption, value) or (caption, value, tone)."""
        before, self._rows = self._rows, [tuple(row) for row in rows]
        if self._rows == before:
            return
        empty(self._grid)
        for at, row in enumerate(self._rows):
            caption, value, *tone = row
            mark = tone[0] if tone else ""
            words = Words(value, "smallstrong" if self._strong or mark else "small", mark)
            words.setWordWrap(not self._right)
            if self._right:
                words.setAlignment(Qt.AlignmentFlag.AlignRight)
            top = Qt.AlignmentFlag.AlignTop
            self._grid.addWidget(Words(caption, "small", "text2"), at, 0, top)
            self._grid.addWidget(words, at, 1, top)
