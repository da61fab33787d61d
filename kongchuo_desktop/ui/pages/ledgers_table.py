"""The table of a ledger, the line of totals that stays under it, and the foot that counts."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QVBoxLayout

from kongchuo_desktop.ui.pages.ledgers_model import (
    Behind,
    Kind,
    LedgerCells,
    LedgerModel,
    LinesOfLedger,
    TotalsModel,
)
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.frozen_table import FrozenTable
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Type

_LEAST, _MOST = 28, 280
"""Of a column's width, in px; what is longer is cut and stands whole in its tooltip."""


class LedgerTable(FrozenTable):
    """The columns up to the name stay in sight. Arrows walk the cells; what is typed goes on in the
    search field (``typed``)."""

    typed = Signal(str)

    def __init__(self, theme: Theme, model: LinesOfLedger, *, name: str) -> None:
        super().__init__(theme, model, delegate=LedgerCells(theme))
        self.setAccessibleName(name)
        for table in (self, self.over):
            table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.horizontalHeader().setStretchLastSection(True)
        # The words of a group's head do not move along: what is moved must be painted anew.
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.viewport().update())
        self._lines, self._cell = model, (-1, -1)
        model.modelAboutToBeReset.connect(self._keep_cell)
        model.modelReset.connect(self._span)
        model.modelReset.connect(self._restore_cell)

    def set_widths(self, widths: Sequence[int]) -> None:
        """Of the columns shown, at the normal text size."""
        self._widths = list(widths)
        self._spread_columns()

    def _keep_cell(self) -> None:
        self._cell = (self.currentIndex().row(), self.currentIndex().column())

    def _restore_cell(self) -> None:
        """Where the keyboard was there is still a cell: Enter must not go on to the blue button."""
        rows, columns = self._lines.rowCount(), self._lines.columnCount()
        row, column = self._cell
        if row >= 0 and rows and columns:
            self.setCurrentIndex(self._lines.index(min(row, rows - 1), min(column, columns - 1)))

    def _span(self) -> None:
        """The words of a group and of a sum take the columns before the first figure."""
        spans = [(row, span) for row, line in enumerate(self._lines.lines)
                 if line.kind is not Kind.ROW and (span := self._lines.label_span(line)) > 1]
        for table in (self, self.over):
            table.clearSpans()
            for row, span in spans:
                table.setSpan(row, 0, 1, span)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and event.text().strip() and event.text().isprintable():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class LedgerView(QFrame):
    """A ledger's rows and, below them, what those in sight come to.

    ``pupil(id)`` is the child of a row that was opened, ``figure(Behind)`` what a sum, a group's
    head, the line of totals or the count of pupils was opened for.
    """

    pupil = Signal(str)
    figure = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._theme = theme
        self.model, self.sums = LedgerModel(), TotalsModel()
        self.table = LedgerTable(theme, self.model, name="台账")
        head = self.table.horizontalHeader()
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.table.setSortingEnabled(True)
        self.totals = LedgerTable(theme, self.sums, name="合计")
        self.totals.horizontalHeader().hide()
        self.totals.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.totals.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        above, below = self.table.horizontalScrollBar(), self.totals.horizontalScrollBar()
        above.valueChanged.connect(below.setValue)
        below.valueChanged.connect(above.setValue)
        for table in (self.table, self.totals):
            table.opened.connect(self._open)
            table.clicked.connect(self._click)
        self.totals.left_upwards.connect(self.table.setFocus)
        self.count = Words("", "small", "text2")
        self.pupils = Button(theme, "", "text", size="small", clicked=self._open_pupils)
        foot = QFrame()
        foot.setProperty("kind", "foot")
        foot.setFixedHeight(Px.ACTION_BAR)
        line = QHBoxLayout(foot)
        line.setContentsMargins(Px.INSIDE, 0, Px.INSIDE, 0)
        line.addWidget(self.count)
        line.addWidget(self.pupils)
        line.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(Px.HAIR, Px.HAIR, Px.HAIR, Px.HAIR)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.totals)
        column.addWidget(foot)
        self.model.modelReset.connect(self._follow)

    def fit_columns(self) -> None:
        """Each column as wide as its longest text, within bounds."""
        read = self.model.read
        assert read is not None
        widths = []
        for column in self.model.columns:
            longest = max((cells[column] for cells in read.cells), key=_breadth, default="")
            head = self._theme.width(read.heads[column], Type.CAPTION) + Px.ICON
            text = self._theme.width(longest, Type.BODY, bold=True)
            widths.append(min(max(_LEAST, head, text) + Px.INSIDE + Px.GRID, _MOST))
        named = (at + 1 for at, column in enumerate(self.model.columns)
                 if read.ledger.columns[column].names)
        stay = next(named, 1)
        for table in (self.table, self.totals):
            table.set_widths(widths)
            table.freeze(stay)

    def set_row_height(self, height: int) -> None:
        for table in (self.table, self.totals):
            table.set_row_height(height)
        self.totals.setFixedHeight(int(height))

    def set_veil(self, on: bool) -> None:
        self.model.veil = on
        self.model.touch()

    def _follow(self) -> None:
        self.sums.show(self.model)
        self.totals.setVisible(bool(self.sums.lines))
        read, shown = self.model.read, self.model.shown
        if read is not None:
            pupils = len({read.rows[at].pupil for at in shown} - {None})
            rows = (f"{len(shown)}条" if len(shown) == len(read.rows)
                    else f"{len(read.rows)}条里的{len(shown)}条")
            self.count.setText(rows)
            self.pupils.setText(f"{pupils}名学生")
            self.pupils.setVisible(pupils > 0)

    def _open_pupils(self) -> None:
        """One row of each pupil of those in sight."""
        behind = self.model.behind or Behind(None, None, "")
        if not behind.once:
            said = filter(None, [behind.words, self.pupils.text()])
            self.figure.emit(replace(behind, words=" · ".join(said), once=True))

    def _click(self, index: QModelIndex) -> None:
        """One click opens a figure; a row is opened by two, or by Enter."""
        if index.data(LINE).kind is not Kind.ROW:
            self._open(index)

    def sort_here(self) -> None:
        """By the column of the current cell; then the other way round, then as it was."""
        head, at = self.table.horizontalHeader(), self.table.currentIndex().column()
        if at < 0:
            return
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if head.sortIndicatorSection() != at:
            head.setSortIndicator(at, up)
        elif head.sortIndicatorOrder() is up:
            head.setSortIndicator(at, down)
        else:
            head.setSortIndicator(-1, up)

    def row_here(self) -> int | None:
        """Place of the row that the keyboard is on; the first one while it is on none."""
        lines = self.model.lines
        at = self.table.currentIndex().row()
        found = [lines[at]] if 0 <= at < len(lines) else lines
        return next((line.row for line in found if line.kind is Kind.ROW), None)

    def _open(self, index: QModelIndex) -> None:
        line, read = index.data(LINE), self.model.read
        assert read is not None
        if line.kind is Kind.ROW:
            if (pupil := read.rows[line.row].pupil) is not None:
                self.pupil.emit(pupil)
            return
        at = index.column()
        summed = line.kind is Kind.SUM and at >= self.model.label_span(line)
        column = self.model.columns[at] if summed else None
        if column is not None and not line.sums[column]:
            return
        said = [] if line.group is None else [read.ledger.groups[line.group].title]
        said += [read.heads[column]] if column is not None else []
        self.figure.emit(Behind(line.group, column, " · ".join(said)))


def _breadth(text: str) -> int:
    """About how wide it is: a Chinese sign is twice a letter."""
    return sum(1 if sign.isascii() else 2 for sign in text)
