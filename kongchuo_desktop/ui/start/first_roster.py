"""花名册: choose the Excel sheet that the school already has, or begin without it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.words import ElidedWords, Sign, Words
from kongchuo_desktop.ui.start.first_steps import Step
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

SUFFIXES = (".xlsx", ".xls", ".et", ".xlsm")
KINDS = f"Excel表 ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


class RosterStep(Step):
    """The file may be chosen or dropped; its rows are checked in the window, one by one."""

    chosen = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(
            theme,
            "花名册在手边吗？",
            "学籍系统导出的、WPS做的都行，不用改格式。看不准的地方会一条一条问您。",
        )
        self.setAcceptDrops(True)
        card = Card()
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        self._sign = Sign(theme, "file-spreadsheet", "grey")
        line.addWidget(self._sign)
        self.name = ElidedWords("", "body", "text2", mode=Qt.TextElideMode.ElideMiddle)
        line.addWidget(self.name, 1)
        self.button = Button(theme, "选Excel文件…", clicked=self._choose)
        line.addWidget(self.button)
        card.body.addLayout(line)
        self.column.addWidget(card)
        self.column.addWidget(
            Words(
                "没有也可以：先进去，在“花名册”里导入或者一个一个添加。",
                "small",
                "text2",
                wrap=True,
            )
        )
        self.column.addStretch()
        self.clear()

    def clear(self) -> None:
        """Nothing is chosen."""
        self.file: Path | None = None
        self.name.setText("还没有选文件")
        self._sign.set("file-spreadsheet", "grey")

    def first(self) -> QWidget:
        return self.button

    def take(self, file: Path) -> None:
        """The sheet that will be checked after the first run."""
        self.file = file
        self.name.setText(file.name)
        self._sign.set("file-spreadsheet", "green")
        self.chosen.emit()

    def _choose(self) -> None:
        file = pickers.choose_file(self, "选花名册", KINDS)
        if file is not None:
            self.take(file)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _dropped(event)
        if file is not None:
            self.take(file)


def _dropped(event: QDropEvent) -> Path | None:
    files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
    return next((file for file in files if file.suffix.lower() in SUFFIXES), None)
