"""The page 台账: every ledger made from what was registered, to look at, to hand out, to print."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.ledgers import EXCEL, PDF, LedgerChoice, ledgers
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.ledgers_bar import LedgerBar
from kongchuo_desktop.ui.pages.ledgers_columns import ColumnsForm, shown_columns
from kongchuo_desktop.ui.pages.ledgers_do import explain_row, put_up
from kongchuo_desktop.ui.pages.ledgers_list import LedgerPicker
from kongchuo_desktop.ui.pages.ledgers_model import Behind
from kongchuo_desktop.ui.pages.ledgers_open import Asked, Opened, open_asked
from kongchuo_desktop.ui.pages.ledgers_out import print_ledger, save_file_of
from kongchuo_desktop.ui.pages.ledgers_states import nothing_found, nothing_listed
from kongchuo_desktop.ui.pages.ledgers_table import LedgerView
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.roster_export import SavePath
from kongchuo_desktop.ui.parts.cards import EmptyState, card_of
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.pickers import choose_new_file
from kongchuo_desktop.ui.tokens import Px


class LedgersPage(Page):
    """Left the ledgers, right the one that is open; ``opened(ledger=)`` chooses it."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs,
                 save_path: SavePath = choose_new_file) -> None:
        super().__init__(ctx, title="台账")
        self._printer, self._save_path = printer, save_path
        self._ledger, self._asking, self._inside = "", 0, False
        self._open: Opened | None = None
        self.print = self.add_action("打印", self.print_shown, icon="printer", keys="Ctrl+P")
        self.pdf = self.add_action("存为PDF", lambda: self.save(PDF), icon="file-down")
        self.excel = self.add_action("导出Excel", lambda: self.save(EXCEL), icon="download",
                                     primary=True, keys="Ctrl+E")
        self.explain = self.add_action("写明情况", self.explain_here, icon="pencil",
                                       primary=True, keys="Ctrl+M")
        self.disclose = self.add_action("公示…", self.put_up, icon="megaphone", primary=True)
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
        self.commands.add("ledger.explain", "写明情况", "Ctrl+M", self.explain_here,
                          when=self._is_apart)
        self.commands.add("ledger.sort", "按这一栏排", "Ctrl+D", self.view.sort_here,
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
        self.bar.changed.connect(self._read_anew)
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
        if self._is_public():
            self.put_up()
            return True
        print_ledger(self.ctx, self, opened.own, self._printer)
        return True

    def layout_changed(self) -> None:
        if not hasattr(self, "side"):
            return
        self.picker.setMinimumWidth(Px.SIDE_PANEL)
        self.picker.setMaximumWidth(self.maximumWidth() if self.narrow else Px.SIDE_PANEL)
        self.picker.setVisible(not (self.narrow and self._inside))
        self.side.setVisible(not self.narrow or self._inside)
        self.bar.to_list.setVisible(self.narrow)
        self._show_actions()
        self.view.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)
        self._tell()

    def _show_actions(self) -> None:
        """What is put up for everybody leaves the program in one way only, which is written
        down; of what must be explained the explaining comes first."""
        shown, public, apart = not self.narrow or self._inside, self._is_public(), self._is_apart()
        for button in (self.print, self.excel):
            button.setVisible(shown and not public)
        self.pdf.setVisible(shown and not public and not apart)
        self.excel.set_kind("plain" if apart else "primary")
        self.explain.setVisible(shown and apart)
        self.disclose.setVisible(shown and public)

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

    def _read_anew(self) -> None:
        """Other days, another class, other groups: what stood behind a figure is not there."""
        self._narrow(None)
        self._read()

    def _read(self) -> None:
        """Open the ledger in the worker; whoever goes on down the list waits for the last only."""
        choice = self.picker.current()
        if choice is None:
            return
        self._asking += 1
        asking, store, user = self._asking, self.ctx.store, self.ctx.actor.name
        again, bar = self._open is not None and self._open.choice.id == choice.id, self.bar
        asked = Asked(choice, bar.chosen() if again else None,
                      bar.day.value() if choice.stretch == "day" else self.ctx.today(),
                      bar.classes.key(), bar.groups.key() if again else "")

        def read() -> Opened | None:
            return open_asked(store, asked, user=user) if asking == self._asking else None

        self.ctx.read(read, lambda found: self._show(asking, found), owner=self)

    def _show(self, asking: int, found: Opened | None) -> None:
        if found is None or asking != self._asking:
            return
        again = self._open is not None and self._open.choice.id == found.choice.id
        self._open = found
        self.bar.set_periods(found.periods, again=again)
        self.bar.set_classes(found.rooms)
        self.bar.set_ways(found.ways, again=again)
        self._show_columns()
        if not again:
            self.view.table.horizontalHeader().setSortIndicator(
                -1, self.view.table.horizontalHeader().sortIndicatorOrder())
            self.view.table.scrollToTop()
        self._show_actions()
        self._tell()

    def _show_columns(self) -> None:
        assert self._open is not None
        read = self._open.read
        self.view.model.show(read, shown_columns(self._open.choice.id, read.heads, read.away))
        self.view.fit_columns()
        self._show_figure()
        self._show_state()

    def _show_state(self) -> None:
        assert self._open is not None
        read, model = self._open.read, self.view.model
        if model.lines:
            self.stack.show_view(self.view)
        else:
            self.stack.show_state(card_of(
                nothing_found(self.theme, self.bar.search.text()) if read.rows
                else nothing_listed(self.theme, read, public=self._is_public())))
        for button in (self.explain, self.disclose):
            button.setEnabled(bool(model.lines))

    def _tell(self) -> None:
        if self._open is None:
            return
        ledger = self._open.read.ledger
        shown = not self.narrow or self._inside
        span = "" if self.narrow else f" · {ledger.span.replace('　', ' ')}"
        self.header.set_context(f"{ledger.title}{span}" if shown else "")

    def _narrow(self, behind: Behind | None) -> None:
        self.view.model.narrow(self.bar.search.text(), behind)
        self._show_figure()
        if self._open is not None:
            self._show_state()

    def _show_figure(self) -> None:
        behind = self.view.model.behind
        self.bar.show_figure(behind.words or "全部" if behind is not None else "")

    # what a person does

    def _is_public(self) -> bool:
        return self._open is not None and self._open.choice.public

    def _is_apart(self) -> bool:
        """Whether rows are explained here: the school does it, its bureau reads."""
        return (self._open is not None and self._open.choice.side is not None
                and self.ctx.store.role != "bureau")

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

    def choose_columns(self) -> None:
        """栏目…"""
        if self._open is not None:
            read = self._open.read
            ColumnsForm(self.theme, self, ledger=self._open.choice.id, title=read.ledger.title,
                        heads=read.heads, away=read.away, done=self._show_columns).open()

    def explain_here(self) -> None:
        """写明情况 of the child on whose row the keyboard is."""
        opened, at = self._open, self.view.row_here()
        if self._is_apart() and opened and opened.choice.side and at is not None:
            explain_row(self.ctx, self, opened.read.ledger, at, opened.choice.side)

    def put_up(self) -> None:
        """公示…"""
        if self._open is not None and self._is_public():
            put_up(self.ctx, self, self._open.own, printer=self._printer,
                   save_path=self._save_path)

    def save(self, ending: str) -> None:
        """Export the whole ledger, whatever is looked for in it."""
        if self._is_public():
            self.put_up()
        elif (opened := self._open) is not None:
            save_file_of(self.ctx, self, opened.leaving(ending), ending,
                         numbered=opened.read.numbered, save_path=self._save_path)
