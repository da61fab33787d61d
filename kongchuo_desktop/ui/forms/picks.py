"""A few words of which one is picked, by digit, arrow or click: one stop of the Tab key."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from kongchuo_desktop.ui.parts.buttons import FilterChip
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px


class Picks(QWidget):
    """Filter chips in a grid, each with its digit before the word; none is picked at first.

    ``picked(key)`` is emitted when the person picks, not when the program does.
    """

    picked = Signal(str)

    def __init__(self, theme: Theme, words: Sequence[str], *, columns: int = 4) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        grid = QGridLayout(self)
        grid.setContentsMargins(Px.GRID, Px.GRID, Px.GRID, Px.GRID)
        grid.setSpacing(Px.CHIP_GAP)
        grid.setColumnStretch(columns, 1)
        self.chips: dict[str, FilterChip] = {}
        for at, word in enumerate(words):
            chip = FilterChip(theme, f"{at + 1} {word}")
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(lambda _=False, word=word: self._pick(word))
            self.chips[word] = chip
            grid.addWidget(chip, at // columns, at % columns)

    def key(self) -> str:
        """The word that is picked, empty while none is."""
        return next((word for word, chip in self.chips.items() if chip.isChecked()), "")

    def choose(self, key: str) -> None:
        """Pick without emitting ``picked``."""
        for word, chip in self.chips.items():
            chip.setChecked(word == key)

    def _pick(self, word: str) -> None:
        self.choose(word)
        self.setFocus()
        self.picked.emit(word)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        words = list(self.chips)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1,
                Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            at = words.index(self.key()) + step if self.key() else 0
            self._pick(words[at % len(words)])
        elif event.text().isdecimal() and 1 <= int(event.text()) <= len(words):
            self._pick(words[int(event.text()) - 1])
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.hasFocus():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.color("accent_text"), Px.FOCUS))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, Px.RADIUS_CONTROL, Px.RADIUS_CONTROL)
