"""The bar above 迎检对照: how all clauses stand, each part of it a filter."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy

from kongchuo_desktop.domain.inspection.model import ClauseStanding
from kongchuo_desktop.ui.pages.inspection_words import GROUPS, Group, segments_of
from kongchuo_desktop.ui.parts.charts import Segment, StackedBar
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_HEIGHT = 42


class LegendFilter(QAbstractButton):
    """A coloured square with word and count; pressed, only its clauses are shown."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._colour = theme, ""
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def set(self, part: Segment) -> None:
        self._colour = part.colour
        self.setText(f"{part.word} {part.count}")
        self.setAccessibleName(f"只看{part.word}，{part.count}条")
        self.setEnabled(part.count > 0 or self.isChecked())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        words = self._theme.width(self.text(), Type.CAPTION, bold=True)
        return QSize(Px.ICON_GAP + Px.PAD_SMALL + Px.GRID + words + Px.ICON_GAP, Px.BUTTON_SMALL)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, on = QPainter(self), self._theme, self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if on or self.hasFocus() or self.underMouse():
            ring = on or self.hasFocus()
            painter.setPen(QPen(theme.color("accent_text" if ring else "hover"),
                                Px.FOCUS if self.hasFocus() else Px.HAIR))
            painter.setBrush(theme.color("selected" if on else "hover"))
            frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
        square = QRect(Px.ICON_GAP, (self.height() - Px.PAD_SMALL) // 2, Px.PAD_SMALL,
                       Px.PAD_SMALL)
        painter.fillRect(square, theme.color(self._colour))
        painter.setFont(theme.font(Type.CAPTION, bold=on))
        painter.setPen(theme.color("accent_text" if on else "text2"))
        words = self.rect().adjusted(square.right() + Px.GRID + Px.HAIR, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())


class StateBar(QFrame):
    """``97条：44条齐全``, the bar and its legend; ``chosen(group or "")`` when one is pressed."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setFixedHeight(_HEIGHT)
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE, 0, Px.ICON_GAP, 0)
        line.setSpacing(Px.GRID)
        self.words = Words("", "strong")
        self.bar = StackedBar(theme)
        self.bar.opened.connect(self._pick_word)
        line.addWidget(self.words)
        line.addSpacing(Px.ICON_GAP)
        line.addWidget(self.bar, 1)
        line.addSpacing(Px.GRID)
        self.filters: dict[Group, LegendFilter] = {}
        for key in GROUPS:
            button = LegendFilter(theme)
            button.clicked.connect(lambda _=False, key=key: self._pick(key))
            self.filters[key] = button
            line.addWidget(button)

    def show_states(self, standings: Sequence[ClauseStanding]) -> None:
        parts = segments_of(standings)
        self.bar.set(parts)
        self.words.setText(f"{len(standings)}条：{parts[0].count}条齐全")
        for button, part in zip(self.filters.values(), parts, strict=True):
            button.set(part)

    def current(self) -> str:
        return next((key for key, button in self.filters.items() if button.isChecked()), "")

    def choose(self, key: str) -> None:
        """Set the filter without emitting ``chosen``; ``""`` shows all."""
        for name, button in self.filters.items():
            button.setChecked(name == key)

    def _pick_word(self, word: str) -> None:
        key = next(key for key, said in GROUPS.items() if said == word)
        self.filters[key].setChecked(not self.filters[key].isChecked())
        self._pick(key)

    def _pick(self, key: Group) -> None:
        self.choose(key if self.filters[key].isChecked() else "")
        self.chosen.emit(self.current())
