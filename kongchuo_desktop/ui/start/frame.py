"""The card that everything before an open store stands on: a quiet side and a page beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.parts.words import Glyph, KeyCap, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class StartCard(QWidget):
    """Side at the left with the program's name, at the right a scrolled page and a fixed foot.

    Subclasses fill ``side`` (below the name), ``side_foot``, ``page`` and ``foot``.
    """

    WIDTH, HEIGHT = 1010, 602
    SIDE, SIDE_NARROW = 236, 184
    AROUND = 40

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setMaximumSize(self.WIDTH, self.HEIGHT)
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.HAIR, Px.HAIR, Px.HAIR, Px.HAIR)
        line.setSpacing(0)
        self._left = QWidget()
        self._left_column = QVBoxLayout(self._left)
        self._left_column.setSpacing(Px.GAP)
        self._left_column.addLayout(self._name())
        self._left_column.addSpacing(Px.INSIDE)
        self.side = QVBoxLayout()
        self.side.setSpacing(Px.ICON_GAP)
        self._left_column.addLayout(self.side)
        self._left_column.addStretch()
        self.side_foot = QVBoxLayout()
        self.side_foot.setSpacing(Px.GAP)
        self._left_column.addLayout(self.side_foot)
        line.addWidget(self._left)
        right = QWidget()
        self._column = QVBoxLayout(right)
        self._column.setSpacing(Px.INSIDE)
        self.page = QVBoxLayout()
        self.page.setSpacing(Px.INSIDE)
        self._column.addLayout(self.page, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(Px.PAD_SMALL)
        self._column.addLayout(self.foot)
        line.addWidget(right, 1)
        self.set_narrow(False)

    def _name(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(Px.PAD_SMALL)
        line.addWidget(Glyph(self.theme, "school", "accent_text", Px.MARGIN + Px.FOCUS))
        line.addWidget(Words("控辍保学", "name"))
        line.addStretch()
        return line

    def say_below(self, sentences: Sequence[str]) -> None:
        """Quiet sentences at the foot of the side."""
        for sentence in sentences:
            self.side_foot.addWidget(Words(sentence, "small", "text2", wrap=True))

    def set_narrow(self, narrow: bool) -> None:
        """Less air on a small screen."""
        self._narrow = narrow
        around = Px.MARGIN_NARROW if narrow else self.AROUND
        self._left.setFixedWidth(self.SIDE_NARROW if narrow else self.SIDE)
        side = Px.MARGIN_NARROW if narrow else Px.MARGIN + Px.GRID
        top = around if narrow else around - Px.ICON_GAP
        self._left_column.setContentsMargins(side, top, Px.INSIDE, around)
        self._column.setContentsMargins(
            around, around, around, Px.MARGIN_NARROW if narrow else Px.MARGIN
        )
        self._column.setSpacing(Px.ICON_GAP if narrow else Px.INSIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < Px.NARROW_BELOW - 2 * Px.MARGIN
        if narrow != self._narrow:
            self.set_narrow(narrow)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.addRoundedRect(frame, Px.RADIUS_CARD, Px.RADIUS_CARD)
        painter.fillPath(path, self.theme.color("surface"))
        painter.setClipPath(path)
        edge = self._left.geometry().right() + 1
        painter.fillRect(QRectF(0, 0, edge, self.height()), self.theme.color("sunken"))
        painter.fillRect(QRectF(edge, 0, Px.HAIR, self.height()), self.theme.color("line"))
        painter.setClipping(False)
        painter.setPen(QPen(self.theme.color("line"), Px.HAIR))
        painter.drawPath(path)


def heading(title: str, text: str) -> QVBoxLayout:
    """The question of a page and the grey line below it."""
    column = QVBoxLayout()
    column.setSpacing(Px.GRID)
    column.addWidget(Words(title, "figure", wrap=True))
    column.addWidget(Words(text, "body", "text2", wrap=True))
    return column


def main_button(theme: Theme, text: str) -> tuple[Button, KeyCap]:
    """The large blue button of a start page and the key that presses it."""
    return Button(theme, text, "primary", size="large"), KeyCap(theme, "回车")


def offer(
    theme: Theme, title: str, text: str, action: str, icon: str, *, later: str = ""
) -> Banner:
    """A blue banner with one or two quiet buttons."""
    return Banner(theme, "blue", title, text, action=action, icon=icon, later=later)
