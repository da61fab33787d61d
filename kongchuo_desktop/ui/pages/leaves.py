"""The page 请假: who is or was on leave, whose slip is owed, and marks of leave without a leave."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.leave_slips import Unwritten, leave_paper, unwritten
from kongchuo_desktop.operations.leaves import LeaveLine, end_leave, list_leaves, withdraw_leave
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.roster import list_pupils
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.leave import LeaveForm, SlipForm
from kongchuo_desktop.ui.masks import veiled
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.leaves_model import (
    ASKED,
    ROOM,
    SPAN,
    WIDTHS,
    LeaveCells,
    LeavesModel,
    Line,
    span_words,
)
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.dialogs import ConfirmDialog
from kongchuo_desktop.ui.parts.inputs import Choice, Field, LineInput
from kongchuo_desktop.ui.parts.lines import LINE
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.table import FittingTable, TableCard
from kongchuo_desktop.ui.parts.words import ElidedWords
from kongchuo_desktop.ui.tokens import Px

_BACK = timedelta(days=200)
"""How far back leaves are listed that nobody owes anything for: a term."""
_FILTERS = {"all": "全部", "now": "今天在假", "owed": "欠假条", "unwritten": "没有登记"}


class LeavesPage(Page):
    """Enter takes in the slip that is owed, or opens the leave; ``opened(class_id=)``."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="请假")
        self._printer, self._class_id = printer, ""
        self._lines: list[Line] = []
        self._pupils: list[tuple[str, str]] = []
        self.classes = Choice(self.theme)
        self.classes.hide()
        self.classes.activated.connect(lambda _: self._choose_class(self.classes.key()))
        self.filters = Segments(self.theme, list(_FILTERS.items()), "all")
        self.filters.chosen.connect(lambda _: self._filter())
        self.header.middle.addWidget(self.classes)
        self.header.middle.addWidget(self.filters)
        self.add_action("回到考勤", lambda: ctx.open_page("attendance"), icon="arrow-left")
        self.new = self.add_action("登记请假", self._new, icon="plus", primary=True)
        self.model = LeavesModel()
        self.table = FittingTable(self.theme, self.model, widths=WIDTHS, stretch=SPAN,
                                  drop=(ROOM, ASKED), delegate=LeaveCells(self.theme),
                                  many=False)
        self.table.setAccessibleName("请假单")
        self.table.opened.connect(lambda _: self.act())
        self.table.left_upwards.connect(self.filters.setFocus)
        self.foot = LeaveFoot(self)
        self.card = TableCard(self.table, self.foot)
        self.stack = StateStack(self.card)
        self.body.addWidget(self.stack, 1)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.commands.add("leave.new", "登记请假", "Ctrl+N", self._new)
        self.commands.add("leave.withdraw", "撤销请假", "Del", self.withdraw,
                          when=lambda: self.leave() is not None)
        self.commands.add("leave.change", "改请假", "F2", self.change,
                          when=lambda: self.leave() is not None)
        ctx.veil_changed.connect(lambda _: self._tell())
        self.help_lines = [("↑ ↓", "上下移动"), ("回车", "收到假条，或者打开来改")]

    # what the window asks

    def opened(self, *, class_id: str = "", **args: Any) -> None:
        before, self._class_id = self._class_id, class_id or self._class_id
        if self._class_id != before and self.classes.count():
            self.refresh(None)

    def _choose_class(self, class_id: str) -> None:
        self._class_id = class_id
        self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        store, since = self.ctx.store, self.ctx.today() - _BACK
        room = self._class_id or None

        def read() -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[Line]]:
            rooms = class_choices(store)
            cards = [c for c in list_pupils(store)
                     if room in (None, c.values.get("class_id"))]
            pupils = [(c.id, f"{c.values.get('seat', '')} {c.name}".strip()) for c in cards]
            lines = [Line(leave=x) for x in list_leaves(store, class_id=room, since=since)]
            lines += [Line(unwritten=x) for x in unwritten(store, since=since, class_id=room)]
            return rooms, pupils, lines

        self.ctx.read(read, lambda found: self._loaded(*found), owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & {"leave", "mark", "register", "pupil", "event", "class",
                                      "own_figure", "attached"})

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.filters)

    def clear_search(self) -> bool:
        had = self.filters.current() != "all"
        self.filters.choose("all")
        self._filter()
        return had

    def print_shown(self) -> bool:
        self.print_slip()
        return self.leave() is not None

    def layout_changed(self) -> None:
        if hasattr(self, "table"):
            self.table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)

    # what is shown

    def _loaded(self, rooms: list[tuple[str, str]], pupils: list[tuple[str, str]],
                lines: list[Line]) -> None:
        self.classes.set_choices([("", "全校"), *rooms])
        self.classes.choose(self._class_id)
        self.classes.setVisible(len(rooms) > 1)
        self._pupils, self._lines = pupils, lines
        self.filters.set_choices([
            (key, f"{word} {sum(self._kept(line, key) for line in lines)}")
            for key, word in _FILTERS.items()])
        self._filter()

    def _kept(self, line: Line, key: str) -> bool:
        leave, today = line.leave, self.ctx.today()
        if leave is None:
            return key in ("all", "unwritten")
        if key == "now":
            return leave.since <= today <= leave.until
        return key == "all" or (key == "owed" and leave.owed and leave.back)

    def _filter(self) -> None:
        key = self.filters.current()
        shown = [line for line in self._lines if self._kept(line, key)]
        self.model.set_lines(shown)
        if shown:
            self.stack.show_view(self.card)
            if not self.table.currentIndex().isValid():
                self.table.selectRow(0)
        else:
            self.stack.show_state(self._nothing(key))
        self._tell()

    def _nothing(self, key: str) -> EmptyState:
        if key == "all":
            return EmptyState(self.theme, "file-check", "还没有人请假",
                              "家长来请假时点“登记请假”；电话请的，回校后补假条。")
        return EmptyState(self.theme, "file-check", f"没有“{_FILTERS[key]}”的", "按Esc看全部。",
                          done=True)

    def line(self) -> Line | None:
        index = self.table.currentIndex()
        return index.data(LINE) if index.isValid() and self._lines else None

    def leave(self) -> LeaveLine | None:
        line = self.line()
        return line.leave if line is not None else None

    def _tell(self) -> None:
        self.foot.show_line(self.line())

    # what a person does

    def _new(self) -> None:
        if self._pupils:
            LeaveForm(self.ctx, self, pupils=self._pupils).open()

    def act(self) -> None:
        """Enter: the slip that is owed, the leave to change, or the one still to be written."""
        line = self.line()
        if line is None:
            return
        if line.leave is None:
            assert line.unwritten is not None
            self._write(line.unwritten)
        elif line.leave.owed:
            self.take_slip()
        else:
            self.change()

    def _write(self, found: Unwritten) -> None:
        LeaveForm(self.ctx, self, pupil=found.pupil, name=found.name, kind=found.kind,
                  span=(found.days[0], found.days[-1])).open()

    def take_slip(self) -> None:
        leave = self.leave()
        if leave is not None:
            span = span_words(leave.since, leave.until, leave.days, leave.school_days)
            SlipForm(self.ctx, self, leave=leave.id, name=leave.name,
                     context=f"{leave.kind}，{span}").open()

    def change(self) -> None:
        leave = self.leave()
        if leave is not None:
            LeaveForm(self.ctx, self, pupil=leave.pupil, name=leave.name, leave=leave).open()

    def end(self) -> None:
        """销假 from the day on which the registers saw the child, else from today."""
        leave, ctx = self.leave(), self.ctx
        if leave is not None:
            back = leave.came or ctx.today()
            ctx.perform(lambda: end_leave(ctx.store, actor=ctx.actor, leave=leave.id, back=back),
                        said=f"{leave.name} {day_text(back)}起销假", failed=ctx.show_error)

    def withdraw(self) -> None:
        leave = self.leave()
        if leave is None:
            return
        why = LineInput(self.theme, "如：登记错了人")
        dialog = ConfirmDialog(
            self.theme, self, question=f"撤销 {leave.name} 的{leave.kind}？",
            text="这些天没有到校的，就按没有请假算。", verb="撤销请假", refuse="不撤销",
            reason=Field("为什么", why))
        dialog.accepted.connect(lambda: self._withdraw(leave, why.text()))
        dialog.open()

    def _withdraw(self, leave: LeaveLine, why: str) -> None:
        ctx = self.ctx

        def failed(error: KnownError) -> None:
            ctx.show_error(error, self.withdraw if error.code == "no_reason" else None)

        ctx.perform(lambda: withdraw_leave(ctx.store, actor=ctx.actor, leave=leave.id, why=why),
                    said=f"已撤销 {leave.name} 的{leave.kind}", failed=failed)

    def print_slip(self) -> None:
        leave, ctx, printer = self.leave(), self.ctx, self._printer
        if leave is not None:
            ctx.tasks.run(
                lambda job: printer(
                    [leave_paper(ctx.store, leave=leave.id, user=ctx.actor.name)], 1),
                done=lambda _: ctx.toast(f"{leave.name} 的请假条已送到打印机"),
                failed=ctx.show_error, owner=self)


class LeaveFoot(QFrame):
    """What is known of the chosen leave and what can be done with it."""

    def __init__(self, page: LeavesPage) -> None:
        super().__init__()
        self._ctx = page.ctx
        self.setProperty("kind", "foot")
        self.setFixedHeight(Px.HEADER_NARROW)
        theme = page.theme
        line = QHBoxLayout(self)
        line.setContentsMargins(Px.INSIDE, 0, Px.GAP, 0)
        line.setSpacing(Px.ICON_GAP)
        self.words = ElidedWords("", "small", "text2")
        line.addWidget(self.words, 1)
        self.withdraw = Button(theme, "撤销", "danger", size="small", clicked=page.withdraw)
        self.end = Button(theme, "销假", size="small", clicked=page.end)
        self.change = Button(theme, "修改", size="small", clicked=page.change)
        self.paper = Button(theme, "打印假条", icon="printer", size="small",
                            clicked=page.print_slip)
        self.slip = Button(theme, "收到假条", size="small", clicked=page.take_slip)
        self.write = Button(theme, "登记请假", size="small", clicked=page.act)
        for button in (self.withdraw, self.end, self.change, self.paper, self.slip, self.write):
            line.addWidget(button)

    def show_line(self, line: Line | None) -> None:
        leave = line.leave if line is not None else None
        for button in (self.withdraw, self.change, self.paper):
            button.setVisible(leave is not None)
        self.slip.setVisible(leave is not None and leave.owed)
        self.end.setVisible(leave is not None and (leave.came is not None or not leave.back))
        self.write.setVisible(line is not None and line.unwritten is not None)
        said = foot_words(leave) if leave is not None else ""
        self.words.setText((veiled(said) if self._ctx.veil else said) or (
            "考勤记了假，没有登记请假" if line is not None and leave is None else ""))


def foot_words(leave: LeaveLine) -> str:
    """What the columns leave out: the child came early, the call, the reason."""
    came = f"假没到期，{day_text(leave.came)}已到校" if leave.came else ""
    call = " ".join(filter(None, (leave.asked_at, leave.phone)))
    return "　".join(filter(None, (came, call, leave.note)))
