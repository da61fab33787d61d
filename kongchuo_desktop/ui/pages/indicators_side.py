"""What is known of the chosen rate: how it is reckoned, whom it counts, how things were read."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.charts.model import Chart
from kongchuo_desktop.domain.indicators.model import Rate
from kongchuo_desktop.operations.access import TEACHING
from kongchuo_desktop.operations.indicator_answers import YearNumber
from kongchuo_desktop.operations.indicator_words import (
    aim_words,
    base_words,
    days_words,
    explained,
    sides_words,
    source_words,
    standing_words,
)
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.indicators_rows import (
    NumberDelegate,
    PartDelegate,
    ReadingDelegate,
    number_row,
    part_rows,
    reading_row,
)
from kongchuo_desktop.ui.pages.indicators_table import TONES
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.chart import ChartView
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Chip, Rule, Words
from kongchuo_desktop.ui.tokens import Px

_PARTS, _READ, _NUMBERS = "parts", "read", "numbers"
_HEADS: Final[Mapping[str, str]] = {
    _PARTS: "分子、分母是谁", _READ: "怎样读的", _NUMBERS: "由人写的数"}


class RateCard(Card):
    """One rate.

    ``pupils(PartLine)`` to see whom a part counts, ``asked(Reading)`` to say otherwise,
    ``number(YearNumber)`` to write it down, ``month(Piece)`` for a month of the trend, ``clause``
    to read it, ``filling`` to go where a person writes it, ``deeper(level)`` to see the same of the
    units below.
    """

    pupils = Signal(object)
    asked = Signal(object)
    number = Signal(object)
    month = Signal(object)
    clause = Signal()
    filling = Signal()
    deeper = Signal(str)

    def __init__(self, ctx: AppContext, levels: Sequence[tuple[str, str]]) -> None:
        super().__init__(flush=True)
        theme = self._theme = ctx.theme
        self.rate: Rate | None = None
        self.name = Words("", "strong", wrap=True)
        self.chip = Chip(theme, "")
        self.days = Words("", "caption", "text2", wrap=True)
        self.value = Words("", "figure")
        self.aim = Words("", "small", "text2", wrap=True)
        self.source = Button(theme, "", "text", icon="bookmark", size="small",
                             clicked=self.clause.emit)
        self.formula = Words("", "small", "text2", wrap=True)
        self.reckoned = Words("", "smallstrong", wrap=True)
        self.notes = Words("", "small", "text2", wrap=True)
        self.fill = Button(theme, "到“迎检对照”里填写", size="small", icon="shield-check",
                           clicked=self.filling.emit)
        self._fills = ctx.store.role in TEACHING
        self.chart = ChartView(theme)
        self.chart.opened.connect(self.month)
        self._models = {key: RowsModel() for key in _HEADS}
        self.lists = {
            _PARTS: self._list(_PARTS, PartDelegate(theme), self.pupils.emit),
            _READ: self._list(_READ, ReadingDelegate(theme), self.asked.emit),
            _NUMBERS: self._list(_NUMBERS, NumberDelegate(theme), self.number.emit)}
        self.down = {level: Button(theme, f"看{word}", size="small",
                                   clicked=lambda level=level: self.deeper.emit(level))
                     for level, word in levels}
        self.sections: dict[str, QWidget] = {}
        self._lay_out()

    def _list(self, key: str, delegate: RowDelegate, act: Any) -> RowView:
        view = RowView(self._models[key], delegate, grow=True)
        view.setProperty("kind", "clear")
        view.setAccessibleName(_HEADS[key])
        act_on(view, {"main": act})
        view.moved.connect(lambda index: self._follow(view, index))
        return view

    def _follow(self, view: RowView, index: QModelIndex) -> None:
        """Keep the row in view: the list is as tall as its rows, and the card scrolls."""
        rect = view.visualRect(index)
        middle = view.viewport().mapTo(self._inside, rect.center())
        self.scrolled.ensureVisible(0, middle.y(), 0, rect.height())

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(Px.INSIDE, Px.GAP, Px.INSIDE, 0)
        head.addWidget(self.name, 1)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(head)
        self._inside = inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(Px.INSIDE, 0, Px.INSIDE, Px.GAP)
        column.setSpacing(Px.ICON_GAP)
        column.addWidget(self.days)
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        line.addWidget(self.value)
        line.addWidget(self.aim, 1)
        line.addWidget(self.source)
        column.addLayout(line)
        self._section(column, "how", "怎样算", self.formula, self.reckoned)
        self._section(column, "notes", "要知道的", self.notes, self.fill)
        self._section(column, _PARTS, _HEADS[_PARTS], self.lists[_PARTS])
        self._section(column, _NUMBERS, _HEADS[_NUMBERS], self.lists[_NUMBERS])
        self._section(column, "trend", "这一学年各月底", self.chart)
        self._section(column, _READ, _HEADS[_READ], self.lists[_READ])
        column.addStretch()
        self.scrolled = Scrolled(inside)
        self.body.addWidget(self.scrolled, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(Px.INSIDE, 0, Px.INSIDE, Px.GAP)
        foot.setSpacing(Px.ICON_GAP)
        for button in self.down.values():
            foot.addWidget(button)
        foot.addStretch()
        self.body.addLayout(foot)

    def _section(self, column: QVBoxLayout, key: str, title: str, *parts: QWidget) -> None:
        """A part that is hidden as a whole where there is nothing for it."""
        section = QWidget()
        section.setProperty("kind", "clear")
        lines = QVBoxLayout(section)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Px.GRID)
        lines.addWidget(Rule())
        lines.addWidget(Words(title, "smallstrong"))
        for part in parts:
            wide = not isinstance(part, Button)
            lines.addWidget(part, 0, Qt.AlignmentFlag(0) if wide else Qt.AlignmentFlag.AlignLeft)
        self.sections[key] = section
        column.addWidget(section)

    # showing

    def show_rate(self, rate: Rate | None, levels: Sequence[str]) -> None:
        """Another rate; ``levels`` are those below it where it is known too."""
        if rate is None or self.rate is None or rate.id != self.rate.id:
            self.scrolled.verticalScrollBar().setValue(0)
            self._show(_NUMBERS, ())
            self.sections["trend"].hide()
        self.rate = rate
        for part in (self.name, self.chip, self.scrolled):
            part.setVisible(rate is not None)
        for level, button in self.down.items():
            button.setVisible(level in levels)
        if rate is None:
            return
        self.name.setText(f"{rate.of_name} {rate.title}")
        self.chip.set(standing_words(rate), TONES[rate.standing])
        self.days.setText(" · ".join(filter(None, (days_words(rate), base_words(rate)))))
        self.value.setText(rate.shown or "—")
        aim, sides = aim_words(rate), sides_words(rate)
        self.aim.setText("，".join(filter(None, (sides, f"目标{aim}" if aim else "没有目标"))))
        source = source_words(rate)
        self.source.setText(source)
        self.source.setVisible(bool(source))
        self.formula.setText(rate.formula)
        self.reckoned.setText(f"＝ {rate.reckoned}" if rate.shown else "")
        self.reckoned.setVisible(bool(rate.shown))
        self.sections["how"].setVisible(bool(rate.formula))
        self.notes.setText("\n".join(explained(rate)))
        self.sections["notes"].setVisible(bool(explained(rate)))
        self.fill.setVisible(self._fills and rate.standing == "by_hand" and bool(rate.clause))
        self._show(_PARTS, part_rows(rate))
        self._show(_READ, [reading_row(reading) for reading in rate.readings])

    def show_details(self, chart: Chart, numbers: Sequence[YearNumber]) -> None:
        """What was read of it meanwhile: its months, of which one alone says nothing, and the
        year's numbers."""
        known = sum(piece.role != "missing" for piece in chart.pieces())
        self.sections["trend"].setVisible(known > 1)
        self.chart.show_chart(chart)
        self._show(_NUMBERS, [number_row(number) for number in numbers])

    def _show(self, key: str, rows: Sequence[Row]) -> None:
        self._models[key].set_rows(rows)
        self.sections[key].setVisible(bool(rows))

    # the keyboard

    def enter(self) -> None:
        """Step into the card."""
        first = next((view for key, view in self.lists.items()
                      if not self.sections[key].isHidden()), None)
        if first is None:
            if not self.fill.isHidden():
                self.fill.setFocus()
            return
        if not first.currentIndex().isValid():
            first.go_first()
        first.setFocus()

    def stops(self) -> list[QWidget]:
        """What F6 goes through."""
        lists = [view for key, view in self.lists.items() if not self.sections[key].isHidden()]
        return [*lists, *([] if self.fill.isHidden() else [self.fill])]
