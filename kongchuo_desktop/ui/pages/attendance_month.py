"""The page 月考勤表: a class's month to look at, to correct and to print."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.errors import KnownError
from kongchuo_desktop.operations.attendance import PRESENT, MarkInput, correct_day
from kongchuo_desktop.operations.month_sheet import (
    Cell,
    GridDay,
    GridRow,
    MonthGrid,
    month_grid,
    month_sheet,
)
from kongchuo_desktop.operations.roll_call import class_choices
from kongchuo_desktop.operations.words import day_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.attendance_frame import Keys, no_class
from kongchuo_desktop.ui.pages.attendance_kinds import BY_KEY, KEY_LINE
from kongchuo_desktop.ui.pages.attendance_month_grid import MonthModel, MonthView, cell_words
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.parts.cards import Banner, Card
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.words import ElidedWords

_KEYS = (
    KEY_LINE, ("Del", "改回出勤"), ("回车", "打开这天"), ("Ctrl+PageUp", "上个月"),
)


class MonthPage(Page):
    """Arrows move, the keys of kinds correct the day; ``opened(class_id=, month=)``."""

    def __init__(self, ctx: AppContext, *, printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="月考勤表")
        self._printer = printer
        self._class_id = ""
        self._month = ctx.today().replace(day=1)
        self.classes = Choice(self.theme)
        self.classes.hide()
        self.classes.activated.connect(lambda _: self._choose_class())
        self.header.middle.addWidget(self.classes)
        self.add_action("上个月", lambda: self.step(-1), icon="chevron-left")
        self.later = self.add_action("下个月", lambda: self.step(1), icon="chevron-right")
        self.add_action("打印", self.print_shown, icon="printer", keys="Ctrl+P")
        self.model = MonthModel()
        self.view = MonthView(self.theme, self.model)
        self.view.marked.connect(lambda letter: self._correct(BY_KEY[letter].kind))
        self.view.cleared.connect(lambda: self._correct(PRESENT))
        self.view.opened.connect(self._open_day)
        self.view.moved.connect(self._tell)
        self.words = ElidedWords("", "small", "text2")
        self.keys = Keys(self.theme, _KEYS)
        card = Card(flush=True)
        card.body.setSpacing(0)
        card.body.addWidget(self.view, 1)
        self.stack = StateStack(card)
        self._card = card
        self.body.addWidget(self.stack, 1)
        self.body.addWidget(self.words)
        self.body.addWidget(self.keys)
        self.commands.add("month.before", "上个月", "Ctrl+PgUp", lambda: self.step(-1))
        self.commands.add("month.after", "下个月", "Ctrl+PgDown", lambda: self.step(1))
        self.help_lines = [
            ("↑ ↓ ← →", "在格子里移动"),
            KEY_LINE,
            ("Del", "改回出勤"),
            ("回车", "打开这一天的点名"),
        ]

    # what the window asks

    def opened(self, *, class_id: str = "", month: date | None = None, **args: Any) -> None:
        before = (self._class_id, self._month)
        self._class_id = class_id or self._class_id
        self._month = (month or self._month).replace(day=1)
        if self.model.grid is not None and before != (self._class_id, self._month):
            self.refresh(None)

    def refresh(self, changes: Changes | None) -> None:
        store, month, chosen = self.ctx.store, self._month, self._class_id

        def read() -> tuple[list[tuple[str, str]], MonthGrid | None]:
            rooms = class_choices(store)
            ids = [room for room, _ in rooms]
            if not ids:
                return rooms, None
            room = chosen if chosen in ids else ids[0]
            return rooms, month_grid(store, class_id=room, month=month)

        self.ctx.read(read, lambda found: self._show(*found), owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & {"mark", "register", "leave", "pupil", "movement", "class",
                                      "calendar_day", "term", "return"})

    def panes(self) -> Sequence[QWidget]:
        return (self.view,)

    def print_shown(self) -> bool:
        if not self._class_id:
            return False
        print_month(self.ctx, self._printer, self._class_id, self._month)
        return True

    def layout_changed(self) -> None:
        if hasattr(self, "keys"):
            self.keys.setVisible(not self.short and not self.narrow)

    # what is shown

    def _show(self, rooms: list[tuple[str, str]], grid: MonthGrid | None) -> None:
        self.classes.set_choices(rooms)
        self.classes.setVisible(len(rooms) > 1)
        if grid is None:
            state = no_class(self.theme)
            state.acted.connect(lambda _: self.ctx.open_page("roster"))
            self.stack.show_state(state)
            return
        self._class_id = grid.class_id
        self.classes.choose(grid.class_id)
        self.header.set_context(f"{grid.month.year}年{grid.month.month}月")
        self.later.setEnabled(self._month < self.ctx.today().replace(day=1))
        first = self.model.grid is None
        self.stack.show_view(self._card)
        self.model.show(grid)
        if first:
            today = self.ctx.today()
            self.view.go(0, today.day if today.month == grid.month.month else 1)
        self.show_banner(self._banner_of(grid))
        self._tell()

    def _banner_of(self, grid: MonthGrid) -> Banner | None:
        missed = grid.missed
        if not missed or self.short:
            return None
        banner = Banner(self.theme, "amber", f"{grid.month.month}月有{len(missed)}天没有点名："
                        "虚线的格子既不是到校，也不是缺课", action="去补")
        banner.acted.connect(
            lambda: self.ctx.open_page("attendance", day=missed[0], class_id=grid.class_id))
        return banner

    def _current(self) -> tuple[GridRow, GridDay, Cell] | None:
        """Pupil, day and cell under the cursor; None beside the days."""
        index, model = self.view.currentIndex(), self.model
        row, day, cell = model.row(index), model.day(index.column()), model.cell(index)
        return None if row is None or day is None or cell is None else (row, day, cell)

    def _tell(self) -> None:
        """The current cell in one sentence below the grid."""
        found, grid = self._current(), self.model.grid
        said = cell_words(*found) if found else ""
        reported = grid is not None and grid.reported
        after = "　这个月的月报已经报过，改了会和报上去的数不一样" if said and reported else ""
        self.words.setText(said + after)

    # what a person does

    def step(self, by: int) -> None:
        """The month before or after; never one to come."""
        month = (self._month + timedelta(days=31) if by > 0
                 else self._month - timedelta(days=1)).replace(day=1)
        if month <= self.ctx.today():
            self._month = month
            self.refresh(None)

    def _choose_class(self) -> None:
        self._class_id = self.classes.key()
        self.refresh(None)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_day(self) -> None:
        day = self.model.day(self.view.currentIndex().column())
        if day is not None and day.day <= self.ctx.today():
            self.ctx.open_page("attendance", day=day.day, class_id=self._class_id)

    def _correct(self, kind: str) -> None:
        ctx, found = self.ctx, self._current()
        if found is None:
            return
        row, day, cell = found
        if cell.state != "filed":
            self.words.setText(cell_words(row, day, cell) + (
                "，回车去补" if cell.state == "gap" else "，不用改"))
            return
        if cell.kinds == [kind]:
            return
        ctx.perform(
            lambda: correct_day(ctx.store, actor=ctx.actor, pupil=row.pupil, day=day.day,
                                mark=MarkInput(kind)),
            said=f"已把 {row.name} {day_text(day.day)}改为{kind}，原来的也留着",
            failed=ctx.show_error,
        )


def print_month(ctx: AppContext, print_pdfs: Print, class_id: str, day: date) -> None:
    """Make the sheet of the day's month in the worker and print it there."""

    def work() -> None:
        pdf = month_sheet(ctx.store, class_id=class_id, month=day)
        try:
            print_pdfs([pdf], 1)
        except KnownError as error:
            raise KnownError(error.code, error.sentence, kept="考勤都在电脑里。",
                             todo="接好打印机，再点一次打印考勤表。") from error

    ctx.read(work, lambda _: ctx.toast(f"{day.month}月的考勤表已送到打印机"))
