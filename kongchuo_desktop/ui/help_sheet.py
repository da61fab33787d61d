"""F1: the keys of the page that is shown and of the whole window."""

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QWidget

from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import KeyCap, Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

Line = tuple[str, str]
"""(keys, what they do); several caps are parted by spaces."""


class HelpSheet(Sheet):
    """Two columns of keys: this page at the left, everywhere at the right."""

    WIDTH = 760

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        *,
        title: str,
        page: Sequence[Line],
        everywhere: Sequence[Line],
    ) -> None:
        super().__init__(theme, window, width=self.WIDTH)
        self.body.addWidget(Words("按键", "name"))
        inside = QWidget()
        inside.setProperty("kind", "clear")
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(0, 0, Px.ICON_GAP, 0)
        columns.setSpacing(Px.MARGIN)
        if page:
            columns.addLayout(self._column(title, page), 1)
        columns.addLayout(self._column("哪里都能用", everywhere), 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        room = window.height() - 4 * Px.HEADER_NARROW
        scroll.setMinimumHeight(min(inside.sizeHint().height(), room))
        self.body.addWidget(scroll, 1)
        close = Button(theme, "关闭", keys="Esc", clicked=self.reject)
        self.add_buttons(close)
        self.focus_first(close)

    def _column(self, title: str, lines: Sequence[Line]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Px.GAP)
        grid.setVerticalSpacing(Px.CHIP_GAP)
        grid.addWidget(Words(title, "smallstrong", "text2"), 0, 0, 1, 2)
        for at, (keys, text) in enumerate(lines, start=1):
            caps = QHBoxLayout()
            caps.setSpacing(Px.GRID)
            for key in keys.split(" "):
                caps.addWidget(KeyCap(self.theme, key))
            caps.addStretch()
            grid.addLayout(caps, at, 0)
            grid.addWidget(Words(text, "small", wrap=True), at, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(len(lines) + 1, 1)
        return grid
