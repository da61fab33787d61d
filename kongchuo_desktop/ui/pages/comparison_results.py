"""The lines of one result of 比对 with what is known of the chosen one beside them."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent

from kongchuo_desktop.operations.access import SUPERIOR
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.comparison_rows import (
    ANSWERED,
    BORN,
    KIN,
    NAME,
    NUMBER,
    PROBLEMS_TAB,
    ROOM,
    SAID,
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


_FOOT: Final = {
    "same": "是同一个孩子", "apart": "不是同一个", "again": "撤回，重新核对",
    "settle": "去向和佐证…", "hand": "发给下级核对…"}
"""What can be done with several lines at once."""


class ResultsView(Beside):
    """``acted(action)``: one of ``_FOOT``, open, card, scans of the side, write_numbers and
    read_numbers of 证件号问题; 选出同样原因的 it does itself."""

    acted = Signal(str)

    def __init__(self, ctx: AppContext) -> None:
        self.model = ResultModel()
        self.table = ResultTable(ctx.theme, self.model, widths=WIDTHS, stretch=WHY,
                                 drop=(ROOM, BORN, WHERE, NUMBER, KIN), whole=NAME,
                                 delegate=ResultCells(ctx.theme))
        self.foot = ActionBar(ctx.theme, list(_FOOT.items()), counter="行")
        self._hands_down = ctx.store.role in SUPERIOR
        self.side = ComparisonCard(ctx, teaching=ctx.store.role == "school")
        super().__init__(TableCard(self.table, self.foot), self.side, focus=self.table,
                         width=Px.DIALOG)
        self._alone, self._tab = False, ""
        self.hint = Words("", "caption")
        self.numbers = [Button(ctx.theme, words, "text", size="small",
                               clicked=partial(self.acted.emit, action))
                        for action, words in (("write_numbers", "存成改正表…"),
                                              ("read_numbers", "读填好的改正表…"))]
        self.alike = Button(ctx.theme, "选出同样原因的（3）", "text", size="small",
                            clicked=self._select_alike)
        for button in self.numbers:
            self.foot.right.addWidget(button)
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

    def show_rows(self, rows: Sequence[Row], tab: str) -> None:
        """Other lines, those of a tab."""
        self._tab = tab
        self.model.set_lines(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.side.show_row(self.row())
        self._count()

    def row(self) -> Row | None:
        """The current line."""
        index = self.table.currentIndex()
        return index.data(LINE) if index.isValid() and self.model.rowCount() else None

    def picked(self) -> list[Row]:
        """The lines selected, or the current one."""
        current = self.row()
        return self.model.shown_lines(self.table.selected_rows()) or (
            [current] if current is not None else [])

    def asked(self) -> list[Row]:
        """Those of the lines picked of which an answer may be given."""
        return [row for row in self.picked() if row.open]

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
        if not self.take(event):
            super().keyPressEvent(event)

    def take(self, event: QKeyEvent) -> bool:
        """Whether a key was an answer, which then was given."""
        answer = _answer_of(event)
        if answer == "alike":
            self._select_alike()
        elif answer:
            self.acted.emit(answer)
        return bool(answer)

    def _select_alike(self) -> None:
        """Select all that wait for the same reason."""
        row = self.row()
        selection, last = QItemSelection(), self.model.columnCount() - 1
        for at, line in enumerate(self.model.shown_lines()):
            if row is not None and line.open and line.why == row.why:
                selection.select(self.model.index(at, 0), self.model.index(at, last))
        self.table.selectionModel().select(
            selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _offered(self) -> Sequence[str]:
        """What can be done with several lines of the tab."""
        if self._tab in ANSWERED:
            return ("same", "apart", *(("again",) if self._tab == SAID else ()))
        if self._tab == PROBLEMS_TAB:
            return ()
        return ("settle", *(("hand",) if self._hands_down else ()))

    def _count(self) -> None:
        picked, offered = len(self.table.selected_rows()), self._offered()
        many = bool(offered) and picked > (0 if self._alone else 1)
        self.foot.set_selected(picked if many else 0)
        for action, button in self.foot.buttons.items():
            button.setVisible(many and action in offered)
        hits = [line.hit for line in self.model.all_lines() if line.hit is not None]
        unknown = sum(hit.outcome is None for hit in hits)
        bare = sum(hit.outcome is not None and bool(hit.outcome.lacks) for hit in hits)
        self.hint.setText("，".join(filter(None, (
            f"还有{unknown}人没有核实去向" if unknown else "",
            f"{bare}人的佐证还没有扫描" if bare else ""))))
        self.hint.setVisible(bool(self.hint.text()) and not many)
        self.alike.setVisible(self._tab in ANSWERED and not many)
        for button in self.numbers:
            button.setVisible(self._tab == PROBLEMS_TAB)
