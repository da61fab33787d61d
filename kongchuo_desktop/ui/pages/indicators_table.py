"""The table of the page 指标: a rate a row, with its sides, its target and how it stands."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent

from kongchuo_desktop.domain.finding import Finding, sought
from kongchuo_desktop.domain.indicators.model import Rate, Standing
from kongchuo_desktop.operations.indicator_words import (
    aim_words,
    base_words,
    sides_words,
    source_words,
    standing_words,
)
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.today_words import clause_words, document_line
from kongchuo_desktop.ui.parts.floating import ClausePopover
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.rows import Index
from kongchuo_desktop.ui.parts.table import CellDelegate, FittingTable
from kongchuo_desktop.ui.theme import Theme
from kongchuo_desktop.ui.tokens import Px, Tone, Type

WHAT, VALUE, AIM, STATE = range(4)
TONES: Final[Mapping[Standing, Tone]] = {
    "met": "green", "short": "red", "no_value": "amber", "by_hand": "grey", "no_target": "grey",
    "apart": "grey"}
FILTERS: Final[Mapping[str, tuple[str, frozenset[Standing]]]] = {
    "short": ("没有达到", frozenset({"short"})), "met": ("达到", frozenset({"met"})),
    "none": ("没有数", frozenset({"no_value", "by_hand"}))}
"""Key of a filter → its word, and what it leaves."""
_ORDER: Final[Sequence[Standing]] = ("short", "no_value", "by_hand", "apart", "no_target", "met")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOTHING = "—"


class RatesModel(LinesModel[Rate]):
    """``several``: the rows are of units below, whose names come before the indicator's."""

    def __init__(self) -> None:
        super().__init__(("指标", "数值", "目标", "达到没有"))
        self.several = False
        self._finding = Finding(())

    def key(self, line: Rate) -> str:
        return line.id

    def text(self, line: Rate, column: int) -> str:
        return (line.of_name if self.several else line.title, line.shown or _NOTHING,
                aim_words(line), standing_words(line))[column]

    def spoken(self, line: Rate, column: int) -> str:
        """The whole row: it is one stop."""
        sides = sides_words(line)
        return "，".join(filter(None, (
            line.of_name, line.title, line.shown or "没有数", sides,
            f"目标{aim_words(line)}" if aim_words(line) else "", standing_words(line),
            base_words(line), source_words(line))))

    def headerData(self, section: int, orientation: Qt.Orientation,
                   role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole and section == VALUE:
            return int(_RIGHT)
        if role == Qt.ItemDataRole.DisplayRole and section == WHAT and self.several:
            return "单位"
        return super().headerData(section, orientation, role)

    def places_by(self, column: int) -> Sequence[int]:
        keys: Mapping[int, Callable[[Rate], tuple[Any, ...]]] = {
            VALUE: lambda rate: (rate.figure is None, rate.figure or 0),
            STATE: lambda rate: (_ORDER.index(rate.standing),)}
        by = keys.get(column, lambda rate: (self.text(rate, column),))
        lines = self.all_lines()
        return sorted(range(len(lines)), key=lambda at: by(lines[at]))

    def show(self, rates: Sequence[Rate], *, several: bool) -> None:
        self.several = several
        self._finding = Finding([sought(f"{rate.of_name if several else ''}{rate.title}")
                                 for rate in rates])
        self.set_lines(rates)

    def leave(self, text: str, standing: str) -> None:
        """Only what is looked for, and stands as a filter says (empty: any)."""
        lines = self.all_lines()
        kept = set(self._finding.find(text)) if text else set(range(len(lines)))
        if standing:
            wanted = FILTERS[standing][1]
            kept = {at for at in kept if lines[at].standing in wanted}
        self.narrow(kept)


class RateCells(CellDelegate):
    """Two lines where there is something to say below the first."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        rate: Rate = index.data(LINE)
        flow = Flow(self.theme, rect)
        column = index.column()
        if column == STATE:
            if rate.standing in ("no_target", "apart"):
                return flow.text(str(index.data()), Type.SMALL, colour="text3").items
            return flow.chip(str(index.data()), TONES[rate.standing]).items
        if column == AIM:
            return flow.text(str(index.data()), Type.SMALL, colour="text2").items
        above, below = flow.halves(Px.CHIP_GAP)
        if column == VALUE:
            return self._value(rate, rect, above, below)
        above.rest(str(index.data()), Type.BODY, bold=True, colour="text")
        model = index.model()
        assert isinstance(model, RatesModel)
        said = " · ".join(filter(None, (rate.title if model.several else "", base_words(rate))))
        source = source_words(rate)
        below.text(said, Type.CAPTION, colour="text3")
        if source:
            below.gap()
            below.link(source, "clause", icon="bookmark")
        return above.items + below.items

    def _value(self, rate: Rate, rect: QRect, above: Flow, below: Flow) -> list[Item]:
        above.text(rate.shown or _NOTHING, Type.BODY, bold=True, width=rect.width(), align=_RIGHT,
                   colour="text" if rate.shown else "text3")
        below.text(sides_words(rate), Type.CAPTION, width=rect.width(), align=_RIGHT,
                   colour="text2")
        return above.items + below.items


class RatesTable(FittingTable):
    """Enter opens a rate, → its clause, typing goes on in the search field (``typed``)."""

    def __init__(self, theme: Theme, model: RatesModel, *, typed: Callable[[str], object]) -> None:
        super().__init__(theme, model, widths=(170, 92, 104, 100), stretch=WHAT, many=False,
                         delegate=RateCells(theme), row_height=Px.DUTY_ROW_NARROW)
        self._typed = typed
        self.setAccessibleName("指标")
        head = self.horizontalHeader()
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if plain and event.key() == Qt.Key.Key_Right and self.currentIndex().isValid():
            self.acted.emit(self.currentIndex(), "clause")
        elif plain and event.text().strip() and event.text().isprintable():
            self._typed(event.text())
        else:
            super().keyPressEvent(event)


def show_clause_of(ctx: AppContext, table: RatesTable, rate: Rate) -> None:
    """The wording that asks for a rate, beside its row."""
    clause, window = rate.clause, table.window()
    if clause is None:
        return
    popover = ClausePopover(
        ctx.theme, window, number=clause_words(clause), title=rate.title,
        document=document_line(clause), quote=f"“{clause.quote}”", links=(("full", "打开全文"),))
    popover.followed.connect(
        lambda _: ctx.open_page("settings", section="policy", clause=clause.id))
    rect = table.visualRect(table.currentIndex().siblingAtColumn(WHAT))
    popover.show_at(QRect(table.viewport().mapTo(window, rect.topLeft()), rect.size()))
