"""The lines of one result of 比对 with what is known of the chosen one beside them."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent

from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.comparison_rows import (
    BORN,
    KIN,
    NAME,
    NUMBER,
    WHERE,
    WHY,
    WIDTHS,
    ResultCells,
    ResultModel,
    Row,
)
from kongchuo_desktop.ui.pages.comparison_side import ComparisonCard
from kongchuo_desktop.ui.parts.beside import Beside
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.table import ActionBar, FittingTable, TableCard
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px

_ANSWERS: Final[dict[int, str]] = {
    Qt.Key.Key_1: "same", Qt.Key.Key_2: "apart", Qt.Key.Key_3: "alike"}


class ResultTable(FittingTable):
    """A table that leaves the digits of answers to what stands around it."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _answer_of(event):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _answer_of(event: QKeyEvent) -> str:
    """What a digit says; empty for any other key."""
    plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _ANSWERS.get(event.key(), "") if plain else ""


class ResultsView(Beside):
    """``acted(action)``: same, apart, settle, open, card; 选出同样原因的 it does itself."""

    acted = Signal(str)

    def __init__(self, ctx: AppContext) -> None:
        self.model = ResultModel()
        self.table = ResultTable(ctx.theme, self.model, widths=WIDTHS, stretch=WHY,
                                 drop=(BORN, KIN, WHERE, NUMBER), whole=NAME,
                                 delegate=ResultCells(ctx.theme))
        self.foot = ActionBar(ctx.theme, [("same", "是同一个孩子"), ("apart", "不是同一个")],
                              counter="处")
        self.side = ComparisonCard(ctx, teaching=ctx.store.role == "school")
        super().__init__(TableCard(self.table, self.foot), self.side, focus=self.table,
                         width=Px.DIALOG)
        self._alone = self._asking = False
        self.hint = Words("", "caption")
        self.alike = Button(ctx.theme, "选出同样原因的（3）", "text", size="small",
                            clicked=self._select_alike)
        self.foot.right.addWidget(self.hint)
        self.foot.right.addWidget(self.alike)
        self.table.setAccessibleName("比对结果")
        self.table.opened.connect(lambda _: self._enter())
        self.foot.acted.connect(self.acted)
        self.side.acted.connect(self.acted)
        picked = self.table.selectionModel()
        picked.currentRowChanged.connect(lambda *_: self.side.show_row(self.row()))
        picked.selectionChanged.connect(lambda *_: self._count())

    def set_size(self, *, narrow: bool, short: bool) -> None:
        """Fold as the window asks."""
        self._alone = narrow
        self.set_narrow(narrow)
        self.table.set_row_height(Px.TABLE_ROW_NARROW if short else Px.TABLE_ROW)
        self._count()

    def set_veil(self, on: bool) -> None:
        """F9: numbers and telephones are hidden whole."""
        self.model.veil = on
        self.model.touch()
        self.side.show_row(self.row())

    def show_rows(self, rows: Sequence[Row], *, asking: bool) -> None:
        """Other lines; ``asking``: they wait for an answer."""
        self._asking = asking
        self.model.set_lines(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.side.show_row(self.row())
        self._count()

    def row(self) -> Row | None:
        """The current line."""
        index = self.table.currentIndex()
        return index.data(LINE) if index.isValid() and self.model.rowCount() else None

    def asked(self) -> list[Row]:
        """The lines selected, or the current one, that wait for an answer."""
        current = self.row()
        rows = self.model.shown_lines(self.table.selected_rows()) or (
            [current] if current is not None else [])
        return [row for row in rows if row.waits]

    def go_on(self) -> None:
        """From lines that were just answered to the next that waits."""
        lines = self.model.shown_lines()
        at = max([*self.table.selected_rows(), self.table.currentIndex().row()])
        after = [*range(at + 1, len(lines)), *range(at)]
        waiting = next((place for place in after if lines[place].waits), None)
        if waiting is not None:
            self.table.selectRow(waiting)

    def _enter(self) -> None:
        self.show_side()
        shown = [button for button in self.side.buttons.values() if button.isVisible()]
        (shown[0] if shown else self.table).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        answer = _answer_of(event)
        if answer == "alike":
            self._select_alike()
        elif answer:
            self.acted.emit(answer)
        else:
            super().keyPressEvent(event)

    def _select_alike(self) -> None:
        """Select all that wait for the same reason."""
        row = self.row()
        selection, last = QItemSelection(), self.model.columnCount() - 1
        for at, line in enumerate(self.model.shown_lines()):
            if row is not None and line.waits and line.why == row.why:
                selection.select(self.model.index(at, 0), self.model.index(at, last))
        self.table.selectionModel().select(
            selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _count(self) -> None:
        picked = len(self.table.selected_rows())
        many = self._asking and picked > (0 if self._alone else 1)
        self.foot.set_selected(picked if many else 0)
        unknown = sum(line.hit is not None and line.hit.outcome is None
                      for line in self.model.all_lines())
        self.hint.setText(f"还有{unknown}人没有核实去向")
        self.hint.setVisible(bool(unknown))
        self.alike.setVisible(self._asking and not many)
