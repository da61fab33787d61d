"""A strip above everything, for a store that is not meant seriously."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.tokens import Px


class Marked(QWidget):
    """What it holds, under one line of words that stays in sight."""

    def __init__(self, inside: QWidget, words: str) -> None:
        super().__init__()
        strip = QFrame()
        strip.setProperty("kind", "strip")
        strip.setFixedHeight(Px.CHIP)
        line = QHBoxLayout(strip)
        line.setContentsMargins(Px.INSIDE, 0, Px.INSIDE, 0)
        line.addWidget(ElidedWords(words, "caption", "amber"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(inside, 1)
