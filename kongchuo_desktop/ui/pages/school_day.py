"""The page 全校考勤: every class on one day, which have not filed, and who is not in school."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.operations.late_return import LateReturn, LateReturns, late_returns
from kongchuo_desktop.operations.late_return_paper import late_return_register
from kongchuo_desktop.operations.school_day import ClassDay, SchoolDay, school_day
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.forms.unreturned import open_unreturned
from kongchuo_desktop.ui.page import Page
from kongchuo_desktop.ui.pages.attendance_frame import no_class
from kongchuo_desktop.ui.pages.papers_print import Print, print_pdfs
from kongchuo_desktop.ui.pages.school_day_rows import AwayDelegate, away_groups
from kongchuo_desktop.ui.parts.cards import Banner, EmptyState
from kongchuo_desktop.ui.parts.lines import LINE, LinesModel
from kongchuo_desktop.ui.parts.paint import Flow, Item
from kongchuo_desktop.ui.parts.row_view import RowView, act_on
from kongchuo_desktop.ui.parts.rows import Index, RowsModel
from kongchuo_desktop.ui.parts.state_stack import StateStack
from kongchuo_desktop.ui.parts.table import CellDelegate, FittingTable, TableCard
from kongchuo_desktop.ui.parts.words import Words
from kongchuo_desktop.ui.tokens import Px, Tone

HEADS = ("班级", "应到", "到校", "旷课", "待查", "病假", "事假", "迟到", "早退", "提交")
_COUNTED = (None, None, None, "旷课", "未到待查", "病假", "事假", "迟到", "早退")
_NAME, _EXPECTED, _PRESENT, _FILED = 0, 1, 2, 9
_WIDTHS = (96, 44, 44, 44, 44, 44, 44, 44, 44, 130)
UNKNOWN = "—"
"""Stands where no register was filed: a count that nobody knows is no zero."""


class SchoolDayModel(LinesModel[ClassDay]):
    """Classes by grade; of a class that has not filed only what is expected is known."""

    def __init__(self) -> None:
        super().__init__(HEADS)
        self.in_session = True

    def key(self, line: ClassDay) -> str:
        return line.class_id

    def text(self, line: ClassDay, column: int) -> str:
        if column == _NAME:
            return line.name
        if column == _EXPECTED:
            return str(line.expected)
        if column == _FILED:
            return filed_words(line, in_session=self.in_session)[0]
        if not line.filed:
            return UNKNOWN
        if column == _PRESENT:
            return str(line.present)
        return str(line.counts[str(_COUNTED[column])])

    def spoken(self, line: ClassDay, column: int) -> str:
        return f"{HEADS[column]} {self.text(line, column)}"

    def look(self, line: ClassDay, column: int, role: int) -> Any:
        if role == CellDelegate.BOLD:
            return column == _NAME
        if role == CellDelegate.COLOUR and 0 < column < _FILED:
            if not line.filed or self.text(line, column) == "0":
                return "text3"
            return "red" if column in (3, 4) else None
        return None


def filed_words(line: ClassDay, *, in_session: bool) -> tuple[str, Tone]:
    """``8:05 周老师``, each part apart where there are several; ``还没有提交``."""
    if line.filed:
        several = len(line.filings) > 1 or line.filings[0].part != "全天"
        said = [f"{f.part if several else ''}{_clock(f.at)} {f.by}" for f in line.filings]
        return "，".join(said), "green"
    if not line.expected:
        return "没有学生", "grey"
    return ("还没有提交", "amber") if in_session else ("不上课", "grey")


def _clock(at: datetime) -> str:
    return f"{at.hour}:{at.minute:02}"


class _Cells(CellDelegate):
    """The last column is a chip where something is open, else time and name."""

    def items(self, index: Index, rect: QRect) -> list[Item]:
        line = index.data(LINE)
        if index.column() == _FILED and not line.filed:
            model = index.model()
            assert isinstance(model, SchoolDayModel)
            chip = filed_words(line, in_session=model.in_session)
            return Flow(self.theme, rect).chip(*chip).items
        return super().items(index, rect)


class SchoolDayPage(Page):
    """Enter on a class opens its roll call of that day, on a pupil the card."""

    def __init__(self, ctx: AppContext, printer: Print = print_pdfs) -> None:
        super().__init__(ctx, title="全校考勤")
        self._printer = printer
        self.day = ctx.today()
        self._before = self._after = self.day
        self.add_action("前一天", lambda: self._go(self._before), icon="chevron-left")
        self.later = self.add_action("后一天", lambda: self._go(self._after),
                                     icon="chevron-right")
        self.now = self.add_action("回到今天", lambda: self._go(ctx.today()))
        self.register = self.add_action("打印登记册", self.print_shown, icon="printer",
                                        keys="Ctrl+P")
        self.register.hide()
        self.model = SchoolDayModel()
        self.table = FittingTable(self.theme, self.model, widths=_WIDTHS, stretch=_FILED,
                                  drop=(8, 7, 6, 5), delegate=_Cells(self.theme), many=False)
        self.table.setAccessibleName("各班考勤")
        self.table.opened.connect(lambda index: self._open_class(index.data(LINE)))
        self.people = RowsModel()
        self.view = RowView(self.people, AwayDelegate(self.theme), always=("card",))
        self.view.keys = {(Qt.Key.Key_Return, False): "card", (Qt.Key.Key_Enter, False): "card",
                          (Qt.Key.Key_Right, False): "ask"}
        self.view.setAccessibleName("没有到校的人")
        act_on(self.view, {"card": lambda one: ctx.open_page("pupil", pupil=one.pupil),
                           "ask": self._ask})
        self.stack = StateStack(self._lay_out())
        self.body.addWidget(self.stack, 1)
        self.commands.add("day.before", "前一个上课日", "Ctrl+Up",
                          lambda: self._go(self._before))
        self.commands.add("day.after", "后一个上课日", "Ctrl+Down", lambda: self._go(self._after))
        self.help_lines = [("回车", "打开这个班的点名，或者这个学生"), ("F6", "换到名单"),
                           ("→", "问没有返校的去向")]

    def _lay_out(self) -> QWidget:
        self.main = QWidget()
        across = QHBoxLayout(self.main)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(Px.GAP)
        left = QVBoxLayout()
        self.total = Words("", "small", "text2", wrap=True)
        left.addWidget(TableCard(self.table), 1)
        left.addWidget(self.total)
        across.addLayout(left, 3)
        right = QVBoxLayout()
        self.nobody = Words("提交了的班都到齐了", "small", "text2", wrap=True)
        right.addWidget(self.nobody)
        right.addWidget(self.view, 1)
        across.addLayout(right, 2)
        return self.main

    # what the window asks

    def opened(self, *, day: date | None = None, **args: Any) -> None:
        self._go(day or self.ctx.today())

    def refresh(self, changes: Changes | None) -> None:
        store, day, today = self.ctx.store, self.day, self.ctx.today()

        def read() -> tuple[SchoolDay, LateReturns | None, tuple[date, date]]:
            calendar = load_calendar(store)
            later = calendar.add_school_days(day, 1)
            earlier = calendar.school_days(date(day.year - 1, day.month, 1), day)
            before = next((d for d in reversed(earlier) if d < day), day)
            late = late_returns(store) if day == today else None
            return school_day(store, day=day), late, (before, min(later, today))

        self.ctx.read(read, lambda found: self._show(*found), owner=self)

    def cares(self, changes: Changes) -> bool:
        return bool(changes.tables & {"mark", "register", "pupil", "movement", "class", "leave",
                                      "calendar_day", "term", "event"})

    def panes(self) -> Sequence[QWidget]:
        return (self.table, self.view)

    def print_shown(self) -> bool:
        """The register of those who did not come back in time, where it is what is shown."""
        shown, store, printer = not self.register.isHidden(), self.ctx.store, self._printer
        if shown:
            self.ctx.tasks.run(lambda job: printer([late_return_register(store)], 1),
                               done=lambda _: self.ctx.toast("未及时返校登记册已送到打印机"),
                               failed=self.ctx.show_error, owner=self)
        return shown

    def layout_changed(self) -> None:
        if hasattr(self, "table"):
            self.table.set_row_height(Px.TABLE_ROW_NARROW if self.short else Px.TABLE_ROW)

    # what is shown

    def _show(self, found: SchoolDay, late: LateReturns | None,
              around: tuple[date, date]) -> None:
        if found.day != self.day:
            return
        self._before, self._after = around
        today = self.ctx.today()
        self.header.set_context(f"{day_text(found.day, today=today)} {weekday_text(found.day)}")
        self.later.setEnabled(found.day < today)
        self.now.setVisible(found.day != today)
        self.register.setVisible(late is not None and bool(late.pupils))
        if not found.classes:
            state = no_class(self.theme)
            state.acted.connect(lambda _: self.ctx.open_page("roster"))
            self.stack.show_state(state)
            self.show_banner(None)
            return
        if not found.in_session and not any(room.filed for room in found.classes):
            self.stack.show_state(EmptyState(
                self.theme, "calendar-off", f"{day_text(found.day)}不上课：{found.note}",
                "照校历不用点名。", done=True))
            self.show_banner(None)
            return
        self.stack.show_view(self.main)
        self.model.in_session = found.in_session
        self.model.set_lines(found.classes)
        if not self.table.currentIndex().isValid():
            self.table.selectRow(0)
        self.people.set_groups(away_groups(found, late))
        self.view.setVisible(self.people.rowCount() > 0)
        self.nobody.setText(nobody_words(found))
        self.nobody.setVisible(self.people.rowCount() == 0)
        self.total.setText(total_words(found))
        self.show_banner(self._unfiled_banner(found))

    def _unfiled_banner(self, found: SchoolDay) -> Banner | None:
        missing = found.unfiled
        if not missing or self.short:
            return None
        names = "、".join(room.name for room in missing[:4])
        more = f"等{len(missing)}个班" if len(missing) > 4 else ""
        banner = Banner(self.theme, "amber", f"{names}{more}还没有提交考勤", action="去点名")
        banner.acted.connect(lambda: self._open_class(missing[0]))
        return banner

    # what a person does

    def _go(self, day: date) -> None:
        if day != self.day:
            self.day = day
            self.refresh(None)

    def _open_class(self, room: ClassDay) -> None:
        self.ctx.open_page("attendance", class_id=room.class_id, day=self.day)

    def _ask(self, one: LateReturn) -> None:
        open_unreturned(self.ctx, self, pupil=one.pupil, name=one.name, day=self.day)


def nobody_words(found: SchoolDay) -> str:
    """What stands where nobody is listed: all came, or nobody has filed yet."""
    if not any(room.filed for room in found.classes):
        return "还没有班提交，谁没来还不知道"
    return "提交了的班都到齐了"


def total_words(found: SchoolDay) -> str:
    """``3个班提交了2个 · 应到100 · 到校97 · 旷课1``: the sums are of those that have filed."""
    filed = sum(room.filed for room in found.classes)
    words = [f"{len(found.classes)}个班，提交了{filed}个"]
    if filed:
        words += [f"应到{found.expected_filed}", f"到校{found.present}"]
        words += [f"{HEADS[at]}{found.counts[kind]}" for at, kind in enumerate(_COUNTED)
                  if kind and found.counts[kind]]
    if filed < len(found.classes):
        words.append("没有提交的班不算在内")
    return " · ".join(words)
