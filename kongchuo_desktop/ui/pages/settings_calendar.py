"""设置 · 日历: the month, its terms, changing a day, and taking over a calendar file."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kongchuo_desktop.domain.calendar import Day, SchoolCalendar, TermDates, month_end
from kongchuo_desktop.domain.calendar_import import CalendarFile
from kongchuo_desktop.operations import calendar as calendar_operations
from kongchuo_desktop.operations.words import day_text, weekday_text
from kongchuo_desktop.operations.world import load_calendar
from kongchuo_desktop.store.write import Changes
from kongchuo_desktop.ui import pickers
from kongchuo_desktop.ui.context import AppContext
from kongchuo_desktop.ui.pages.settings_month import MonthModel, MonthView, sentence
from kongchuo_desktop.ui.pages.settings_section import Section
from kongchuo_desktop.ui.parts.buttons import Button
from kongchuo_desktop.ui.parts.cards import Card
from kongchuo_desktop.ui.parts.dates import DateInput
from kongchuo_desktop.ui.parts.forms import FormDialog
from kongchuo_desktop.ui.parts.inputs import Choice, LineInput
from kongchuo_desktop.ui.parts.scrolled import Scrolled
from kongchuo_desktop.ui.parts.words import Chip, Words, empty
from kongchuo_desktop.ui.tokens import Px

TERMS = {1: "第一学期", 2: "第二学期"}
KINDS = "日历文件 (*.csv *.txt *.xlsx *.xls)"


class CalendarSection(Section):
    """The month at the left, the chosen day and the terms at the right."""

    TABLES = frozenset({"calendar_day", "term"})

    def __init__(self, ctx: AppContext) -> None:
        super().__init__(ctx, scrolled=False)
        self._calendar = SchoolCalendar()
        self._month = ctx.today().replace(day=1)
        self.column.addLayout(self._head())
        line = QHBoxLayout()
        line.setSpacing(Px.GAP)
        self.model = MonthModel()
        self.view = MonthView(ctx.theme, self.model)
        self.view.setAccessibleName("月历")
        self.view.delegate.today = ctx.today()
        self.view.moved.connect(lambda day: self._show_day())
        self.view.opened.connect(self.change_day)
        self.view.turned.connect(self.turn)
        line.addWidget(self.view, 1)
        inside = QWidget()
        self.side = Scrolled(inside)
        self.side.setFixedWidth(ctx.theme.px(Px.SIDE_PANEL))
        side = QVBoxLayout(inside)
        side.setContentsMargins(0, 0, Px.GRID, 0)
        side.setSpacing(Px.GAP)
        self._fill_side(side)
        line.addWidget(self.side)
        self.column.addLayout(line, 1)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(Px.ICON_GAP)
        self.title = Words("", "name")
        self.count = Words("", "small", "text2")
        self.unknown = Chip(self.theme, "", "amber")
        for widget in (
            Button(
                self.theme,
                "上个月",
                icon="chevron-left",
                size="small",
                clicked=lambda: self.turn(-1),
            ),
            self.title,
            Button(
                self.theme,
                "下个月",
                icon="chevron-right",
                size="small",
                clicked=lambda: self.turn(1),
            ),
            self.count,
            self.unknown,
        ):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(
            Button(self.theme, "导入日历…", icon="upload", size="small", clicked=self._import)
        )
        return head

    def _fill_side(self, side: QVBoxLayout) -> None:
        day = Card()
        self.day_title = Words("", "strong", wrap=True)
        self.day_note = Words("", "small", "text2", wrap=True)
        self.change = Button(
            self.theme,
            "改这一天…",
            size="small",
            clicked=lambda: self.change_day(self.view.current()),
        )
        for widget in (self.day_title, self.day_note):
            day.body.addWidget(widget)
        day.body.addLayout(_left(self.change))
        side.addWidget(day)
        self.terms = Card("学期")
        self._term_rows = QVBoxLayout()
        self._term_rows.setSpacing(Px.ICON_GAP)
        self.terms.body.addLayout(self._term_rows)
        side.addWidget(self.terms)
        side.addStretch()

    # what is shown

    def refresh(self, changes: Changes | None) -> None:
        store = self.ctx.store
        self.ctx.read(lambda: load_calendar(store), self._show, owner=self)

    def _show(self, calendar: SchoolCalendar) -> None:
        self._calendar = calendar
        self._show_month(self.view.current() or self.ctx.today())
        self._show_terms()

    def _show_month(self, day: date) -> None:
        self._month = day.replace(day=1)
        self.model.show(self._calendar, self._month)
        self.view.go(day)
        days = self._calendar.month(day.year, day.month)
        self.title.setText(f"{day.year}年{day.month}月")
        self.count.setText(f"上课{sum(d.in_session for d in days)}天")
        announced = all(d.announced for d in days)
        self.unknown.set("" if announced else "放假安排未公布", "amber")

    def turn(self, by: int) -> None:
        """Show the month before or after."""
        first = (
            self._month - timedelta(days=1)
            if by < 0
            else month_end(self._month.year, self._month.month) + timedelta(days=1)
        )
        self._show_month(first.replace(day=1))

    def _show_day(self) -> None:
        current = self.view.current()
        if current is None:
            return
        day = self._calendar.day(current)
        week = self._calendar.week(current)
        self.day_title.setText(
            f"{day_text(current)} {weekday_text(current)}" + (f" · 第{week}周" if week else "")
        )
        self.day_note.setText(sentence(day).split("，", 1)[1])

    def _show_terms(self) -> None:
        empty(self._term_rows)
        year = self._calendar.school_year(self.ctx.today())
        for number in (1, 2):
            term = self._calendar.term(year, number)
            holder = QWidget()
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(Px.FOCUS)
            line = QHBoxLayout()
            line.addWidget(Words(f"{year}学年{TERMS[number]}", "small"))
            line.addStretch()
            change = partial(self.change_term, term)
            edit = Button(self.theme, "改", "text", size="small", clicked=change)
            edit.setAccessibleName(f"改{TERMS[number]}")
            line.addWidget(edit)
            column.addLayout(line)
            text = f"{day_text(term.start)}到{day_text(term.end, today=term.start)}"
            column.addWidget(Words(text, "small", "text2"))
            if term.guess:
                column.addWidget(
                    Words("按常见日期估计，请改成学校的", "caption", "amber", wrap=True)
                )
            self._term_rows.addWidget(holder)

    def set_narrow(self, narrow: bool, short: bool) -> None:
        self.count.setVisible(not narrow)

    # writing

    def change_day(self, current: date | None) -> None:
        """Ask whether class is held on a day, and why."""
        if current is not None:
            DayForm(self.ctx, self, self._calendar.day(current)).open()

    def change_term(self, term: TermDates) -> None:
        """Ask for the first and last day of a term."""
        TermForm(self.ctx, self, term).open()

    def _import(self) -> None:
        file = pickers.choose_file(self, "选日历文件", KINDS)
        if file is not None:
            ctx = self.ctx
            ctx.perform(lambda: _take_over(ctx, file), said="日历已导入", owner=self)


def _take_over(ctx: AppContext, file: Path) -> Changes:
    read: CalendarFile = calendar_operations.read_calendar(file)
    return calendar_operations.import_calendar(ctx.store, actor=ctx.actor, file=read)


class DayForm(FormDialog):
    """上课还是不上课, and the reason."""

    def __init__(self, ctx: AppContext, window: QWidget, day: Day) -> None:
        super().__init__(
            ctx.theme,
            window,
            verb="记下来",
            title=f"{day_text(day.date)} {weekday_text(day.date)}",
            context=f"现在：{sentence(day).split('，', 1)[1]}",
        )
        self._ctx, self._day = ctx, day.date
        kind = Choice(ctx.theme, [("on", "上课"), ("off", "不上课")])
        kind.choose("off" if day.in_session else "on")
        self.add("kind", "改成", kind)
        self.add(
            "note",
            "为什么",
            LineInput(ctx.theme, "例如 秋季运动会、调休上课"),
            hint="可不填；会写在日历和考勤里。",
        )
        self.submitted.connect(self._save)

    def _save(self) -> None:
        ctx, day, values = self._ctx, self._day, self.values()
        held, why = values["kind"] == "on", values["note"].strip()
        ctx.perform(
            lambda: calendar_operations.set_days(
                ctx.store, actor=ctx.actor, days={day: (held, why)}
            ),
            said=f"{day_text(day)}改成{'上课' if held else '不上课'}",
            done=lambda changes: self.accept(),
            owner=self,
        )


class TermForm(FormDialog):
    """First and last day of a term."""

    def __init__(self, ctx: AppContext, window: QWidget, term: TermDates) -> None:
        super().__init__(
            ctx.theme,
            window,
            title=f"{term.school_year}学年{TERMS[term.term]}",
            verb="记下来",
            context="头一天和最后一天都算在内。",
        )
        self._ctx, self._term = ctx, term
        start = self.add("start", "开学", DateInput(ctx.theme, term.start))
        self.add_pair(start, self.add("end", "结束", DateInput(ctx.theme, term.end)))
        self.submitted.connect(self._save)

    def _save(self) -> None:
        values, term, ctx = self.values(), self._term, self._ctx
        if values["end"] <= values["start"]:
            self.set_errors({"end": "结束那天要在开学以后。"})
            return
        new = TermDates(term.school_year, term.term, values["start"], values["end"])
        ctx.perform(
            lambda: calendar_operations.set_term(ctx.store, actor=ctx.actor, term=new),
            said=f"{TERMS[term.term]}的日期改好了",
            done=lambda changes: self.accept(),
            owner=self,
        )


def _left(widget: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addWidget(widget)
    line.addStretch()
    return line
