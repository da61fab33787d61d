"""The table of a report: heads as on paper, a figure in each cell that opens who it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from kongchuo_desktop.operations.report_rows import ReportColumn, ReportRow
from kongchuo_desktop.ui.parts.frozen_table import FrozenTable
from kongchuo_desktop.ui.parts.grouped_head import GroupedHead
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_MIDDLE = Qt.AlignmentFlag.AlignCenter
STATE = "state"
"""Key of the column that says whether somebody filed."""
_LEAST = 30
"""Of a column of figures, in px."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """A line of the table; ``row`` is None for who did not file: no figure stands there, for none
    was said. ``says`` is the state, where lines are of several who file, and ``colour`` its."""

    key: str
    title: str
    row: ReportRow | None
    says: str = ""
    colour: str = "text2"


class ReportModel(QAbstractTableModel):
    """Words first, then a figure for each column of the form."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: Sequence[ReportColumn] = ()
        self.lines: Sequence[TableLine] = ()

    def show(self, columns: Sequence[ReportColumn], lines: Sequence[TableLine]) -> None:
        self.beginResetModel()
        self.columns, self.lines = columns, lines
        self.endResetModel()

    def figure(self, index: Index) -> tuple[TableLine, ReportColumn] | None:
        """What a cell counts; None where it holds words or nothing."""
        if not index.isValid() or not self.columns:
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        if index.column() == 0 or column.key == STATE or line.row is None:
            return None
        return line, column

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        across = orientation is Qt.Orientation.Horizontal
        return (self.columns[section].head
                if across and role == Qt.ItemDataRole.DisplayRole else None)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(line, index.column())
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(line, index.column())
        return line if role == LINE else None

    def text(self, line: TableLine, at: int) -> str:
        key = self.columns[at].key
        if at == 0:
            return line.title
        if key == STATE:
            return line.says
        return "" if line.row is None else str(line.row.count(key))

    def _spoken(self, line: TableLine, at: int) -> str:
        column = self.columns[at]
        head = f"{column.over}{column.head}".replace("\n", "")
        return f"{line.title}，{head}：{self.text(line, at) or line.says}"


class ReportCells(CellDelegate):
    """Figures in the middle, blue where they open their pupils; sums on sunken ground."""

    def ground(self, index: Index) -> str:
        line: TableLine = index.data(LINE)
        return "sunken" if line.row is not None and line.row.is_sum else "surface"

    def items(self, index: Index, rect: QRect) -> list[Item]:
        model, line = index.model(), index.data(LINE)
        assert isinstance(model, ReportModel)
        text, bold = str(index.data() or ""), line.row is not None and line.row.is_sum
        flow = Flow(self.theme, rect)
        if index.column() == 0:
            return flow.text(text, Type.SMALL, bold=bold, width=rect.width()).items
        if model.columns[index.column()].key == STATE:
            return flow.text(text, Type.SMALL, colour=line.colour, width=rect.width(),
                             align=_MIDDLE).items
        colour = "text3" if text == "0" else "accent_text"
        whole = Flow(self.theme, rect.adjusted(-Px.ICON_GAP, 0, Px.ICON_GAP, 0))
        return whole.text(text, Type.SMALL, bold=bold, colour=colour, align=_MIDDLE,
                          width=rect.width() + 2 * Px.ICON_GAP).items


class ReportTable(FrozenTable):
    """Arrows walk the cells, the words of a line stay in sight; Enter or a click emits
    ``figure(TableLine, ReportColumn)``, on words ``line(TableLine)``."""

    figure = Signal(object, object)
    line = Signal(object)

    def __init__(self, theme: Theme) -> None:
        self.model_ = ReportModel()
        super().__init__(theme, self.model_, delegate=ReportCells(theme))
        self.head, self._head_over = GroupedHead(theme), GroupedHead(theme)
        self.setHorizontalHeader(self.head)
        self.over.setHorizontalHeader(self._head_over)
        self.setAccessibleName("报表")
        for table in (self, self.over):
            table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.freeze(1)
        self.opened.connect(self._open)
        self.clicked.connect(self._open)
        theme.changed.connect(self.spread)

    def show_lines(self, columns: Sequence[ReportColumn], lines: Sequence[TableLine]) -> None:
        """Other figures; the keyboard stays in its cell."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        self.model_.show(columns, lines)
        for head in (self.head, self._head_over):
            head.set_groups([column.over for column in columns])
        self.spread()
        if lines:
            self.setCurrentIndex(self.model_.index(
                min(max(row, 0), len(lines) - 1), min(max(column, 1), len(columns) - 1)))

    def wanted_height(self) -> int:
        """Of all lines and the head."""
        bar = self.horizontalScrollBar()
        scroll = bar.sizeHint().height() if self._needed() > self.viewport().width() else 0
        return (self.head.height() + self.model_.rowCount()
                * self.verticalHeader().defaultSectionSize() + scroll + 2 * Px.HAIR)

    def spread(self) -> None:
        """Figures share what the words leave evenly, none too narrow to be read; what is left over
        goes to the first words, so that the ground of a line reaches the edge."""
        least = self._least()
        room = self.viewport().width() - sum(least)
        figures = [at for at in range(len(least)) if not self._worded(at)]
        more, over = divmod(max(0, room), len(figures)) if figures else (0, 0)
        for at, width in enumerate(least):
            self.setColumnWidth(at, width + (more if at in figures else over if at == 0 else 0))
        self.freeze(1)

    def _worded(self, at: int) -> bool:
        return at == 0 or self.model_.columns[at].key == STATE

    def _needed(self) -> int:
        return sum(self._least())

    def _least(self) -> list[int]:
        widths = []
        for at, column in enumerate(self.model_.columns):
            texts = [self.model_.text(line, at) for line in self.model_.lines]
            text = max((self.theme.width(each, Type.SMALL, bold=True) for each in texts),
                       default=0)
            pad = 2 * Px.ICON_GAP if self._worded(at) else Px.GRID
            widths.append(max(_LEAST, self.head.needs(column.head) + Px.GRID, text + pad))
        return widths

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.spread()

    def _open(self, index: QModelIndex) -> None:
        found = self.model_.figure(index)
        if found is not None:
            self.figure.emit(*found)
        elif index.isValid():
            self.line.emit(index.data(LINE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if current.isValid() and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.model_.columnCount() - 1
            self.setCurrentIndex(self.model_.index(
                current.row(), 1 if event.key() == Qt.Key.Key_Home else last))
            return
        super().keyPressEvent(event)
