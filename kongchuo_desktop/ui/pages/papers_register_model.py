"""The lines of 发出登记簿: columns, words and chips."""

from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QRect

from kongchuo_desktop.operations.paper_register import IssuedPaper
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.paint import Line as Words
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


class RegisterModel(LinesModel[Line]):
    """Issued papers, newest first."""

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(_HEADS)
        self._ctx = ctx

    def key(self, line: Line) -> str:
        return line.paper.id

    def text(self, line: Line, column: int) -> str:
        paper, today = line.paper, self._ctx.today()
        if column == _SERVED and paper.voided is not None:
            return paper.voided
        if column == _SERVED:
            return day_text(paper.served, today=today) if paper.served else ""
        return {_NUMBER: paper.numbered, TITLE: paper.title, _PUPIL: line.name,
                DAY: day_text(paper.day, today=today)}.get(column, "")

    def spoken(self, line: Line, column: int) -> str:
        state = line.state()
        return "，".join(filter(None, (*(self.text(line, c) for c in range(_SERVED + 1)),
                                      state[0] if state else "")))

    def look(self, line: Line, column: int, role: int) -> Any:
        if role == CellDelegate.COLOUR:
            return "text3" if line.paper.voided is not None else None
        return None


class RegisterCells(CellDelegate):
    """The last column holds the chip of what departs from the normal; what is voided is struck
    through, and why stands where the service would."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        line: Line = index.data(LINE)
        if index.column() == _STATE:
            state = line.state()
            return Flow(self.theme, rect).chip(*state).items if state else []
        if index.column() == _SERVED and line.paper.voided is not None:
            return Flow(self.theme, rect).rest(line.paper.voided, colour="text3").items
        if index.column() == _PUPIL:
            found = Flow(self.theme, rect).text(str(index.data()), Type.BODY, bold=True,
                                                colour=index.data(self.COLOUR) or "text").items
        else:
            found = super().items(index, rect)
        if line.paper.voided is None:
            return found
        return [replace(item, strike=True) if isinstance(item, Words) else item
                for item in found]
