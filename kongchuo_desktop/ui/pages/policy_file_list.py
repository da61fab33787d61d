"""The clauses of a profile that is being written, with its head on top."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.policy.draft import Draft
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type


@dataclass(frozen=True)
class Line:
    """A clause in the list; ``at`` is -1 for the head of the file."""

    at: int
    title: str
    words: str
    wrong: bool = False


class LineDelegate(RowDelegate):
    """Id and place, below the first words of the quotation; red where something is wrong."""

    def items(self, payload: Any, rect: QRect, *, selected: bool) -> list[Item]:
        line: Line = payload
        outer = Flow(self.theme, rect)
        if line.wrong:
            outer.chip("有错", "red", from_right=True)
            outer.gap(from_right=True)
        above, below = outer.halves()
        above.rest(line.title, Type.BODY, colour="text")
        return outer.items + above.items + below.rest(line.words).items


class ClauseList(QWidget):
    """The list and the two buttons below it."""

    moved = Signal()
    added = Signal()
    removed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._draft = Draft("", ())
        self._wrong: int | None = None
        self._quiet = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.ICON_GAP)
        self.model = RowsModel()
        self.view = RowView(self.model, LineDelegate(theme, height=Px.DUTY_ROW_NARROW))
        self.view.setAccessibleName("各条")
        self.view.keys = {}
        self.view.moved.connect(lambda index: None if self._quiet else self._moved())
        column.addWidget(self.view, 1)
        line = QHBoxLayout()
        line.setSpacing(Px.ICON_GAP)
        self.more = Button(theme, "加一条", icon="plus", size="small", clicked=self.added.emit)
        self.less = Button(theme, "去掉这条", size="small", clicked=self.removed.emit)
        line.addWidget(self.more)
        line.addWidget(self.less)
        line.addStretch()
        column.addLayout(line)

    def at(self) -> int:
        """Number of the chosen clause; -1 for the head."""
        line = self.view.payload()
        return line.at if isinstance(line, Line) else -1

    def go(self, at: int) -> None:
        """Choose a clause without saying so."""
        self._quiet = True
        self.view.go(str(at))
        self._quiet = False
        # The list has its height only after the events of now.
        QTimer.singleShot(0, self.view, lambda: self.view.scrollTo(self.view.currentIndex()))
        self.less.setEnabled(at >= 0)

    def show_draft(self, draft: Draft) -> None:
        """Show the clauses anew; the chosen number stays."""
        self._draft = draft
        self._fill()

    def mark(self, at: int | None) -> None:
        """Which line has the mistake; None: no mistake."""
        if at != self._wrong:
            self._wrong = at
            self._fill()

    def _fill(self) -> None:
        title = str(self._draft.head_table.get("title") or "")
        lines = [Line(-1, "文件头", title, self._wrong == -1)]
        for at, block in enumerate(self._draft.blocks):
            table = block.table or {}
            title = " · ".join(filter(None, (block.id, str(table.get("where") or ""))))
            lines.append(Line(at, title, str(table.get("quote") or ""), self._wrong == at))
        self._quiet = True
        self.model.set_rows([Row(str(line.at), line, _spoken(line)) for line in lines])
        self._quiet = False

    def _moved(self) -> None:
        self.less.setEnabled(self.at() >= 0)
        self.moved.emit()


def _spoken(line: Line) -> str:
    return f"{line.title}，{line.words}" + ("，有错" if line.wrong else "")
