"""What all sections of 设置 share: a scrolled column of cards that refreshes itself."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px


class Section(QWidget):
    """One section; it is built when first shown and reads what it shows in the worker."""

    TABLES: frozenset[str] = frozenset()
    """Tables whose changes it shows."""
    WIDEST = 760

    def __init__(self, ctx: AppContext, *, scrolled: bool = True) -> None:
        super().__init__()
        self.ctx, self.theme = ctx, ctx.theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.column = QVBoxLayout()
        self.column.setSpacing(Px.GAP)
        if not scrolled:
            outer.addLayout(self.column)
            return
        inside, holder = QWidget(), QWidget()
        inside.setProperty("kind", "clear")
        inside.setMaximumWidth(ctx.theme.px(self.WIDEST))
        inside.setLayout(self.column)
        self.column.setContentsMargins(0, 0, Px.GRID, 0)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(inside, 1)
        line.addStretch()
        outer.addWidget(Scrolled(holder))

    def refresh(self, changes: Changes | None) -> None:
        """Read again and show."""

    def set_narrow(self, narrow: bool, short: bool) -> None:
        """The window became narrow or low."""


def line_of(caption: str, words: QWidget, *buttons: QWidget) -> QHBoxLayout:
    """A line of a card: caption, value, buttons at its right edge."""
    line = QHBoxLayout()
    line.setSpacing(Px.GAP)
    if caption:
        line.addWidget(Words(caption, "small", "text2"))
    line.addWidget(words, 1)
    for button in buttons:
        line.addWidget(button)
    return line


def note(text: str) -> Words:
    """A grey sentence in a card."""
    return Words(text, "small", "text2", wrap=True)


def card(title: str, text: str = "") -> Card:
    """A card with its sentence."""
    made = Card(title)
    if text:
        made.body.addWidget(note(text))
    return made
