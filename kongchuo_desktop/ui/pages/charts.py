"""The page 图表: attendance, cases, rates, filed months as charts, each piece with its pupils."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.domain.charts.model import Chart, Piece
from kongchuo_desktop.operations.chart_filing import month_of
from kongchuo_desktop.operations.charts import charts, class_rooms, units_listed
from kongchuo_desktop.operations.county import Listed, listed
from kongchuo_desktop.operations.ledger_stretches import Period, ledger_periods
from kongchuo_desktop.operations.progress import Told
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.charts_cards import ChartCards
from kongchuo_desktop.ui.pages.charts_out import Shown, save_picture, show_paper
from kongchuo_desktop.ui.pages.county_side import Behind
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.pages.statistics_switch import add_statistics_switch
from kongchuo_desktop.ui.parts.beside import Beside
from kongchuo_desktop.ui.parts.cards import card_of
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.progress import Counting
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.tokens import Px

_ALL = ("", "全校")


class ChartsPage(Page):
    """``opened(period=, class_id=)`` chooses what is shown, a stretch by its title."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs,
                 save_path: SavePath = choose_new_file) -> None:
        super().__init__(ctx, title="统计")
        self._printer, self._save_path = printer, save_path
        self._periods: Sequence[Period] = ()
        self._wanted: tuple[str, str] | None = None
        self._listing = False
        self._from: QWidget = self
        add_statistics_switch(self, "charts")
        self.picture = self.add_action("存成图片…", self.save, icon="download")
        self.print = self.add_action("打印", self.print_shown, icon="printer", primary=True,
                                     keys="Ctrl+P")
        self._build()
        self.commands.add("charts.before", "前一段", "Ctrl+PgUp", lambda: self.step(1))
        self.commands.add("charts.after", "后一段", "Ctrl+PgDown", lambda: self.step(-1))
        self.help_lines = [("↑ ↓ ← →", "换一块"), ("回车", "看这一块里的学生"),
                           ("Tab", "下一个图"), ("F6", "到下一块"), ("Esc", "收起名单")]
        self.layout_changed()

    def _build(self) -> None:
        theme = self.theme
        self.periods, self.classes = Choice(theme), Choice(theme)
        self.periods.setAccessibleName("哪一段时间")
        self.classes.setAccessibleName("班级")
        self.classes.hide()
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(Px.ICON_GAP)
        for choice in (self.periods, self.classes):
            choice.activated.connect(lambda _: self._ask())
            bar.addWidget(choice)
        self.days = Words("", "small", "text2")
        bar.addWidget(self.days)
        bar.addStretch()
        self.cards = ChartCards(theme)
        self.cards.opened.connect(self._list)
        self.behind = Behind(self.ctx)
        self.behind.closed.connect(self.close_inner)
        self.work = Beside(self.cards, self.behind, focus=self.cards, width=Px.SIDE_PANEL * 3 // 2)
        self.counting: Counting | None = Counting(
            theme, "正在画图", "头一回要读完全部资料，学校多的要几秒。", counter="所")
        self.stack = StateStack(self.work)
        self.stack.show_state(card_of(self.counting))
        self.body.addLayout(bar)
        self.body.addWidget(self.stack, 1)

    # what the window asks

    def opened(self, *, period: str = "", class_id: str = "", **args: Any) -> None:
        if period or class_id:
            self._wanted = (period, class_id)
            self.refresh(None)

    def kept_args(self) -> dict[str, Any]:
        return {"period": self.periods.key(), "class_id": self.classes.key()}

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        title, room = self._wanted or (self.periods.key(), self.classes.key())

        def read(told: Told) -> tuple[Sequence[Period], list[tuple[str, str]], Period,
                                      Sequence[Chart], str]:
            periods, rooms = ledger_periods(store, own="term"), class_rooms(store)
            period = next((one for one in periods if one.title == title), periods[0])
            chosen = room if room in dict(rooms) else ""
            found = charts(store, first=period.first, last=period.last, class_id=chosen or None,
                           told=told)
            return periods, rooms, period, found, chosen

        self.ctx.tasks.run(lambda job: read(job.report), done=lambda found: self._show(*found),
                           progress=self._advance, owner=self)

    def panes(self) -> Sequence[QWidget]:
        shown = [self.behind.table] if self._listing else []
        return (*([] if self.work.side_alone else self.cards.views()[:1]), *shown, self.periods)

    def close_inner(self) -> bool:
        if not self._listing:
            return False
        self._turn(listing=False)
        self._from.setFocus()
        return True

    def print_shown(self) -> bool:
        if not self.cards.shown:
            return False
        show_paper(self.ctx, self, self._shown(), printer=self._printer,
                   save_path=self._save_path)
        return True

    def layout_changed(self) -> None:
        if hasattr(self, "work"):
            self.work.set_narrow(self.narrow or not self._listing)
            self.cards.set_narrow(self.narrow)

    # what is shown

    def _advance(self, done: int, total: int, word: str) -> None:
        if self.counting is not None:
            self.counting.advance(done, total, word)

    def _show(self, periods: Sequence[Period], rooms: Sequence[tuple[str, str]], period: Period,
              found: Sequence[Chart], room: str) -> None:
        self.counting = self._wanted = None
        self._periods = periods
        self.periods.set_choices([(one.title, one.title) for one in periods])
        self.periods.choose(period.title)
        self.classes.set_choices([_ALL, *rooms])
        self.classes.choose(room)
        self.classes.setVisible(len(rooms) > 1)
        self.days.setText(_span(period))
        self.cards.show_charts(found)
        self.stack.show_view(self.work)

    def _ask(self) -> None:
        """Another stretch or class: whoever was listed is no more."""
        self._turn(listing=False)
        self.refresh(None)

    def step(self, by: int) -> None:
        """The stretch of the same kind before (1) or after (-1)."""
        now = self._period()
        alike = [one for one in self._periods if now is not None and one.stretch == now.stretch]
        if now is None or not 0 <= alike.index(now) + by < len(alike):
            return
        self.periods.choose(alike[alike.index(now) + by].title)
        self._ask()

    def _period(self) -> Period | None:
        return next((one for one in self._periods if one.title == self.periods.key()), None)

    def _shown(self) -> Shown:
        period = self._period()
        whom = self.classes.currentText() if self.classes.isVisibleTo(self) else ""
        return Shown(self.cards.shown, self.ctx.store.header.unit_name, whom,
                     _span(period) if period is not None else "")

    # who is counted

    def _list(self, chart: Chart, piece: Piece) -> None:
        store, units = self.ctx.store, chart.counts == "unit"
        self._from = next(view for view in self.cards.views() if view.chart is chart)

        def read() -> list[Listed]:
            return units_listed(store, piece.who) if units else listed(store, piece.who)

        def show(found: Sequence[Listed]) -> None:
            self.behind.show_pupils(piece.said, piece.about, found, (
                lambda line: self._unit(line, piece)) if units else None)
            self._turn(listing=True)
            self.behind.table.setFocus()

        self.ctx.read(read, show, owner=self)

    def _unit(self, line: Listed, piece: Piece) -> None:
        """What is known of the month of a class or school, or of the unit's own."""
        period = month_of(piece)
        if line.pupil == self.ctx.store.home:
            self.ctx.open_page("returns", period=period)
        else:
            self.ctx.open_page("grid", unit=line.pupil, period=period)

    def _turn(self, *, listing: bool) -> None:
        self._listing = listing
        self.work.set_narrow(self.narrow or not listing)
        (self.work.show_side if listing else self.work.show_list)()

    # doing

    def save(self) -> None:
        """存成图片."""
        if self.cards.shown:
            save_picture(self.ctx, self, self._shown(), save_path=self._save_path)


def _span(period: Period) -> str:
    return f"{day_text(period.first)}至{day_text(period.last)}"
