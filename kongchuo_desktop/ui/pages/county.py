"""全县: the county's figures down to school and pupil, differences, overdue cases, 督导包校."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kongchuo_desktop.domain.county import FIGURES
from kongchuo_desktop.operations.county import (
    County,
    OverdueCase,
    county_totals,
    listed,
    overdue_cases,
    save_county_sheet,
    save_overdue_sheet,
)
from kongchuo_desktop.operations.county_checks import Check, checks
from kongchuo_desktop.operations.placing import centers_for
from kongchuo_desktop.operations.progress import Told
from kongchuo_desktop.operations.returns_year import YearGrid, year_grid
from kongchuo_desktop.operations.supervisors import (
    Supervisor,
    save_supervisor_sheet,
    supervisors,
)
from kongchuo_desktop.operations.words import month_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.county_models import (
    FIGURE,
    FIRST,
    LAST,
    Answering,
    ChecksModel,
    OverdueModel,
    SupervisorsModel,
    TreeModel,
    TreeTable,
    tree_lines,
)
from kongchuo_desktop.ui.pages.county_placing import PlacingForm
from kongchuo_desktop.ui.pages.county_side import Behind
from kongchuo_desktop.ui.pages.county_supervisor import SupervisorForm, show_table
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.progress import Counting
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.table import ActionBar, FittingTable, Table, TableCard
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.tokens import Px

TOTALS, CHECKS, OVERDUE, SUPERVISORS = "totals", "checks", "overdue", "supervisors"
_SEGMENTS = {TOTALS: "合计", CHECKS: "勾稽", OVERDUE: "超期个案", SUPERVISORS: "督导包校"}
_SHEETS = {TOTALS: "全县合计", CHECKS: "勾稽", OVERDUE: "超期个案", SUPERVISORS: "督导包校名单"}
_EMPTY = {
    TOTALS: ("还没有学校的包", "先给学校发加入文件，收下学校的包，这里就有数。"),
    CHECKS: ("没有对不上的", "报的数和名单里的都一样。"),
    OVERDUE: ("没有超期的个案", "每个个案都还在期限里。"),
    SUPERVISORS: ("还没有学校", "先给学校发加入文件。"),
}


class CountyPage(Page):
    """Every figure opens the pupils that it counts; ``opened(part=)`` chooses the segment."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs,
                 save_path: SavePath = choose_new_file) -> None:
        super().__init__(ctx, title="全县")
        self._printer, self._save_path = printer, save_path
        self.ask_file: Callable[[str], Path | None] = self._ask_file
        self.county: County | None = None
        self._opened: frozenset[str] = frozenset()
        self._overdue: Sequence[OverdueCase] = ()
        self._period = ""
        self.months = Choice(self.theme)
        self.months.setAccessibleName("月份")
        self.months.activated.connect(lambda _: self._choose_month(self.months.key()))
        self.segments = Segments(self.theme, list(_SEGMENTS.items()), TOTALS)
        self.segments.chosen.connect(lambda _: self.refresh(None))
        self.header.middle.addWidget(self.segments)
        self.header.right.insertWidget(0, self.months)
        self.export = self.add_action("导出Excel", self._export, icon="download")
        self.table = self.add_action("打印安排表", self.print_table, icon="printer")
        self.assign = self.add_action("指定督导…", self.name_supervisor, primary=True)
        self._build()
        self.help_lines = [("↑ ↓ ← →", "换一格"), ("回车", "看这个数里的学生，展开乡镇"),
                           ("Esc", "收起名单")]
        self.layout_changed()

    def _build(self) -> None:
        theme = self.theme
        self.tree = TreeModel()
        self.sums = TreeTable(theme, self.tree)
        self.checks, self.overdue = ChecksModel(), OverdueModel()
        self.people = SupervisorsModel()
        self.tables: Mapping[str, Table] = {
            TOTALS: self.sums,
            CHECKS: self._table(self.checks, ChecksModel.WIDTHS, stretch=1, drop=(2,)),
            OVERDUE: self._table(self.overdue, OverdueModel.WIDTHS, stretch=4, drop=(2, 5),
                                 whole=3),
            SUPERVISORS: self._table(self.people, SupervisorsModel.WIDTHS, stretch=1,
                                     drop=(5, 3, 0), whole=2, many=True),
        }
        self.foot = ActionBar(theme, [("place", "归到中心校…")], counter="所")
        self.foot.acted.connect(lambda _: self.place_schools())
        chosen = self.tables[SUPERVISORS]
        chosen.selectionModel().selectionChanged.connect(
            lambda *_: self.foot.set_selected(len(chosen.selected_rows())))
        self.cards = {key: TableCard(table, self.foot if key == SUPERVISORS else None)
                      for key, table in self.tables.items()}
        for key, table in self.tables.items():
            table.setAccessibleName(_SEGMENTS[key])
            table.opened.connect(self._enter)
        self.sums.clicked.connect(self._enter)
        self.stack = StateStack(*self.cards.values())
        self.counting: Counting | None = Counting(
            theme, "正在读各校的资料", "头一回要读完各校的资料，学校多的要几秒。", counter="所")
        self.stack.show_state(card_of(self.counting))
        self.behind = Behind(self.ctx)
        self.behind.closed.connect(self.close_inner)
        self.behind.hide()
        both = QHBoxLayout()
        both.setSpacing(Px.GAP)
        both.addWidget(self.stack, 1)
        both.addWidget(self.behind)
        self.body.addLayout(both, 1)

    def _table(self, model: LinesModel[Any], widths: Sequence[int], *, stretch: int,
               drop: Sequence[int] = (), whole: int = -1, many: bool = False) -> Table:
        return FittingTable(self.theme, model, widths=widths, stretch=stretch, drop=drop,
                            whole=whole, many=many, row_height=Px.BUREAU_ROW)

    # what the window asks

    def opened(self, *, part: str = "", **args: Any) -> None:
        if part in _SEGMENTS and part != self.segments.current():
            self.segments.choose(part)
            self.refresh(None)

    def kept_args(self) -> dict[str, Any]:
        return {"part": self.segments.current()}

    def panes(self) -> Sequence[QWidget]:
        shown = [self.behind.table] if self.behind.isVisible() else []
        return (self.tables[self.segments.current()], *shown, self.segments)

    def close_inner(self) -> bool:
        if self.behind.isHidden():
            return False
        self.behind.hide()
        self.layout_changed()
        self.tables[self.segments.current()].setFocus()
        return True

    def layout_changed(self) -> None:
        if not hasattr(self, "behind"):
            return
        narrow_list = self.narrow and not self.behind.isHidden()
        self.stack.setVisible(not narrow_list)
        self.behind.setMinimumWidth(Px.SIDE_PANEL)
        self.behind.setMaximumWidth(self.maximumWidth() if self.narrow else Px.SIDE_PANEL)
        part = self.segments.current()
        self.header.context.setVisible(not self.narrow)
        self.months.setVisible(part in (TOTALS, CHECKS))
        self.assign.setVisible(part == SUPERVISORS)
        self.table.setVisible(part == SUPERVISORS)
        self.export.setVisible(part != CHECKS)
        for table in self.tables.values():
            table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.BUREAU_ROW)

    # what is shown

    def refresh(self, changes: Changes | None) -> None:
        store, day, part = self.ctx.store, self.ctx.today(), self.segments.current()
        chosen = self._period

        def read(told: Told) -> Callable[[], None]:
            if part == OVERDUE:
                cases = overdue_cases(store, told=told)
                return lambda: self._show_overdue(cases)
            grid = year_grid(store, day=day)
            if part == CHECKS:
                month = chosen or (grid.latest() if grid.periods else f"{day:%Y-%m}")
                found = checks(store, period=month, told=told)
                return lambda: self._show_checks(grid, month, found)
            county = county_totals(store, period=chosen or f"{day:%Y-%m}", told=told)
            named = supervisors(store)
            return lambda: self._show_county(grid, county, named)

        def done(show: Callable[[], None]) -> None:
            self.counting = None
            show()

        self.ctx.tasks.run(lambda job: read(job.report), done=done, progress=self._advance,
                           owner=self)

    def _advance(self, done: int, total: int, word: str) -> None:
        if self.counting is not None:
            self.counting.advance(done, total, word)

    def _show_months(self, grid: YearGrid, period: str) -> None:
        months = [*grid.periods, *({period} - set(grid.periods))]
        self.months.set_choices([(p, month_text(p)) for p in reversed(months)])
        self.months.choose(period)

    def _show_checks(self, grid: YearGrid, period: str, found: Sequence[Check]) -> None:
        """Of a month that nobody has filed there is nothing to compare."""
        self._show_months(grid, period)
        self._show(CHECKS, self.checks, found)
        filed = any(cell.period == period and cell.filed.status != "not_filed"
                    for line in grid.lines for cell in line.cells)
        if not found and not filed and self.segments.current() == CHECKS:
            self.stack.show_state(card_of(EmptyState(
                self.theme, "inbox", "这个月还没有学校报",
                "收下学校的月报，这里就和名单对一遍。")))

    def _show_county(self, grid: YearGrid, county: County,
                     named: Mapping[str, Supervisor]) -> None:
        self.county = county
        self._show_months(grid, county.period)
        self.header.set_context(f"{len(county.townships)}个乡镇 · {len(county.schools)}所学校")
        self._unfold()
        people = [Answering(school, named.get(school.unit)) for school in county.schools]
        if self.segments.current() == SUPERVISORS:
            self._show(SUPERVISORS, self.people, people)
        else:
            self._show(TOTALS, self.tree, self.tree.all_lines() if county.schools else [])

    def _unfold(self) -> None:
        assert self.county is not None
        self.tree.set_lines(tree_lines(self.county, "全县", self._opened))

    def _show_overdue(self, cases: Sequence[OverdueCase]) -> None:
        self._overdue = cases
        self._show(OVERDUE, self.overdue, cases)

    def _show(self, part: str, model: LinesModel[Any], lines: Sequence[Any]) -> None:
        if part != self.segments.current():
            return
        if model is not self.tree:
            model.set_lines(lines)
        table = self.tables[part]
        if not lines:
            title, text = _EMPTY[part]
            done = part in (CHECKS, OVERDUE)
            self.stack.show_state(card_of(EmptyState(
                self.theme, "circle-check" if done else "inbox", title, text, done=done)))
        else:
            self.stack.show_view(self.cards[part])
            if not table.currentIndex().isValid():
                table.setCurrentIndex(model.index(0, FIRST if part == TOTALS else 0))
        self.layout_changed()

    def _choose_month(self, period: str) -> None:
        self._period = period
        self.close_inner()
        self.refresh(None)

    # what a person does

    def _enter(self, index: QModelIndex) -> None:
        line, part = index.data(LINE), self.segments.current()
        if part == TOTALS:
            self._open_cell(index)
        elif part == CHECKS:
            assert isinstance(line, Check)
            self._list(line.school, line.sentence, line.pupils)
        elif part == OVERDUE:
            self.ctx.open_page("pupil", pupil=line.case.pupil)
        else:
            self.name_supervisor()

    def _open_cell(self, index: QModelIndex) -> None:
        line, column = index.data(LINE), index.column()
        if FIRST <= column < LAST:
            figure = FIGURE[column - FIRST]
            what, counter = FIGURES[figure]
            if line.count(figure):
                self._list(line.name, f"{what} {line.count(figure)}{counter}",
                           line.pupils(figure))
        elif line.level == 1:
            self._opened ^= {line.name}
            self._unfold()

    def _list(self, title: str, said: str, pupils: Sequence[str]) -> None:
        store = self.ctx.store

        def show(found: Sequence[Any]) -> None:
            self.behind.show_pupils(title, said, found)
            self.behind.show()
            self.layout_changed()
            self.behind.table.setFocus()

        self.ctx.read(lambda: listed(store, pupils), show, owner=self)

    def name_supervisor(self) -> None:
        """指定督导 for the schools that are chosen."""
        table = self.tables[SUPERVISORS]
        chosen = self.people.shown_lines(table.selected_rows())
        if chosen:
            SupervisorForm(self.ctx, self, chosen=chosen).open()

    def print_table(self) -> None:
        """督导包校安排表 on paper."""
        show_table(self.ctx, self, printer=self._printer, save_path=self._save_path)

    def print_shown(self) -> bool:
        shown = self.segments.current() == SUPERVISORS
        if shown:
            self.print_table()
        return shown

    def place_schools(self) -> None:
        """归到中心校 for the schools that are chosen."""
        chosen = self.people.shown_lines(self.tables[SUPERVISORS].selected_rows())
        store, units = self.ctx.store, [line.school.unit for line in chosen]
        if chosen:
            self.ctx.read(lambda: centers_for(store, units=units), lambda centers: PlacingForm(
                self.ctx, self, chosen=chosen, centers=centers).open(), owner=self)

    def _export(self) -> None:
        part, county, store, cases = (self.segments.current(), self.county, self.ctx.store,
                                      self._overdue)
        path = self.ask_file(_SHEETS[part])
        if path is None:
            return

        def save() -> Path:
            if part == OVERDUE:
                return save_overdue_sheet(store, cases=cases, path=path)
            if part == SUPERVISORS or county is None:
                return save_supervisor_sheet(store, path=path)
            return save_county_sheet(store, county=county, path=path)

        self.ctx.tasks.run(lambda job: save(),
                           done=lambda saved: self.ctx.toast(f"已导出 {saved.name}"),
                           failed=lambda error: self.ctx.show_error(error, self._export),
                           owner=self)

    def _ask_file(self, name: str) -> Path | None:
        return choose_new_file(self, "导出Excel", f"{name}.xlsx", "Excel (*.xlsx)")
