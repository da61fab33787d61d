"""各校月报: who below has reported which month, term or year, and what waits to be verified."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kongchuo_desktop.domain.returns import kind_of
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.drives import Stick, sticks
from kongchuo_desktop.operations.periods import MONTHLY, OPENING, TERM, YEAR, period_of
from kongchuo_desktop.operations.reminders import Call, calls
from kongchuo_desktop.operations.returns_year import (
    UnitLine,
    YearGrid,
    period_totals,
    save_year_sheet,
    year_grid,
)
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.correction import ask_about_return
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.bureau_remind import CallForm, show_reminders
from kongchuo_desktop.ui.pages.bureau_side import CellDetails, TotalsBar
from kongchuo_desktop.ui.pages.bureau_table import (
    FIRST,
    LEGEND_HELP,
    GridModel,
    GridTable,
    Legend,
)
from kongchuo_desktop.ui.pages.inbox_kit import ask_kit, classes_of
from kongchuo_desktop.ui.pages.inbox_waiting import ask_accept, ask_reject
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.beside import Beside
from kongchuo_desktop.ui.parts.buttons import Segments
from kongchuo_desktop.ui.parts.cards import Card, EmptyState
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.words import Rule
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.tokens import Px

_MOST_TOWNS = 4
"""More townships than so many do not fit as words: they stand in a list then."""
_KINDS = (MONTHLY, OPENING, TERM, YEAR)


class GridPage(Page):
    """The schools of a bureau, or the classes of a school, over the months of the school year, or
    schools over its terms, or over the years."""

    READ_AT_EACH_VISIT = True  # What waits for its code is kept beside the journal.

    def __init__(self, ctx: AppContext, *, find: Callable[[], list[Stick]] = sticks,
                 printer: Print = print_pdfs, save_path: SavePath = choose_new_file) -> None:
        school = ctx.actor.role == "school"
        super().__init__(ctx, title="各班月报" if school else "各校月报")
        self._counter = "个班" if school else "所"
        self._of = "个班" if school else "所学校"
        self.ask_file: Callable[[str], Path | None] = self._ask_file
        self._find, self._printer, self._save_path = find, printer, save_path
        self.grid: YearGrid | None = None
        self._calls: Mapping[str, Call] = {}
        self._state = ""
        self._wanted = ("", "")
        """(unit, period) of the cell that another page asked for."""
        self._tight = False
        self.filters = Segments(self.theme, [("all", "全部"), ("trouble", "有问题 0")], "all")
        self.filters.chosen.connect(lambda key: self._filter())
        self.header.middle.addWidget(self.filters)
        self.towns, self.years = Choice(self.theme), Choice(self.theme)
        self.kinds = Choice(self.theme, [(kind, kind) for kind in _KINDS])
        self.towns.setAccessibleName("乡镇")
        self.kinds.setAccessibleName("哪一种报送")
        self.years.setAccessibleName("学年")
        self.towns.activated.connect(lambda _: self._filter())
        self.kinds.activated.connect(lambda _: self.refresh(None))
        self.years.activated.connect(lambda _: self.refresh(None))
        for choice in (self.towns, self.kinds, self.years):
            choice.hide()
            self.header.middle.addWidget(choice)
        self.kit = self.add_action("发加入文件…", self.make_kit, icon="file-output")
        self.export = self.add_action("导出Excel", self._export, icon="download")
        self.model = GridModel()
        self.model.first_head = "班级" if school else "学校"
        self._build()
        self.help_lines = [("↑ ↓ ← →", "换一格"), ("回车", "看这一格"),
                           ("Home End", "第一个月、最后一个月"), *LEGEND_HELP]
        self.layout_changed()

    def _build(self) -> None:
        self.totals = TotalsBar(self.theme, self._counter,
                                reminds=self.ctx.actor.role == "bureau")
        self.totals.chosen.connect(self._filter_state)
        self.totals.reminded.connect(self.remind)
        self.table = GridTable(self.theme, self.model)
        self.table.setAccessibleName("哪一期报了没有")
        self.table.opened.connect(lambda index: self._enter())
        self.table.clicked.connect(lambda index: self._enter() if self.narrow else None)
        self.table.selectionModel().currentChanged.connect(lambda now, _: self._moved(now))
        self.legend = Legend(self.theme)
        frame = QFrame()
        frame.setProperty("kind", "card")
        column = QVBoxLayout(frame)
        column.setContentsMargins(Px.HAIR, Px.HAIR, Px.HAIR, Px.HAIR)
        column.setSpacing(0)
        self._rule = Rule()
        for widget in (self.legend, self._rule):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        self.details = CellDetails(self.ctx)
        self.details.accepted.connect(self._accept)
        self.details.rejected.connect(self._reject)
        self.details.inbox.connect(lambda: self.ctx.open_page("inbox"))
        self.details.called.connect(self.note_call)
        self.details.questioned.connect(self.send_back)
        self.details.looked.connect(self.open_table)
        self.work = Beside(frame, self.details, focus=self.table,
                           width=Px.SIDE_PANEL - Px.MARGIN - Px.GAP)
        self.work.turned.connect(self.layout_changed)
        self.empty = Card(flush=True)
        what = "班级" if self.ctx.actor.role == "school" else "学校"
        self.state = EmptyState(self.theme, "inbox", f"还没有{what}的包",
                                f"先给{what}发加入文件，{what}读入以后就能把月报封给这里。",
                                actions=[("kit", "发加入文件…", "file-output", True),
                                         ("inbox", "去收包", "inbox", False)])
        self.state.acted.connect(
            lambda key: self.make_kit() if key == "kit" else self.ctx.open_page("inbox"))
        self.empty.body.addWidget(self.state, 1)
        self.body.addWidget(self.totals)
        self.body.addWidget(self.work, 1)
        self.body.addWidget(self.empty, 1)
        self.empty.hide()

    # what the window asks

    def opened(self, *, unit: str = "", period: str = "", **args: Any) -> None:
        """Go to the cell of a unit, whichever kind of return its period has."""
        if period:
            self._wanted = (unit, period)
            self.kinds.choose(kind_of(period))
            self.filters.choose("all")
            self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        store, day = self.ctx.store, self.ctx.today()
        kind, wanted = self.kinds.key(), self._wanted[1]
        chosen = int(self.years.key()) if self.years.key() else None

        def read() -> tuple[YearGrid, Mapping[str, Call]]:
            about = period_of(load_calendar(store), wanted)
            year = load_calendar(store).school_year(about.first) if about else chosen
            return year_grid(store, day=day, school_year=year, kind=kind), calls(store)

        self.ctx.read(read, lambda found: self._loaded(*found), owner=self)

    def panes(self) -> Sequence[QWidget]:
        if self.grid is not None and not self.grid.lines:
            return tuple(self.state.buttons.values())
        return (self.table, self.filters, self.totals)

    def close_inner(self) -> bool:
        return self.work.close_side()

    def clear_search(self) -> bool:
        if self.filters.current() == "all" and not self._state and not self.towns.key():
            return False
        self.filters.choose("all")
        self.towns.choose("")
        self.totals.clear()
        self._filter_state("")
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        tight = self.width() < Px.WIDE_FROM - Px.SIDEBAR_WIDTH
        if tight != self._tight:
            self._tight = tight
            self.layout_changed()

    def layout_changed(self) -> None:
        if not hasattr(self, "empty"):
            return
        shown = bool(self.grid and self.grid.lines)
        self.empty.setVisible(self.grid is not None and not shown)
        self.work.setVisible(shown)
        self.work.set_narrow(self.narrow)
        self.totals.setVisible(shown and not self.work.side_alone)
        self.filters.setVisible(shown)
        self.export.setVisible(shown)
        self.kit.setVisible(shown)
        self._fill_filters()

        self.header.context.setVisible(not self._tight)
        self.table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.BUREAU_ROW)
        for part in (self.legend, self._rule):
            part.setVisible(not self.short and not self._tight)

    # showing

    def _loaded(self, grid: YearGrid, made: Mapping[str, Call]) -> None:
        self._calls = made
        turned = self.grid is None or bool(self.grid.lines) != bool(grid.lines)
        self.grid = grid
        self.kinds.choose(grid.kind)
        self.kinds.setVisible(grid.schools)
        # Classes hand in months; terms and years come from the schools under this one.
        school = self.ctx.actor.role == "school" and grid.kind == MONTHLY
        self.header.title.setText(f"{'各班' if school else '各校'}{grid.kind}")
        # Of the yearly return all years stand beside each other.
        several = len(grid.years) > 1 and grid.kind != YEAR
        self.years.set_choices([(str(year), _year_words(year)) for year in grid.years])
        self.years.choose(str(grid.school_year))
        self.years.setVisible(several)
        years = "" if several or grid.kind == YEAR else f"{_year_words(grid.school_year)} · "
        self.header.set_context(f"{years}{len(grid.lines)}{self._of}")
        self.legend.tell_silence(is_zero=any(
            cell.filed.silence is not None for line in grid.lines for cell in line.cells))
        waiting = sum(c.state == "unverified" for line in grid.lines for c in line.cells)
        self.ctx.set_count("inbox", waiting)
        self.layout_changed()
        self._filter()
        if turned and self.isVisible():
            # What had the focus may be hidden now, and Enter must not reach the class card.
            self.panes()[0].setFocus()

    def _fill_filters(self) -> None:
        lines = self.grid.lines if self.grid else ()
        towns = sorted({line.township for line in lines if line.township})
        choices = [("all", "全部"), ("trouble", f"有问题 {sum(x.troubled() for x in lines)}")]
        listed = len(towns) > _MOST_TOWNS or (len(towns) > 1 and self._tight)
        if len(towns) > 1 and not listed:
            choices += [(f"town:{town}", town) for town in towns]
        self.towns.set_choices([("", "全部乡镇"), *((town, town) for town in towns)])
        if not listed:
            self.towns.choose("")
        self.towns.setVisible(listed)
        self.filters.set_choices(choices)

    def _filter_state(self, state: str) -> None:
        self._state = state
        self._filter()

    def _filter(self) -> None:
        """Show the lines that the chosen words and total keep; stay in the same cell."""
        if self.grid is None or not self.grid.periods:
            return
        kept = self._place()
        key, at = self.filters.current(), self.grid.periods.index(kept[1])
        lines = [line for line in self.grid.lines if self._keeps(line, key, at)]
        if not lines and self._state:
            # The last one of them was settled: show all again rather than nothing.
            self.totals.clear()
            self._state = ""
            lines = [line for line in self.grid.lines if self._keeps(line, key, at)]
        self.model.set_grid(self.grid, lines)
        row = next((i for i, line in enumerate(lines) if line.unit == kept[0]), 0)
        if lines:
            self.table.setCurrentIndex(self.model.index(row, FIRST + at))
        self.totals.show_period(kept[1], period_totals(self.grid, kept[1]))
        self._wanted = ("", "")

    def _keeps(self, line: UnitLine, key: str, at: int) -> bool:
        state = line.cells[at].state
        wanted = {"": True, "done": state in ("filed", "zero", "late")}.get(
            self._state, state == self._state)
        if key.startswith("town:"):
            return wanted and line.township == key.removeprefix("town:")
        wanted = wanted and self.towns.key() in ("", line.township)
        return wanted and (key == "all" or line.troubled())

    def _place(self) -> tuple[str, str]:
        """(unit, period) of the current cell; at first the latest one of the first line."""
        assert self.grid is not None
        if self._wanted[1] in self.grid.periods:
            return self._wanted
        cell = self.model.cell(self.table.currentIndex())
        if cell is not None and cell.period in self.grid.periods:
            return cell.unit, cell.period
        return "", self.grid.latest()

    def _moved(self, index: QModelIndex) -> None:
        cell = self.model.cell(index)
        if cell is None or self.grid is None:
            return
        line = self.model.lines[index.row()]
        self.details.show_cell(line, cell, self._calls.get(line.unit))
        self.totals.show_period(cell.period, period_totals(self.grid, cell.period))

    def _enter(self) -> None:
        self.work.show_side()
        if (button := self.primary()) is not None:
            button.setFocus()

    # doing

    def open_table(self) -> None:
        """看报的表: what the unit of the current cell filed."""
        cell = self.model.cell(self.table.currentIndex())
        if cell is not None:
            self.ctx.open_page("reports", period=cell.period, unit=cell.unit)

    def _accept(self) -> None:
        cell = self.model.cell(self.table.currentIndex())
        if cell is not None:
            ask_accept(self.ctx, self, digest=cell.filed.waiting, sender=cell.filed.name,
                       code=cell.filed.check_code, done=lambda: self.refresh(None))

    def _reject(self) -> None:
        cell = self.model.cell(self.table.currentIndex())
        if cell is not None:
            ask_reject(self.ctx, self, digest=cell.filed.waiting, sender=cell.filed.name,
                       done=lambda: self.refresh(None))

    def remind(self) -> None:
        """The letters to all that have not filed the period of the current cell."""
        if self.grid is not None:
            period = self._place()[1]
            at = self.grid.periods.index(period)
            units = [line.unit for line in self.grid.lines if line.cells[at].state == "missing"]
            show_reminders(self.ctx, self, units=units, period=period, printer=self._printer,
                           save_path=self._save_path)

    def send_back(self) -> None:
        """退回修改: ask for the figures of this period to be looked at again."""
        cell = self.model.cell(self.table.currentIndex())
        if cell is not None:
            ask_about_return(self.ctx, self, unit=cell.unit, period=cell.period,
                             name=cell.filed.name)

    def note_call(self) -> None:
        """Somebody telephoned the school of the current cell about its return."""
        cell = self.model.cell(self.table.currentIndex())
        if cell is not None:
            CallForm(self.ctx, self, unit=cell.unit, name=cell.filed.name,
                     period=cell.period).open()

    def make_kit(self) -> None:
        """发加入文件 to a school or a class below."""
        store, find = self.ctx.store, self._find
        self.ctx.read(lambda: classes_of(store), lambda classes: ask_kit(
            self.ctx, self, classes=classes, find=find), owner=self)

    def _export(self) -> None:
        grid, store = self.grid, self.ctx.store
        if grid is None:
            return
        name = file_name(store.header.unit_name, f"{grid.kind}情况", extension=".xlsx")
        path = self.ask_file(name)
        if path is not None:
            self.ctx.tasks.run(
                lambda job: save_year_sheet(store, grid=grid, path=path),
                done=lambda saved: self.ctx.toast(f"已导出 {saved.name}"),
                failed=lambda error: self.ctx.show_error(error, self._export), owner=self)

    def _ask_file(self, name: str) -> Path | None:
        return choose_new_file(self, "导出Excel", name, "Excel (*.xlsx)")


def _year_words(school_year: int) -> str:
    return f"{school_year}—{school_year + 1}学年"
