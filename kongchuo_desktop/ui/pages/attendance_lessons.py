"""The strip of lessons: which of them a mark covers, chosen by their digits."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.ui.pages.attendance_session import plain
from kongchuo_desktop.ui.parts.buttons import FilterChip
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

MOST = 9
"""Lessons of a day that one digit can name."""


class LessonStrip(QWidget):
    """Chips 1 to n; none chosen means the whole part.

    ``chosen(tuple)`` after each change, ``done`` on Enter, Space or Esc.
    """

    chosen = Signal(tuple)
    done = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("缺了哪几节，按数字选")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Px.GRID)
        line.addWidget(Words("第几节", "caption", "text2"))
        self.chips: list[FilterChip] = []
        for lesson in range(1, MOST + 1):
            chip = FilterChip(theme, str(lesson))
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(self._tell)
            line.addWidget(chip)
            self.chips.append(chip)
        line.addWidget(Words("回车", "caption", "text2"))

    def show_for(self, lessons: int, chosen: Sequence[int]) -> None:
        for lesson, chip in enumerate(self.chips, start=1):
            chip.setVisible(lesson <= lessons)
            chip.setChecked(lesson in chosen)

    def lessons(self) -> tuple[int, ...]:
        return tuple(n for n, chip in enumerate(self.chips, start=1) if chip.isChecked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = plain(event.text())
        if len(text) == 1 and text in "123456789":
            chip = self.chips[int(text) - 1]
            if not chip.isHidden():
                chip.setChecked(not chip.isChecked())
                self._tell()
        elif event.key() in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Escape,
        ):
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.chosen.emit(self.lessons())
