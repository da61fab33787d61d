"""The page 台账: every ledger made from what was registered, to look at, to hand out, to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.exchange.names import file_name
from kongchuo_desktop.operations.ledger_stretches import Period, ledger_periods
from kongchuo_desktop.operations.ledgers import (
    EXCEL,
    PDF,
    LedgerChoice,
    SavedLedger,
    ledger_pdf,
    ledgers,
    open_ledger,
    save_ledger,
)
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.ledgers_bar import LedgerBar
from kongchuo_desktop.ui.pages.ledgers_columns import ColumnsForm, shown_columns
from kongchuo_desktop.ui.pages.ledgers_list import LedgerPicker
from kongchuo_desktop.ui.pages.ledgers_model import Behind
from kongchuo_desktop.ui.pages.ledgers_read import LedgerRead, ready
from kongchuo_desktop.ui.pages.ledgers_table import LedgerView
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.tokens import Px

_KINDS = {EXCEL: "Excel (*.xlsx)", PDF: "PDF (*.pdf)"}
_HEADS_NAMED = 6


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the worker brings: the ledger and what may be chosen over it."""

    choice: LedgerChoice
    periods: Sequence[Period]
    rooms: Sequence[tuple[str, str]]
    read: LedgerRead


class LedgersPage(Page):
    """Left the ledgers, right the one that is open; ``opened(ledger=)`` chooses it."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs,
                 save_path: SavePath = choose_new_file) -> None:
        super().__init__(ctx, title="台账")
        self._printer, self._save_path = printer, save_path
        self._ledger, self._asking, self._inside = "", 0, False
        self._open: _Opened | None = None
        self.print = self.add_action("打印", self.print_shown, icon="printer", keys="Ctrl+P")
        self.pdf = self.add_action("存为PDF", lambda: self.save(PDF), icon="file-down")
        self.excel = self.add_action("导出Excel", lambda: self.save(EXCEL), icon="download",
                                     primary=True, keys="Ctrl+E")
        self.picker = LedgerPicker(self.theme)
        self.bar = LedgerBar(self.theme, ctx.today())
        self.view = LedgerView(self.theme)
        self.stack = StateStack(self.view)
        self.stack.show_state(card_of(EmptyState(
            self.theme, "loader", "正在列台账", "头一回要等几秒。")))
        self._lay_out()
        self._connect()
        self.commands.add("ledger.excel", "导出Excel", "Ctrl+E", lambda: self.save(EXCEL),
                          when=self._is_open)
        self.commands.add("ledger.columns", "选栏目", "Ctrl+K", self.choose_columns,
                          when=self._is_open)
        self.commands.add("ledger.before", "前一个月、学期、学年，前一天", "Ctrl+PgUp",
                          lambda: self.bar.step(-1), when=self._is_open)
        self.commands.add("ledger.after", "后一个月、学期、学年，后一天", "Ctrl+PgDown",
                          lambda: self.bar.step(1), when=self._is_open)
        self.commands.add("ledger.sort", "按这一栏排", "Ctrl+D", self.sort_here,
                          when=self._is_open)
        self.help_lines = [("↑ ↓ ← →", "换一格"), ("回车", "打开学生，或者看这个数里的学生"),
                           ("F6", "到下一块"), ("Esc", "看全部，回到左边")]

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(Px.ICON_GAP)
        side.addWidget(self.bar)
        side.addWidget(self.stack, 1)
        self.side = QWidget()
        self.side.setLayout(side)
        both = QHBoxLayout()
        both.setSpacing(Px.GAP)
        both.addWidget(self.picker)
        both.addWidget(self.side, 1)
        self.body.addLayout(both, 1)
        self.layout_changed()

    def _connect(self) -> None:
        self.picker.chosen.connect(self._choose)
        self.picker.entered.connect(self._enter)
        self.bar.back.connect(self.close_inner)
        self.bar.changed.connect(self._read)
        self.bar.searched.connect(lambda _: self._narrow(self.view.model.behind))
        self.bar.down.connect(self._into_table)
        self.bar.dropped.connect(lambda: self._narrow(None))
        self.bar.columns.connect(self.choose_columns)
        self.view.pupil.connect(lambda pupil: self.ctx.open_page("pupil", pupil=pupil))
        self.view.figure.connect(self._narrow)
        self.view.table.typed.connect(self._type)
        self.view.table.left_upwards.connect(self.bar.search.setFocus)
        self.ctx.veil_changed.connect(self.view.set_veil)

    # what the window asks

    def opened(self, *, ledger: str = "", **args: Any) -> None:
        if ledger:
            self._inside = True
            self.layout_changed()
            if self._open is None:
                self._ledger = ledger
            else:
                self.picker.go(ledger)

    def kept_args(self) -> dict[str, Any]:
        return {"ledger": self._ledger}

    def refresh(self, changes: Changes | None) -> None:
        store, day = self.ctx.store, self.ctx.today()
        self.ctx.read(lambda: ledgers(store, day=day), self._listed, owner=self)

    def panes(self) -> Sequence[QWidget]:
        table = [self.view.table] if self.view.isVisible() else []
        totals = [self.view.totals] if self.view.totals.isVisible() else []
        return [pane for pane in (self.picker.list, *table, *totals, self.bar.search)
                if pane.isVisible()]

    def clear_search(self) -> bool:
        had = bool(self.bar.search.text() or self.picker.search.text()) or (
            self.view.model.behind is not None)
        self.picker.search.clear()
        self.bar.search.clear()
        self._narrow(None)
        return had

    def close_inner(self) -> bool:
        """Narrow, the ledger stands in the place of the list; what is looked for goes first."""
        if not (self.narrow and self._inside) or self.bar.search.text() or (
                self.view.model.behind is not None):
            return False
        self._inside = False
        self.layout_changed()
        self.picker.list.setFocus()
        return True

    def print_shown(self) -> bool:
        opened = self._open
        if opened is None:
            return False
        store, ledger = self.ctx.store, opened.read.ledger

        def work() -> str:
            pdf, missing = ledger_pdf(store, ledger)
            self._printer([pdf], 1)
            return _lost("".join(missing))

        self.ctx.tasks.run(
            lambda job: work(),
            done=lambda lost: self.ctx.toast(f"《{ledger.title}》已送到打印机{lost}"),
            failed=lambda error: self.ctx.show_error(error, self.print_shown), owner=self)
        return True

    def layout_changed(self) -> None:
        if not hasattr(self, "side"):
            return
        self.picker.setMinimumWidth(Px.SIDE_PANEL)
        self.picker.setMaximumWidth(self.maximumWidth() if self.narrow else Px.SIDE_PANEL)
        self.picker.setVisible(not (self.narrow and self._inside))
        self.side.setVisible(not self.narrow or self._inside)
        self.bar.to_list.setVisible(self.narrow)
        for button in (self.print, self.pdf, self.excel):
            button.setVisible(not self.narrow or self._inside)
        self.view.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)
        self._tell()

    # what is shown

    def _listed(self, choices: list[LedgerChoice]) -> None:
        self.picker.set_choices(choices)
        if self.picker.current() is None:
            self.picker.go(self._ledger)
        else:
            self._read()

    def _choose(self, choice: LedgerChoice) -> None:
        """Another ledger: its own stretch, all of its rows."""
        if self._open is None or self._open.choice.id != choice.id:
            self.bar.search.clear()
            self._narrow(None)
        if self._ledger != choice.id or self._open is None:
            self._ledger = choice.id
            self._read()

    def _read(self) -> None:
        """Open the ledger in the worker; whoever goes on down the list waits for the last only."""
        choice = self.picker.current()
        if choice is None:
            return
        self._asking += 1
        asking, store, user, day = (self._asking, self.ctx.store, self.ctx.actor.name,
                                    self.ctx.today())
        again = self._open is not None and self._open.choice.id == choice.id
        period = self.bar.chosen() if again else None
        until = self.bar.day.value() if choice.stretch == "day" else day
        room = self.bar.classes.key() or None

        def read() -> _Opened | None:
            if asking != self._asking:
                return None
            periods = ledger_periods(store, own=choice.stretch)
            at = period or next(iter(periods), None)
            ledger = open_ledger(store, ledger=choice.id, since=at.first if at else None,
                                 until=at.last if at else until, within=room, user=user)
            rooms = class_choices(store) if store.role == "school" else []
            return _Opened(choice, periods, rooms, ready(ledger))

        self.ctx.read(read, lambda found: self._show(asking, found), owner=self)

    def _show(self, asking: int, found: _Opened | None) -> None:
        if found is None or asking != self._asking:
            return
        again = self._open is not None and self._open.choice.id == found.choice.id
        self._open = found
        self.bar.set_periods(found.periods, again=again)
        self.bar.set_classes(found.rooms)
        self._show_columns()
        if not again:
            self.view.table.horizontalHeader().setSortIndicator(
                -1, self.view.table.horizontalHeader().sortIndicatorOrder())
            self.view.table.scrollToTop()
        self._tell()

    def _show_columns(self) -> None:
        assert self._open is not None
        read = self._open.read
        self.view.model.show(read, shown_columns(self._open.choice.id, read.heads))
        self.view.fit_columns()
        self._show_state()

    def _show_state(self) -> None:
        assert self._open is not None
        read, model = self._open.read, self.view.model
        if model.lines:
            self.stack.show_view(self.view)
        elif read.rows:
            self.stack.show_state(card_of(EmptyState(
                self.theme, "search", f"没有找到“{self.bar.search.text()}”", "按Esc看全部。")))
        else:
            heads = "、".join(dict.fromkeys(read.heads[1:_HEADS_NAMED + 1]))
            self.stack.show_state(card_of(EmptyState(
                self.theme, "book-open", "没有要列的",
                f"{read.ledger.span}，一条也没有。有了以后一行一条，写着{heads}等。"
                "没有的照样可以打印、导出，上面写“无”。")))

    def _tell(self) -> None:
        if self._open is None:
            return
        ledger = self._open.read.ledger
        shown = not self.narrow or self._inside
        span = "" if self.narrow else f" · {ledger.span.replace('　', ' ')}"
        self.header.set_context(f"{ledger.title}{span}" if shown else "")

    def _narrow(self, behind: Behind | None) -> None:
        self.bar.show_figure(behind.words or "全部" if behind is not None else "")
        self.view.model.narrow(self.bar.search.text(), behind)
        if self._open is not None:
            self._show_state()

    # what a person does

    def _is_open(self) -> bool:
        return self._open is not None

    def _enter(self) -> None:
        """From the list into the ledger; on a narrow page it takes the place of the list."""
        self._inside = True
        self.layout_changed()
        self._into_table()

    def _into_table(self) -> None:
        if not self.view.isVisible():
            return
        table = self.view.table
        if not table.currentIndex().isValid():
            table.setCurrentIndex(self.view.model.index(0, 0))
        table.setFocus()

    def _type(self, text: str) -> None:
        self.bar.search.setFocus()
        self.bar.search.insert(text)

    def sort_here(self) -> None:
        """By the column of the current cell; then the other way round, then as it was."""
        head, at = self.view.table.horizontalHeader(), self.view.table.currentIndex().column()
        if at < 0:
            return
        if head.sortIndicatorSection() != at:
            head.setSortIndicator(at, head.sortIndicatorOrder().AscendingOrder)
        elif head.sortIndicatorOrder() is head.sortIndicatorOrder().AscendingOrder:
            head.setSortIndicator(at, head.sortIndicatorOrder().DescendingOrder)
        else:
            head.setSortIndicator(-1, head.sortIndicatorOrder().AscendingOrder)

    def choose_columns(self) -> None:
        """栏目…"""
        if self._open is not None:
            ColumnsForm(self.theme, self, ledger=self._open.choice.id,
                        title=self._open.read.ledger.title, heads=self._open.read.heads,
                        done=self._show_columns).open()

    def save(self, ending: str) -> None:
        """Export the whole ledger, whatever is looked for in it."""
        opened = self._open
        if opened is None:
            return
        store, ledger = self.ctx.store, opened.read.ledger
        name = file_name(store.header.unit_name, ledger.title, f"{ledger.days.last:%Y%m%d}",
                         extension=ending)
        path = self._save_path(self, "导出台账", name, _KINDS[ending])
        if path is None:
            return

        def saved(done: SavedLedger) -> None:
            lost = _lost("".join(done.missing))
            self.ctx.toast(f"已导出{done.rows}条：{done.path.name}{lost}")

        self.ctx.tasks.run(lambda job: save_ledger(store, ledger, path=path), done=saved,
                           failed=lambda error: self.ctx.show_error(
                               error, lambda: self.save(ending)), owner=self)


def _lost(characters: str) -> str:
    return f"；这些字没有字形，留了空：{characters}" if characters else ""
