"""The page 指标: each rate with its two sides, target and clause, and the pupils behind it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from kongchuo_desktop.domain.charts.model import Piece
from kongchuo_desktop.domain.indicators.model import Rate, Reading
from kongchuo_desktop.operations.county import Listed
from kongchuo_desktop.operations.indicator_answers import leave_as_usual
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.indicator_answers import NumberForm, ask, ask_each
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.county_side import Behind
from kongchuo_desktop.ui.pages.indicators_bar import IndicatorBar
from kongchuo_desktop.ui.pages.indicators_desk import IndicatorsDesk, Only, indicator_of
from kongchuo_desktop.ui.pages.indicators_out import ask_export, show_paper
from kongchuo_desktop.ui.pages.indicators_rows import PartLine
from kongchuo_desktop.ui.pages.indicators_side import RateCard
from kongchuo_desktop.ui.pages.indicators_table import (
    FILTERS,
    RatesModel,
    RatesTable,
    show_clause_of,
)
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.pages.statistics_switch import add_statistics_switch
from kongchuo_desktop.ui.parts.beside import Beside
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState, card_of
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.progress import Counting
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.table import TableCard
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.tokens import Px


class IndicatorsPage(Page):
    """Enter opens a rate, then whom it counts; ``opened(indicator=, level=)`` goes to one."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs,
                 save_path: SavePath = choose_new_file) -> None:
        super().__init__(ctx, title="统计")
        self._printer, self._save_path = printer, save_path
        self._only: Only | None = None
        self._asked: Sequence[Reading] = ()
        self._wanted = ""
        self.desk = IndicatorsDesk(ctx)
        add_statistics_switch(self, "indicators")
        self.printing = self.add_action("打印", self.print_shown, icon="printer", keys="Ctrl+P")
        self.export = self.add_action("导出Excel", self.save_sheet, icon="download", primary=True,
                                      keys="Ctrl+E")
        self._build()
        self._connect()
        self.commands.add("indicators.excel", "导出Excel", "Ctrl+E", self.save_sheet,
                          when=lambda: bool(self.model.rowCount()))
        self.help_lines = [("↑ ↓", "换一个指标"), ("→", "看依据的条文"),
                           ("回车", "看怎样算、都是谁"), ("打字", "找指标、单位"),
                           ("F6", "到下一块")]
        self.layout_changed()

    def _build(self) -> None:
        theme, ctx = self.theme, self.ctx
        self.bar = IndicatorBar(theme, ctx.today())
        self.bar.set_levels(self.desk.levels)
        self.model = RatesModel()
        self.table = RatesTable(theme, self.model, typed=self._type)
        self.card = RateCard(ctx, self.desk.levels[1:])
        self.behind = Behind(ctx)
        self.sides = QStackedWidget()
        self.sides.addWidget(self.card)
        self.sides.addWidget(self.behind)
        self.work = Beside(TableCard(self.table), self.sides, focus=self.table, width=Px.DIALOG)
        self.counting = Counting(theme, "正在算各项指标", "头一回要读完全部资料，学校多的要几秒。",
                                 counter="所")
        self.stack = StateStack(self.work)
        self.stack.show_state(card_of(self.counting))
        self.body.addWidget(self.bar)
        self.body.addWidget(self.stack, 1)

    def _connect(self) -> None:
        bar, card, table, desk = self.bar, self.card, self.table, self.desk
        desk.read.connect(self._show_all)
        desk.detailed.connect(card.show_details)
        desk.progress.connect(self.counting.advance)
        bar.leveled.connect(self._change_level)
        bar.dated.connect(lambda: self.refresh(None))
        bar.narrowed.connect(self._narrow)
        bar.dropped.connect(self.clear_search)
        bar.down.connect(table.setFocus)
        table.left_upwards.connect(bar.search.setFocus)
        table.opened.connect(lambda _: self._enter())
        table.acted.connect(lambda index, action: self.show_clause())
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_rate())
        card.pupils.connect(self._list_part)
        card.month.connect(self._list_month)
        card.asked.connect(lambda reading: ask(self.ctx, self, reading))
        card.number.connect(lambda number: NumberForm(self.ctx, self, number).open())
        card.clause.connect(self.show_clause)
        card.filling.connect(self._fill)
        card.deeper.connect(self._go_deeper)
        self.behind.closed.connect(self.close_inner)
        self.work.turned.connect(self._arrange)

    # what the window asks

    def opened(self, *, indicator: str = "", level: str = "", **args: Any) -> None:
        if level in dict(self.desk.levels) and level != self._level():
            self.bar.level.choose(level)
            self._change_level()
        self._wanted = indicator
        self._go_wanted()

    def kept_args(self) -> dict[str, Any]:
        return {"level": self._level()}

    def refresh(self, changes: Changes | None) -> None:
        self.desk.load(self.bar.day.value())

    def panes(self) -> Sequence[QWidget]:
        if self.sides.currentWidget() is self.behind:
            return (self.table, self.behind.table)
        return (self.table, *self.card.stops(), self.bar.standing)

    def close_inner(self) -> bool:
        if self.sides.currentWidget() is self.behind:
            self.sides.setCurrentWidget(self.card)
            self.card.enter()
            return True
        if self.work.close_side():
            return True
        inside = self.card.isAncestorOf(self.window().focusWidget() or self)
        if inside:
            self.table.setFocus()
        return inside

    def clear_search(self) -> bool:
        self._only = None
        narrowed = self.bar.clear()
        self._show_level()
        return narrowed

    def layout_changed(self) -> None:
        if hasattr(self, "stack"):
            self.work.set_narrow(self.narrow)
            self._arrange()

    def _arrange(self) -> None:
        """What narrows the list stands over the list only."""
        self.bar.setVisible(not self.work.side_alone)

    # what is shown

    def _level(self) -> str:
        return self.bar.level.key() or self.desk.levels[0][0]

    def _show_all(self) -> None:
        self._ask_banner(self.desk.asked())
        self._show_level()
        self._go_wanted()

    def _ask_banner(self, asked: Sequence[Reading]) -> None:
        """What documents leave open is asked once; meanwhile it is reckoned as is usual."""
        before, self._asked = self._asked, asked
        if [reading.key for reading in asked] == [reading.key for reading in before]:
            return
        if not asked:
            self.show_banner(None)
            return
        banner = Banner(
            self.theme, "amber", "有几个算法文件没有写，先定下来",
            f"{len(asked)}处先照通常的算着；定了就按定的算，随时能改。", action="逐个定…",
            later="都先照通常的算")
        banner.acted.connect(lambda: ask_each(self.ctx, self, self._asked))
        banner.put_off.connect(self._leave_all)
        self.show_banner(banner)

    def _leave_all(self) -> None:
        ctx, choices = self.ctx, [reading.key for reading in self._asked]
        ctx.perform(lambda: leave_as_usual(ctx.store, actor=ctx.actor, choices=choices),
                    said=f"{len(choices)}处先照通常的算", failed=ctx.show_error)

    def _show_level(self) -> None:
        level = self._level()
        rates = self.desk.rates(level, self._only)
        self.model.show(rates, several=level != self.desk.levels[0][0])
        self.bar.set_counts({"": len(rates), **{
            key: sum(rate.standing in wanted for rate in rates)
            for key, (_, wanted) in FILTERS.items()}})
        self._narrow()

    def _narrow(self) -> None:
        self.model.leave(self.bar.search.text(), self.bar.standing.current())
        for button in (self.printing, self.export):
            button.setEnabled(bool(self.model.rowCount()))
        if self.desk.ready:
            self._show_state()
        if not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.selectRow(0)
        self._show_rate()

    def _show_state(self) -> None:
        if self.model.rowCount():
            self.stack.show_view(self.work)
            return
        some = bool(self.model.all_lines())
        icon, title, text = ("search", "没有这样的指标", "按Esc看全部。") if some else (
            "chart-line", "还没有可算的指标",
            "有了学生、点了名，或者收下了学校的包，这里就有数。")
        self.stack.show_state(card_of(EmptyState(self.theme, icon, title, text)))

    def _rate(self) -> Rate | None:
        index = self.table.currentIndex()
        return index.data(LINE) if index.isValid() and self.model.rowCount() else None

    def _show_rate(self) -> None:
        """The chosen one at once, its months and numbers when they are read."""
        rate, day = self._rate(), self.bar.day.value()
        if rate != self.card.rate:
            self.sides.setCurrentWidget(self.card)
        self.card.show_rate(rate, self.desk.below(rate) if rate is not None else ())
        if rate is not None:
            self.desk.detail(rate, day)

    # what a person does

    def _type(self, text: str) -> None:
        self.bar.search.setFocus()
        self.bar.search.insert(text)

    def _change_level(self) -> None:
        self.clear_search()
        self.work.show_list()
        self.table.selectRow(0)

    def _go_deeper(self, level: str) -> None:
        rate = self._rate()
        if rate is None:
            return
        township = rate.of if rate.scope == "township" else ""
        self.bar.level.choose(level)
        self._change_level()
        self._only = Only(indicator_of(rate), f"{township}{rate.title}", township)
        self.bar.show_only(self._only.words)
        self._show_level()
        self.table.selectRow(0)
        self.table.setFocus()

    def _go_wanted(self) -> None:
        rows = self.model.rows_of({self._wanted}) if self._wanted else []
        if rows:
            self._wanted = ""
            self.table.selectRow(rows[0])

    def _enter(self) -> None:
        self.work.show_side()
        self.card.enter()

    def _list_part(self, line: PartLine) -> None:
        rate = self._rate()
        if rate is not None and line.pupils:
            self._list(rate, line.said, f"{rate.of_name} {line.side}", line.pupils)

    def _list_month(self, piece: Piece) -> None:
        rate = self._rate()
        if rate is not None and piece.who:
            self._list(rate, "分子", piece.said, piece.who)

    def _list(self, rate: Rate, part: str, said: str, pupils: Sequence[str]) -> None:
        def show(found: Sequence[Listed]) -> None:
            self.behind.show_pupils(f"{rate.title}：{part}", said, found)
            self.sides.setCurrentWidget(self.behind)
            self.behind.table.setFocus()

        self.desk.behind(rate, pupils, show)

    def show_clause(self) -> None:
        """The wording that asks for the rate."""
        if (rate := self._rate()) is not None:
            show_clause_of(self.ctx, self.table, rate)

    def _fill(self) -> None:
        if (rate := self._rate()) is not None and rate.clause is not None:
            self.ctx.open_page("inspection", clause=rate.clause.id)

    def print_shown(self) -> bool:
        rates = self.model.shown_lines()
        if rates:
            show_paper(self.ctx, self, rates=rates, printer=self._printer,
                       save_path=self._save_path)
        return True

    def save_sheet(self) -> None:
        """导出Excel: every level, the names of what is shown only if asked."""
        if self.model.rowCount():
            ask_export(self.ctx, self, rates=self.desk.found.rates,
                       shown=self.model.shown_lines(), save_path=self._save_path)
