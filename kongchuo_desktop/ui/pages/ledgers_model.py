"""The lines of an opened ledger: groups, their rows, what they come to; narrowed and sorted."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRect, Qt

from kongchuo_desktop.papers.list_lines import GroupHead, RowLine, SumLine, list_lines
from kongchuo_desktop.ui.masks import VEILED, veiled
from kongchuo_desktop.ui.pages.ledgers_read import EMPTY, LedgerRead
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate
from kongchuo_desktop.ui.tokens import Px, Type

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Kind(Enum):
    """What a line of the table is."""

    HEAD = auto()
    ROW = auto()
    SUM = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """A line; ``row`` is the place of a row, ``group`` that of a group, None for all of them."""

    kind: Kind
    group: int | None
    row: int = -1
    text: str = ""
    sums: Sequence[int | float | None] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """Which rows stand behind a figure: of a group (None: of all), with something in a column
    (None: every row), ``once`` only the first of each pupil; ``words`` say so."""

    group: int | None
    column: int | None
    words: str
    once: bool = False


class LinesOfLedger(QAbstractTableModel):
    """Some lines under the columns that are chosen of a ledger."""

    def __init__(self) -> None:
        super().__init__()
        self.read: LedgerRead | None = None
        self.columns: Sequence[int] = ()
        self.lines: Sequence[Line] = ()
        self.veil = False

    def line(self, row: int) -> Line:
        return self.lines[row]

    def label_span(self, line: Line) -> int:
        """How many of the columns shown the words of a head, or of a sum, take."""
        if line.kind is Kind.HEAD:
            return len(self.columns)
        if line.kind is Kind.ROW:
            return 1
        summed = (at for at, column in enumerate(self.columns) if line.sums[column] is not None)
        return max(next(summed, len(self.columns)), 1)

    def text(self, line: Line, at: int) -> str:
        """What stands in a cell; ``at`` counts the columns that are shown."""
        assert self.read is not None
        column = self.columns[at]
        if line.kind is Kind.ROW:
            shown = self.read.cells[line.row][column]
            if self.veil and shown:
                return VEILED if column in self.read.tags else veiled(shown)
            return shown
        if at == 0:
            return line.text
        found = line.sums[column] if line.kind is Kind.SUM else None
        return "" if found is None else f"{found:g}"

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        read = self.read
        if orientation is not Qt.Orientation.Horizontal or read is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if self.columns[section] in read.figures else None
        return read.heads[self.columns[section]] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line, at = self.lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(line, at)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(line, at)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self._is_number(line, at) else None
            case CellDelegate.BOLD:
                return line.kind is not Kind.ROW
        return line if role == LINE else None

    def _is_number(self, line: Line, at: int) -> bool:
        assert self.read is not None
        if line.kind is Kind.ROW:
            return isinstance(self.read.rows[line.row].cells[self.columns[at]], int | float)
        return line.kind is Kind.SUM and at >= self.label_span(line)

    def _spoken(self, line: Line, at: int) -> str:
        text = self.text(line, at)
        if line.kind is Kind.HEAD:
            return line.text
        head = self.headerData(at, Qt.Orientation.Horizontal)
        return f"{line.text}{head}{text}" if line.kind is Kind.SUM else f"{head}：{text or '空着'}"

    def touch(self) -> None:
        """Paint all cells again: what may be read of them has changed."""
        if self.lines and self.columns:
            self.dataChanged.emit(self.index(0, 0),
                                  self.index(len(self.lines) - 1, len(self.columns) - 1))


class LedgerModel(LinesOfLedger):
    """The rows that a search, and the figure that was opened, leave of a ledger.

    ``shown`` are the places of its rows, in order; ``whole`` is what they come to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown: Sequence[int] = ()
        self.whole: Line | None = None
        self.behind: Behind | None = None
        self._text = ""
        self._rows: Sequence[Line] = ()
        self._by: tuple[int, Qt.SortOrder] | None = None

    def show(self, read: LedgerRead, columns: Sequence[int]) -> None:
        """Another ledger, or the same one read again or in other columns; a figure that was opened
        is closed where the groups are no longer those of which it was one."""
        self.beginResetModel()
        if self.read is None or self.read.ledger.form.id != read.ledger.form.id:
            self._by = None
        if self._by is not None and self._by[0] not in columns:
            self._by = None
        if self.behind is not None and _groups(self.read) != _groups(read):
            self.behind = None
        if read is not self.read:
            self._rows = [Line(Kind.ROW, group, row=at) for at, group in enumerate(read.groups)]
        self.read, self.columns = read, columns
        self._fill()
        self.endResetModel()

    def narrow(self, text: str, behind: Behind | None) -> None:
        """Only the rows that hold what is typed, and stand behind a figure."""
        self._text, self.behind = text, behind
        if self.read is not None:
            self.beginResetModel()
            self._fill()
            self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By a column that is shown, each group for itself; below 0 the ledger's own order."""
        sorts = 0 <= column < len(self.columns)
        self.beginResetModel()
        self._by = (self.columns[column], order) if sorts else None
        if self.read is not None:
            self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        assert self.read is not None
        read, ledger = self.read, self.read.ledger
        self.shown = [at for at in read.found(self._text) if self._stands_behind(at)]
        if self.behind is not None and self.behind.once:
            first = {read.rows[at].pupil: at for at in reversed(self.shown)}
            self.shown = sorted(at for pupil, at in first.items() if pupil is not None)
        lines: list[Line] = []
        self.whole, taken = None, 0
        rows = [ledger.values[at] for at in self.shown]
        for each in list_lines(ledger.columns, ledger.made, rows):
            at = self.shown[min(taken, len(self.shown) - 1)]
            match each:
                case GroupHead(text):
                    lines.append(Line(Kind.HEAD, read.groups[at], text=text))
                case RowLine():
                    lines.append(self._rows[at])
                    taken += 1
                case SumLine(label, sums, True):
                    self.whole = Line(Kind.SUM, None, text=label, sums=sums)
                case SumLine(label, sums):
                    lines.append(Line(Kind.SUM, lines[-1].group, text=label, sums=sums))
        self.lines = self._sorted(lines)

    def _stands_behind(self, at: int) -> bool:
        behind, read = self.behind, self.read
        assert read is not None
        if behind is None:
            return True
        if behind.group not in (None, read.groups[at]):
            return False
        if behind.column is None:
            return True
        cell, column = read.rows[at].cells[behind.column], read.ledger.columns[behind.column]
        return cell != "" and (column.sum == "count" or cell != 0)

    def _sorted(self, lines: list[Line]) -> list[Line]:
        """Heads first and sums last in their group, whatever the rows between are sorted by."""
        if self._by is None:
            return lines
        assert self.read is not None
        column, order = self._by
        ranks = self.read.ranks(column)
        found: list[Line] = []
        rows: list[Line] = []
        for line in [*lines, None]:
            if line is not None and line.kind is Kind.ROW:
                rows.append(line)
                continue
            rows.sort(key=lambda each: ranks[each.row],
                      reverse=order is Qt.SortOrder.DescendingOrder)
            rows.sort(key=lambda each: ranks[each.row] == EMPTY)
            found += rows
            rows = []
            if line is not None:
                found.append(line)
        return found


def _groups(read: LedgerRead | None) -> list[str]:
    return [group.title for group in read.ledger.groups] if read is not None else []


class TotalsModel(LinesOfLedger):
    """The one line that stays in sight under a ledger."""

    def show(self, of: LedgerModel) -> None:
        """What the rows that are shown come to."""
        self.beginResetModel()
        self.read, self.columns = of.read, of.columns
        self.lines = [of.whole] if of.whole is not None else []
        self.endResetModel()


class LedgerCells(CellDelegate):
    """Heads and sums on sunken ground; figures at the right, blue where they open their rows."""

    def ground(self, index: Index) -> str:
        return "surface" if index.data(LINE).kind is Kind.ROW else "sunken"

    def items(self, index: Index, rect: QRect) -> list[Item]:
        line = index.data(LINE)
        if line.kind is Kind.ROW:
            return super().items(index, rect)
        if line.kind is Kind.HEAD:
            # Its words stay at the left, whichever columns are in sight.
            rect.setLeft(max(rect.left(), Px.ICON_GAP))
        figure = index.data(Qt.ItemDataRole.TextAlignmentRole) is not None
        return Flow(self.theme, rect).text(
            str(index.data() or ""), Type.SMALL, bold=True, width=rect.width(),
            colour="accent_text" if figure else "text",
            align=_RIGHT if figure else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter,
        ).items
