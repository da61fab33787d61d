"""The page 报表: 月报, 开学报, 学期报, 学年报 as tables; as filed, what changed, who is counted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from kongchuo_desktop.domain.returns import kind_of
from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.county import Listed, listed
from kongchuo_desktop.operations.periods import MONTHLY
from kongchuo_desktop.operations.report_files import report_pdf, save_report
from kongchuo_desktop.operations.report_rows import ReportColumn
from kongchuo_desktop.operations.reports_below import known_behind, save_below
from kongchuo_desktop.store.store import Store
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.county_side import Behind
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.reports_bar import ReportBar
from kongchuo_desktop.ui.pages.reports_notes import Note, NotesView, change_notes, check_notes
from kongchuo_desktop.ui.pages.reports_read import (
    ALL,
    OWN,
    Asked,
    ReportView,
    read_reports,
)
from kongchuo_desktop.ui.pages.reports_table import ReportTable, TableLine
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.pages.statistics_switch import add_statistics_switch
from kongchuo_desktop.ui.parts.beside import Beside
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.tokens import Px

_TABLE_FIRST = 1000
"""The table takes the room that there is, up to its own height."""
_MANY = 9
"""More lines than so many stand closer together, so that a 九年一贯 school is seen whole."""


class ReportsPage(Page):
    """``opened(period=, unit=)`` chooses what is shown; ``unit`` is one below whose filed table
    is meant."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs,
                 save_path: SavePath = choose_new_file) -> None:
        super().__init__(ctx, title="统计")
        self._printer, self._save_path = printer, save_path
        bureau = ctx.actor.role == "bureau"
        self._asked = Asked(MONTHLY, "", ALL if bureau else OWN)
        self._view: ReportView | None = None
        add_statistics_switch(self, "reports")
        self.print = self.add_action("打印", self.print_shown, icon="printer", keys="Ctrl+P")
        self.excel = self.add_action("导出Excel", self.save, icon="download", keys="Ctrl+E")
        self.file = self.add_action("去报送", self.go_filing, primary=True)
        self._build()
        self.commands.add("report.excel", "导出Excel", "Ctrl+E", self.save, when=self._can_save)
        self.commands.add("report.before", "前一期", "Ctrl+PgUp", lambda: self.bar.step(1))
        self.commands.add("report.after", "后一期", "Ctrl+PgDown", lambda: self.bar.step(-1))
        self.help_lines = [("↑ ↓ ← →", "换一格"), ("回车", "看这个数里的学生"),
                           ("Home End", "这一行的第一个数、最后一个数"), ("F6", "到下一块"),
                           ("Esc", "收起名单")]
        self.layout_changed()

    def _build(self) -> None:
        theme = self.theme
        self.bar = ReportBar(theme)
        self.bar.kind.connect(lambda kind: self._ask(kind=kind, period=""))
        self.bar.period.connect(lambda period: self._ask(period=period))
        self.bar.whose.connect(lambda whose: self._ask(whose=whose))
        self.bar.viewed.connect(self._show_table)
        self.table = ReportTable(theme)
        self.table.figure.connect(self.open_figure)
        self.table.line.connect(self._open_line)
        self.table.left_upwards.connect(self.bar.kinds.setFocus)
        self.notes = NotesView(theme)
        self.notes.asked.connect(self.open_note)
        self.said = Words("", "small", "text2", wrap=True)
        self.behind = Behind(self.ctx)
        self.behind.closed.connect(self.close_inner)
        self.work = Beside(self._main(), self.behind, focus=self.table,
                           width=Px.SIDE_PANEL - Px.MARGIN - Px.GAP)
        self.work.turned.connect(self._fit)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.work, 1)
        self._listing = False

    def _main(self) -> QWidget:
        frame = QFrame()
        frame.setProperty("kind", "card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(Px.HAIR, Px.HAIR, Px.HAIR, Px.HAIR)
        inside.addWidget(self.table)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Px.ICON_GAP)
        column.addWidget(frame, _TABLE_FIRST)
        column.addWidget(self.said)
        column.addWidget(self.notes)
        column.addStretch(1)
        return main

    # what the window asks

    def opened(self, *, period: str = "", unit: str = "", **args: Any) -> None:
        if period or unit:
            self._ask(kind=kind_of(period) if period else self._asked.kind, period=period,
                      whose=unit or self._asked.whose)

    def kept_args(self) -> dict[str, Any]:
        whose = self._asked.whose
        return {"period": self._asked.period, "unit": "" if whose in (OWN, ALL) else whose}

    def refresh(self, changes: Changes | None) -> None:
        store, asked, day, user = self.ctx.store, self._asked, self.ctx.today(), self.ctx.actor.name
        self.ctx.read(lambda: read_reports(store, asked, day=day, user=user),
                      lambda view: self._show(asked, view), owner=self)

    def panes(self) -> Sequence[QWidget]:
        found = (self.bar.kinds, self.table, self.notes, self.behind.table)
        return [pane for pane in found if pane.isVisible()]

    def first_focus(self) -> QWidget | None:
        return self.table if self.table.isVisible() else super().first_focus()

    def close_inner(self) -> bool:
        if not self._listing:
            return False
        self._list(on=False)
        self.table.setFocus()
        return True

    def print_shown(self) -> bool:
        """The table as its form prints it; a superior has the schools' own signed papers."""
        view = self._view
        if view is None or view.own is None:
            return False
        store, report, user = self.ctx.store, view.own, self.ctx.actor.name

        def work() -> None:
            pdf, _ = report_pdf(store, report, user=user)
            self._printer([pdf], 1)

        self.ctx.tasks.run(lambda job: work(),
                           done=lambda _: self.ctx.toast(f"{view.title}已送到打印机"),
                           failed=lambda error: self.ctx.show_error(error, self.print_shown),
                           owner=self)
        return True

    def layout_changed(self) -> None:
        if not hasattr(self, "work"):
            return
        self.work.set_narrow(self.narrow or not self._listing)
        self.notes.set_short(self.short)
        self.bar.set_narrow(self.narrow)
        self._fit()

    # what is shown

    def _ask(self, **other: str) -> None:
        asked = {"kind": self._asked.kind, "period": self._asked.period,
                 "whose": self._asked.whose} | other
        self._asked = Asked(**asked)
        self._list(on=False)
        self.refresh(None)

    def _show(self, asked: Asked, view: ReportView) -> None:
        if asked != self._asked:
            return
        self._view = view
        self.bar.show_view(view, self.ctx.today())
        self.print.setVisible(view.own is not None)
        own = view.own
        self.file.setVisible(own is not None and own.files and (
            own.filed is None or bool(own.changes)))
        self.file.setText("重新报送" if own is not None and own.filed else "去报送")
        self._show_table()

    def _show_table(self) -> None:
        view = self._view
        if view is None:
            return
        self.table.show_lines(*view.table(self.bar.views.current()))
        own = view.own
        self.notes.setVisible(own is not None)
        if own is not None:
            self.notes.show_notes([*check_notes(own.checks), *change_notes(own.changes)])
        self.said.setText(self._said(view))
        self.said.setVisible(bool(self.said.text()))
        self._fit()

    def _said(self, view: ReportView) -> str:
        if view.below is None:
            return ""
        if view.unit is None:
            return f"{view.below.sentence}。"
        if view.unit.figures is None:
            return (f"{view.unit.name}报的时候没有带表。" if view.unit.filed
                    else f"{view.unit.name}{view.unit.says}，没有数可看。没有报不等于报了0。")
        return f"{view.unit.name}{view.unit.says}，这是报的数。"

    def _fit(self) -> None:
        """The table as high as it is, where there is room; what is left stays free below."""
        close = self.short or self.table.model_.rowCount() > _MANY
        self.table.set_row_height(Px.TABLE_ROW_NARROW if close else Px.TABLE_ROW)
        frame = self.table.parentWidget()
        if frame is not None:
            frame.setMaximumHeight(self.table.wanted_height() + 2 * Px.HAIR)

    def _list(self, *, on: bool) -> None:
        self._listing = on
        self.work.set_narrow(self.narrow or not on)
        (self.work.show_side if on else self.work.show_list)()

    # who is counted

    def open_figure(self, line: TableLine, column: ReportColumn) -> None:
        view = self._view
        if view is None or line.row is None:
            return
        count = line.row.count(column.key)
        title = f"{line.title} · {column.over}{column.head}：{count}".replace("\n", "")
        if view.own is not None:
            found = line.row.pupils
            said = "" if found is not None else "报的时候数的是谁，这台电脑上没有。看“现在的数”。"
            self._list_pupils(title, said, (found or {}).get(column.key, ()))
        elif view.unit is None:
            self._open_line(line)
        else:
            self._list_known(view, title, line, column.key, count)

    def _list_known(self, view: ReportView, title: str, line: TableLine, column: str,
                    count: int) -> None:
        """Of what a school filed, those whom this computer knows."""
        assert view.unit is not None
        store, about, unit = self.ctx.store, view.about, view.unit.unit

        def read() -> Sequence[str]:
            return known_behind(store, about, unit, line.key, column)

        def show(found: Sequence[str]) -> None:
            said = "" if len(found) == count else (
                f"{view.unit.name if view.unit else ''}报{count}，这里的资料里有{len(found)}。"
                if found else "名单在学校：这里只有在办学生的资料。")
            self._list_pupils(title, said, found)

        self.ctx.read(read, show, owner=self)

    def _open_line(self, line: TableLine) -> None:
        """A unit's own table."""
        view = self._view
        if view is not None and view.below is not None and view.unit is None and line.key in dict(
                view.units):
            self._ask(whose=line.key)

    def open_note(self, note: Note) -> None:
        if note.lists:
            words = "、".join(f"{what}{len(found)}人" for what, found in note.lists)
            self._list_pupils(note.text, f"{words}。",
                              [one for _, found in note.lists for one in found])

    def _list_pupils(self, title: str, said: str, pupils: Sequence[str]) -> None:
        store = self.ctx.store

        def show(found: Sequence[Listed]) -> None:
            self.behind.show_pupils(title, said or ("" if found else "没有。"), found)
            self._list(on=True)
            self.behind.table.setFocus()

        self.ctx.read(lambda: listed(store, pupils), show, owner=self)

    # doing

    def _can_save(self) -> bool:
        return self._view is not None

    def go_filing(self) -> None:
        if self._view is not None:
            self.ctx.open_page("returns", period=self._view.about.text)

    def save(self) -> None:
        """The report as an Excel file; of all below a row for each."""
        view = self._view
        if view is None:
            return
        store, user = self.ctx.store, self.ctx.actor.name
        name = file_name(store.header.unit_name, view.title, extension=".xlsx")
        path = self._save_path(self, "导出报表", name, "Excel (*.xlsx)")
        if path is None:
            return
        self.ctx.tasks.run(lambda job: _saved(store, view, path, user),
                           done=lambda done: self.ctx.toast(f"已导出：{done.name}"),
                           failed=lambda error: self.ctx.show_error(error, self.save), owner=self)


def _saved(store: Store, view: ReportView, path: Path, user: str) -> Path:
    if view.own is not None:
        return save_report(store, view.own, path=path, user=user)
    assert view.below is not None
    return save_below(store, view.below, path=path)
