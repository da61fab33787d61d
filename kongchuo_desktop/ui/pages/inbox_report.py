"""What a package brought, as a sheet whose lines open the cards; and the way back to before it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.going_back import WayBack, go_back
from kongchuo_desktop.operations.import_report import ImportReport, ReportLine, report_of
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Banner
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Head, Row, RowDelegate, RowsModel
from kongchuo_desktop.ui.parts.sheet import Sheet
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px

_WIDTH = Px.DIALOG + Px.SIDE_PANEL
_LEAST = 3 * Px.TABLE_ROW
_AROUND = 6 * Px.BUTTON_LARGE
"""Room for the title, a problem and the buttons."""
_RED = frozenset({"conflicts", "others", "back", "erased", "gone"})
"""Kinds of lines that want a look."""


class ReportDelegate(RowDelegate):
    """Name, class, and what came of it, on one line."""

    def items(self, payload: ReportLine, rect: QRect, *, selected: bool) -> list[Item]:
        flow = Flow(self.theme, rect)
        if payload.who:
            flow.text(payload.who, bold=True)
        if payload.where:
            flow.chips([(payload.where, "grey")])
        if flow.items:
            flow.gap(Px.GAP)
        return flow.rest(payload.words).items


class ReportSheet(Sheet):
    """Sections of lines; Enter opens the card of the child, ``看一看`` the page to settle."""

    def __init__(self, ctx: AppContext, window: QWidget, title: str, report: ImportReport) -> None:
        super().__init__(ctx.theme, window, width=_WIDTH)
        self._ctx = ctx
        self.body.addWidget(Words(f"{title}带来了什么", "name", wrap=True))
        if report.problems:
            kept = f"收包以前的资料备份在：{report.copy}" if report.copy else ""
            self.body.addWidget(Banner(ctx.theme, "red", "收进来以后核对，有对不上的",
                                       "".join(report.problems) + kept))
        self.model = RowsModel()
        self.list = RowView(self.model, ReportDelegate(ctx.theme, height=Px.TABLE_ROW))
        self.list.setAccessibleName("这个包带来的")
        act_on(self.list, {"main": self._open, "card": self._open})
        self.model.set_groups(_groups(report))
        if report.sections:
            self.body.addWidget(self.list, 1)
            room = max(_LEAST, window.window().height() - _AROUND)
            self.list.setFixedHeight(min(self.list.content_height() + Px.GRID, room))
            self.list.go_first()
            self.focus_first(self.list)
        else:
            self.body.addWidget(Words("没有新内容，和这里已有的一样。", "small", "text2"))
        close = Button(ctx.theme, "知道了", clicked=self.accept)
        if any(section.kind == "conflicts" for section in report.sections):
            self.add_buttons(close, Button(ctx.theme, "去选一个", "primary", clicked=self._settle))
        else:
            self.add_buttons(close)

    def _open(self, line: ReportLine) -> None:
        if line.pupil:
            self.accept()
            self._ctx.open_page("pupil", pupil=line.pupil)

    def _settle(self) -> None:
        self.accept()
        self._ctx.open_page("disagreements", part="asked")


def _groups(report: ImportReport) -> Sequence[tuple[Head | None, list[Row]]]:
    found = []
    for section in report.sections:
        lines = list(section.lines)
        rest = section.count - len(lines)
        if rest > 0:
            lines.append(ReportLine("", "", "", f"还有{rest}条，没有一一列出"))
        rows = [Row(f"{section.kind}{at}", line,
                    f"{section.title}，{line.who}，{line.where}，{line.words}")
                for at, line in enumerate(lines)]
        colour = "amber" if section.kind in _RED else "text"
        found.append((Head(section.title, section.count, colour), rows))
    return found


def open_report(ctx: AppContext, window: QWidget, *, digest: str, title: str) -> None:
    """Show what a package brought; of one that an older program took in nothing was noted."""
    store = ctx.store

    def show(report: ImportReport | None) -> None:
        if report is None:
            ctx.toast("这个包收得早，没有记下带来了什么")
        else:
            ReportSheet(ctx, window, title, report).open()

    ctx.read(lambda: report_of(store, digest), show, owner=window)


def ask_go_back(ctx: AppContext, window: QWidget, way: WayBack,
                done: Callable[[], object]) -> ConfirmDialog:
    """Ask once, then put the store back to the copy from before the last import."""
    count = len(way.packages)
    dialog = ConfirmDialog(
        ctx.theme, window, question="退回到收之前？",
        text=f"{f'这次一起收的{count}个包' if count > 1 else '这个包'}带来的内容都退掉，"
        "资料回到收之前的样子。这台电脑的口令、核对过的电脑和设置不变。以后还可以再收一次。",
        verb="退回", refuse="不退回")
    store = ctx.store

    def back(changes: Changes) -> None:
        ctx.changed.emit(changes)
        ctx.toast("已退回到收包之前")
        done()

    def refused(error: KnownError) -> None:
        ctx.show_error(error)
        done()

    dialog.accepted.connect(lambda: ctx.tasks.run(
        lambda job: go_back(store), done=back, failed=refused, owner=window))
    dialog.open()
    return dialog
