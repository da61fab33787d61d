"""The page 考勤: fifty pupils in half a minute by keyboard, saved at once, filed as a fact."""

from datetime import date
from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from kongchuo_desktop.operations.attendance import WHOLE_DAY
from kongchuo_desktop.operations.calendar import set_days
from kongchuo_desktop.operations.leaves import end_leave
from kongchuo_desktop.operations.roll_call import RollCall
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.leave import LeaveForm
from kongchuo_desktop.ui.forms.unreturned import open_unreturned
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.attendance_body import RegisterBody
from kongchuo_desktop.ui.pages.attendance_desk import RegisterDesk
from kongchuo_desktop.ui.pages.attendance_frame import (
    before_words,
    call_banner,
    empty_class,
    filed_words,
    missing_banner,
    no_class,
    no_session,
)
from kongchuo_desktop.ui.pages.attendance_kinds import KEY_LINE
from kongchuo_desktop.ui.pages.attendance_month import print_month
from kongchuo_desktop.ui.pages.attendance_side import Marked
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.parts.buttons import Button, Segments
from kongchuo_desktop.ui.parts.cards import EmptyState
from kongchuo_desktop.ui.parts.inputs import Choice
from kongchuo_desktop.ui.parts.row_view import act_on
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.words import Chip
from kongchuo_desktop.ui.tokens import Px

BY_LESSON = "按节次"
PARTS = (WHOLE_DAY, "上午", "下午", BY_LESSON)
"""What can be filed; by lesson the register is that of the whole day."""
_TABLES = frozenset({"mark", "register", "pupil", "tag", "movement", "leave", "class",
                     "calendar_day", "term", "visit", "event", "paper", "paper_event"})


class AttendancePage(Page):
    """Everyone is present until marked; Enter in the empty field files the register."""

    def __init__(self, ctx: AppContext, *, print_pdfs: Print = print_pdfs) -> None:
        super().__init__(ctx, title="考勤")
        self._print_pdfs = print_pdfs
        self.day = ctx.today()
        self._class_id = ""
        self.desk = RegisterDesk(ctx)
        self.desk.setParent(self)
        self._build_header()
        self._build_body()
        self._listen()
        self.commands.add("day.before", "前一个上课日", "Ctrl+Up", self._earlier)
        self.commands.add("leaves", "请假", "Ctrl+J", self._open_leaves)
        self.commands.add("month", "月考勤表", "Ctrl+M", self._open_month)
        self.commands.add("day.today", "回到今天", "Ctrl+Down", lambda: self._go(ctx.today()))
        self.help_lines = [
            ("0–9 a–z", "按座号或拼音首字母找人"),
            KEY_LINE,
            ("空格", "选定拼音结果"),
            ("Del", "改回出勤"),
            ("↑ ↓ ← →", "在格子里移动"),
            ("回车", "输入框为空时提交"),
        ]

    def _build_header(self) -> None:
        self.classes = Choice(self.theme)
        self.classes.hide()
        self.header.middle.addWidget(self.classes)
        self.segments = Segments(self.theme, [(part, part) for part in PARTS], WHOLE_DAY)
        self.header.middle.addWidget(self.segments)
        self.chip = Chip(self.theme, "", "amber")
        self.chip.hide()
        self.header.right.addWidget(self.chip)
        self.step_day = self.add_action("昨天", self._step, keys="Ctrl+↑")
        self.leaves = self.add_action("请假", self._open_leaves, keys="Ctrl+J")
        self.month = self.add_action("月考勤表", self._open_month, keys="Ctrl+M")
        self.send = Button(self.theme, "提交考勤", "primary", icon="check")
        self.send.hide()
        self.header.right.addWidget(self.send)

    def _build_body(self) -> None:
        self.main = RegisterBody(self.theme, self, self.desk)
        self.finder, self.grid, self.side = self.main.finder, self.main.grid, self.main.side
        self.stack = StateStack(self.main)
        self.body.addWidget(self.stack, 1)

    def _listen(self) -> None:
        desk = self.desk
        desk.opened.connect(self._show)
        desk.touched.connect(self._redraw)
        desk.stale.connect(self.load)
        self.classes.activated.connect(lambda _: self._choose_class())
        self.segments.chosen.connect(lambda _: self._choose_part())
        for button in (self.side.send, self.send):
            button.clicked.connect(lambda _=False: desk.send())
        self.side.leaves.clicked.connect(lambda _=False: self._open_leaves())
        self.side.month.clicked.connect(lambda _=False: self._open_month())
        act_on(self.side.view, {
            "slip": self._write_slip,
            "back": self._end_leave,
            "ask": self._ask_whereabouts,
            "card": lambda row: self.ctx.open_page("pupil", pupil=row.pupil.id),
        })  # fmt: skip

    # what the window asks

    @property
    def part(self) -> str:
        """The part of the register: by lesson it is the whole day's."""
        chosen = self.segments.current()
        return WHOLE_DAY if chosen == BY_LESSON else chosen

    def kept_args(self) -> dict[str, Any]:
        return {"class_id": self._class_id}

    def opened(self, *, day: date | None = None, class_id: str = "", **args: Any) -> None:
        before = (self.day, self._class_id)
        self.day, self._class_id = day or self.ctx.today(), class_id or self._class_id
        if self.desk.session is not None and (self.day, self._class_id) != before:
            self.load()

    def refresh(self, changes: Changes | None) -> None:
        self.load()

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & _TABLES)

    def load(self) -> None:
        """Read the register of the day, part and class shown."""
        self.desk.load(class_id=self._class_id, day=self.day, part=self.part)

    def panes(self) -> list[QWidget]:
        return [self.finder.field, self.grid, self.side.view]

    def close_inner(self) -> bool:
        return self.main.close_side()

    def clear_search(self) -> bool:
        had = bool(self.finder.field.text()) or self.finder.pupil() is not None
        self.finder.clear()
        return had

    def print_shown(self) -> bool:
        if not self._class_id:
            return False
        print_month(self.ctx, self._print_pdfs, self._class_id, self.day)
        return True

    # what is shown

    def _show(self) -> None:
        session = self.desk.session
        today = self.ctx.today()
        self.classes.set_choices(self.desk.rooms)
        self.classes.setVisible(len(self.desk.rooms) > 1)
        self.header.set_context(f"{day_text(self.day, today=today)} {weekday_text(self.day)}")
        self.month.setEnabled(session is not None)
        self.main.model.show(session)
        if session is None:
            self._show_state(no_class(self.theme))
            return
        call = session.call
        self._class_id = call.class_id
        self.classes.choose(call.class_id)
        self._name_step(call, today)
        if not call.in_session:
            self._show_state(no_session(self.theme, call.day, today, call.note,
                                        kept=call.kept))
        elif not call.expected:
            self._show_state(empty_class(self.theme))
        else:
            self._show_register(call)

    def _show_state(self, state: EmptyState) -> None:
        """A page without a register; its button leads on."""
        state.acted.connect(self._act)
        self.stack.show_state(state)
        for widget in (self.chip, self.send, self.segments):
            widget.hide()
        self.show_banner(None)

    def _show_register(self, call: RollCall) -> None:
        came_back = self.stack.currentWidget() is not self.main
        at = self.grid.kept
        self.stack.show_view(self.main)
        self.segments.show()
        self.finder.set_pupils(call.pupils)
        self.grid.go(at if self.grid.hasFocus() else None)
        self.chip.set(*filed_words(call))
        self.side.show_filing(call)
        self.send.setText(self.side.send.text())
        self._show_banner_of(call)
        self._place_send()
        self._redraw()
        if came_back and self.isVisible():
            self.finder.field.setFocus()

    def _show_banner_of(self, call: RollCall) -> None:
        """What this register asks for, else the days that have none."""
        banner = call_banner(self.theme, call, short=self.short)
        if banner is None and self.day == self.ctx.today() and not self.short:
            banner = missing_banner(self.theme, call)
            if banner is not None:
                banner.acted.connect(lambda: self._go(call.unfiled[0]))
        self.show_banner(banner)

    def _redraw(self) -> None:
        """Marks have changed: cells, counts and list."""
        session = self.desk.session
        if session is None:
            return
        self.main.show_session(session, self.desk.outlooks)

    # what a person does

    def _open_month(self) -> None:
        self.ctx.open_page("attendance_month", class_id=self._class_id, month=self.day)

    def _open_leaves(self) -> None:
        self.ctx.open_page("leaves", class_id=self._class_id)

    def _write_slip(self, row: Marked) -> None:
        LeaveForm(
            self.ctx, self, pupil=row.pupil.id, name=row.pupil.name, kind=row.mark.kind
        ).open()

    def _end_leave(self, row: Marked) -> None:
        ctx, leave, day = self.ctx, row.pupil.leave, self.day
        ctx.perform(
            lambda: end_leave(ctx.store, actor=ctx.actor, leave=leave, back=day),
            said=f"已给 {row.pupil.name} 销假",
            failed=ctx.show_error,
        )

    def _ask_whereabouts(self, row: Marked) -> None:
        open_unreturned(
            self.ctx, self, pupil=row.pupil.id, name=row.pupil.name, day=self.day
        )

    def _choose_class(self) -> None:
        self._class_id = self.classes.key()
        self.load()

    def _choose_part(self) -> None:
        self.main.by_lesson = self.segments.current() == BY_LESSON
        self.load()
        self.finder.field.setFocus()

    def _name_step(self, call: RollCall, today: date) -> None:
        """The button of days; in a low window it stands in for the banner, too."""
        if self.day != today:
            self.step_day.setText("回到今天")
        elif self.short and call.unfiled:
            self.step_day.setText(f"补{day_text(call.unfiled[0])}")
        else:
            self.step_day.setText(before_words(call, today))

    def _step(self) -> None:
        session = self.desk.session
        if self.day != self.ctx.today():
            self._go(self.ctx.today())
        elif self.short and session is not None and session.call.unfiled:
            self._go(session.call.unfiled[0])
        else:
            self._earlier()

    def _earlier(self) -> None:
        if self.desk.session is not None:
            self._go(self.desk.session.call.before)

    def _go(self, day: date) -> None:
        if day != self.day:
            self.day = day
            self.load()

    def _act(self, key: str) -> None:
        if key == "roster":
            self.ctx.open_page("roster")
            return
        ctx, day = self.ctx, self.day
        ctx.perform(
            lambda: set_days(ctx.store, actor=ctx.actor, days={day: (True, "补课")}),
            said=f"{day_text(day)}已改为上课（补课）",
        )

    # room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.main.fold(self.window().width() < Px.WIDE_FROM, low=self.short)
        self._place_send()

    def layout_changed(self) -> None:
        if self.desk.session is not None:
            self._show()
        for button in (self.month, self.leaves):
            button.setVisible(not self.narrow)

    def _place_send(self) -> None:
        """The one blue button stands in the column, or in the header when that is folded."""
        session = self.desk.session
        open_ = session is not None and not session.filed and session.call.in_session
        folded = self.main.folded
        self.send.setVisible(open_ and folded and bool(session and session.call.expected))
        # Where the button itself says that nothing is filed, the chip's room goes to the parts.
        shown = self.stack.currentWidget() is self.main
        self.chip.setVisible(shown and not (self.narrow and not self.send.isHidden()))
        self.side.send.setVisible(open_ and not folded)
