"""One section of 升学: its sentence, its lines, and what can be done with those chosen."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kongchuo_desktop.operations.diplomas import DiplomaRow
from kongchuo_desktop.operations.entrants import Entrant
from kongchuo_desktop.operations.junior_entry import Passing
from kongchuo_desktop.ui.pages.school_year_rows import Row, SectionCells, SectionModel, Sheet
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.table import ActionBar, FittingTable, TableCard
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px

_OF_ENTRANT: Final[Mapping[str, frozenset[str]]] = {
    "missing": frozenset({"expect", "notice", "outcome", "case"}),
    "doubtful": frozenset({"compare"}),
    "expected": frozenset({"notice", "outcome", "case", "arrive"}),
    "elsewhere": frozenset({"outcome", "expect"}), "arrived": frozenset(),
}
"""How an entrant stands → what can be done about it."""
_OF_DIPLOMA: Final[Mapping[str, frozenset[str]]] = {
    "give": frozenset({"lacks", "refused"}), "hold": frozenset({"lacks", "granted"})}


class SectionView(QWidget):
    """``acted(action)`` of the foot, ``opened()`` by Enter, ``left_upwards()`` out of the table."""

    acted = Signal(str)
    opened = Signal()
    left_upwards = Signal()

    def __init__(self, theme: Theme, sheet: Sheet) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.ICON_GAP)
        self.said = Words("", "small", "text2", wrap=True)
        column.addWidget(self.said)
        self.model = SectionModel(sheet)
        self.table = FittingTable(theme, self.model, widths=sheet.widths, stretch=sheet.stretch,
                                  drop=sheet.drop, whole=0, delegate=SectionCells(theme))
        self.table.setAccessibleName(sheet.title)
        self.table.opened.connect(lambda _: self.opened.emit())
        self.table.left_upwards.connect(self.left_upwards)
        self.foot = ActionBar(theme, sheet.actions)
        self.foot.acted.connect(self.acted)
        # The lines of the turn have nothing to choose: they are done by one button for all.
        column.addWidget(TableCard(self.table, self.foot if sheet.actions else None), 1)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.show_actions())

    def show_rows(self, rows: Sequence[Row], said: str) -> None:
        """Other lines under their sentence; the first one is chosen where none was."""
        self.said.setText(said)
        self.model.set_lines(rows)
        if rows and not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.show_actions()

    def set_veil(self, on: bool) -> None:
        """F9: numbers are hidden."""
        self.model.veil = on
        self.model.touch()

    def row(self) -> Row | None:
        """The current line."""
        index = self.table.currentIndex()
        return index.data(LINE) if index.isValid() and self.model.rowCount() else None

    def picked(self) -> list[Row]:
        """The lines selected, or the current one."""
        rows = self.model.shown_lines(self.table.selected_rows())
        current = self.row()
        return rows or ([current] if current is not None else [])

    def show_actions(self) -> None:
        """The buttons that have something to do with one of the lines chosen."""
        self.foot.set_selected(len(self.table.selected_rows()))
        for action, button in self.foot.buttons.items():
            button.setVisible(any(can(row, action) for row in self.picked()))


def can(row: Row, action: str) -> bool:
    """Whether a button of the foot has to do with a line."""
    what = row.what
    if action == "card":
        return bool(row.pupil)
    if isinstance(what, Passing):
        line = what.line
        if line is None:
            return False
        return (what.state == "waiting" if action == "take" else
                line.mine_from and line.open and what.state != "here")
    if isinstance(what, Entrant):
        return action in _OF_ENTRANT[what.state]
    return isinstance(what, DiplomaRow) and what.state in _OF_DIPLOMA[action]
