"""The lines of 发出登记簿: columns, words and chips."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt

from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.tokens import Tone, Type

_HEADS = ("文号", "名称", "学生", "开出", "送达", "")
WIDTHS = (225, 150, 180, 90, 110, 90)
_NUMBER, TITLE, _PUPIL, DAY, _SERVED, _STATE = range(6)
FILTERS = {"all": "全部", "open": "没有送达", "void": "作废", "twice": "文号重了"}


@dataclass(frozen=True, slots=True)
class Line:
    """A paper with the name of its pupil; ``twice`` when another has its number."""

    paper: IssuedPaper
    name: str
    twice: bool = False
    room: str = ""

    def state(self) -> tuple[str, Tone] | None:
        """The chip of what departs from the normal."""
        if self.paper.voided is not None:
            return "作废", "grey"
        if self.twice:
            return "文号重了", "red"
        return ("没有送达", "amber") if self.paper.unserved else None

    def kept_by(self, key: str) -> bool:
        """Whether one of ``FILTERS`` shows it."""
        return {"all": True, "void": self.paper.voided is not None, "open": self.paper.unserved,
                "twice": self.twice}[key]

    def says(self, text: str) -> bool:
        """Whether number, pupil or name of the paper holds what was typed."""
        paper = self.paper
        return text in paper.numbered or text in self.name or text in paper.title


class RegisterModel(QAbstractTableModel):
    """Issued papers, newest first."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(line, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = line.state()
            return "，".join(filter(None, (*(self._text(line, c) for c in range(_SERVED + 1)),
                                          state[0] if state else "")))
        if role == CellDelegate.COLOUR:
            return "text3" if line.paper.voided is not None else None
        return None

    def _text(self, line: Line, column: int) -> str:
        paper, today = line.paper, self._ctx.today()
        if column == _SERVED:
            return day_text(paper.served, today=today) if paper.served else ""
        return {_NUMBER: paper.numbered, TITLE: paper.title, _PUPIL: line.name,
                DAY: day_text(paper.day, today=today)}.get(column, "")


class RegisterCells(CellDelegate):
    """The last column holds the chip of what departs from the normal."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        if index.column() == _STATE:
            state = index.data(Qt.ItemDataRole.UserRole).state()
            return Flow(self.theme, rect).chip(*state).items if state else []
        if index.column() == _PUPIL:
            return Flow(self.theme, rect).text(str(index.data()), Type.BODY, bold=True,
                                               colour=index.data(self.COLOUR) or "text").items
        return super().items(index, rect)
